/* The time to wait before the next attempt to connect: exponential with full jitter, which is
 * uniform in [0, min(cap, base * 2^tries)), and reproducible from the seed. */
#ifndef CLIENTS_USERS_BACKOFF_H
#define CLIENTS_USERS_BACKOFF_H

#include <stdint.h>

#include "common/base/random.h"

struct backoff {
  struct random random;
  uint64_t base_ns, cap_ns;
  unsigned tries; /* since the last success */
};

struct backoff backoff_seeded(uint64_t seed, uint64_t user, uint64_t base_ns, uint64_t cap_ns);
uint64_t backoff_next_ns(struct backoff *backoff);
void backoff_succeeded(struct backoff *backoff);

#endif
