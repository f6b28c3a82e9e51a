/* Summarises the repeats of a cell for run.json: the median and interval of each figure, and the
 * verdict. */
#ifndef BENCH_RESULTS_SUMMARY_H
#define BENCH_RESULTS_SUMMARY_H

#include <jansson.h>
#include <stddef.h>

/* {"repeats": N, "done": N, "messages": N, "verdict": {...}, "metrics": {path: {median, low,
 * high, interval, count}}} of one cell's documents. Metrics are over the repeats with outcome
 * "done". A percentile of the latency is that of all their deliveries together, with "interval":
 * "pooled" and no low and high; it is null where `messages` are too few (bench/judge/support.h).
 * Intervals are of this level (bench/judge/interval.h). A new reference. */
json_t *summary_of_cell(json_t *const *documents, size_t count, double level);

#endif
