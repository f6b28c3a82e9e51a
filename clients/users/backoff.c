/* Exponential back-off. */
#include "clients/users/backoff.h"

#include "common/base/clock.h"
#include "common/base/whole.h"

/* The first of the random streams for back-offs. */
static const uint64_t STREAM_BASE = UINT64_C(1) << 32;

struct backoff backoff_seeded(const struct client_options *options, uint64_t user) {
  return (struct backoff){
      .random = random_seeded((uint64_t)options->seed, STREAM_BASE + user),
      .base_ns = (uint64_t)options->reconnect_base_ms * NS_PER_MS,
      .cap_ns = (uint64_t)options->reconnect_cap_ms * NS_PER_MS,
      .jitter = options->reconnect_jitter,
  };
}

/* The limit doubles with each call until it is the cap. */
static uint64_t limit_next_ns(struct backoff *backoff) {
  uint64_t limit_ns = backoff->base_ns;
  for (unsigned i = 0; i < backoff->tries && limit_ns < backoff->cap_ns; i++)
    limit_ns *= 2;
  if (limit_ns >= backoff->cap_ns)
    return backoff->cap_ns;
  backoff->tries++;
  return limit_ns;
}

/* Uniform in [least, limit); `least` where the limit is not above it. */
static uint64_t drawn_ns(struct backoff *backoff, uint64_t least_ns, uint64_t limit_ns) {
  uint64_t range_ns = limit_ns > least_ns ? limit_ns - least_ns : 0;
  return least_ns + whole_of(random_uniform(&backoff->random) * (double)range_ns);
}

static uint64_t decorrelated_ns(struct backoff *backoff) {
  uint64_t last_ns = backoff->delay_ns > 0 ? backoff->delay_ns : backoff->base_ns;
  uint64_t delay_ns = drawn_ns(backoff, backoff->base_ns, 3 * last_ns);
  return delay_ns < backoff->cap_ns ? delay_ns : backoff->cap_ns;
}

static uint64_t delay_next_ns(struct backoff *backoff) {
  if (backoff->jitter == JITTER_DECORRELATED)
    return decorrelated_ns(backoff);
  uint64_t limit_ns = limit_next_ns(backoff);
  switch ((enum reconnect_jitter)backoff->jitter) {
  case JITTER_NONE:
    return limit_ns;
  case JITTER_EQUAL:
    return drawn_ns(backoff, limit_ns / 2, limit_ns);
  case JITTER_FULL:
  case JITTER_DECORRELATED:
    break;
  }
  return drawn_ns(backoff, 0, limit_ns);
}

uint64_t backoff_next_ns(struct backoff *backoff) {
  backoff->delay_ns = delay_next_ns(backoff);
  return backoff->delay_ns > backoff->least_ns ? backoff->delay_ns : backoff->least_ns;
}

void backoff_succeeded(struct backoff *backoff) {
  backoff->tries = 0;
  backoff->delay_ns = 0;
}
