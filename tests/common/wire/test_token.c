/* The names of messages that other servers carry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/wire/token.h"

static const struct token token = {.run = 0x1a2b3c4d, .channel = 0, .number = 17};

static size_t written(const struct token *of, char out[static TOKEN_BYTES_MAX + 1]) {
  size_t bytes = token_write(of, out);
  out[bytes] = '\0';
  return bytes;
}

static bool same(const struct token *left, const struct token *right) {
  return left->run == right->run && left->channel == right->channel &&
         left->number == right->number;
}

static void a_token_needs_no_escape_anywhere(void **state) {
  (void)state;
  char text[TOKEN_BYTES_MAX + 1];
  assert_int_equal(written(&token, text), 20);
  assert_int_equal(strncmp(text, "pb1a2b3c4d.0.17.", 16), 0);
  assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789."), 20);
}

static void the_longest_token_fits(void **state) {
  (void)state;
  const struct token longest = {UINT32_MAX, UINT64_MAX, UINT64_MAX};
  char text[TOKEN_BYTES_MAX + 1];
  struct token found;
  size_t end;
  assert_int_equal(written(&longest, text), TOKEN_BYTES_MAX);
  assert_int_equal(token_find(text, strlen(text), &found, &end), TOKEN_WHOLE);
  assert_true(same(&found, &longest));
}

static void a_token_is_found_in_any_envelope(void **state) {
  (void)state;
  static const char *const envelopes[] = {"%s", "42[\"message\",\"%s\"]",
                                          "{\\\"data\\\":\\\"%s\\\"}", "<b>pb &amp; %s</b>",
                                          "pbpbpb12345678%s-filler"};
  char name[TOKEN_BYTES_MAX + 1], text[256];
  size_t bytes = written(&token, name);
  for (size_t i = 0; i < sizeof envelopes / sizeof *envelopes; i++) {
    struct token found;
    size_t end;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, envelopes[i], name);
#pragma GCC diagnostic pop
    if (token_find(text, strlen(text), &found, &end) != TOKEN_WHOLE || !same(&found, &token))
      fail_msg("not found in %s", text);
    assert_ptr_equal(text + end, strstr(text, name) + bytes);
  }
}

static void several_tokens_are_found_one_after_the_other(void **state) {
  (void)state;
  char text[256] = "";
  size_t bytes = 0, at = 0;
  for (uint64_t number = 9; number < 12; number++) {
    const struct token next = {7, 3, number};
    bytes += token_write(&next, text + bytes);
    text[bytes++] = ',';
  }
  for (uint64_t number = 9; number < 12; number++) {
    struct token found;
    size_t end;
    assert_int_equal(token_find(text + at, bytes - at, &found, &end), TOKEN_WHOLE);
    assert_int_equal(found.number, number);
    at += end;
  }
  struct token found;
  size_t end;
  assert_int_equal(token_find(text + at, bytes - at, &found, &end), TOKEN_NONE);
}

/* Every cut, and every change of a byte behind the begin. */
static void a_damaged_token_is_noticed(void **state) {
  (void)state;
  char name[TOKEN_BYTES_MAX + 1];
  size_t bytes = written(&token, name), begin = strlen("pb1a2b3c4d.");
  struct token found;
  size_t end;
  for (size_t cut = 0; cut < bytes; cut++)
    assert_int_equal(token_find(name, cut, &found, &end), cut < begin ? TOKEN_NONE : TOKEN_DAMAGED);
  for (size_t at = begin; at < bytes; at++) {
    char kept = name[at];
    name[at] = kept == '7' ? '8' : '7';
    assert_int_equal(token_find(name, bytes, &found, &end), TOKEN_DAMAGED);
    assert_in_range(end, begin, bytes);
    name[at] = kept;
  }
  name[3] = name[3] == 'a' ? 'b' : 'a'; /* another run, whose check is another one */
  assert_int_equal(token_find(name, bytes, &found, &end), TOKEN_DAMAGED);
}

static void ordinary_text_has_none(void **state) {
  (void)state;
  static const char *const texts[] = {
      "", "p", "pb", "pb1a2b3c4", "pb1a2b3c4d", "pb1A2B3C4D.0.17.", "pbx"};
  struct token found;
  size_t end;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(token_find(texts[i], strlen(texts[i]), &found, &end), TOKEN_NONE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_token_needs_no_escape_anywhere),
      cmocka_unit_test(the_longest_token_fits),
      cmocka_unit_test(a_token_is_found_in_any_envelope),
      cmocka_unit_test(several_tokens_are_found_one_after_the_other),
      cmocka_unit_test(a_damaged_token_is_noticed),
      cmocka_unit_test(ordinary_text_has_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
