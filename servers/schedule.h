/* When which message is due: a pure function of the workload and its seed. */
#ifndef SERVERS_SCHEDULE_H
#define SERVERS_SCHEDULE_H

#include <stdint.h>

#include "common/random.h"
#include "common/server_options.h"

struct schedule {
  double rate_per_s; /* of all channels together; 0: nothing is ever due */
  enum arrival arrival;
  uint64_t burst_messages;
  uint64_t channels;
  struct random gaps, targets;
  double at_s;         /* due time of the current group, since the epoch */
  uint64_t channel;    /* of the current group */
  uint64_t group_left; /* messages of it still to come */
  uint64_t count;
};

struct due {
  uint64_t offset_ns; /* since the epoch; never decreases */
  uint64_t channel;
};

#define SCHEDULE_NEVER UINT64_MAX

/* Periodic: channels take turns, evenly spaced. Poisson: independent exponential
 * gaps, the channel drawn at random, so each channel is a Poisson process of
 * rate_per_s. Bursts: burst_messages messages of one channel due at one instant,
 * the bursts a Poisson process, so that the mean rate is rate_per_s. */
void schedule_init(struct schedule *schedule, const struct server_options *options);

/* offset_ns is SCHEDULE_NEVER when nothing more is due. */
struct due schedule_next(struct schedule *schedule);

#endif
