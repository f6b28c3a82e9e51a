/* The files that an experiment names: found beside it, or in the project. */
#ifndef BENCH_PLAN_EXPERIMENT_FILES_H
#define BENCH_PLAN_EXPERIMENT_FILES_H

#include "bench/plan/experiment.h"

/* Replaces each trace's name by its path; a name that is found nowhere stays. Reads the target
 * files (bench/plan/targets.h). STATUS_USAGE says what is wrong in one, STATUS_ENVIRONMENT where
 * there is no memory. */
enum status experiment_files_find(struct experiment *experiment, const char *path,
                                  struct error *error);

#endif
