/* One run: carries out each cell of an experiment, and writes the folder of results. */
#ifndef BENCH_RUN_RUN_H
#define BENCH_RUN_RUN_H

#include "bench/run/run_request.h"
#include "common/base/status.h"

/* Returns the documented exit codes: STATUS_CHECK when a repeat is invalid, STATUS_INTERRUPTED when
 * the user ended the run; both leave a folder. Prints the table and the report's path on standard
 * output. */
enum status run_execute(const struct run_request *request, struct error *error);

/* Draws charts and writes the report of a run's folder. */
enum status run_draw(const char *folder, struct error *error);

#endif
