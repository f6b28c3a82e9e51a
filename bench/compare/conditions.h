/* The conditions under which two runs were recorded: whether they can be compared at all, and in
 * what they differ beside the change that is to be judged. */
#ifndef BENCH_COMPARE_CONDITIONS_H
#define BENCH_COMPARE_CONDITIONS_H

#include "bench/compare/cell_match.h"
#include "bench/compare/compared_run.h"
#include "bench/compare/notes.h"
#include "common/base/status.h"

/* STATUS_USAGE where a comparison means nothing: another time_scale, other faults, or no cell in
 * common; then it names the parameters that differ, the workload first. */
enum status conditions_require(const struct compared_pair *pair, struct error *error);

/* Adds a sentence for each difference: schema, experiment, machine, kernel and its settings, the
 * programs' libraries and kind of build. */
void conditions_warn(struct notes *warnings, const struct compared_pair *pair);

/* Seconds between the beginnings of the runs; NAN where one is not known. */
double runs_apart_s(const struct compared_run *a, const struct compared_run *b);

#endif
