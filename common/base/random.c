/* SplitMix64, and the two distributions that schedules are drawn from. */
#include "common/base/random.h"

#include <math.h>

static const uint64_t golden_gamma = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t random_mix(uint64_t z) {
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* All streams walk the same cycle of 2^64 states in steps of golden_gamma. Mixing twice puts their
 * starts at unrelated places of it; with a plain sum, stream n + 1 would be stream n, one step
 * ahead. */
struct random random_seeded(uint64_t seed, uint64_t stream) {
  uint64_t start = random_mix(seed + golden_gamma);
  return (struct random){.state = random_mix(start ^ random_mix(stream + golden_gamma))};
}

uint64_t random_next(struct random *random) {
  random->state += golden_gamma;
  return random_mix(random->state);
}

double random_uniform(struct random *random) {
  return (double)(random_next(random) >> 11) * 0x1p-53;
}

double random_exponential(struct random *random, double mean) {
  return -mean * log1p(-random_uniform(random));
}
