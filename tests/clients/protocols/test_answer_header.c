/* Headers of answers, and words for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"

static struct protocol_answer answer_of(const char *head) {
  return (struct protocol_answer){.code = 200, .head = head, .head_bytes = strlen(head)};
}

static void names_are_found_in_small_and_capital_letters(void **state) {
  struct protocol_answer answer =
      answer_of("HTTP/1.1 200 OK\r\nX-Etag: no\r\nETAG: \t a b \r\nEtag: later\r\nEmpty:\r\n\r\n");
  size_t bytes = 0;
  (void)state;
  const char *value = answer_header(&answer, "Etag", &bytes);
  assert_int_equal(bytes, 3);
  assert_memory_equal(value, "a b", 3);
  assert_non_null(answer_header(&answer, "empty", &bytes));
  assert_int_equal(bytes, 0);
  assert_null(answer_header(&answer, "tag", &bytes));
  assert_null(answer_header(&answer, "HTTP/1.1 200 OK", &bytes));
}

static void a_head_that_is_cut_is_not_read_beyond(void **state) {
  static const char head[] = "HTTP/1.1 200 OK\r\nEtag: 12345\r\n\r\n";
  (void)state;
  for (size_t count = 0; count < sizeof head; count++) {
    char *copy = malloc(count + 1);
    size_t bytes = 0;
    assert_non_null(copy);
    memcpy(copy, head, count);
    struct protocol_answer answer = {.code = 200, .head = copy, .head_bytes = count};
    const char *value = answer_header(&answer, "Etag", &bytes);
    assert_true(!value || bytes <= 5);
    char words[ANSWER_WORDS_BYTES];
    assert_memory_equal(answer_words(&answer, words, sizeof words), "200", 3);
    free(copy);
  }
}

static void a_text_stays_where_none_fits(void **state) {
  char text[4] = "old";
  struct protocol_answer answer =
      answer_of("HTTP/1.1 200 OK\r\nA: 123\r\nB: 1234\r\nC:\r\nD: a\tb\r\n\r\n");
  (void)state;
  assert_false(answer_header_text(&answer, "B", text, sizeof text));
  assert_false(answer_header_text(&answer, "C", text, sizeof text));
  assert_false(answer_header_text(&answer, "D", text, sizeof text));
  assert_false(answer_header_text(&answer, "E", text, sizeof text));
  assert_string_equal(text, "old");
  assert_true(answer_header_text(&answer, "A", text, sizeof text));
  assert_string_equal(text, "123");
  answer = (struct protocol_answer){.code = 0};
  assert_false(answer_header_text(&answer, "A", text, sizeof text));
}

static void words_say_what_the_answer_was(void **state) {
  static const struct {
    int code;
    const char *failure, *head, *words;
  } cases[] = {
      {0, "timed out", NULL, "timed out"},
      {0, NULL, NULL, "no answer"},
      {404, NULL, "HTTP/1.1 404 Not Found\r\n\r\n", "404 Not Found"},
      {404, NULL, "HTTP/1.1 404\r\n\r\n", "404"},
      {404, NULL, "HTTP/1.1 404 \r\n\r\n", "404"},
      {404, NULL, NULL, "404"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char words[ANSWER_WORDS_BYTES];
    const struct protocol_answer answer = {.code = cases[i].code,
                                           .failure = cases[i].failure,
                                           .head = cases[i].head,
                                           .head_bytes = cases[i].head ? strlen(cases[i].head) : 0};
    assert_string_equal(answer_words(&answer, words, sizeof words), cases[i].words);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_found_in_small_and_capital_letters),
      cmocka_unit_test(a_head_that_is_cut_is_not_read_beyond),
      cmocka_unit_test(a_text_stays_where_none_fits),
      cmocka_unit_test(words_say_what_the_answer_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
