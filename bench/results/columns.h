/* The columns of the summary: the report's table and the terminal's are the same. */
#ifndef BENCH_RESULTS_COLUMNS_H
#define BENCH_RESULTS_COLUMNS_H

#include "bench/base/formatting.h"
#include "bench/results/results.h"

struct column {
  const char *title; /* a line may be broken at its blanks */
  struct words (*words)(const struct result_cell *cell);
};

enum { COLUMNS = 12 };
extern const struct column columns[COLUMNS];

#endif
