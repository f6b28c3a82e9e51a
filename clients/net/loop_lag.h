/* Measures the lag of the loop: a timer is due every 10 ms, and its lateness is recorded. Receipts
 * of that moment were stamped as late as the timer. */
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

/* Records the lateness of all periods that were due by now_ns, each with its own. */
void loop_lag_served(struct loop_lag *lag, uint64_t now_ns);

#endif
