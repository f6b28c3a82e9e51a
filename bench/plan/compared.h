/* The figures that an experiment names beforehand, to be compared where it is run with two builds
 * of the programs:
 *
 *   "compare": ["websocket.latency_ns.p99", "server.cpu_us_per_message"]
 *
 * Each is a selector (bench/plan/selector.h); one that takes several cells names a comparison for
 * each of them. Pure. */
#ifndef BENCH_PLAN_COMPARED_H
#define BENCH_PLAN_COMPARED_H

#include <jansson.h>

#include "bench/plan/cells.h"
#include "common/base/status.h"

/* Checks the array. STATUS_USAGE names the text that is no selector, or stands twice. */
enum status compared_check(const json_t *array, const char *place, struct error *error);

/* Checks that each selector takes one of the cells. STATUS_USAGE names one that takes none. */
enum status compared_check_cells(const json_t *array, const struct cells *cells, double time_scale,
                                 struct error *error);

#endif
