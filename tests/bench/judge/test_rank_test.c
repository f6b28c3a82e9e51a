/* The tests over strata and along axes, compared with a count of all cases; the interval of the
 * ratio, with the test that it inverts; Holm's correction, with a worked example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/rank_test.h"
#include "common/base/random.h"

enum { GROUP = 4, RUNS = 2000, SEED = 20261126 };

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

static struct rank_split split_of(const double *first, const double *second, size_t count) {
  return (struct rank_split){first, second, count, count};
}

/* One of 70 choices in each stratum is the most extreme on either side: 2 / 70^2. */
static void four_and_four_in_two_strata_can_be_told_apart(void **state) {
  (void)state;
  static const double slow[] = {101, 102, 103, 104}, fast[] = {91, 92, 93, 94};
  static const double low[] = {5, 6, 7, 8}, lower[] = {1, 2, 3, 4};
  const struct rank_split splits[] = {split_of(fast, slow, 4), split_of(lower, low, 4)};
  assert_near(rank_p(splits, 1), 2.0 / 70, 1e-12);
  assert_near(rank_p(splits, 2), 2.0 / 4900, 1e-12);
  assert_near(rank_p_least(splits, 2), 2.0 / 4900, 1e-12);
}

static void strata_that_contradict_each_other_differ_in_nothing(void **state) {
  (void)state;
  static const double more[] = {5, 6, 7, 8}, less[] = {1, 2, 3, 4};
  const struct rank_split splits[] = {split_of(less, more, 4), split_of(more, less, 4)};
  assert_near(rank_p(splits, 2), 1, 0);
  assert_near(rank_ratio(splits, 2).ratio, 1, 0.1);
}

static int pairs2_of(const double *values, size_t count, unsigned second) {
  int pairs2 = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++)
      if (second & 1U << i && !(second & 1U << j))
        pairs2 += values[i] > values[j] ? 2 : values[i] == values[j];
  return pairs2;
}

/* Both strata hold first 3 and second 2; all 10 choices of each against all of the other. */
static double p_counted(const double *left, const double *right) {
  static const unsigned second = 0x18; /* the last two of five */
  int mean2 = 2 * 3 * 2, all = 0, as_far = 0;
  int observed = pairs2_of(left, 5, second) + pairs2_of(right, 5, second);
  for (unsigned i = 0; i < 32; i++)
    for (unsigned j = 0; j < 32; j++)
      if (__builtin_popcount(i) == 2 && __builtin_popcount(j) == 2) {
        int drawn = pairs2_of(left, 5, i) + pairs2_of(right, 5, j);
        all++;
        as_far += fabs((double)(drawn - mean2)) >= fabs((double)(observed - mean2));
      }
  return (double)as_far / all;
}

static void strata_have_the_probability_that_counting_gives(void **state) {
  (void)state;
  static const double samples[][5] = {
      {1, 2, 3, 4, 5}, {5, 1, 4, 9, 2}, {2, 2, 3, 3, 3}, {7, 1, 1, 8, 1}};
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 4; j++) {
      const struct rank_split splits[] = {{samples[i], samples[i] + 3, 3, 2},
                                          {samples[j], samples[j] + 3, 3, 2}};
      assert_near(rank_p(splits, 2), p_counted(samples[i], samples[j]), 1e-12);
    }
}

/* Three groups of two along an axis. Of the 6! / 2^3 = 90 ways to distribute six values, one rises
 * throughout and one falls. With the two middle values exchanged, two more ways on either side have
 * as few pairs out of order. */
static void a_trend_has_the_probability_that_counting_gives(void **state) {
  (void)state;
  static const double rising[] = {1, 2, 3, 4, 5, 6}, nearly[] = {1, 3, 2, 4, 5, 6};
  const struct rank_split whole[] = {{rising, rising + 2, 2, 2}, {rising, rising + 4, 4, 2}};
  const struct rank_split but_one[] = {{nearly, nearly + 2, 2, 2}, {nearly, nearly + 4, 4, 2}};
  assert_near(rank_p(whole, 2), 2.0 / 90, 1e-12);
  assert_near(rank_p_least(whole, 2), 2.0 / 90, 1e-12);
  assert_near(rank_p(but_one, 2), 6.0 / 90, 1e-12);
}

/* The interval has the factors by which the second group can be divided so that the test finds no
 * difference from the first. */
static void the_interval_is_what_the_test_does_not_refuse(void **state) {
  (void)state;
  static const double first[] = {10, 11, 12.5, 13, 14.2, 15.1};
  static const double second[] = {21, 19, 24.1, 26, 31, 23};
  const struct rank_split split = split_of(first, second, 6);
  struct rank_ratio ratio = rank_ratio(&split, 1);
  const double factors[] = {ratio.low / 1.0001, ratio.low * 1.0001, ratio.high / 1.0001,
                            ratio.high * 1.0001};
  assert_true(ratio.interval);
  assert_true(ratio.low < ratio.ratio && ratio.ratio < ratio.high);
  for (size_t i = 0; i < 4; i++) {
    double scaled[6];
    for (size_t j = 0; j < 6; j++)
      scaled[j] = second[j] / factors[i];
    const struct rank_split moved = split_of(first, scaled, 6);
    assert_int_equal(rank_p(&moved, 1) <= 0.05, i == 0 || i == 3);
  }
}

static void few_values_have_a_range_and_none_no_ratio(void **state) {
  (void)state;
  static const double first[] = {10, 20}, second[] = {20, 40}, zeros[] = {0, 1};
  const struct rank_split split = split_of(first, second, 2), empty = {first, second, 2, 0};
  const struct rank_split from_zero = split_of(zeros, second, 2);
  struct rank_ratio ratio = rank_ratio(&split, 1);
  assert_false(ratio.interval);
  assert_near(ratio.low, 1, 1e-12);
  assert_near(ratio.ratio, 2, 1e-12);
  assert_near(ratio.high, 4, 1e-12);
  assert_true(isnan(rank_ratio(&empty, 1).ratio));
  assert_true(isnan(rank_ratio(&from_zero, 1).ratio));
  assert_near(rank_p(&empty, 1), 1, 0);
}

/* The sorted p-values are multiplied by 4, 3, 2 and 1, and each is at least the one before. */
static void holm_corrects_step_by_step(void **state) {
  (void)state;
  double p[] = {0.01, 0.04, 0.03, 0.005};
  static const double expected[] = {0.03, 0.06, 0.06, 0.02};
  holm_adjust(p, 4);
  for (size_t i = 0; i < 4; i++)
    assert_near(p[i], expected[i], 1e-12);
  double one = 0.7;
  holm_adjust(&one, 1);
  assert_near(one, 0.7, 0);
}

/* Two strata, the second of another size and ten times as wide. */
static double p_of_run(struct random *random, double factor) {
  double values[4][GROUP];
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < GROUP; j++)
      values[i][j] = (i % 2 ? factor : 1) * (i < 2 ? 1 : 50) *
                     (1 + (i < 2 ? 0.1 : 0.3) * random_exponential(random, 1));
  const struct rank_split splits[] = {split_of(values[0], values[1], GROUP),
                                      split_of(values[2], values[3], GROUP)};
  return rank_p(splits, 2);
}

static size_t runs_called(double factor) {
  struct random random = random_seeded(SEED, 0);
  size_t called = 0;
  for (size_t i = 0; i < RUNS; i++) {
    double p[10];
    for (size_t j = 0; j < 10; j++)
      p[j] = p_of_run(&random, factor);
    holm_adjust(p, 10);
    bool any = false;
    for (size_t j = 0; j < 10; j++)
      any = any || p[j] < 0.05;
    called += any;
  }
  return called;
}

/* Ten comparisons in each run: at most 5 % of the runs find a difference, with three standard
 * deviations of that. */
static void equals_are_called_different_in_no_more_runs_than_the_level_says(void **state) {
  (void)state;
  size_t called = runs_called(1);
  assert_true((double)called <= 0.05 * RUNS + 3 * sqrt(0.05 * 0.95 * RUNS));
  assert_true(called > 0);
}

static void a_factor_of_three_is_called_in_every_run(void **state) {
  (void)state;
  assert_int_equal(runs_called(3), RUNS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(four_and_four_in_two_strata_can_be_told_apart),
      cmocka_unit_test(strata_that_contradict_each_other_differ_in_nothing),
      cmocka_unit_test(strata_have_the_probability_that_counting_gives),
      cmocka_unit_test(a_trend_has_the_probability_that_counting_gives),
      cmocka_unit_test(the_interval_is_what_the_test_does_not_refuse),
      cmocka_unit_test(few_values_have_a_range_and_none_no_ratio),
      cmocka_unit_test(holm_corrects_step_by_step),
      cmocka_unit_test(equals_are_called_different_in_no_more_runs_than_the_level_says),
      cmocka_unit_test(a_factor_of_three_is_called_in_every_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
