/* Floating-point numbers as integers, at and beyond the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "common/base/whole.h"

static void fractions_are_cut_off(void **state) {
  (void)state;
  assert_int_equal(whole_of(0), 0);
  assert_int_equal(whole_of(0.999), 0);
  assert_int_equal(whole_of(1e15 + 0.5), UINT64_C(1000000000000000));
  assert_int_equal(whole_of(18446744073709549568.0), UINT64_C(18446744073709549568));
  assert_int_equal(whole_signed_of(-2.9), -2);
  assert_int_equal(whole_signed_of(2.9), 2);
  assert_int_equal(whole_ns_of_s(0.0000015), 1500);
}

static void numbers_out_of_range_become_the_nearest_whole_number(void **state) {
  (void)state;
  assert_int_equal(whole_of(18446744073709551616.0), UINT64_MAX);
  assert_int_equal(whole_of(1e300), UINT64_MAX);
  assert_int_equal(whole_of(INFINITY), UINT64_MAX);
  assert_int_equal(whole_of(-1), 0);
  assert_int_equal(whole_of(-INFINITY), 0);
  assert_int_equal(whole_of(NAN), 0);
  assert_int_equal(whole_signed_of(9223372036854775808.0), INT64_MAX);
  assert_int_equal(whole_signed_of(-9223372036854775808.0), INT64_MIN);
  assert_int_equal(whole_signed_of(-1e300), INT64_MIN);
  assert_int_equal(whole_signed_of(NAN), 0);
  assert_int_equal(whole_ns_of_s(1e11), UINT64_MAX);
}

static void an_instant_does_not_wrap_into_the_past(void **state) {
  (void)state;
  assert_int_equal(instant_after_ns(5, 7), 12);
  assert_int_equal(instant_after_ns(5, UINT64_MAX - 5), UINT64_MAX);
  assert_int_equal(instant_after_ns(5, UINT64_MAX - 4), UINT64_MAX);
  assert_int_equal(instant_after_ns(5, UINT64_MAX), UINT64_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fractions_are_cut_off),
      cmocka_unit_test(numbers_out_of_range_become_the_nearest_whole_number),
      cmocka_unit_test(an_instant_does_not_wrap_into_the_past),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
