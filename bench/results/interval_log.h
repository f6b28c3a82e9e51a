/* Writes a histogram for each second as HdrHistogram's interval log (.hlog, format 1.3), which
 * HdrHistogram's log readers, analysers and plotters understand.
 *
 * Each line has an encoded histogram: the counts are ZigZag LEB128 numbers of at most nine bytes, a
 * run of zeroes is one negative number (encoding V2); all that is compressed by zlib and written in
 * Base64. For three significant digits and a lowest value of 1, HdrHistogram lays its counters out
 * as common/stats/histogram.h does, so each count is copied and nothing is rounded. The formats are
 * those of HdrHistogram 2.1: AbstractHistogram.encodeIntoByteBuffer, ZigZagEncoding,
 * HistogramLogWriter. */
#ifndef BENCH_RESULTS_INTERVAL_LOG_H
#define BENCH_RESULTS_INTERVAL_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

/* Writes the head. started_s: when the first interval begins, in seconds since 1970. */
void interval_log_begin(FILE *file, double started_s);

/* Writes one interval, which begins start_s after the first one's begin. STATUS_ENVIRONMENT without
 * memory. */
enum status interval_log_add(FILE *file, double start_s, double length_s,
                             const struct histogram *histogram, struct error *error);

/* The histogram in Base64, as in a line of the log; malloc'd, NULL without memory. */
char *interval_log_encode(const struct histogram *histogram);

#endif
