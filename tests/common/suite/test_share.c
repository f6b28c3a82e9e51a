/* The size of a share, and its members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/suite/share.h"

enum { MANY = 1000 };

/* Counts the members of the share among every `step`-th, beginning with the first. */
static uint64_t chosen_of(uint64_t count, double share, uint64_t step) {
  struct share draw = share_of(count, share);
  uint64_t chosen = 0;
  for (uint64_t i = 0; i < count; i++)
    chosen += share_next(&draw) && i % step == 0;
  return chosen;
}

static void a_share_is_exactly_so_many(void **state) {
  (void)state;
  for (uint64_t count = 0; count <= MANY; count++) {
    assert_int_equal(chosen_of(count, 0, 1), 0);
    assert_int_equal(chosen_of(count, 0.5, 1), (count + 1) / 2);
    assert_int_equal(chosen_of(count, 1, 1), count);
  }
  assert_int_equal(chosen_of(16, 0.1, 1), 2);
  assert_int_equal(chosen_of(20, 0.2, 1), 4);
  assert_int_equal(chosen_of(100, 0.29, 1), 29);
}

static void the_same_number_has_the_same_ones(void **state) {
  (void)state;
  struct share one = share_of(MANY, 0.3), other = share_of(MANY, 0.3);
  for (int i = 0; i < MANY; i++)
    assert_int_equal(share_next(&one), share_next(&other));
}

static void a_share_is_spread_evenly_over_the_users(void **state) {
  (void)state;
  for (uint64_t step = 2; step <= 5; step++)
    assert_in_range(chosen_of(MANY, 0.5, step) * step, 400, 600);
}

static void a_share_has_nobody_after_the_last_user(void **state) {
  (void)state;
  struct share draw = share_of(2, 1);
  assert_true(share_next(&draw));
  assert_true(share_next(&draw));
  assert_false(share_next(&draw));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_share_is_exactly_so_many),
      cmocka_unit_test(the_same_number_has_the_same_ones),
      cmocka_unit_test(a_share_is_spread_evenly_over_the_users),
      cmocka_unit_test(a_share_has_nobody_after_the_last_user),
  };
  return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
