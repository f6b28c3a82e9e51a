/* Writes metrics.txt: the figures of a run in the OpenMetrics text format.
 *
 * Each figure that repeats are summarised over is a gauge, with a sample for each cell and repeat
 * that measured it. The format wants base units at the end of names, so a name is the figure's path
 * with its unit moved there, and values are converted:
 *   latency_ns.p99              pushbench_latency_p99_seconds
 *   bytes.wire_per_message      pushbench_wire_per_message_bytes
 *   server.cpu_us_per_message   pushbench_server_cpu_per_message_seconds
 *   requests.per_s              pushbench_requests_per_second
 * https://github.com/OpenObservability/OpenMetrics, version 1.0. */
#ifndef BENCH_RESULTS_OPEN_METRICS_H
#define BENCH_RESULTS_OPEN_METRICS_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "documents/figures.h"

enum { OPEN_METRICS_NAME_BYTES = 128 };

struct open_metric {
  char name[OPEN_METRICS_NAME_BYTES];
  const char *unit; /* "seconds", "bytes"; NULL for none */
  double scale;     /* by which the figure is multiplied */
};

struct open_metric open_metric_of(enum figure figure);

/* `documents` are cell.json documents. */
void open_metrics_write(FILE *file, json_t *const *documents, size_t count);

#endif
