/* Makes the marks that show their values when somebody points at them. */
#ifndef BENCH_CHART_CHART_VALUES_H
#define BENCH_CHART_CHART_VALUES_H

#include <stdio.h>

#include "common/base/status.h"

/* The beginning of a mark in a picture. It goes on with "<title>WORDS</title>" and an invisible
 * circle, and ends in "</g>". */
#define CHART_VALUE "<g class=\"value\">"

/* Copies a picture of gnuplot's svg terminal: each point with hypertext, whose words only gnuplot's
 * own script would show, becomes a mark. Groups without content are left out. */
void chart_values_copy(FILE *out, const char *svg);

/* Does so in the svg files of all charts that charts/index.tsv calls drawn. */
enum status chart_values_make(const char *charts_folder, struct error *error);

#endif
