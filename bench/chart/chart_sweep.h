/* Charts against a varied parameter: sweep_<parameter>_latency, _wire, _cpu. */
#ifndef BENCH_CHART_CHART_SWEEP_H
#define BENCH_CHART_CHART_SWEEP_H

#include "bench/chart/chart_sheet.h"

/* All of one parameter; false without memory or when a table cannot be written. */
bool chart_sweep_draw(const struct drawing *drawing, const char *parameter);

#endif
