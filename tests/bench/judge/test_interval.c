/* Intervals of medians: their ranks by published tables, and their coverage by simulation. */
#include "tests/contracts.h"

#include <math.h>

#include "bench/judge/interval.h"
#include "common/base/random.h"

enum { VALUES_MAX = 100, RUNS = 4000, SEED = 20261126 };

/* Of 1, 2, … count, in the wrong order. */
static struct interval interval_to(size_t count, double level) {
  double values[VALUES_MAX];
  for (size_t i = 0; i < count; i++)
    values[i] = (double)(count - i);
  return interval_at(values, count, level);
}

static void a_few_repeats_span_a_range(void **state) {
  (void)state;
  struct interval interval = interval_to(5, INTERVAL_LEVEL);
  assert_float_equal(interval.median, 3, 0);
  assert_float_equal(interval.low, 1, 0);
  assert_float_equal(interval.high, 5, 0);
  assert_string_equal(interval.kind, "range");
  assert_float_equal(interval_to(1, INTERVAL_LEVEL).median, 1, 0);
  assert_float_equal(interval_to(4, INTERVAL_LEVEL).median, 2.5, 0);
}

/* The ranks of published tables for the 95 % interval of a median. */
static void more_repeats_give_the_interval_of_the_median(void **state) {
  (void)state;
  static const struct {
    size_t count;
    double low, high;
  } ranks[] = {{6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {15, 4, 12}, {20, 6, 15}, {50, 18, 33}};
  for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
    struct interval interval = interval_to(ranks[i].count, INTERVAL_LEVEL);
    assert_float_equal(interval.low, ranks[i].low, 0);
    assert_float_equal(interval.high, ranks[i].high, 0);
    assert_string_equal(interval.kind, "median 95 %");
  }
}

/* P(Binomial(10, 1/2) < 1, 2) is 1/1024 and 11/1024: 99 % allows 0.5 % on a side, 98 % 1 %, and
 * 97 % 1.5 %. */
static void another_level_takes_other_ranks(void **state) {
  (void)state;
  assert_float_equal(interval_to(10, 0.99).low, 1, 0);
  assert_float_equal(interval_to(10, 0.98).low, 1, 0);
  assert_float_equal(interval_to(10, 0.97).low, 2, 0);
  assert_float_equal(interval_to(10, 0.97).high, 9, 0);
  assert_string_equal(interval_to(10, 0.97).kind, "median");
  assert_string_equal(interval_to(7, 0.99).kind, "range");
}

/* All of n values lie on one side of the median in 2^(1 - n) of the cases. */
static void a_level_needs_so_many_repeats(void **state) {
  (void)state;
  assert_int_equal(interval_repeats_min(0.95), 6);
  assert_int_equal(interval_repeats_min(0.99), 8);
  assert_int_equal(interval_repeats_min(0.75), 3);
  for (size_t i = 1; i <= 9; i++) {
    double level = 0.9 + 0.01 * (double)i;
    size_t least = interval_repeats_min(level);
    assert_string_equal(interval_to(least - 1, level).kind, "range");
    assert_memory_equal(interval_to(least, level).kind, "median", 6);
  }
}

/* How often the interval has the median of an exponential distribution, ln 2. */
static double coverage_of(size_t count, double level) {
  struct random random = random_seeded(SEED, count);
  size_t covered = 0;
  for (size_t i = 0; i < RUNS; i++) {
    double values[VALUES_MAX];
    for (size_t j = 0; j < count; j++)
      values[j] = random_exponential(&random, 1);
    struct interval interval = interval_at(values, count, level);
    covered += interval.low <= log(2) && log(2) <= interval.high;
  }
  return (double)covered / RUNS;
}

/* With three standard deviations of the simulation. */
static void an_interval_covers_the_median_as_often_as_it_says(void **state) {
  (void)state;
  static const size_t counts[] = {6, 8, 9, 16, 32};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    assert_true(coverage_of(counts[i], 0.95) >= 0.95 - 3 * sqrt(0.95 * 0.05 / RUNS));
    assert_true(coverage_of(counts[i], 0.75) >= 0.75 - 3 * sqrt(0.75 * 0.25 / RUNS));
  }
  /* P(5 <= Binomial(16, 1/2) <= 11) = 0.9232 */
  assert_true(fabs(coverage_of(16, 0.92) - 0.9232) <= 3 * sqrt(0.92 * 0.08 / RUNS));
}

static void nothing(void *context) {
  interval_at(context, 0, INTERVAL_LEVEL);
}

static void level_of_one(void *context) {
  interval_at(context, 1, 1);
}

static void no_values_and_no_doubt_break_a_contract(void **state) {
  (void)state;
  double value = 1;
  assert_contract_broken(nothing, &value, "count >= 1");
  assert_contract_broken(level_of_one, &value, "level < 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_few_repeats_span_a_range),
      cmocka_unit_test(more_repeats_give_the_interval_of_the_median),
      cmocka_unit_test(another_level_takes_other_ranks),
      cmocka_unit_test(a_level_needs_so_many_repeats),
      cmocka_unit_test(an_interval_covers_the_median_as_often_as_it_says),
      cmocka_unit_test(no_values_and_no_doubt_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
