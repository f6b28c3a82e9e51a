/* The texts by which users publish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/wire/publish.h"

static void a_published_text_has_the_data_and_its_due_time(void **state) {
  (void)state;
  char text[PUBLISH_ENVELOPE_BYTES_MAX + 5];
  size_t bytes = publish_encode("hello", 5, UINT64_MAX, text, sizeof text);
  static const char expected[] = "{\"data\":\"hello\",\"due_ns\":18446744073709551615}";
  assert_int_equal(bytes, sizeof expected - 1);
  assert_memory_equal(text, expected, bytes);
}

static void an_answer_without_room_is_not_written(void **state) {
  (void)state;
  char text[PUBLISH_ENVELOPE_BYTES_MAX + 5];
  assert_int_equal(publish_encode("hello!", 6, 1, text, sizeof text), 0);
  assert_int_equal(publish_encode("", 0, 1, text, PUBLISH_ENVELOPE_BYTES_MAX - 1), 0);
}

static void an_answer_reads_back(void **state) {
  (void)state;
  const uint64_t numbers[] = {1, 17, UINT64_MAX};
  for (size_t i = 0; i < 3; i++) {
    char text[PUBLISH_ANSWER_BYTES_MAX];
    uint64_t seq = 0;
    size_t bytes = publish_answer_encode(numbers[i], text);
    assert_true(publish_answer_decode(text, bytes, &seq));
    assert_int_equal(seq, numbers[i]);
    assert_false(publish_answer_decode(text, bytes - 1, &seq));
  }
}

static void nothing_else_is_an_answer(void **state) {
  (void)state;
  const char *texts[] = {"",
                         "{\"seq\":",
                         "{\"seq\":}",
                         "{\"seq\":-1}",
                         "{\"seq\":1} ",
                         "{\"seq\":18446744073709551616}",
                         "{\"seq\":1,\"due_ns\":2,\"sent_ns\":3,\"data\":\"\"}",
                         "pong"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    uint64_t seq = 99;
    assert_false(publish_answer_decode(texts[i], strlen(texts[i]), &seq));
    assert_int_equal(seq, 99);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_published_text_has_the_data_and_its_due_time),
      cmocka_unit_test(an_answer_without_room_is_not_written),
      cmocka_unit_test(an_answer_reads_back),
      cmocka_unit_test(nothing_else_is_an_answer),
  };
  return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
