/* Reads experiments, and reports their errors. */
#ifndef BENCH_PLAN_EXPERIMENT_READ_H
#define BENCH_PLAN_EXPERIMENT_READ_H

#include "bench/plan/experiment.h"
#include "common/suite/options.h"

/* The keys of the outermost object. Those that hold more than a plain value are read apart, and
 * have OPTION_TEXT here. */
extern const struct option experiment_keys[];

/* Reads a file. STATUS_USAGE names the file, the line and column of malformed
 * JSON, the key with the nearest known one, or the value with its range. */
enum status experiment_load(struct experiment *experiment, const char *path, struct error *error);

/* The same of a run's record of its experiment, which it read from `path`. The cells of a claim or
 * a rule may be missing there: --set and --quick change the experiment behind them. */
enum status experiment_read(struct experiment *experiment, json_t *document, const char *path,
                            struct error *error);

/* "key=value", "key=[1,2]" or "key=1,2": a parameter, `repeats` or `time_scale`.
 * Replaces what the file says. */
enum status experiment_set(struct experiment *experiment, const char *text, struct error *error);

#endif
