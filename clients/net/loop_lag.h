/* The loop-lag meter: a timer every 10 ms, and how late the loop came to serve it.
 * Every receipt of that moment was stamped as late. */
#ifndef CLIENTS_NET_LOOP_LAG_H
#define CLIENTS_NET_LOOP_LAG_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

enum { LAG_PERIOD_MS = 10 };

struct loop_lag {
  struct histogram histogram;
  struct loop_alarm *alarm;
  uint64_t due_ns, end_ns;
};

enum status loop_lag_init(struct loop_lag *lag, struct loop *loop, struct error *error);
void loop_lag_release(struct loop_lag *lag);

/* Measures in [start_ns, end_ns). */
void loop_lag_start(struct loop_lag *lag, uint64_t start_ns, uint64_t end_ns);

/* What a loop that serves the timer at now_ns records: a period that was missed
 * altogether counts with its own lateness. */
void loop_lag_served(struct loop_lag *lag, uint64_t now_ns);

#endif
