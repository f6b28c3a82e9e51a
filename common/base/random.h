/* Random numbers that a seed reproduces exactly, on any machine: SplitMix64
 * (Steele, Lea, Flood 2014). Not for secrets. */
#ifndef COMMON_BASE_RANDOM_H
#define COMMON_BASE_RANDOM_H

#include <stdint.h>

struct random {
  uint64_t state;
};

/* Two streams with different `stream` numbers are unrelated. */
struct random random_seeded(uint64_t seed, uint64_t stream);

uint64_t random_next(struct random *random);

/* Uniform in [0, 1), 53 bits. */
double random_uniform(struct random *random);

/* Exponential with the given mean (> 0): the gaps of a Poisson process. */
double random_exponential(struct random *random, double mean);

#endif
