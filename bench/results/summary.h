/* Summarises the repeats of a cell for run.json: the median and interval of each figure, and the
 * verdict. */
#ifndef BENCH_RESULTS_SUMMARY_H
#define BENCH_RESULTS_SUMMARY_H

#include <jansson.h>
#include <stddef.h>

enum { INTERVAL_REPEATS_MIN = 6 };

struct interval {
  double median, low, high;
  const char *kind; /* "range", or "median 95 %" */
};

/* Sorts `count` >= 1 values. With fewer than INTERVAL_REPEATS_MIN of them the interval is their
 * range. Otherwise it covers the median of the distribution with a probability of at least 95 %,
 * whatever the distribution is: from the k-th value to the k-th from the end, with the greatest k
 * for which P(Binomial(count, 1/2) < k) <= 2.5 %. */
struct interval interval_of(double *values, size_t count);

/* {"repeats": N, "done": N, "messages": N, "verdict": {...}, "metrics": {path: {median, low,
 * high, interval, count}}} of one cell's documents. Metrics are over the repeats with outcome
 * "done". A percentile of the latency is that of all their deliveries together, with "interval":
 * "pooled" and no low and high; it is null where `messages` are too few (bench/judge/support.h). A
 * new reference. */
json_t *summary_of_cell(json_t *const *documents, size_t count);

#endif
