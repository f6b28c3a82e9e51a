/* Texts that are cut, and marked as such. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/base/bounded_text.h"
#include "tests/contracts.h"

static void texts_with_room_are_appended(void **state) {
  (void)state;
  char text[8] = "";
  assert_true(bounded_append(text, sizeof text, "%s", "abc"));
  assert_true(bounded_append(text, sizeof text, "%d", 1234));
  assert_string_equal(text, "abc1234");
}

static void texts_without_room_are_cut_and_marked(void **state) {
  (void)state;
  char text[8] = "abc";
  assert_false(bounded_append(text, sizeof text, "%d", 12345));
  assert_string_equal(text, "abc1…");
  assert_false(bounded_append(text, sizeof text, "more"));
  assert_string_equal(text, "abc1…");
}

static void texts_are_cut_between_letters(void **state) {
  (void)state;
  char text[9] = "abcd";
  assert_false(bounded_append(text, sizeof text, "\xf0\x9f\x99\x82\xf0\x9f\x99\x82"));
  assert_string_equal(text, "abcd…");
  assert_false(bounded_append(text, sizeof text, "e"));
  assert_string_equal(text, "abcd…");
}

static void append_to_nothing(void *text) {
  bounded_append(text, 3, "x");
}

static void a_buffer_without_room_for_the_mark_breaks_a_contract(void **state) {
  (void)state;
  char text[3] = "";
  assert_contract_broken(append_to_nothing, text, "capacity > MARK_BYTES");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_with_room_are_appended),
      cmocka_unit_test(texts_without_room_are_cut_and_marked),
      cmocka_unit_test(texts_are_cut_between_letters),
      cmocka_unit_test(a_buffer_without_room_for_the_mark_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("bounded text", tests, NULL, NULL);
}
