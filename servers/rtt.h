/* How long the answers to heartbeats took. Any thread. */
#ifndef SERVERS_RTT_H
#define SERVERS_RTT_H

#include <pthread.h>
#include <stdint.h>

#include "common/histogram.h"
#include "common/status.h"

struct rtt {
  pthread_mutex_t lock;
  struct histogram histogram;
};

/* STATUS_ENVIRONMENT without memory; `rtt` is written only on success. */
enum status rtt_init(struct rtt *rtt);
void rtt_release(struct rtt *rtt);

void rtt_record(struct rtt *rtt, uint64_t rtt_ns);

#endif
