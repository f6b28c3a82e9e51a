/* The measured phase second by second: the messages that came and their latency, by the time of
 * receipt. A row counts only messages that are due in the measured phase, so that the sum of
 * `delivered` over the rows is that of the phase. */
#ifndef CLIENTS_RECORD_TIMELINE_H
#define CLIENTS_RECORD_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/record/counters.h"
#include "common/stats/histogram.h"

struct carrier;

/* Two hours; later messages are only in the totals. */
enum { TIMELINE_ROWS_MAX = 7200 };

struct timeline_row {
  uint64_t delivered;
  uint64_t requests, requests_empty, connections_opened;
  char *latency; /* the histogram as text (histogram_to_text) */
};

struct timeline {
  struct timeline_row *rows;
  size_t row_count, row_capacity;
  struct histogram current; /* of the current second */
  struct counters before;   /* at the beginning of the current second */
  uint64_t start_ns;
  bool running, truncated;
};

enum status timeline_init(struct timeline *timeline);
void timeline_release(struct timeline *timeline);

void timeline_start(struct timeline *timeline, uint64_t start_ns, const struct counters *counters);

/* Ends all seconds that are over at now_ns. */
void timeline_advance(struct timeline *timeline, uint64_t now_ns, const struct counters *counters);

/* Records a first receipt of a measured message, after timeline_advance to its instant. */
void timeline_record(struct timeline *timeline, uint64_t latency_ns);

/* Ends the current second, even if it is not over. */
void timeline_stop(struct timeline *timeline, const struct counters *counters);

/* The seconds that are over: clients/record/carrier.h. */
void timeline_carry(struct timeline *timeline, struct carrier *carrier);

#endif
