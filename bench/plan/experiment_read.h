/* Reads experiments, and reports their errors. */
#ifndef BENCH_PLAN_EXPERIMENT_READ_H
#define BENCH_PLAN_EXPERIMENT_READ_H

#include "bench/plan/experiment.h"

/* Reads a file. STATUS_USAGE names the file, the line and column of malformed
 * JSON, the key with the nearest known one, or the value with its range. */
enum status experiment_load(struct experiment *experiment, const char *path, struct error *error);

/* "key=value", "key=[1,2]" or "key=1,2": a parameter, `repeats` or `time_scale`.
 * Replaces what the file says. */
enum status experiment_set(struct experiment *experiment, const char *text, struct error *error);

#endif
