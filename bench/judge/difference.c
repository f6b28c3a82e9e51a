/* Compares two sets of repeats by the rank test with one stratum. */
#include "bench/judge/difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/rank_test.h"
#include "common/stats/sorting.h"

/* NAN without memory. */
static double median_of(const double *values, size_t count) {
  double *sorted = calloc(count, sizeof *sorted);
  if (!sorted)
    return NAN;
  memcpy(sorted, values, count * sizeof *sorted);
  sort_numbers(sorted, count);
  double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  free(sorted);
  return median;
}

struct difference difference_of(const double *first, size_t first_count, const double *second,
                                size_t second_count) {
  const struct rank_split split = {first, second, first_count, second_count};
  struct difference difference = {
      .ratio = NAN, .p = 1, .first = first_count, .count = first_count + second_count};
  if (first_count == 0 || second_count == 0)
    return difference;
  double base = median_of(first, first_count), other = median_of(second, second_count);
  double p = rank_p(&split, 1);
  difference.ratio = base != 0 ? other / base : NAN;
  if (p < 0)
    return difference;
  difference.p = p;
  difference.testable = rank_p_least(&split, 1) < DIFFERENCE_LEVEL;
  return difference;
}
