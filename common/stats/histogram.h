/* A histogram of durations with a bounded relative error (HdrHistogram's layout).
 *
 * Range 1 ns to 1 h, three significant digits: values up to 2,047 are exact;
 * above, a bucket is at most 1/1024 of its lowest value wide. A value reported
 * from a bucket is the highest value that the bucket can hold, capped by the
 * recorded maximum, so a percentile is never understated and is overstated by
 * less than 0.1 %. min, max, count and sum are exact, a sum up to UINT64_MAX, which
 * is 584 years of added durations; it stays there. Values out of range are
 * counted apart and never recorded. Not for concurrent use. */
#ifndef COMMON_STATS_HISTOGRAM_H
#define COMMON_STATS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

#define HISTOGRAM_MAX_NS UINT64_C(3600000000000)

enum {
  HISTOGRAM_SUB_BUCKET_HALF_BITS = 10, /* 3 significant digits: 2,048 sub-buckets */
  HISTOGRAM_SUB_BUCKETS = 2048,
  HISTOGRAM_BUCKETS = 32, /* 2,048 << 31 > 1 h in ns */
  HISTOGRAM_COUNTERS = (HISTOGRAM_BUCKETS + 1) * (HISTOGRAM_SUB_BUCKETS / 2),
};

struct histogram {
  uint64_t *counts; /* HISTOGRAM_COUNTERS of them */
  uint64_t count;   /* values recorded; equals the sum of counts */
  uint64_t out_of_range;
  uint64_t min_ns; /* UINT64_MAX while empty */
  uint64_t max_ns; /* 0 while empty */
  uint64_t sum_ns;
};

/* STATUS_ENVIRONMENT without memory; `histogram` is written only on success. */
enum status histogram_init(struct histogram *histogram);
void histogram_release(struct histogram *histogram);
void histogram_reset(struct histogram *histogram);

/* False, and counted in out_of_range, when the value is above HISTOGRAM_MAX_NS. */
bool histogram_record(struct histogram *histogram, uint64_t value_ns);
void histogram_record_many(struct histogram *histogram, uint64_t value_ns, uint64_t times);

/* Exact: as if every value had been recorded into `into`. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The smallest reported value such that at least `quantile` (0..1) of the values
 * are not above it: rank = max(1, ceil(quantile * count)). 0 while empty. */
uint64_t histogram_quantile_ns(const struct histogram *histogram, double quantile);
double histogram_mean_ns(const struct histogram *histogram); /* 0 while empty */

size_t histogram_index(uint64_t value_ns);         /* of the counter that holds the value */
uint64_t histogram_index_lowest_ns(size_t index);  /* lowest value of that counter */
uint64_t histogram_index_highest_ns(size_t index); /* highest value of that counter */

/* As text without spaces, "min,max,sum,out_of_range;index:count,index:count...":
 * how a histogram travels inside a JSON document. The result is malloc'd, NULL
 * without memory. */
char *histogram_to_text(const struct histogram *histogram);

/* Merges a text into `into`. STATUS_CHECK with a reason on malformed text, and
 * then `into` is unchanged. */
enum status histogram_merge_text(struct histogram *into, const char *text, struct error *error);

#endif
