/* A figure that is estimated, with the range that its sources leave open. */
#ifndef BENCH_CHOOSE_ESTIMATE_H
#define BENCH_CHOOSE_ESTIMATE_H

#include <math.h>

/* `value` is NAN where it is not known; `low` and `high` may be known even then. */
struct estimate {
  double value, low, high;
};

#define ESTIMATE_UNKNOWN ((struct estimate){NAN, NAN, NAN})

static inline struct estimate estimate_scaled(struct estimate estimate, double factor) {
  return (struct estimate){estimate.value * factor, estimate.low * factor, estimate.high * factor};
}

static inline struct estimate estimate_sum(struct estimate left, struct estimate right) {
  return (struct estimate){left.value + right.value, left.low + right.low, left.high + right.high};
}

/* Within so large a share on both sides. */
static inline struct estimate estimate_within(double value, double share) {
  return (struct estimate){value, value * (1 - share), value * (1 + share)};
}

#endif
