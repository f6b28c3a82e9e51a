/* Histograms of the server's heartbeats, which threads share. Any thread. */
#ifndef SERVERS_TRANSPORTS_HEARTBEAT_TIMES_H
#define SERVERS_TRANSPORTS_HEARTBEAT_TIMES_H

#include <pthread.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

struct heartbeat_times {
  pthread_mutex_t lock;
  struct histogram rtt;     /* from a ping to its pong */
  struct histogram silence; /* of peers taken for dead: since their last pong */
};

/* STATUS_ENVIRONMENT without memory; `times` is written only on success. */
enum status heartbeat_times_init(struct heartbeat_times *times);
void heartbeat_times_release(struct heartbeat_times *times);

void heartbeat_times_answered(struct heartbeat_times *times, uint64_t rtt_ns);
void heartbeat_times_missed(struct heartbeat_times *times, uint64_t silence_ns);

#endif
