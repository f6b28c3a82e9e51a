/* Delays before reconnections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/users/backoff.h"
#include "common/base/clock.h"

enum { DRAWS = 20000, STEPS = 5 };

static struct client_options options_of(enum reconnect_jitter jitter, int64_t base_ms,
                                        int64_t cap_ms) {
  return (struct client_options){.seed = 1,
                                 .reconnect_base_ms = base_ms,
                                 .reconnect_cap_ms = cap_ms,
                                 .reconnect_jitter = (int)jitter};
}

static void the_same_seed_gives_the_same_delays(void **state) {
  (void)state;
  const struct client_options options = options_of(JITTER_FULL, 1, 1000);
  struct backoff a = backoff_seeded(&options, 3);
  struct backoff b = backoff_seeded(&options, 3);
  for (int i = 0; i < 50; i++)
    assert_int_equal(backoff_next_ns(&a), backoff_next_ns(&b));
}

static void two_users_have_different_delays(void **state) {
  (void)state;
  const struct client_options options = options_of(JITTER_FULL, 1000, 1000);
  struct backoff a = backoff_seeded(&options, 3);
  struct backoff b = backoff_seeded(&options, 4);
  assert_int_not_equal(backoff_next_ns(&a), backoff_next_ns(&b));
}

static void a_server_may_ask_for_a_longer_delay(void **state) {
  (void)state;
  const struct client_options options = options_of(JITTER_NONE, 100, 500);
  struct backoff backoff = backoff_seeded(&options, 3);
  backoff.least_ns = 250 * NS_PER_MS;
  assert_int_equal(backoff_next_ns(&backoff), 250 * NS_PER_MS);
  assert_int_equal(backoff_next_ns(&backoff), 250 * NS_PER_MS);
  assert_int_equal(backoff_next_ns(&backoff), 400 * NS_PER_MS); /* our own is longer */
  backoff_succeeded(&backoff);
  assert_int_equal(backoff_next_ns(&backoff), 250 * NS_PER_MS);
}

/* Of many users, the mean of each of their first delays, and that all lie in [least, limit). */
static void expect_delays(enum reconnect_jitter jitter, const uint64_t least_ms[STEPS],
                          const uint64_t limits_ms[STEPS], const double means_ms[STEPS]) {
  const struct client_options options = options_of(jitter, 100, 500);
  double sums_ms[STEPS] = {0};
  for (uint64_t user = 0; user < DRAWS; user++) {
    struct backoff backoff = backoff_seeded(&options, user);
    for (int i = 0; i < STEPS; i++) {
      uint64_t delay_ns = backoff_next_ns(&backoff);
      assert_in_range(delay_ns, least_ms[i] * NS_PER_MS, limits_ms[i] * NS_PER_MS);
      sums_ms[i] += (double)delay_ns / (double)NS_PER_MS;
    }
  }
  for (int i = 0; i < STEPS; i++) {
    double relative = sums_ms[i] / DRAWS / means_ms[i];
    if (!(relative > 0.98 && relative < 1.02))
      fail_msg("delay %d has the mean %g ms, not %g", i + 1, sums_ms[i] / DRAWS, means_ms[i]);
  }
}

static void the_mean_delay_doubles_up_to_the_cap(void **state) {
  (void)state;
  expect_delays(JITTER_FULL, (const uint64_t[]){0, 0, 0, 0, 0},
                (const uint64_t[]){100, 200, 400, 500, 500},
                (const double[]){50, 100, 200, 250, 250});
}

static void with_equal_jitter_half_of_a_delay_is_certain(void **state) {
  (void)state;
  expect_delays(JITTER_EQUAL, (const uint64_t[]){50, 100, 200, 250, 250},
                (const uint64_t[]){100, 200, 400, 500, 500},
                (const double[]){75, 150, 300, 375, 375});
}

static void without_jitter_all_users_wait_the_same(void **state) {
  (void)state;
  const uint64_t delays_ms[] = {100, 200, 400, 500, 500};
  expect_delays(JITTER_NONE, delays_ms, delays_ms, (const double[]){100, 200, 400, 500, 500});
}

/* The first delay f is uniform in [100, 300) ms. The second is uniform in [100, 3 f), cut at 500:
 * its mean is (100 + 3 f) / 2 where 3 f is below 500, else (120,000 + 500 (3 f - 500)) / (3 f -
 * 100). Over all f that is (16,667 + (200,000 - 80,000 ln 2) / 3) / 200 = 324.2. */
static void a_decorrelated_delay_grows_from_the_last_one(void **state) {
  (void)state;
  const struct client_options options = options_of(JITTER_DECORRELATED, 100, 500);
  double first_ms = 0, second_ms = 0;
  for (uint64_t user = 0; user < DRAWS; user++) {
    struct backoff backoff = backoff_seeded(&options, user);
    uint64_t first_ns = backoff_next_ns(&backoff);
    uint64_t second_ns = backoff_next_ns(&backoff);
    assert_in_range(first_ns, 100 * NS_PER_MS, 300 * NS_PER_MS);
    assert_in_range(second_ns, 100 * NS_PER_MS, 500 * NS_PER_MS);
    assert_true(second_ns <= 3 * first_ns);
    first_ms += (double)first_ns / (double)NS_PER_MS / DRAWS;
    second_ms += (double)second_ns / (double)NS_PER_MS / DRAWS;
  }
  assert_in_range((uint64_t)first_ms, 197, 203);
  assert_in_range((uint64_t)second_ms, 320, 328);
}

static void a_success_starts_from_the_base_again(void **state) {
  (void)state;
  static const struct {
    enum reconnect_jitter jitter;
    uint64_t limit_ms;
  } cases[] = {{JITTER_FULL, 1}, {JITTER_EQUAL, 1}, {JITTER_NONE, 1}, {JITTER_DECORRELATED, 3}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct client_options options = options_of(cases[i].jitter, 1, 1000);
    struct backoff backoff = backoff_seeded(&options, 1);
    for (int j = 0; j < 20; j++)
      backoff_next_ns(&backoff);
    backoff_succeeded(&backoff);
    assert_true(backoff_next_ns(&backoff) <= cases[i].limit_ms * NS_PER_MS);
  }
}

static void a_cap_below_the_base_holds(void **state) {
  (void)state;
  for (int jitter = JITTER_FULL; jitter <= JITTER_NONE; jitter++) {
    const struct client_options options = options_of((enum reconnect_jitter)jitter, 1000, 1);
    struct backoff backoff = backoff_seeded(&options, 1);
    for (int i = 0; i < 100; i++)
      assert_true(backoff_next_ns(&backoff) <= NS_PER_MS);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_seed_gives_the_same_delays),
      cmocka_unit_test(two_users_have_different_delays),
      cmocka_unit_test(a_server_may_ask_for_a_longer_delay),
      cmocka_unit_test(the_mean_delay_doubles_up_to_the_cap),
      cmocka_unit_test(with_equal_jitter_half_of_a_delay_is_certain),
      cmocka_unit_test(without_jitter_all_users_wait_the_same),
      cmocka_unit_test(a_decorrelated_delay_grows_from_the_last_one),
      cmocka_unit_test(a_success_starts_from_the_base_again),
      cmocka_unit_test(a_cap_below_the_base_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
