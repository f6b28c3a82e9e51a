/* Computes the two-sided tail of Student's t distribution, and its inverse by bisection. */
#include "bench/judge/student.h"

#include <math.h>

enum { STEPS_MAX = 2000 };

/* The sum of the powers of cos^2 with the series' factors: 1 + (k / (k + 1)) c2 + … with every
 * second k from `first` on. */
static double series_sum(double cosine_squared, size_t first, size_t freedom) {
  double term = 1, sum = 1;
  for (size_t k = first; k + 3 <= freedom; k += 2) {
    term *= cosine_squared * (double)k / (double)(k + 1);
    sum += term;
  }
  return sum;
}

/* The probability that |T| is below t. */
static double share_within(double t, size_t freedom) {
  double angle = atan(t / sqrt((double)freedom));
  double sine = sin(angle), cosine = cos(angle);
  if (freedom % 2 == 0)
    return sine * series_sum(cosine * cosine, 1, freedom);
  if (freedom == 1)
    return 2 * angle / M_PI;
  return 2 / M_PI * (angle + sine * cosine * series_sum(cosine * cosine, 2, freedom));
}

double student_p(double t, size_t freedom) {
  if (isnan(t))
    return NAN;
  return fmin(1, fmax(0, 1 - share_within(fabs(t), freedom)));
}

double student_t(double p, size_t freedom) {
  double low = 0, high = 1;
  while (student_p(high, freedom) > p)
    high *= 2;
  for (int step = 0; step < STEPS_MAX && high - low > 1e-12 * high; step++) {
    double middle = (low + high) / 2;
    if (student_p(middle, freedom) > p)
      low = middle;
    else
      high = middle;
  }
  return high;
}
