/* Computes numbers of repeats and sizes of changes from each other. */
#include "bench/judge/power.h"

#include <math.h>

#include "bench/judge/interval.h"
#include "bench/judge/normal.h"
#include "bench/judge/paired_test.h"
#include "common/stats/sorting.h"

/* In sorted order the value at i is the greater one of i pairs, and the lesser one of the rest. */
double power_spread(double *values, size_t count) {
  double sum = 0, number = (double)count;
  if (count < 2)
    return NAN;
  sort_numbers(values, count);
  for (size_t i = 0; i < count; i++)
    sum += values[i] * (2 * (double)i - number + 1);
  return sqrt(M_PI) / 2 * sum / (number * (number - 1) / 2);
}

static double efficiency_of(enum power_test test) {
  return (test == POWER_OF_PAIRS ? 3 : 2) / M_PI;
}

static size_t repeats_least(enum power_test test, double level) {
  return test == POWER_OF_PAIRS ? paired_count_min(level) : interval_repeats_min(1 - level);
}

/* (z(1 - a/2) + z(0.8))^2 / e */
static double repeats_of_one_spread(enum power_test test, double level) {
  double sum = normal_quantile(1 - level / 2) + normal_quantile(POWER_WANTED);
  return sum * sum / efficiency_of(test);
}

static double repeats_more(double level) {
  double quantile = normal_quantile(1 - level / 2);
  return quantile * quantile / 2;
}

double power_repeats(enum power_test test, double change, double spread, double level) {
  double size = fabs(change) / spread;
  if (!(size > 0))
    return INFINITY;
  double repeats = repeats_of_one_spread(test, level) / (size * size) + repeats_more(level);
  return fmax(ceil(repeats), (double)repeats_least(test, level));
}

double power_change(enum power_test test, size_t repeats, double spread, double level) {
  double beyond = (double)repeats - repeats_more(level);
  if (repeats < repeats_least(test, level) || !(beyond > 0))
    return INFINITY;
  return spread * sqrt(repeats_of_one_spread(test, level) / beyond);
}
