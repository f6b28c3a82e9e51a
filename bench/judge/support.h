/* The support of a percentile: the number of messages that it rests on.
 *
 * The deliveries of one message are not independent: a broadcast to a hundred users that comes
 * late is one event, not a hundred. A percentile p is printed as a figure only where at least
 * ten distinct messages lie beyond it, messages * (1 - p) >= 10: p50 needs 20 of them, p99 a
 * thousand. Else it is null in cell.json, with the reason under "unmeasured"; latency_histogram
 * has all deliveries in any case. Repeats of a cell are pooled: their histograms are merged and
 * their messages added, and the same rule holds. */
#ifndef BENCH_JUDGE_SUPPORT_H
#define BENCH_JUDGE_SUPPORT_H

#include <jansson.h>
#include <stdbool.h>

#include "documents/figures.h"

enum { SUPPORT_MESSAGES_MIN = 10 };

/* Whether so many distinct messages support the quantile (0 to 1). */
bool support_is_enough(double messages, double quantile);

/* The quantile of the deliveries' latency that a figure is, as 0.99 for latency_ns.p99; NAN for any
 * other figure. */
double support_quantile(enum figure figure);

/* Makes the percentiles of a cell.json null that have too little support. */
void support_apply(json_t *document);

/* Whether support_apply makes this figure null. */
bool support_is_lacking(const json_t *document, enum figure figure);

#endif
