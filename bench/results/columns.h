/* The columns that the report's summary table and the terminal's have in common. Those that no cell
 * has a figure for are left out. */
#ifndef BENCH_RESULTS_COLUMNS_H
#define BENCH_RESULTS_COLUMNS_H

#include <stdbool.h>

#include "bench/base/formatting.h"
#include "bench/results/results.h"

struct column {
  const char *title; /* may be broken at its spaces */
  enum figure figure;
  struct words (*words)(double value);
  const char *note; /* a sentence on what it is; NULL where the title says it */
};

enum { COLUMNS = 13 };
extern const struct column columns[COLUMNS];

struct words column_words(const struct column *column, const struct result_cell *cell);

/* Whether a cell has a figure for it. */
bool column_is_measured(const struct column *column, const struct results *results);

#endif
