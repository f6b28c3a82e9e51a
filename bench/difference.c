/* The exact distribution of a sum of ranks. */
#include "bench/difference.h"

#include <math.h>
#include <stdlib.h>

/* A value with the set it is of, and twice its rank: whole where ranks are halves. */
struct ranked {
  double value;
  bool first;
  size_t rank2;
};

static int ranked_compare(const void *left, const void *right) {
  double a = ((const struct ranked *)left)->value, b = ((const struct ranked *)right)->value;
  return (a > b) - (a < b);
}

/* Sets the ranks of sorted values; returns the sum of t^3 - t over the groups of t
 * equal ones. */
static double ranks_set(struct ranked *values, size_t count) {
  double ties = 0;
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && values[end].value == values[i].value;)
      end++;
    double equal = (double)(end - i);
    ties += equal * equal * equal - equal;
    for (size_t j = i; j < end; j++)
      values[j].rank2 = i + 1 + end; /* twice the mean of i + 1 … end */
  }
  return ties;
}

static double median_of(const double *values, size_t count) {
  return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* Of one set, which is in order within `values`. */
static double set_median(const struct ranked *values, size_t count, bool first, double *scratch) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++)
    if (values[i].first == first)
      scratch[used++] = values[i].value;
  return median_of(scratch, used);
}

/* ways[chosen * sums + sum]: how many choices of `chosen` of the values have that sum of
 * doubled ranks. As doubles: beyond 2^53 they are rounded, to no harm. */
static void ways_count(double *ways, size_t chosen_max, size_t sums, const struct ranked *values,
                       size_t count) {
  ways[0] = 1;
  for (size_t i = 0; i < count; i++)
    for (size_t chosen = i + 1 < chosen_max ? i + 1 : chosen_max; chosen > 0; chosen--)
      for (size_t sum = values[i].rank2; sum < sums; sum++)
        ways[chosen * sums + sum] += ways[(chosen - 1) * sums + sum - values[i].rank2];
}

/* The share of the choices whose sum is at least as far from the mean as `observed2`.
 * Negative without memory. */
static double share_exact(const struct ranked *values, size_t count, size_t first_count,
                          double observed2) {
  size_t sums = count * (count + 1) + 1; /* doubled ranks add up to this less one */
  double *ways = calloc((first_count + 1) * sums, sizeof *ways);
  double mean2 = (double)(first_count * (count + 1));
  double all = 0, as_far = 0;
  if (!ways)
    return -1;
  ways_count(ways, first_count, sums, values, count);
  for (size_t sum = 0; sum < sums; sum++) {
    double number = ways[first_count * sums + sum];
    all += number;
    if (fabs((double)sum - mean2) >= fabs(observed2 - mean2))
      as_far += number;
  }
  free(ways);
  return as_far / all;
}

/* With the correction for continuity: half a rank. */
static double share_normal(size_t count, size_t first_count, double observed2, double ties) {
  double all = (double)count, first = (double)first_count, second = all - first;
  double mean = first * (all + 1) / 2;
  double variance = first * second / 12 * (all + 1 - ties / (all * (all - 1)));
  double distance = fmax(0, fabs(observed2 / 2 - mean) - 0.5);
  return variance > 0 ? erfc(distance / sqrt(2 * variance)) : 1;
}

/* Of all choices the two farthest from the mean, one on either side. */
static bool is_testable(size_t count, size_t first_count) {
  double ways = 1;
  for (size_t i = 0; i < first_count; i++)
    ways *= (double)(count - i) / (double)(i + 1);
  return 2 / ways < DIFFERENCE_LEVEL;
}

static void difference_test(struct difference *difference, const struct ranked *values,
                            double ties) {
  double observed2 = 0;
  for (size_t i = 0; i < difference->count; i++)
    observed2 += values[i].first ? (double)values[i].rank2 : 0;
  double p = difference->count > DIFFERENCE_EXACT_MAX
                 ? share_normal(difference->count, difference->first, observed2, ties)
                 : share_exact(values, difference->count, difference->first, observed2);
  if (p < 0)
    return;
  difference->p = p;
  difference->testable = is_testable(difference->count, difference->first);
}

struct difference difference_of(const double *first, size_t first_count, const double *second,
                                size_t second_count) {
  struct difference difference = {
      .ratio = NAN, .p = 1, .first = first_count, .count = first_count + second_count};
  if (first_count == 0 || second_count == 0)
    return difference;
  struct ranked *values = calloc(difference.count, sizeof *values);
  double *scratch = calloc(difference.count, sizeof *scratch);
  if (values && scratch) {
    for (size_t i = 0; i < difference.count; i++)
      values[i] = (struct ranked){.value = i < first_count ? first[i] : second[i - first_count],
                                  .first = i < first_count};
    qsort(values, difference.count, sizeof *values, ranked_compare);
    double ties = ranks_set(values, difference.count);
    double base = set_median(values, difference.count, true, scratch);
    double other = set_median(values, difference.count, false, scratch);
    difference.ratio = base != 0 ? other / base : NAN;
    difference_test(&difference, values, ties);
  }
  free(values);
  free(scratch);
  return difference;
}
