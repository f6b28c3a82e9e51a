/* Which users are slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/faults/slow.h"

static uint64_t slow_among(double share, uint64_t first, uint64_t users) {
  uint64_t slow = 0;
  for (uint64_t i = first; i < first + users; i++)
    slow += slow_user(share, i);
  return slow;
}

static void the_share_is_met_over_all_users(void **state) {
  (void)state;
  assert_int_equal(slow_among(0, 0, 1000), 0);
  assert_int_equal(slow_among(0.1, 0, 1000), 100);
  assert_int_equal(slow_among(0.25, 0, 8), 2);
  assert_int_equal(slow_among(1, 0, 1000), 1000);
}

static void the_slow_are_spread_over_the_users(void **state) {
  (void)state;
  for (uint64_t first = 0; first < 1000; first += 10)
    assert_int_equal(slow_among(0.1, first, 10), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_share_is_met_over_all_users),
      cmocka_unit_test(the_slow_are_spread_over_the_users),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
