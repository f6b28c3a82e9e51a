/* Computes the spread of runs, and what a difference of two runs means by it. */
#include "bench/judge/run_spread.h"

#include <math.h>
#include <stdbool.h>

#include "bench/judge/student.h"

static bool all_positive(const double *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(values[i] > 0))
      return false;
  return true;
}

static double deviation_of_logarithms(const double *values, size_t count) {
  double mean = 0, squares = 0;
  for (size_t i = 0; i < count; i++)
    mean += log(values[i]) / (double)count;
  for (size_t i = 0; i < count; i++)
    squares += (log(values[i]) - mean) * (log(values[i]) - mean);
  return sqrt(squares / (double)(count - 1));
}

struct run_spread run_spread_of(const double *medians, size_t count) {
  bool enough = count >= RUN_SPREAD_RUNS_MIN && all_positive(medians, count);
  return (struct run_spread){.runs = count,
                             .deviation = enough ? deviation_of_logarithms(medians, count) : NAN};
}

double run_spread_p(const struct run_spread *spread, double ratio) {
  if (isnan(spread->deviation) || !(ratio > 0))
    return NAN;
  double distance = fabs(log(ratio));
  if (spread->deviation == 0)
    return distance > 0 ? 0 : 1;
  return student_p(distance / (spread->deviation * M_SQRT2), spread->runs - 1);
}

double run_spread_limit(const struct run_spread *spread, double p) {
  if (isnan(spread->deviation))
    return NAN;
  return exp(student_t(p, spread->runs - 1) * M_SQRT2 * spread->deviation);
}
