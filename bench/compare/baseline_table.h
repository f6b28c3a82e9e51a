/* Prints the spread of a baseline: by how much each figure must change to be called. */
#ifndef BENCH_COMPARE_BASELINE_TABLE_H
#define BENCH_COMPARE_BASELINE_TABLE_H

#include <stdio.h>

#include "bench/compare/baseline.h"

/* A line for each time that reports compare, in each cell; one sentence where the runs are too few.
 */
void baseline_print(FILE *out, const struct baseline *baseline);

#endif
