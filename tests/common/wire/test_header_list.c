/* Lists of headers: their items, and tokens in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/wire/header_list.h"

static void items_of_a_list_are_taken_without_blanks(void **state) {
  (void)state;
  static const char list[] = " one,\ttwo ,,three";
  static const char *const items[] = {"one", "two", "", "three"};
  const char *at = list;
  const char *item = NULL;
  size_t bytes = 0;
  for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
    assert_true(header_list_next(&at, list + sizeof list - 1, ',', &item, &bytes));
    assert_int_equal(bytes, strlen(items[i]));
    assert_memory_equal(item, items[i], bytes);
  }
  assert_false(header_list_next(&at, list + sizeof list - 1, ',', &item, &bytes));
}

static void a_token_is_found_whole_and_in_any_case(void **state) {
  (void)state;
  assert_true(header_list_has("a , Upgrade", 11, "upgrade"));
  assert_false(header_list_has("upgraded, up", 12, "upgrade"));
  assert_false(header_list_has("", 0, "upgrade"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_of_a_list_are_taken_without_blanks),
      cmocka_unit_test(a_token_is_found_whole_and_in_any_case),
  };
  return cmocka_run_group_tests_name("header_list", tests, NULL, NULL);
}
