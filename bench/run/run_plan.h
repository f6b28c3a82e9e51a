/* The plan of a run: its experiment and cells, before anything is started. The cells of a search
 * are those of its least value. */
#ifndef BENCH_RUN_RUN_PLAN_H
#define BENCH_RUN_RUN_PLAN_H

#include <jansson.h>
#include <stddef.h>

#include "bench/plan/cells.h"
#include "bench/plan/experiment.h"
#include "bench/run/run_request.h"
#include "common/base/status.h"

struct run_plan {
  struct experiment experiment;
  struct cells cells;
};

/* The experiment of the request, shortened where it is to be quick, with its changes in order.
 * STATUS_USAGE names the file and what is wrong in it. The plan is zeroed before, and released
 * after a failure too. */
enum status run_plan_make(struct run_plan *plan, const struct run_request *request,
                          struct error *error);

/* The plan of a run that was begun: `experiment` is in its run.json at `path`. */
enum status run_plan_recorded(struct run_plan *plan, json_t *experiment, const char *path,
                              struct error *error);

/* Whether the request's programs are there, and this process may open as many files as the cells
 * need. STATUS_ENVIRONMENT says what is missing. */
enum status run_plan_check(const struct run_plan *plan, const struct run_request *request,
                           struct error *error);

/* Whether this process may open as many files as the cells need. */
enum status run_plan_check_files(const struct run_plan *plan, struct error *error);

/* Open files that each of a cell's programs needs, at most; and those of them that are not for
 * connections. */
double run_plan_descriptors(const struct cell *cell);
double run_plan_descriptors_fixed(void);

double run_plan_s(const struct run_plan *plan); /* of all executions; seconds */

/* Executions of the plan; of a search, about as many as its probes will be. */
double run_plan_executions(const struct run_plan *plan);

void run_plan_release(struct run_plan *plan);

#endif
