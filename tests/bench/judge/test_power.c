/* Numbers of repeats and sizes of changes: by hand, and by simulated runs that have that number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/interval.h"
#include "bench/judge/normal.h"
#include "bench/judge/paired_test.h"
#include "bench/judge/power.h"
#include "common/base/random.h"

enum { REPEATS_MAX = 120, RUNS = 2000, SEED = 20261126 };

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* (1.96 + 0.8416)^2 is 7.849; by 3/pi 8.219, by 2/pi 12.329; and 1.96^2 / 2 is 1.921. */
static void a_change_needs_so_many_repeats(void **state) {
  (void)state;
  assert_near(power_repeats(POWER_OF_PAIRS, 1, 1, 0.05), ceil(8.219 + 1.921), 0);
  assert_near(power_repeats(POWER_OF_PAIRS, -1, 2, 0.05), ceil(4 * 8.219 + 1.921), 0);
  assert_near(power_repeats(POWER_OF_MEDIAN, 1, 1, 0.05), ceil(12.329 + 1.921), 0);
  assert_near(power_change(POWER_OF_PAIRS, 34, 2, 0.05), 2 * sqrt(8.219 / (34 - 1.921)), 1e-3);
}

static void a_change_beyond_all_doubt_needs_what_the_test_needs(void **state) {
  (void)state;
  assert_near(power_repeats(POWER_OF_PAIRS, 100, 1, 0.05), 6, 0);
  assert_near(power_repeats(POWER_OF_PAIRS, 100, 1, 0.01), 8, 0);
  assert_near(power_repeats(POWER_OF_MEDIAN, 100, 0, 0.05), 6, 0);
}

static void no_change_is_never_told(void **state) {
  (void)state;
  assert_true(isinf(power_repeats(POWER_OF_PAIRS, 0, 1, 0.05)));
  assert_true(isinf(power_repeats(POWER_OF_PAIRS, NAN, 1, 0.05)));
  assert_true(isinf(power_repeats(POWER_OF_PAIRS, 1, NAN, 0.05)));
  assert_true(isinf(power_change(POWER_OF_PAIRS, 5, 1, 0.05)));
}

/* The distances of 1, 2, 4 and 8 are 1, 3, 7, 2, 6 and 4; their mean is 23/6. */
static void the_spread_is_that_of_all_distances(void **state) {
  (void)state;
  double values[] = {8, 1, 4, 2}, one = 1;
  assert_near(power_spread(values, 4), sqrt(M_PI) / 2 * 23 / 6, 1e-12);
  assert_true(isnan(power_spread(&one, 1)));
}

static double normal_drawn(struct random *random) {
  return normal_quantile(fmax(random_uniform(random), 1e-12));
}

static void the_spread_of_normal_values_is_their_deviation(void **state) {
  (void)state;
  struct random random = random_seeded(SEED, 0);
  double sum = 0;
  for (size_t i = 0; i < RUNS; i++) {
    double values[10];
    for (size_t j = 0; j < 10; j++)
      values[j] = 7 + 3 * normal_drawn(&random);
    sum += power_spread(values, 10);
  }
  assert_near(sum / RUNS, 3, 0.06);
}

/* Whether a run with that change tells it. */
static bool is_told(struct random *random, enum power_test test, size_t repeats, double change,
                    double level) {
  double first[REPEATS_MAX], second[REPEATS_MAX];
  for (size_t i = 0; i < repeats; i++) {
    first[i] = test == POWER_OF_PAIRS ? 1 : 0;
    second[i] = normal_drawn(random) + change;
    if (test == POWER_OF_PAIRS)
      second[i] = exp(second[i]);
  }
  if (test == POWER_OF_PAIRS)
    return paired_p(first, second, repeats) < level;
  struct interval interval = interval_at(second, repeats, 1 - level);
  return interval.low > 0 || interval.high < 0;
}

static double told_share(enum power_test test, double change, double level) {
  struct random random = random_seeded(SEED, 1);
  double repeats = power_repeats(test, change, 1, level);
  size_t told = 0;
  assert_true(repeats <= REPEATS_MAX);
  for (size_t i = 0; i < RUNS; i++)
    told += is_told(&random, test, (size_t)repeats, change, level);
  return (double)told / RUNS;
}

/* Four in five runs, give or take what whole numbers of repeats and of ranks make. */
static void so_many_repeats_tell_the_change_in_four_of_five_runs(void **state) {
  (void)state;
  static const double changes[] = {0.4, 0.7, 1, 1.4}, levels[] = {0.05, 0.01, 0.0025};
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 3; j++) {
      double pairs = told_share(POWER_OF_PAIRS, changes[i], levels[j]);
      double median = told_share(POWER_OF_MEDIAN, fmax(changes[i], 0.5), levels[j]);
      assert_near(pairs, POWER_WANTED, 0.1);
      assert_near(median, POWER_WANTED, 0.15);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_change_needs_so_many_repeats),
      cmocka_unit_test(a_change_beyond_all_doubt_needs_what_the_test_needs),
      cmocka_unit_test(no_change_is_never_told),
      cmocka_unit_test(the_spread_is_that_of_all_distances),
      cmocka_unit_test(the_spread_of_normal_values_is_their_deviation),
      cmocka_unit_test(so_many_repeats_tell_the_change_in_four_of_five_runs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
