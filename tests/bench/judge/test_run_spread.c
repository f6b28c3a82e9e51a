/* The spread of runs: by hand, and by simulated runs of which nothing was changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/run_spread.h"
#include "tests/bench/normal_made.h"

enum { RUNS = 5, TRIES = 20000, RUNS_MOST = 20 };

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* Logarithms of -0.02, -0.01, 0, 0.01, 0.02: the squares' sum is 0.001, a quarter of it the
 * variance. */
static struct run_spread spread_by_hand(void) {
  double medians[RUNS];
  for (int i = 0; i < RUNS; i++)
    medians[i] = 840 * exp(0.01 * (i - 2));
  return run_spread_of(medians, RUNS);
}

static void the_deviation_is_that_of_the_logarithms(void **state) {
  (void)state;
  struct run_spread spread = spread_by_hand();
  assert_int_equal(spread.runs, RUNS);
  assert_near(spread.deviation, sqrt(0.00025), 1e-12);
}

/* t = 2.776445 with four degrees of freedom. */
static void the_limit_is_the_quantile_of_the_difference_of_two_runs(void **state) {
  (void)state;
  struct run_spread spread = spread_by_hand();
  double limit = exp(2.7764451 * sqrt(2 * 0.00025));
  assert_near(run_spread_limit(&spread, 0.05), limit, 1e-6);
  assert_near(run_spread_p(&spread, limit), 0.05, 1e-6);
  assert_near(run_spread_p(&spread, 1 / limit), 0.05, 1e-6);
  assert_near(run_spread_p(&spread, 1), 1, 0);
}

/* ISO 5725-6: 2.8 standard deviations. */
static void with_many_runs_the_limit_is_that_of_the_standard(void **state) {
  (void)state;
  const struct run_spread spread = {.runs = 100000, .deviation = 0.01};
  assert_near(log(run_spread_limit(&spread, 0.05)) / 0.01, 2.772, 0.001);
}

static void few_runs_and_figures_that_are_0_have_no_spread(void **state) {
  (void)state;
  static const double medians[RUNS] = {1, 2, 3, 4, 0};
  struct run_spread few = run_spread_of(medians, RUN_SPREAD_RUNS_MIN - 1);
  struct run_spread zero = run_spread_of(medians, RUNS);
  assert_true(isnan(few.deviation) && isnan(zero.deviation));
  assert_true(isnan(run_spread_p(&few, 2)) && isnan(run_spread_limit(&few, 0.05)));
}

static void a_ratio_that_is_not_above_0_has_no_p(void **state) {
  (void)state;
  struct run_spread spread = spread_by_hand();
  assert_true(isnan(run_spread_p(&spread, 0)) && isnan(run_spread_p(&spread, NAN)));
}

static void runs_that_are_all_equal_differ_from_any_other(void **state) {
  (void)state;
  static const double medians[RUNS] = {7, 7, 7, 7, 7};
  struct run_spread spread = run_spread_of(medians, RUNS);
  assert_near(run_spread_p(&spread, 1), 1, 0);
  assert_near(run_spread_p(&spread, 1.001), 0, 0);
  assert_near(run_spread_limit(&spread, 0.05), 1, 0);
}

/* The share of pairs of equal runs that are beyond the limit, or of runs with a change. */
static double share_called(size_t runs, double change) {
  struct random random = random_seeded(runs, 17);
  double medians[RUNS_MOST];
  size_t called = 0;
  for (size_t try = 0; try < TRIES; try++) {
    for (size_t i = 0; i < runs; i++)
      medians[i] = 100 * exp(0.03 * made_normal(&random));
    struct run_spread spread = run_spread_of(medians, runs);
    double a = 100 * exp(0.03 * made_normal(&random));
    double b = change * 100 * exp(0.03 * made_normal(&random));
    called += run_spread_p(&spread, b / a) < 0.05;
  }
  return (double)called / TRIES;
}

/* Three standard errors of a share of 5 % of 20,000 are 0.0046. */
static void of_equal_runs_one_pair_in_twenty_is_called(void **state) {
  (void)state;
  assert_near(share_called(5, 1), 0.05, 0.005);
  assert_near(share_called(8, 1), 0.05, 0.005);
  assert_near(share_called(20, 1), 0.05, 0.005);
}

/* 30 % are seven standard deviations of the difference of two runs. */
static void a_great_change_is_called(void **state) {
  (void)state;
  assert_true(share_called(8, 1.3) > 0.95);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_deviation_is_that_of_the_logarithms),
      cmocka_unit_test(the_limit_is_the_quantile_of_the_difference_of_two_runs),
      cmocka_unit_test(with_many_runs_the_limit_is_that_of_the_standard),
      cmocka_unit_test(few_runs_and_figures_that_are_0_have_no_spread),
      cmocka_unit_test(a_ratio_that_is_not_above_0_has_no_p),
      cmocka_unit_test(runs_that_are_all_equal_differ_from_any_other),
      cmocka_unit_test(of_equal_runs_one_pair_in_twenty_is_called),
      cmocka_unit_test(a_great_change_is_called),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
