/* Prints how many repeats an experiment's bounds took, and which figures did not reach theirs. */
#ifndef BENCH_REPORT_PRECISION_LINES_H
#define BENCH_REPORT_PRECISION_LINES_H

#include <stddef.h>
#include <stdio.h>

#include "bench/results/results.h"
#include "common/base/status.h"

enum { PRECISION_LINES_MAX = 10 };

/* Nothing where the experiment has no bounds. Lines are wrapped to `width` columns (0: not
 * wrapped); at most PRECISION_LINES_MAX figures are named, and the others counted. */
enum status precision_lines_print(FILE *out, const struct results *results, size_t width,
                                  struct error *error);

#endif
