/* HTTP/2 is spoken by one engine and by connections of our own. Cells of others are of HTTP/1.1,
 * whatever the experiment says; an experiment in which no cell speaks HTTP/2 is refused. */
#ifndef BENCH_PLAN_CELL_HTTP_VERSION_H
#define BENCH_PLAN_CELL_HTTP_VERSION_H

#include <stdbool.h>

#include "bench/plan/cell.h"
#include "bench/plan/experiment.h"

/* Sets http_version to 1.1 where 2 is not spoken, and what only HTTP/2 has to its defaults
 * over 1.1. STATUS_ENVIRONMENT without memory. */
enum status cell_http_version_settle(struct cell *cell, struct error *error);

/* STATUS_USAGE for a fault of users who stop reading, where users share connections. */
enum status cell_http_version_check(const struct cell *cell, struct error *error);

/* STATUS_USAGE where HTTP/2 is asked for and no cell speaks it. */
enum status cells_http_version_check(const struct cell *cells, size_t count,
                                     const struct experiment *experiment, struct error *error);

bool cell_speaks_http2(const struct cell *cell);

#endif
