/* Computes the normal distribution from the C library's error function. */
#include "bench/judge/normal.h"

#include <math.h>

#include "common/base/contract.h"

double normal_beyond(double x) {
  return erfc(fabs(x) / sqrt(2));
}

/* Halves the range that the quantile is in: 60 times leave less than the last digit of it. */
double normal_quantile(double p) {
  CONTRACT(p > 0 && p < 1);
  double tail = 2 * fmin(p, 1 - p), low = 0, high = 40;
  for (int i = 0; i < 60; i++) {
    double middle = (low + high) / 2;
    if (normal_beyond(middle) > tail)
      low = middle;
    else
      high = middle;
  }
  return p < 0.5 ? -high : high;
}
