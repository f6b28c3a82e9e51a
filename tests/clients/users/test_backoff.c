/* Delays before reconnections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/users/backoff.h"
#include "common/base/clock.h"

enum { DRAWS = 20000 };

static void the_same_seed_gives_the_same_delays(void **state) {
  (void)state;
  struct backoff a = backoff_seeded(7, 3, NS_PER_MS, NS_PER_S);
  struct backoff b = backoff_seeded(7, 3, NS_PER_MS, NS_PER_S);
  for (int i = 0; i < 50; i++)
    assert_int_equal(backoff_next_ns(&a), backoff_next_ns(&b));
}

static void two_users_have_different_delays(void **state) {
  (void)state;
  struct backoff a = backoff_seeded(7, 3, NS_PER_S, NS_PER_S);
  struct backoff b = backoff_seeded(7, 4, NS_PER_S, NS_PER_S);
  assert_int_not_equal(backoff_next_ns(&a), backoff_next_ns(&b));
}

/* Delays are drawn uniformly from [0, limit). */
static void the_mean_delay_doubles_up_to_the_cap(void **state) {
  (void)state;
  const uint64_t base_ns = 100 * NS_PER_MS;
  const uint64_t limits_ns[] = {base_ns, 2 * base_ns, 4 * base_ns, 5 * base_ns, 5 * base_ns};
  double sums[5] = {0};
  for (uint64_t user = 0; user < DRAWS; user++) {
    struct backoff backoff = backoff_seeded(1, user, base_ns, 5 * base_ns);
    for (int i = 0; i < 5; i++) {
      uint64_t delay_ns = backoff_next_ns(&backoff);
      assert_true(delay_ns < limits_ns[i]);
      sums[i] += (double)delay_ns;
    }
  }
  for (int i = 0; i < 5; i++) {
    double relative = sums[i] / DRAWS / ((double)limits_ns[i] / 2);
    assert_true(relative > 0.98 && relative < 1.02);
  }
}

static void a_success_starts_from_the_base_again(void **state) {
  (void)state;
  struct backoff backoff = backoff_seeded(1, 1, NS_PER_MS, NS_PER_S);
  for (int i = 0; i < 20; i++)
    backoff_next_ns(&backoff);
  backoff_succeeded(&backoff);
  assert_true(backoff_next_ns(&backoff) < NS_PER_MS);
}

static void a_cap_below_the_base_holds(void **state) {
  (void)state;
  struct backoff backoff = backoff_seeded(1, 1, NS_PER_S, NS_PER_MS);
  for (int i = 0; i < 100; i++)
    assert_true(backoff_next_ns(&backoff) < NS_PER_MS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_seed_gives_the_same_delays),
      cmocka_unit_test(two_users_have_different_delays),
      cmocka_unit_test(the_mean_delay_doubles_up_to_the_cap),
      cmocka_unit_test(a_success_starts_from_the_base_again),
      cmocka_unit_test(a_cap_below_the_base_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
