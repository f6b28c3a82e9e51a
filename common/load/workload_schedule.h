/* When things are due in a workload, from its parameters and the seed alone: what the server
 * publishes, what each user writes, when each user polls. Server, clients and the model take it
 * from here. Pure. */
#ifndef COMMON_LOAD_WORKLOAD_SCHEDULE_H
#define COMMON_LOAD_WORKLOAD_SCHEDULE_H

#include "common/load/schedule.h"
#include "common/load/workload.h"

/* What schedules have in common. */
struct load_plan {
  double rate_per_s; /* as in common/load/workload.h: of each channel, or of each user who writes */
  enum arrival arrival;
  uint64_t burst_messages;
  uint64_t payload_bytes;
  uint64_t seed;
};

/* What the server publishes of itself: nothing where users write. Without a trace. */
struct schedule_plan workload_schedule_of_server(const struct workload *workload,
                                                 const struct load_plan *load);

/* What one user writes; its channel is the schedule's only one. */
struct schedule_plan workload_schedule_of_writer(const struct load_plan *load, uint64_t user);

/* A short poll is due at this time of each interval, counted from the epoch; below interval_ns. */
uint64_t workload_poll_phase_ns(uint64_t seed, uint64_t user, uint64_t interval_ns);

#endif
