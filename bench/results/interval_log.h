/* A histogram for each second as HdrHistogram's interval log (.hlog, format 1.3),
 * which its log readers, analysers and plotters take.
 *
 * Each line has an encoded histogram: counts as ZigZag LEB128 numbers of at most nine
 * bytes, runs of zeroes as one negative number (encoding V2), compressed by zlib, in
 * Base64. HdrHistogram's layout of counters for three digits from 1 on is that of
 * common/stats/histogram.h, so the counts go over one by one and nothing is rounded. Source
 * of the formats: HdrHistogram 2.1, AbstractHistogram.encodeIntoByteBuffer,
 * ZigZagEncoding, HistogramLogWriter. */
#ifndef BENCH_RESULTS_INTERVAL_LOG_H
#define BENCH_RESULTS_INTERVAL_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

/* The head. started_s: seconds since 1970 of the first interval's begin. */
void interval_log_begin(FILE *file, double started_s);

/* One interval: start_s counts from the begin. STATUS_ENVIRONMENT without memory. */
enum status interval_log_add(FILE *file, double start_s, double length_s,
                             const struct histogram *histogram, struct error *error);

/* The histogram's text in Base64, as in a line of the log; malloc'd, NULL without
 * memory. */
char *interval_log_encode(const struct histogram *histogram);

#endif
