/* Takes intervals of medians from sorted values. */
#include "bench/judge/interval.h"

#include <math.h>

#include "common/base/contract.h"
#include "common/stats/sorting.h"

/* The greatest k for which P(Binomial(count, 1/2) < k) <= tail; 0 if there is none. */
static size_t interval_rank(size_t count, double tail) {
  double below = 0; /* P(Binomial < k) */
  size_t k = 0;
  while (k < count / 2) {
    double ways =
        lgamma((double)count + 1) - lgamma((double)k + 1) - lgamma((double)(count - k) + 1);
    below += exp(ways - (double)count * log(2));
    if (below > tail)
      break;
    k++;
  }
  return k;
}

static const char *kind_of(size_t k, double level) {
  if (k == 0)
    return "range";
  return level == INTERVAL_LEVEL ? "median 95 %" : "median";
}

struct interval interval_at(double *values, size_t count, double level) {
  CONTRACT(count >= 1 && level > 0.5 && level < 1);
  size_t k = interval_rank(count, (1 - level) / 2);
  sort_numbers(values, count);
  return (struct interval){
      .median = (values[(count - 1) / 2] + values[count / 2]) / 2,
      .low = values[k > 0 ? k - 1 : 0],
      .high = values[k > 0 ? count - k : count - 1],
      .kind = kind_of(k, level),
  };
}

/* The tail of a range is the probability that all values lie on one side of the median. */
size_t interval_repeats_min(double level) {
  double tail = 0.5;
  size_t count = 1;
  CONTRACT(level > 0.5 && level < 1);
  for (; tail > (1 - level) / 2; count++)
    tail /= 2;
  return count;
}
