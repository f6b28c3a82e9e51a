/* Looks at a run's intervals: when they are, and how often the interval of a run that ended at one
 * of them misses the median. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/judge/looks.h"
#include "common/base/random.h"

static void assert_near(double value, double expected) {
  assert_true(fabs(value - expected) < 1e-12);
}

static void the_looks_share_five_per_cent(void **state) {
  (void)state;
  double misses = 0;
  for (size_t i = 0; i < LOOKS; i++)
    misses += 1 - looks[i].level;
  assert_near(misses, 0.05);
}

/* The ranks that the header names, in the values 1 to count. */
static void each_look_reaches_its_step(void **state) {
  (void)state;
  static const double ends[LOOKS][2] = {{1, 8}, {4, 13}, {10, 23}};
  for (size_t i = 0; i < LOOKS; i++) {
    double values[LOOKS_REPEATS_LAST];
    for (size_t j = 0; j < looks[i].repeats; j++)
      values[j] = (double)(j + 1);
    struct interval interval = interval_at(values, looks[i].repeats, looks[i].level);
    assert_near(interval.low, ends[i][0]);
    assert_near(interval.high, ends[i][1]);
  }
}

static void a_run_looks_after_fixed_numbers_of_repeats(void **state) {
  (void)state;
  assert_true(look_is_at(8, 32) && look_is_at(16, 32) && look_is_at(32, 32));
  assert_false(look_is_at(7, 32) || look_is_at(9, 32) || look_is_at(33, 100));
  assert_false(look_is_at(16, 15));
  assert_true(look_is_at(8, 8));
  assert_int_equal(look_next(0, 32), 8);
  assert_int_equal(look_next(8, 32), 16);
  assert_int_equal(look_next(15, 32), 16);
  assert_int_equal(look_next(16, 32), 32);
  assert_int_equal(look_next(32, 32), 32);
  assert_int_equal(look_next(0, 5), 5);
  assert_int_equal(look_next(8, 12), 12);
}

static void a_run_that_ends_in_between_has_the_next_looks_level(void **state) {
  (void)state;
  assert_near(look_level(1), 0.992);
  assert_near(look_level(8), 0.992);
  assert_near(look_level(9), 0.9785);
  assert_near(look_level(16), 0.9785);
  assert_near(look_level(17), 0.9795);
  assert_near(look_level(32), 0.9795);
  assert_near(look_level(100), 0.9795);
}

static void an_interval_is_as_wide_as_its_farther_end_is_away(void **state) {
  (void)state;
  assert_near(interval_width_share(&(struct interval){.median = 100, .low = 98, .high = 105}),
              0.05);
  assert_near(interval_width_share(&(struct interval){.median = -100, .low = -107, .high = -99}),
              0.07);
  assert_near(interval_width_share(&(struct interval){.median = 0, .low = 0, .high = 0}), 0);
  assert_true(isinf(interval_width_share(&(struct interval){.median = 0, .low = 0, .high = 1})));
}

/* ---- coverage, by simulation ---- */

enum { SEED = 12, RUNS = 20000, RUNS_NAIVE = 4000, NAIVE_FIRST = 3 };

/* Log-normal, of median 1. */
static double value_drawn(struct random *random) {
  double size = sqrt(-2 * log1p(-random_uniform(random)));
  return exp(0.1 * size * cos(2 * acos(-1) * random_uniform(random)));
}

static bool covers(const double *values, size_t count, double level, double bound, bool *narrow) {
  double sorted[LOOKS_REPEATS_LAST];
  memcpy(sorted, values, count * sizeof *values);
  struct interval interval = interval_at(sorted, count, level);
  *narrow = interval_width_share(&interval) <= bound;
  return interval.low <= 1 && 1 <= interval.high;
}

/* Ended as soon as the interval of a look is within the bound; ended[i] counts the runs of look i.
 */
static bool run_covers(struct random *random, double bound, size_t ended[LOOKS]) {
  double values[LOOKS_REPEATS_LAST] = {0};
  size_t drawn = 0;
  for (size_t i = 0; i < LOOKS; i++) {
    bool narrow;
    while (drawn < looks[i].repeats)
      values[drawn++] = value_drawn(random);
    bool covered = covers(values, drawn, looks[i].level, bound, &narrow);
    if (narrow || i + 1 == LOOKS) {
      ended[i]++;
      return covered;
    }
  }
  return false;
}

/* At most 5 % of the runs miss, with three standard deviations of that: with a bound that most runs
 * reach at the first look, at the second, at the last, or never. */
static void the_interval_of_a_run_that_ends_early_covers_as_it_says(void **state) {
  (void)state;
  static const double bounds[] = {0.2, 0.12, 0.08, 0.05, 0.01};
  struct random random = random_seeded(SEED, 0);
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
    size_t missed = 0, ended[LOOKS] = {0};
    for (size_t run = 0; run < RUNS; run++)
      missed += !run_covers(&random, bounds[i], ended);
    assert_true((double)missed <= 0.05 * RUNS + 3 * sqrt(0.05 * 0.95 * RUNS));
    assert_true(missed > 0);
    assert_true(i != 0 || ended[0] > RUNS / 2);
    assert_true(i != 4 || ended[LOOKS - 1] == RUNS);
  }
}

/* Looking after each repeat from the third one on misses four times as often as 95 % says. */
static void looking_all_the_time_covers_less_than_it_says(void **state) {
  (void)state;
  struct random random = random_seeded(SEED, 1);
  size_t missed = 0;
  for (size_t run = 0; run < RUNS_NAIVE; run++) {
    double values[LOOKS_REPEATS_LAST];
    bool narrow = false, covered = false;
    for (size_t drawn = 0; drawn < LOOKS_REPEATS_LAST && !narrow;) {
      values[drawn++] = value_drawn(&random);
      if (drawn >= NAIVE_FIRST)
        covered = covers(values, drawn, INTERVAL_LEVEL, 0.12, &narrow);
    }
    missed += !covered;
  }
  assert_true((double)missed > 0.2 * RUNS_NAIVE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_looks_share_five_per_cent),
      cmocka_unit_test(each_look_reaches_its_step),
      cmocka_unit_test(a_run_looks_after_fixed_numbers_of_repeats),
      cmocka_unit_test(a_run_that_ends_in_between_has_the_next_looks_level),
      cmocka_unit_test(an_interval_is_as_wide_as_its_farther_end_is_away),
      cmocka_unit_test(the_interval_of_a_run_that_ends_early_covers_as_it_says),
      cmocka_unit_test(looking_all_the_time_covers_less_than_it_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
