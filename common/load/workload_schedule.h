/* The schedules of a workload, from its parameters and the seed alone: of the server's messages, of
 * each user's messages, and of each user's polls. Server, clients and the model use them. Pure. */
#ifndef COMMON_LOAD_WORKLOAD_SCHEDULE_H
#define COMMON_LOAD_WORKLOAD_SCHEDULE_H

#include "common/load/schedule.h"
#include "common/load/workload.h"

/* The parameters that all schedules of a workload share. */
struct load_plan {
  double rate_per_s; /* as in common/load/workload.h: of each channel, or of each user who writes */
  enum arrival arrival;
  uint64_t burst_messages;
  uint64_t payload_bytes, payload_bytes_max;
  uint64_t seed;
};

/* The server's own messages: none where users write. The caller adds a trace. */
struct schedule_plan workload_schedule_of_server(const struct workload *workload,
                                                 const struct load_plan *load);

/* One user's messages; the schedule's only channel is the user's. */
struct schedule_plan workload_schedule_of_writer(const struct load_plan *load, uint64_t user);

/* The time within each interval at which the user's short poll is due; below interval_ns.
 * Intervals count from the epoch. */
uint64_t workload_poll_phase_ns(uint64_t seed, uint64_t user, uint64_t interval_ns);

#endif
