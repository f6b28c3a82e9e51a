/* The files that an experiment names: found beside it, or in the project. */
#ifndef BENCH_PLAN_EXPERIMENT_FILES_H
#define BENCH_PLAN_EXPERIMENT_FILES_H

#include "bench/plan/experiment.h"

/* Replaces each file's name (the parameter `trace`) by its path: in the folder of the experiment at
 * `path`, else where project_find finds it. A name that is found nowhere stays. STATUS_ENVIRONMENT
 * without memory. */
enum status experiment_files_find(struct experiment *experiment, const char *path,
                                  struct error *error);

#endif
