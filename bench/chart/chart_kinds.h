/* Charts that have files of their own, beside the bars, lines and panels of chart.c. */
#ifndef BENCH_CHART_CHART_KINDS_H
#define BENCH_CHART_CHART_KINDS_H

#include <stdbool.h>

#include "bench/chart/chart_sheet.h"

/* sweep_<parameter>_latency, _wire, _cpu and so on: all charts against one varied parameter.
 * False without memory or when a table cannot be written. */
bool chart_sweep_draw(const struct drawing *drawing, const char *parameter);

/* Deliveries and connections over time, the faults shaded. Nothing where no cell had faults;
 * false without memory or when the table cannot be written. */
bool chart_faults_draw(const struct drawing *drawing);

#endif
