/* The test of Mann and Whitney, compared with published tables, a published example, and the
 * enumeration of all choices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/difference.h"

enum { VALUES_MAX = 128 };

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* n and m different values with U = `u`: in this number of pairs, the value of the first set is
 * greater. Each value of the second set is put below as many as are still needed. */
static struct difference with_u(size_t n, size_t m, size_t u) {
  double first[VALUES_MAX], second[VALUES_MAX];
  for (size_t i = 0; i < n; i++)
    first[i] = (double)i;
  for (size_t i = 0; i < m; i++) {
    size_t below = u < n ? u : n;
    u -= below;
    second[i] = (double)(n - below) - 0.5 + (double)i / (double)(2 * m);
  }
  return difference_of(first, n, second, m);
}

/* Critical values for 5 %, two-sided: the table of Auble (1953), in Siegel,
 * "Nonparametric Statistics" (1956), table K, and in most books since. */
static void the_critical_values_are_those_of_the_published_table(void **state) {
  (void)state;
  static const struct {
    size_t n, m, u;
  } critical[] = {{4, 4, 0},     {5, 3, 0},   {5, 5, 2},    {6, 6, 5},    {7, 7, 8},
                  {8, 8, 13},    {9, 9, 17},  {10, 10, 23}, {12, 12, 37}, {15, 15, 64},
                  {20, 20, 127}, {20, 5, 20}, {20, 10, 55}};
  for (size_t i = 0; i < sizeof critical / sizeof *critical; i++) {
    struct difference at = with_u(critical[i].n, critical[i].m, critical[i].u);
    struct difference above = with_u(critical[i].n, critical[i].m, critical[i].u + 1);
    if (!difference_called(&at) || difference_called(&above))
      fail_msg("%zu and %zu: p is %g at U = %zu and %g above", critical[i].n, critical[i].m, at.p,
               critical[i].u, above.p);
  }
}

static void the_probabilities_of_small_sets_are_those_that_counting_gives(void **state) {
  (void)state;
  assert_near(with_u(4, 4, 0).p, 2.0 / 70, 1e-12);
  assert_near(with_u(5, 5, 0).p, 2.0 / 252, 1e-12);
  assert_near(with_u(5, 5, 2).p, 8.0 / 252, 1e-12);
  assert_near(with_u(3, 3, 0).p, 2.0 / 20, 1e-12);
}

/* Permeability of the human chorioamnion: Hollander and Wolfe, "Nonparametric
 * Statistical Methods" (1973), page 69; R's wilcox.test gives 0.1272 for one side. */
static void a_published_example_has_its_published_probability(void **state) {
  (void)state;
  static const double term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  static const double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
  struct difference difference = difference_of(term, 10, early, 5);
  assert_near(difference.p, 2 * 0.1272, 1e-4);
  assert_near(difference.ratio, 0.90 / 1.415, 1e-12); /* medians */
  assert_false(difference_called(&difference));
}

/* Twice the rank of a value: all that are less come before it, and equal values share their
 * ranks. */
static int rank2_of(const double *values, size_t count, double value) {
  int rank2 = 1;
  for (size_t i = 0; i < count; i++)
    rank2 += values[i] < value ? 2 : values[i] == value;
  return rank2;
}

/* Twice the sum of the ranks of the chosen values, by the definition. */
static int sum2_of(const double *values, size_t count, unsigned chosen) {
  int sum2 = 0;
  for (size_t i = 0; i < count; i++)
    sum2 += chosen & 1U << i ? rank2_of(values, count, values[i]) : 0;
  return sum2;
}

static double p_enumerated(const double *values, size_t count, size_t first_count) {
  int mean2 = (int)(first_count * (count + 1));
  int observed = abs(sum2_of(values, count, (1U << first_count) - 1) - mean2);
  double all = 0, as_far = 0;
  for (unsigned chosen = 0; chosen < 1U << count; chosen++) {
    if ((size_t)__builtin_popcount(chosen) != first_count)
      continue;
    all++;
    as_far += abs(sum2_of(values, count, chosen) - mean2) >= observed;
  }
  return as_far / all;
}

static void ties_have_the_probability_that_enumeration_gives(void **state) {
  (void)state;
  static const struct {
    double values[12];
    size_t count, first_count;
  } samples[] = {{{1, 1, 2, 2}, 4, 2},
                 {{1, 2, 2, 3, 2, 3, 4, 4, 5}, 9, 4},
                 {{0, 0, 0, 7, 7, 7, 7, 7, 9, 9}, 10, 5},
                 {{5, 4, 4, 3, 9, 9, 9, 8, 8, 8, 8, 7}, 12, 5},
                 {{2, 2, 2, 2, 2, 1, 1, 1}, 8, 5}};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    size_t n = samples[i].first_count, count = samples[i].count;
    struct difference difference =
        difference_of(samples[i].values, n, samples[i].values + n, count - n);
    assert_near(difference.p, p_enumerated(samples[i].values, count, n), 1e-12);
  }
}

static void equal_values_are_no_difference(void **state) {
  (void)state;
  static const double same[] = {3, 3, 3, 3, 3};
  struct difference difference = difference_of(same, 5, same, 5);
  assert_near(difference.p, 1, 0);
  assert_near(difference.ratio, 1, 0);
  assert_true(difference.testable);
  assert_false(difference_called(&difference));
}

static void three_repeats_cannot_differ_at_this_level(void **state) {
  (void)state;
  struct difference difference = with_u(3, 3, 0);
  assert_false(difference.testable);
  assert_false(difference_called(&difference));
  assert_true(with_u(3, 5, 0).testable);
}

static void empty_samples_have_no_ratio_and_no_difference(void **state) {
  (void)state;
  static const double some[] = {1, 2, 3, 4}, zeros[] = {0, 0, 0, 0};
  struct difference nothing = difference_of(some, 4, NULL, 0);
  assert_true(isnan(nothing.ratio));
  assert_false(difference_called(&nothing));
  struct difference from_zero = difference_of(zeros, 4, some, 4);
  assert_true(isnan(from_zero.ratio));
  assert_true(difference_called(&from_zero));
}

static void the_order_of_samples_and_values_does_not_matter(void **state) {
  (void)state;
  static const double mixed[] = {9, 1, 5, 3, 7}, others[] = {8, 6, 12, 10, 11};
  static const double sorted[] = {1, 3, 5, 7, 9};
  struct difference there = difference_of(mixed, 5, others, 5);
  struct difference back = difference_of(others, 5, sorted, 5);
  assert_near(there.p, back.p, 1e-15);
  assert_near(there.ratio * back.ratio, 1, 1e-12);
}

/* For 31 and 30 the mean of U is 465 and its variance 31 * 30 * 62 / 12 = 4805: U = 326
 * is (465 - 326 - 1/2) / 69.32 = 1.998 deviations away, which has 4.57 %. The exact count
 * of 30 and 30 is near its own normal value too: 1.988 deviations, 4.68 %. */
static void many_values_follow_the_normal_distribution(void **state) {
  (void)state;
  assert_near(with_u(31, 30, 326).p, 0.0457, 0.0001);
  assert_near(with_u(30, 30, 315).p, 0.0468, 0.001);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_critical_values_are_those_of_the_published_table),
      cmocka_unit_test(the_probabilities_of_small_sets_are_those_that_counting_gives),
      cmocka_unit_test(a_published_example_has_its_published_probability),
      cmocka_unit_test(ties_have_the_probability_that_enumeration_gives),
      cmocka_unit_test(equal_values_are_no_difference),
      cmocka_unit_test(three_repeats_cannot_differ_at_this_level),
      cmocka_unit_test(empty_samples_have_no_ratio_and_no_difference),
      cmocka_unit_test(the_order_of_samples_and_values_does_not_matter),
      cmocka_unit_test(many_values_follow_the_normal_distribution),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
