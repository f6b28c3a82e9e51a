/* Draws a comparison: a panel for each figure, with the change of each cell, its interval, and the
 * changes by which runs of one build differ. */
#ifndef BENCH_COMPARE_COMPARISON_CHART_H
#define BENCH_COMPARE_COMPARISON_CHART_H

#include "bench/chart/chart_sheet.h"
#include "bench/compare/run_comparison.h"

/* Of the chart's files. */
#define COMPARISON_CHART "changes"

/* A chart_draw_function (bench/chart/chart.h) whose context is the struct run_comparison. Figures
 * that are 0 in A or B have no ratio, and are not drawn; without any ratio there is no chart, and
 * the index says why. */
bool comparison_draw(const struct drawing *drawing, const void *comparison);

/* The tics of an axis whose ends are 1 / factor and factor, for gnuplot: "0.95:−5 %% 1:0 1.05:+5
 * %%", with no-break spaces within its words. `factor` is above 1. */
void comparison_tics(char *out, size_t capacity, double factor);

#endif
