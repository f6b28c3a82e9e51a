/* Writes a table of chosen cells and figures, for the sections of the report. */
#ifndef BENCH_REPORT_REPORT_FIGURES_H
#define BENCH_REPORT_REPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/base/formatting.h"
#include "bench/report/page.h"
#include "bench/results/results.h"

enum { FIGURE_COLUMNS_MAX = 12 };

struct figure_column {
  const char *title;
  enum figure figure;
  struct words (*words)(double value);
};

/* A row for each cell for which `is` is true, with the medians of at most FIGURE_COLUMNS_MAX
 * figures. */
void report_figures(const struct page *page, const struct results *results,
                    bool (*is)(const struct result_cell *cell), const struct figure_column *columns,
                    size_t count);

bool any_cell(const struct results *results, bool (*is)(const struct result_cell *cell));

#endif
