/* The time to wait before the next attempt to connect: exponential, with the jitter that the
 * options choose, and reproducible from the seed.
 *
 *   limit         min(cap, base * 2^tries)
 *   full          uniform in [0, limit)
 *   equal         uniform in [limit / 2, limit)
 *   decorrelated  min(cap, uniform in [base, 3 * the last delay)); the first is in [base, 3 * base)
 *   none          limit
 *
 * After Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. */
#ifndef CLIENTS_USERS_BACKOFF_H
#define CLIENTS_USERS_BACKOFF_H

#include <stdint.h>

#include "common/base/random.h"
#include "common/suite/client_options.h"

struct backoff {
  struct random random;
  uint64_t base_ns, cap_ns;
  int jitter;        /* enum reconnect_jitter */
  unsigned tries;    /* since the last success */
  uint64_t delay_ns; /* the last; 0 since the last success */
  uint64_t least_ns; /* that a server has asked for: no delay is shorter; 0: it has not */
};

/* Base, cap and jitter are those of the options. */
struct backoff backoff_seeded(const struct client_options *options, uint64_t user);
uint64_t backoff_next_ns(struct backoff *backoff);
void backoff_succeeded(struct backoff *backoff);

#endif
