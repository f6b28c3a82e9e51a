/* The loop-lag meter: a timer every 10 ms, and how late the loop came to serve it.
 * Every receipt of that moment was stamped as late. */
#ifndef CLIENTS_LAG_H
#define CLIENTS_LAG_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/loop.h"
#include "common/histogram.h"
#include "common/status.h"

enum { LAG_PERIOD_MS = 10 };

struct lag {
  struct histogram histogram;
  struct loop_alarm *alarm;
  uint64_t due_ns, end_ns;
};

enum status lag_init(struct lag *lag, struct loop *loop, struct error *error);
void lag_release(struct lag *lag);

/* Measures in [start_ns, end_ns). */
void lag_start(struct lag *lag, uint64_t start_ns, uint64_t end_ns);

/* What a loop that serves the timer at now_ns records: a period that was missed
 * altogether counts with its own lateness. */
void lag_served(struct lag *lag, uint64_t now_ns);

#endif
