/* The columns that the report's summary table and the terminal's have in common. */
#ifndef BENCH_RESULTS_COLUMNS_H
#define BENCH_RESULTS_COLUMNS_H

#include "bench/base/formatting.h"
#include "bench/results/results.h"

struct column {
  const char *title; /* may be broken at its spaces */
  struct words (*words)(const struct result_cell *cell);
};

enum { COLUMNS = 12 };
extern const struct column columns[COLUMNS];

#endif
