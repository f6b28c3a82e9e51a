/* One execution of a cell: a server, a client, samples of the server, and cell.json. */
#ifndef BENCH_RUN_REPEAT_H
#define BENCH_RUN_REPEAT_H

#include <jansson.h>

#include "bench/run/repeat_plan.h"

/* STATUS_OK with cell.json's document (a new reference) when there is a result,
 * also when that result is that it failed; STATUS_INTERRUPTED without one;
 * STATUS_ENVIRONMENT when the folder cannot be written or a program is missing.
 * No process is left behind on any path. */
enum status repeat_run(const struct repeat_plan *plan, json_t **document, struct error *error);

#endif
