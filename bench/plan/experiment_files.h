/* The files that an experiment names: found beside it, or in the project. */
#ifndef BENCH_PLAN_EXPERIMENT_FILES_H
#define BENCH_PLAN_EXPERIMENT_FILES_H

#include "bench/base/folder.h"
#include "bench/plan/experiment.h"

/* In the folder of the experiment at `experiment_path`, else where project_find finds it. Empty
 * where it is nowhere, or its path is absolute. */
struct path experiment_file_find(const char *name, const char *experiment_path);

/* Replaces each trace's name by its path; a name that is found nowhere stays. Reads the target
 * files (bench/plan/targets.h). STATUS_USAGE says what is wrong in one, STATUS_ENVIRONMENT where
 * there is no memory. */
enum status experiment_files_find(struct experiment *experiment, const char *path,
                                  struct error *error);

#endif
