/* Sums the binomial distribution. */
#include "bench/judge/side_repeats.h"

#include <math.h>

static const double interval_tail = 0.025; /* on each side of a 95 % interval */
static const double runs_that_tell = 0.8;

/* P(Binomial(count, probability) <= most), of a probability between 0 and 1. */
static double at_most(size_t count, double probability, size_t most) {
  double sum = 0;
  for (size_t i = 0; i <= most && i <= count; i++)
    sum += exp(lgamma((double)count + 1) - lgamma((double)i + 1) - lgamma((double)(count - i) + 1) +
               (double)i * log(probability) + (double)(count - i) * log1p(-probability));
  return fmin(sum, 1);
}

size_t side_repeats(size_t agreeing, size_t count) {
  double astray = 1 - (double)agreeing / (double)count;
  size_t k = 0; /* the interval's rank, which grows with the number of repeats */
  if (astray >= 0.5)
    return 0;
  for (size_t repeats = 1; repeats <= SIDE_REPEATS_MAX; repeats++) {
    while (at_most(repeats, 0.5, k) <= interval_tail)
      k++;
    if (repeats > count && k > 0 &&
        (astray <= 0 || at_most(repeats, astray, k - 1) >= runs_that_tell))
      return repeats;
  }
  return 0;
}
