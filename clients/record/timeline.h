/* The measured phase second by second: what came and how late it was, by the time of
 * receipt. A row holds only messages that are due in the measured phase, so the sum
 * of `delivered` over the rows is the phase's. */
#ifndef CLIENTS_RECORD_TIMELINE_H
#define CLIENTS_RECORD_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/record/counters.h"
#include "common/stats/histogram.h"

/* Two hours; what comes later is part of the totals only. */
enum { TIMELINE_ROWS_MAX = 7200 };

struct timeline_row {
  uint64_t delivered;
  uint64_t requests, requests_empty, connections_opened;
  char *latency; /* histogram_to_text */
};

struct timeline {
  struct timeline_row *rows;
  size_t row_count, row_capacity;
  struct histogram current; /* of the second that runs */
  struct counters before;   /* when that second began */
  uint64_t start_ns;
  bool running, truncated;
};

enum status timeline_init(struct timeline *timeline);
void timeline_release(struct timeline *timeline);

void timeline_start(struct timeline *timeline, uint64_t start_ns, const struct counters *counters);

/* Ends every second that is over at now_ns. */
void timeline_advance(struct timeline *timeline, uint64_t now_ns, const struct counters *counters);

/* A first receipt of a measured message; needs timeline_advance to receipt_ns before. */
void timeline_record(struct timeline *timeline, uint64_t latency_ns);

/* Ends the second that runs, whole or not. */
void timeline_stop(struct timeline *timeline, const struct counters *counters);

#endif
