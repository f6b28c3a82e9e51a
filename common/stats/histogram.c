/* A histogram of durations with a bounded relative error.
 *
 * Why its figures may be trusted to 0.1 %
 *
 * Values below 2,048 have a counter each. Above, the range is cut into buckets that
 * double in size: bucket b (b >= 1) holds the values of b + 11 bits, that is
 * [2^(b+10), 2^(b+11)), and cuts them into 1,024 counters of 2^b values each. So the
 * counter that holds v is found by shifting v right until 11 bits are left:
 *
 *     v         1 x x x x x x x x x x | y y y y        b = 4 bits fall off
 *               sub, 1,024 .. 2,047   |
 *     index     (b + 1) * 1,024 + sub - 1,024
 *
 * A counter of bucket b starts at sub * 2^b with sub >= 1,024 and is 2^b wide. The
 * highest value it can hold is 2^b - 1 above its lowest, so for any v in it
 *
 *     reported - v  <=  2^b - 1  <  2^b  <=  v / 1,024.
 *
 * Reporting the highest value makes the error one-sided: a quantile is never
 * understated. Merging adds counters, so the histogram of a whole run is the same
 * whether its values were recorded in one process or in many; nothing is averaged. */
#include "common/stats/histogram.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/decimal.h"
#include "common/base/whole.h"

enum {
  SUB_BUCKET_HALF = HISTOGRAM_SUB_BUCKETS / 2,
  SUB_BUCKET_BITS = HISTOGRAM_SUB_BUCKET_HALF_BITS + 1,
  HEAD_BYTES_MAX = 128,                     /* min,max,sum,out_of_range; */
  COUNTER_BYTES_MAX = 2 * DECIMAL_BYTES_MAX /* index:count, */
};

enum status histogram_init(struct histogram *histogram) {
  uint64_t *counts = calloc(HISTOGRAM_COUNTERS, sizeof *counts);
  if (!counts)
    return STATUS_ENVIRONMENT;
  *histogram = (struct histogram){.counts = counts, .min_ns = UINT64_MAX};
  return STATUS_OK;
}

void histogram_release(struct histogram *histogram) {
  free(histogram->counts);
  *histogram = (struct histogram){.min_ns = UINT64_MAX};
}

void histogram_reset(struct histogram *histogram) {
  uint64_t *counts = histogram->counts;
  memset(counts, 0, HISTOGRAM_COUNTERS * sizeof *counts);
  *histogram = (struct histogram){.counts = counts, .min_ns = UINT64_MAX};
}

static uint64_t sum_of(uint64_t left_ns, uint64_t right_ns) {
  uint64_t sum_ns;
  return __builtin_add_overflow(left_ns, right_ns, &sum_ns) ? UINT64_MAX : sum_ns;
}

static uint64_t product_of(uint64_t value_ns, uint64_t times) {
  uint64_t product_ns;
  return __builtin_mul_overflow(value_ns, times, &product_ns) ? UINT64_MAX : product_ns;
}

bool histogram_record(struct histogram *histogram, uint64_t value_ns) {
  if (value_ns > HISTOGRAM_MAX_NS) {
    histogram->out_of_range++;
    return false;
  }
  histogram_record_many(histogram, value_ns, 1);
  return true;
}

void histogram_record_many(struct histogram *histogram, uint64_t value_ns, uint64_t times) {
  if (!times)
    return;
  if (value_ns > HISTOGRAM_MAX_NS) {
    histogram->out_of_range += times;
    return;
  }
  histogram->counts[histogram_index(value_ns)] += times;
  histogram->count += times;
  histogram->sum_ns = sum_of(histogram->sum_ns, product_of(value_ns, times));
  if (value_ns < histogram->min_ns)
    histogram->min_ns = value_ns;
  if (value_ns > histogram->max_ns)
    histogram->max_ns = value_ns;
}

void histogram_merge(struct histogram *into, const struct histogram *from) {
  into->out_of_range += from->out_of_range;
  if (!from->count)
    return;
  CONTRACT(into != from && from->min_ns <= from->max_ns && from->max_ns <= HISTOGRAM_MAX_NS);
  size_t last = histogram_index(from->max_ns);
  for (size_t i = histogram_index(from->min_ns); i <= last; i++)
    into->counts[i] += from->counts[i];
  into->count += from->count;
  into->sum_ns = sum_of(into->sum_ns, from->sum_ns);
  if (from->min_ns < into->min_ns)
    into->min_ns = from->min_ns;
  if (from->max_ns > into->max_ns)
    into->max_ns = from->max_ns;
}

/* 0.07 * 100 is a little above 7 in floating point and would be rounded up to rank
 * 8: the quantile is taken one step lower before it is multiplied. */
static uint64_t histogram_rank(uint64_t count, double quantile) {
  if (!(quantile > 0))
    return 1;
  if (quantile >= 1)
    return count;
  double rank = ceil(nextafter(quantile, 0) * (double)count);
  if (rank < 1)
    return 1;
  return rank >= (double)count ? count : whole_of(rank);
}

uint64_t histogram_quantile_ns(const struct histogram *histogram, double quantile) {
  if (!histogram->count)
    return 0;
  uint64_t rank = histogram_rank(histogram->count, quantile);
  size_t index = histogram_index(histogram->min_ns);
  uint64_t below = histogram->counts[index];
  while (below < rank) {
    CONTRACT(index + 1 < HISTOGRAM_COUNTERS); /* `count` is the sum of the counters */
    below += histogram->counts[++index];
  }
  uint64_t highest = histogram_index_highest_ns(index);
  return highest < histogram->max_ns ? highest : histogram->max_ns;
}

double histogram_mean_ns(const struct histogram *histogram) {
  return histogram->count ? (double)histogram->sum_ns / (double)histogram->count : 0;
}

/* The number of bits that fall off: 0 below 2,048. */
static unsigned histogram_bucket(uint64_t value_ns) {
  return 64 - SUB_BUCKET_BITS - (unsigned)__builtin_clzll(value_ns | (HISTOGRAM_SUB_BUCKETS - 1));
}

size_t histogram_index(uint64_t value_ns) {
  unsigned bucket = histogram_bucket(value_ns);
  return (size_t)bucket * SUB_BUCKET_HALF + (size_t)(value_ns >> bucket);
}

uint64_t histogram_index_lowest_ns(size_t index) {
  if (index < HISTOGRAM_SUB_BUCKETS)
    return index;
  size_t bucket = index / SUB_BUCKET_HALF - 1;
  return (uint64_t)(index - bucket * SUB_BUCKET_HALF) << bucket;
}

uint64_t histogram_index_highest_ns(size_t index) {
  return histogram_index_lowest_ns(index + 1) - 1;
}

char *histogram_to_text(const struct histogram *histogram) {
  size_t used = 0;
  for (size_t i = 0; i < HISTOGRAM_COUNTERS; i++)
    used += histogram->counts[i] != 0;
  char *text = malloc(HEAD_BYTES_MAX + used * COUNTER_BYTES_MAX);
  if (!text)
    return NULL;
  int head = snprintf(text, HEAD_BYTES_MAX, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ";",
                      histogram->count ? histogram->min_ns : 0, histogram->max_ns,
                      histogram->sum_ns, histogram->out_of_range);
  char *at = text + head;
  for (size_t i = 0; i < HISTOGRAM_COUNTERS; i++) {
    if (!histogram->counts[i])
      continue;
    if (at[-1] != ';')
      *at++ = ',';
    at += decimal_write(i, at);
    *at++ = ':';
    at += decimal_write(histogram->counts[i], at);
  }
  *at = '\0';
  return text;
}

static bool text_skip(const char **at, char expected) {
  if (**at != expected)
    return false;
  ++*at;
  return true;
}

/* Reads "index:count,..." to the end of the text; indices must ascend. */
static bool text_read_counters(const char *at, const char *end, struct histogram *out) {
  size_t next_index = 0;
  while (at < end) {
    uint64_t index, count;
    if (next_index && !text_skip(&at, ','))
      return false;
    if (!decimal_read(&at, end, &index) || !text_skip(&at, ':') || !decimal_read(&at, end, &count))
      return false;
    if (index < next_index || index > histogram_index(HISTOGRAM_MAX_NS) || !count)
      return false;
    if (__builtin_add_overflow(out->count, count, &out->count))
      return false;
    out->counts[index] = count;
    next_index = index + 1;
    if (at == end && histogram_index(out->max_ns) != index)
      return false;
  }
  return true;
}

/* Whether min, max and sum fit the counters. */
static bool text_consistent(const struct histogram *part) {
  if (!part->count)
    return part->min_ns == 0 && part->max_ns == 0 && part->sum_ns == 0;
  if (part->min_ns > part->max_ns || part->max_ns > HISTOGRAM_MAX_NS)
    return false;
  for (size_t i = 0; i < histogram_index(part->min_ns); i++) {
    if (part->counts[i])
      return false;
  }
  return part->counts[histogram_index(part->min_ns)] &&
         part->sum_ns >= product_of(part->min_ns, part->count) &&
         part->sum_ns <= product_of(part->max_ns, part->count);
}

static bool text_read(const char *text, struct histogram *out) {
  const char *at = text;
  const char *end = text + strlen(text);
  if (!decimal_read(&at, end, &out->min_ns) || !text_skip(&at, ','))
    return false;
  if (!decimal_read(&at, end, &out->max_ns) || !text_skip(&at, ','))
    return false;
  if (!decimal_read(&at, end, &out->sum_ns) || !text_skip(&at, ','))
    return false;
  if (!decimal_read(&at, end, &out->out_of_range) || !text_skip(&at, ';'))
    return false;
  return text_read_counters(at, end, out) && text_consistent(out);
}

enum status histogram_merge_text(struct histogram *into, const char *text, struct error *error) {
  struct histogram part;
  if (histogram_init(&part))
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  enum status status = STATUS_OK;
  uint64_t sum;
  if (!text_read(text, &part))
    status = error_set(error, STATUS_CHECK, "malformed histogram '%.40s'", text);
  else if (__builtin_add_overflow(into->count, part.count, &sum))
    status = error_set(error, STATUS_CHECK, "histogram of too many values '%.40s'", text);
  else
    histogram_merge(into, &part);
  histogram_release(&part);
  return status;
}
