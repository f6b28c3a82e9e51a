/* Exponential back-off with full jitter. */
#include "clients/users/backoff.h"

#include "common/base/whole.h"

/* The first of the random streams for back-offs. */
static const uint64_t STREAM_BASE = UINT64_C(1) << 32;

struct backoff backoff_seeded(uint64_t seed, uint64_t user, uint64_t base_ns, uint64_t cap_ns) {
  return (struct backoff){
      .random = random_seeded(seed, STREAM_BASE + user), .base_ns = base_ns, .cap_ns = cap_ns};
}

uint64_t backoff_next_ns(struct backoff *backoff) {
  uint64_t limit_ns = backoff->base_ns;
  for (unsigned i = 0; i < backoff->tries && limit_ns < backoff->cap_ns; i++)
    limit_ns *= 2;
  if (limit_ns >= backoff->cap_ns)
    limit_ns = backoff->cap_ns;
  else
    backoff->tries++;
  return whole_of(random_uniform(&backoff->random) * (double)limit_ns);
}

void backoff_succeeded(struct backoff *backoff) {
  backoff->tries = 0;
}
