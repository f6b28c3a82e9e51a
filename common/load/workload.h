/* Workloads: how many channels there are, which one each user listens to, and which users write.
 *
 *              channels                   user u listens to   who publishes
 *   ticker     as asked for               u mod channels      the server
 *   notify     one for each user          u                   the server
 *   chat       rooms of room_users users  u / room_users      every user of the room
 *   collab     documents of as many       u / room_users      its first `editors` users
 *   trace      those of the trace         u mod channels      the server
 *
 * rate_per_s is the rate of each channel where the server publishes, and of each user who
 * writes where users publish. The last room may have fewer users. */
#ifndef COMMON_LOAD_WORKLOAD_H
#define COMMON_LOAD_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

#define WORKLOAD_CHOICES "ticker|notify|chat|collab|trace"

/* Positions in WORKLOAD_CHOICES. */
enum workload_kind {
  WORKLOAD_TICKER,
  WORKLOAD_NOTIFY,
  WORKLOAD_CHAT,
  WORKLOAD_COLLAB,
  WORKLOAD_TRACE,
};

/* The parameters that a workload follows from; none is negative. */
struct workload_plan {
  int kind; /* enum workload_kind */
  int64_t clients;
  int64_t channels;       /* of a ticker */
  int64_t trace_channels; /* of a trace */
  int64_t room_users, editors;
  int64_t payload_bytes;     /* of the shortest message */
  int64_t payload_bytes_max; /* of the longest; 0: all have payload_bytes */
};

struct workload {
  enum workload_kind kind;
  uint64_t users, channels;
  uint64_t room_users, editors;
};

/* STATUS_USAGE when the parameters contradict each other. */
enum status workload_make(const struct workload_plan *plan, struct workload *out,
                          struct error *error);

/* Whether users publish, rather than the server. */
bool workload_is_written(const struct workload *workload);

uint64_t workload_channel_of(const struct workload *workload, uint64_t user);
uint64_t workload_listeners(const struct workload *workload, uint64_t channel);

bool workload_writes(const struct workload *workload, uint64_t user);
uint64_t workload_writers(const struct workload *workload); /* of all channels */

/* The listeners of a channel: first, first + step, …, workload_listeners of them. */
void workload_members(const struct workload *workload, uint64_t channel, uint64_t *first,
                      uint64_t *step);

#endif
