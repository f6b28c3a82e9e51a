/* The signed-rank test, compared with a count of all signs and with published tables; the interval
 * of the ratio, with the test that it inverts; false alarms and coverage by simulation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "bench/judge/paired_test.h"
#include "common/base/random.h"

enum { PAIRS_MAX = PAIRED_EXACT_MAX + 1, RUNS = 4000, SEED = 20261126 };

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* Pairs whose differences are these; a first value of 0 keeps them from being ratios. */
struct pairs {
  double first[PAIRS_MAX], second[PAIRS_MAX];
  size_t count;
};

static struct pairs pairs_of(const double *differences, size_t count) {
  struct pairs pairs = {.count = count};
  for (size_t i = 0; i < count; i++)
    pairs.second[i] = differences[i];
  return pairs;
}

static double p_of(const double *differences, size_t count) {
  struct pairs pairs = pairs_of(differences, count);
  return paired_p(pairs.first, pairs.second, count);
}

/* ---- p ---- */

/* With ten pairs the published table gives 8 as the greatest sum of the rarer sign's ranks that is
 * significant at 5 %: 25 of 1,024 choices are at most that. */
static void ten_pairs_agree_with_the_published_table(void **state) {
  (void)state;
  static const double eight[] = {1, 2, 3, 4, 5, 6, 7, -8, 9, 10};
  static const double nine[] = {1, 2, 3, 4, 5, 6, 7, 8, -9, 10};
  static const double none[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  assert_near(p_of(eight, 10), 50.0 / 1024, 1e-12);
  assert_near(p_of(nine, 10), 66.0 / 1024, 1e-12);
  assert_near(p_of(none, 10), 2.0 / 1024, 1e-12);
}

/* Twice the mean rank of a size, zeros included. */
static int rank2_of(const double *differences, size_t count, size_t of) {
  int rank2 = 1;
  for (size_t i = 0; i < count; i++) {
    double size = fabs(differences[i]), own = fabs(differences[of]);
    rank2 += size < own ? 2 : size == own;
  }
  return rank2;
}

/* The share of all 2^count choices of signs whose signed sum is as far from 0. */
static double p_counted(const double *differences, size_t count) {
  int observed = 0, as_far = 0;
  for (size_t i = 0; i < count; i++)
    observed += ((differences[i] > 0) - (differences[i] < 0)) * rank2_of(differences, count, i);
  for (unsigned signs = 0; signs < 1U << count; signs++) {
    int sum = 0;
    for (size_t i = 0; i < count; i++)
      if (differences[i] != 0)
        sum += (signs & 1U << i ? 1 : -1) * rank2_of(differences, count, i);
    as_far += abs(sum) >= abs(observed);
  }
  return (double)as_far / (double)(1U << count);
}

static void ties_and_zeros_have_the_probability_that_counting_gives(void **state) {
  (void)state;
  static const double samples[][8] = {{1, -2, 3, 4, 5, 6, -7, 8}, {1, 1, 1, -1, 2, 2, -2, 5},
                                      {0, 0, 3, 3, -3, 4, 5, 6},  {0, 0, 0, 0, 0, 1, 1, 1},
                                      {2, 2, 2, 2, 2, 2, 2, -2},  {0, 0, 0, 0, 0, 0, 0, 0}};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    for (size_t count = 1; count <= 8; count++)
      assert_near(p_of(samples[i], count), p_counted(samples[i], count), 1e-12);
}

static void pairs_that_are_equal_differ_in_nothing(void **state) {
  (void)state;
  static const double values[] = {7, 8, 9, 10, 11, 12, 13, 14};
  assert_near(paired_p(values, values, 8), 1, 0);
  assert_near(paired_p(values, values, 0), 1, 0);
  assert_near(paired_lean(values, values, 8), 0, 0);
  assert_near(paired_ratio(values, values, 8).ratio, 1, 1e-12);
  assert_near(paired_ratio(values, values, 8).low, 1, 1e-12);
  assert_near(paired_ratio(values, values, 8).high, 1, 1e-12);
}

/* By differences the falls are the greater (ranks 1 to 3 against 4 and 5), by ratios the rises. */
static void pairs_count_by_their_ratios(void **state) {
  (void)state;
  static const double first[] = {1, 2, 3, 1000, 2000}, second[] = {2, 4.1, 6.3, 990, 1970};
  static const double from_zero[] = {0, 2, 3, 1000, 2000};
  assert_near(paired_lean(first, second, 5), 3 + 4 + 5 - 1 - 2, 0);
  assert_near(paired_lean(from_zero, second, 5), 1 + 2 + 3 - 4 - 5, 0);
  assert_near(paired_lean(second, first, 5), -9, 0);
}

/* One more pair, without a difference, changes each rank by 1. */
static void many_pairs_are_taken_as_normal(void **state) {
  (void)state;
  struct random random = random_seeded(SEED, 1);
  double differences[PAIRS_MAX];
  for (size_t i = 0; i < PAIRED_EXACT_MAX; i++)
    differences[i] = random_uniform(&random) - 0.46;
  differences[PAIRED_EXACT_MAX] = 0;
  double exact = p_of(differences, PAIRED_EXACT_MAX), normal = p_of(differences, PAIRS_MAX);
  assert_true(exact > 1e-4 && exact < 0.9);
  assert_true(normal != exact);
  assert_near(normal, exact, 0.05 * exact);
}

/* ---- the least p ---- */

static void few_pairs_cannot_differ(void **state) {
  (void)state;
  assert_near(paired_p_least(0), 1, 0);
  assert_near(paired_p_least(1), 1, 0);
  assert_near(paired_p_least(6), 2.0 / 64, 0);
  assert_int_equal(paired_count_min(0.05), 6);
  assert_int_equal(paired_count_min(0.01), 8);
  assert_int_equal(paired_count_min(0.01 / 4), 10);
}

/* ---- the ratio ---- */

/* The means of each two logarithms of 1, 2 and 8 are those of 1, 1.41, 2, 2.83, 4 and 8. */
static void the_ratio_is_the_median_of_all_means(void **state) {
  (void)state;
  static const double first[] = {10, 20, 5}, second[] = {10, 40, 40};
  struct rank_ratio ratio = paired_ratio(first, second, 3);
  assert_near(ratio.ratio, pow(2, 1.25), 1e-12);
  assert_near(ratio.low, 1, 1e-12);
  assert_near(ratio.high, 8, 1e-12);
  assert_false(ratio.interval);
}

/* The interval has the factors by which the second values can be divided so that the test finds no
 * difference from the first. */
static void the_interval_is_what_the_test_does_not_refuse(void **state) {
  (void)state;
  static const double first[] = {10, 11, 12.5, 13, 14.2, 15.1, 9.3, 10.4, 17};
  static const double second[] = {21, 19, 24.1, 26, 31, 23, 18.8, 22.9, 35.1};
  static const double levels[] = {0.8, 0.95, 0.99};
  for (size_t i = 0; i < 3; i++) {
    struct rank_ratio ratio = paired_ratio_at(first, second, 9, levels[i]);
    const double factors[] = {ratio.low / 1.0001, ratio.low * 1.0001, ratio.high / 1.0001,
                              ratio.high * 1.0001};
    assert_true(ratio.interval);
    assert_true(ratio.low < ratio.ratio && ratio.ratio < ratio.high);
    for (size_t j = 0; j < 4; j++) {
      double divided[9];
      for (size_t k = 0; k < 9; k++)
        divided[k] = second[k] / factors[j];
      assert_int_equal(paired_p(first, divided, 9) <= 1 - levels[i], j == 0 || j == 3);
    }
  }
}

static void what_has_no_ratio_says_so(void **state) {
  (void)state;
  static const double first[] = {0, 1}, second[] = {1, 2};
  assert_true(isnan(paired_ratio(first, second, 2).ratio));
  assert_true(isnan(paired_ratio(second, first, 2).low));
  assert_true(isnan(paired_ratio(second, second, 0).high));
}

/* ---- by simulation ---- */

/* Rounds of very different speed, on a machine that drifts; in each, two values of one skewed
 * distribution, the second `factor` times as great. */
static struct pairs pairs_drawn(struct random *random, size_t count, double factor) {
  struct pairs pairs = {.count = count};
  for (size_t i = 0; i < count; i++) {
    double speed = 1 + (double)i + 5 * random_exponential(random, 1);
    pairs.first[i] = speed * (1 + 0.2 * random_exponential(random, 1));
    pairs.second[i] = speed * (1 + 0.2 * random_exponential(random, 1)) * factor;
  }
  return pairs;
}

struct tried {
  size_t called, covered;
};

static struct tried runs_of(size_t count, double factor, double level) {
  struct random random = random_seeded(SEED, count);
  struct tried tried = {0};
  for (size_t i = 0; i < RUNS; i++) {
    struct pairs pairs = pairs_drawn(&random, count, factor);
    struct rank_ratio ratio = paired_ratio(pairs.first, pairs.second, count);
    tried.called += paired_p(pairs.first, pairs.second, count) < level;
    tried.covered += ratio.low <= factor && factor <= ratio.high;
  }
  return tried;
}

/* With three standard deviations of the simulation. */
static void equals_are_called_as_rarely_as_the_level_says(void **state) {
  (void)state;
  static const size_t counts[] = {6, 8, 12, 24};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    struct tried tried = runs_of(counts[i], 1, 0.05);
    assert_true((double)tried.called <= 0.05 * RUNS + 3 * sqrt(0.05 * 0.95 * RUNS));
    assert_true((double)tried.called >= 0.02 * RUNS);
    assert_true((double)tried.covered >= 0.95 * RUNS - 3 * sqrt(0.05 * 0.95 * RUNS));
  }
  assert_true((double)runs_of(12, 1, 0.01).called <= 0.01 * RUNS + 3 * sqrt(0.01 * 0.99 * RUNS));
}

static void a_factor_is_covered_and_found(void **state) {
  (void)state;
  struct tried tried = runs_of(16, 1.5, 0.01);
  assert_true((double)tried.covered >= 0.95 * RUNS - 3 * sqrt(0.05 * 0.95 * RUNS));
  assert_true((double)tried.called >= 0.95 * RUNS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ten_pairs_agree_with_the_published_table),
      cmocka_unit_test(ties_and_zeros_have_the_probability_that_counting_gives),
      cmocka_unit_test(pairs_that_are_equal_differ_in_nothing),
      cmocka_unit_test(pairs_count_by_their_ratios),
      cmocka_unit_test(many_pairs_are_taken_as_normal),
      cmocka_unit_test(few_pairs_cannot_differ),
      cmocka_unit_test(the_ratio_is_the_median_of_all_means),
      cmocka_unit_test(the_interval_is_what_the_test_does_not_refuse),
      cmocka_unit_test(what_has_no_ratio_says_so),
      cmocka_unit_test(equals_are_called_as_rarely_as_the_level_says),
      cmocka_unit_test(a_factor_is_covered_and_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
