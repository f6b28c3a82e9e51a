/* The files that an experiment names: found beside it, or from the checkout. */
#ifndef BENCH_PLAN_EXPERIMENT_FILES_H
#define BENCH_PLAN_EXPERIMENT_FILES_H

#include "bench/plan/experiment.h"

/* Puts in place of each file's name (the parameter `trace`) the path where it is: in the
 * folder of the experiment at `path`, else where project_find finds it. A name that is
 * found nowhere stays. STATUS_ENVIRONMENT without memory. */
enum status experiment_files_find(struct experiment *experiment, const char *path,
                                  struct error *error);

#endif
