/* Changes within a run of two builds: from the other build to this one, round by round. */
#ifndef BENCH_VERSUS_VERSUS_CHANGE_H
#define BENCH_VERSUS_VERSUS_CHANGE_H

#include "bench/results/results.h"
#include "bench/versus/figure_change.h"

/* The source of the changes; the results must outlive it. Repeats of one round are a pair
 * (bench/judge/paired_test.h). */
struct change_source versus_changes(const struct results *results);

#endif
