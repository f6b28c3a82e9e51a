/* The plan of a run: its experiment and cells, before anything is started. */
#ifndef BENCH_RUN_RUN_PLAN_H
#define BENCH_RUN_RUN_PLAN_H

#include <stddef.h>

#include "bench/plan/cells.h"
#include "bench/plan/experiment.h"
#include "common/base/status.h"

struct run_plan {
  struct experiment experiment;
  struct cells cells;
};

/* `name` is a path (it has a slash, or ends in .json), or the name of an experiment of the project;
 * `sets` are "key=value", in order. STATUS_USAGE names the file and what is wrong in it. The plan
 * is zeroed before, and released after a failure too. */
enum status run_plan_make(struct run_plan *plan, const char *name, const char *const *sets,
                          size_t set_count, struct error *error);

/* Whether the programs are there, and this process may open as many files as the cells need.
 * STATUS_ENVIRONMENT says what is missing. */
enum status run_plan_check(const struct run_plan *plan, const char *server_program,
                           const char *client_program, struct error *error);

double run_plan_s(const struct run_plan *plan); /* of all executions; seconds */

void run_plan_release(struct run_plan *plan);

#endif
