/* What stands under a chart, and what stands for it where it cannot be seen. */
#ifndef BENCH_CHART_CHART_CAPTIONS_H
#define BENCH_CHART_CHART_CAPTIONS_H

#include "bench/chart/chart_data.h"
#include "bench/chart/chart_sheet.h"

/* Which of the selected cells are marked, and which cells are not there and why. `figure` is
 * what every cell of the chart has; `lacks` says why one that has it is left out all the same,
 * NULL where none is. Cells at other values of what varies are left to sheet_describe. */
void caption_cells(struct sheet *sheet, const struct results *results, enum figure figure,
                   const char *lacks, bool (*has)(const struct result_cell *cell));

/* The figures themselves: of bars, each; of lines, mean and 99th percentile of each; against
 * a parameter, the first and the last of each. */
void caption_bars(struct sheet *sheet, const struct results *results,
                  const struct bar_measure *measures, size_t count);
void caption_lines(struct sheet *sheet, const struct results *results);
void caption_sweep(struct sheet *sheet, const char *parameter, enum figure figure,
                   struct words (*words)(double value));

#endif
