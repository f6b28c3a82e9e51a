/* Normal random numbers, for simulations. */
#ifndef TESTS_BENCH_NORMAL_MADE_H
#define TESTS_BENCH_NORMAL_MADE_H

#include <math.h>

#include "common/base/random.h"

/* By Box and Muller (1958): mean 0, variance 1. */
static inline double made_normal(struct random *random) {
  double radius = sqrt(-2 * log(1 - random_uniform(random)));
  return radius * cos(2 * M_PI * random_uniform(random));
}

#endif
