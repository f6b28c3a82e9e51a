/* What the repeats of a cell say together, for run.json: each
 * metric's median and interval, and the verdict. */
#ifndef BENCH_RESULTS_SUMMARY_H
#define BENCH_RESULTS_SUMMARY_H

#include <jansson.h>
#include <stddef.h>

enum { INTERVAL_REPEATS_MIN = 6 };

struct interval {
  double median, low, high;
  const char *kind; /* "range", or "median 95 %" */
};

/* Of `count` >= 1 values, which get sorted. With fewer than INTERVAL_REPEATS_MIN
 * the interval is the least to the greatest. From there on it covers the median of
 * the distribution with at least 95 %: order statistics k and n + 1 - k with the
 * greatest k for which P(Binomial(n, 1/2) < k) <= 2.5 %. No assumption on the
 * distribution. */
struct interval interval_of(double *values, size_t count);

/* {"repeats": N, "done": N, "messages": N, "verdict": {...}, "metrics": {path: {median, low,
 * high, interval, count}}} of one cell's documents; metrics are over those that are done. In
 * place of the median a percentile of the latency has that of all deliveries together, with
 * "interval": "pooled" and no low and high, where the `messages` of all are enough
 * (bench/judge/support.h). A new reference. */
json_t *summary_of_cell(json_t *const *documents, size_t count);

#endif
