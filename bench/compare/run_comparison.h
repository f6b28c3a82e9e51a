/* The comparison of two runs that were recorded apart. */
#ifndef BENCH_COMPARE_RUN_COMPARISON_H
#define BENCH_COMPARE_RUN_COMPARISON_H

#include "bench/compare/changes.h"
#include "bench/compare/conditions.h"
#include "bench/limits/expectation_answers.h"

struct run_comparison {
  struct compared_run a, b;
  bool one_run; /* A and B are the same run: nothing below is set */
  struct cell_matches matches;
  struct notes warnings;    /* in what the runs differ beside the change */
  struct baseline baseline; /* without runs where there is none */
  struct words without;     /* why times are not called; "" where they may be */
  struct words unfit;       /* why the newest baseline is not used; "" where there is none */
  struct changes changes;
  struct expectations limits; /* of changes, and their answers (bench/compare/compared_limits.h) */
  struct expectation_answers answers;
};

/* Compares the runs in two folders. `baseline` is the folder of a baseline; NULL for the newest in
 * BASELINES_FOLDER that fits. STATUS_USAGE where a folder is no run's, the comparison means nothing
 * (bench/compare/conditions.h), or the given baseline does not fit; STATUS_CHECK where a run is
 * damaged. Release it in any case; the comparison must not move until then. */
enum status run_comparison_make(struct run_comparison *comparison, const char *a, const char *b,
                                const char *baseline, struct error *error);
void run_comparison_release(struct run_comparison *comparison);

#endif
