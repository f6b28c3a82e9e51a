/* Whether events that were sent one by one arrive so, or together. Pure.
 *
 * The server's clock and ours may differ, so instants of the one are only compared with instants of
 * the same. */
#ifndef BENCH_PROBE_SPACING_H
#define BENCH_PROBE_SPACING_H

#include "bench/probe/observations.h"

/* A message of the server's. */
struct arrival {
  uint64_t seq;
  uint64_t sent_ns;    /* on the server's clock */
  uint64_t arrived_ns; /* on ours */
  size_t data_bytes;
};

enum {
  SPACING_EVENTS_MIN = 5,   /* fewer tell nothing */
  SPACING_INTERVAL_MS = 20, /* shorter ones are in the noise */
};

/* Judges the arrivals, which are in the order of their coming, of `sent` events. */
struct observed_spacing spacing_judge(const struct arrival *arrivals, size_t count, size_t sent);

#endif
