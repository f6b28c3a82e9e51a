#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "clients/protocols/excerpt.h"

static void what_is_not_printable_is_a_dot(void **state) {
  (void)state;
  assert_string_equal(excerpt_of("a\n\x1b[1m\0\xc3\xa9~", 10).text, "a..[1m...~");
  assert_string_equal(excerpt_of("", 0).text, "");
}

static void a_long_text_is_cut(void **state) {
  (void)state;
  char text[200];
  memset(text, 'a', sizeof text);
  assert_int_equal(strlen(excerpt_of(text, 96).text), 96);
  assert_int_equal(strlen(excerpt_of(text, 97).text), 99);
  assert_string_equal(excerpt_of(text, sizeof text).text + 95, "a...");
}

static void an_answer_is_its_status_and_body_or_why_there_is_none(void **state) {
  (void)state;
  char text[200];
  memset(text, 'a', sizeof text);
  struct protocol_answer answer = {.code = 400, .body = "{\"code\":1}", .body_bytes = 10};
  assert_string_equal(excerpt_of_answer(&answer).text, "HTTP 400 {\"code\":1}");
  answer = (struct protocol_answer){.code = 204};
  assert_string_equal(excerpt_of_answer(&answer).text, "HTTP 204");
  answer = (struct protocol_answer){.code = 500, .body = text, .body_bytes = sizeof text};
  assert_string_equal(excerpt_of_answer(&answer).text + 104, "a...");
  answer = (struct protocol_answer){.failure = "timed out"};
  assert_string_equal(excerpt_of_answer(&answer).text, "timed out");
  answer = (struct protocol_answer){.code = 0};
  assert_string_equal(excerpt_of_answer(&answer).text, "no answer");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_printable_is_a_dot),
      cmocka_unit_test(a_long_text_is_cut),
      cmocka_unit_test(an_answer_is_its_status_and_body_or_why_there_is_none),
  };
  return cmocka_run_group_tests_name("excerpt", tests, NULL, NULL);
}
