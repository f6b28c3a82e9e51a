/* Writes the caption under a chart, and the words that replace the chart for those who cannot see
 * it. */
#ifndef BENCH_CHART_CHART_CAPTIONS_H
#define BENCH_CHART_CHART_CAPTIONS_H

#include "bench/chart/chart_data.h"
#include "bench/chart/chart_sheet.h"

/* Adds to the caption which selected cells are marked, and which cells are missing and why. Cells
 * without `figure` are missing for its reason, cells for which `has` is false because of `lacks`
 * (both may be NULL). Cells that were left out because of their parameters' values are not named
 * here: sheet_describe does that. */
void caption_cells(struct sheet *sheet, const struct results *results, enum figure figure,
                   const char *lacks, bool (*has)(const struct result_cell *cell));

/* The same without the marks, for charts in which losses are the figure. */
void caption_missing(struct sheet *sheet, const struct results *results, enum figure figure,
                     const char *lacks, bool (*has)(const struct result_cell *cell));

/* Adds to the caption how to read the whiskers: `whisker` is their name, such as "The thin line at
 * the end of a bar". Nothing where no selected cell has one for these figures; says whether one
 * has. */
bool caption_whiskers(struct sheet *sheet, const char *whisker, const enum figure *figures,
                      size_t count);

/* Add the figures in words: of each bar; of each point, both figures; of each line, the mean and
 * the 99th percentile; of each line against a parameter, the first and the last; of the tiles of
 * each transport, the least and the greatest. */
void caption_bars(struct sheet *sheet, const struct results *results,
                  const struct bar_measure *measures, size_t count);
void caption_points(struct sheet *sheet, const struct results *results,
                    const struct bar_measure measures[2]);
void caption_lines(struct sheet *sheet, const struct results *results);
void caption_tiles(struct sheet *sheet, const struct results *results, enum figure figure,
                   struct words (*words)(double value));
void caption_sweep(struct sheet *sheet, const char *parameter, enum figure figure,
                   struct words (*words)(double value));

#endif
