/* The chart of a run with faults: deliveries and connections over time, the faults
 * shaded. */
#ifndef BENCH_CHART_CHART_FAULTS_H
#define BENCH_CHART_CHART_FAULTS_H

#include "bench/chart/chart_sheet.h"

/* Nothing where no cell had faults; false without memory or when the table cannot be
 * written. */
bool chart_faults_draw(const struct drawing *drawing);

#endif
