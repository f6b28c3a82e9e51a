/* The changes of a run from one that was recorded before, for limits of changes
 * (bench/versus/figure_change.h). */
#ifndef BENCH_COMPARE_BASE_CHANGES_H
#define BENCH_COMPARE_BASE_CHANGES_H

#include "bench/compare/run_comparison.h"
#include "bench/versus/figure_change.h"

/* The source of the changes from A, the base, to B, the run: of any figure, whether reports compare
 * it or not. Times and memory are doubted where no baseline says how far runs of one build differ
 * (bench/compare/change.h). Cells of B are found by their names. The comparison must outlive it. */
struct change_source base_changes(const struct run_comparison *comparison);

#endif
