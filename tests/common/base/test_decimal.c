/* Unsigned decimal numbers in text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/decimal.h"

static void decimals_are_read_as_they_are_written(void **state) {
  (void)state;
  static const uint64_t values[] = {0, 1, 9, 10, 99, 100, 12345678901234567, UINT64_MAX};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    char text[DECIMAL_BYTES_MAX];
    size_t bytes = decimal_write(values[i], text);
    const char *at = text;
    uint64_t read = 1;
    assert_true(decimal_read(&at, text + bytes, &read));
    assert_int_equal(read, values[i]);
    assert_ptr_equal(at, text + bytes);
  }
}

static void a_text_without_a_decimal_is_not_consumed(void **state) {
  (void)state;
  static const char *const texts[] = {"", "x1", "-1", "+1", " 1", "01", "18446744073709551616"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *at = texts[i];
    uint64_t read = 77;
    if (decimal_read(&at, texts[i] + strlen(texts[i]), &read))
      fail_msg("accepted '%s'", texts[i]);
    assert_ptr_equal(at, texts[i]);
    assert_int_equal(read, 77);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decimals_are_read_as_they_are_written),
      cmocka_unit_test(a_text_without_a_decimal_is_not_consumed),
  };
  return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
