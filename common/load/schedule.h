/* A schedule of messages: due time, channel and size of each, from a plan and its seed alone.
 * Pure. */
#ifndef COMMON_LOAD_SCHEDULE_H
#define COMMON_LOAD_SCHEDULE_H

#include <stdint.h>

#include "common/base/random.h"
#include "common/load/trace.h"

#define ARRIVAL_CHOICES "periodic|poisson|burst"

/* Positions in ARRIVAL_CHOICES. */
enum arrival { ARRIVAL_PERIODIC, ARRIVAL_POISSON, ARRIVAL_BURST };

struct schedule_plan {
  double rate_per_s; /* of all channels together; 0: nothing is ever due */
  enum arrival arrival;
  uint64_t burst_messages;
  uint64_t channels;
  uint64_t seed;
  uint64_t stream; /* schedules of one seed that differ here are unrelated */
  uint64_t payload_bytes;
  uint64_t payload_bytes_max; /* each length is drawn evenly from payload_bytes to it; 0: none is */
  const struct trace *trace;  /* its messages are due instead; NULL: none */
  double phase; /* share of a period, 0 to 1, by which a periodic schedule is earlier */
};

struct schedule {
  struct schedule_plan plan;
  struct random gaps, targets, lengths;
  double at_s;         /* due time of the current group, since the epoch */
  uint64_t channel;    /* of the current group */
  uint64_t group_left; /* messages of it still to come */
  uint64_t count;
};

struct due {
  uint64_t offset_ns; /* since the epoch; never decreases */
  uint64_t channel;
  uint64_t bytes; /* of the data */
};

#define SCHEDULE_NEVER UINT64_MAX

/* Streams of random numbers that one schedule takes: plan.stream and the next ones. */
enum { SCHEDULE_STREAMS = 4 };

/* Periodic: channels take turns, evenly spaced. Poisson: independent exponential
 * gaps, the channel drawn at random, so each channel is a Poisson process. Bursts:
 * burst_messages messages of one channel due at one instant, the bursts a Poisson
 * process, so that the mean rate is rate_per_s. A trace is followed once, and has to outlive
 * the schedule. Lengths that are drawn change neither due times nor channels. */
void schedule_init(struct schedule *schedule, const struct schedule_plan *plan);

/* offset_ns is SCHEDULE_NEVER when nothing more is due. */
struct due schedule_next(struct schedule *schedule);

#endif
