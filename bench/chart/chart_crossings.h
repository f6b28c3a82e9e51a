/* Tells a chart against a parameter where two of its transports break even. */
#ifndef BENCH_CHART_CHART_CROSSINGS_H
#define BENCH_CHART_CHART_CROSSINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/chart/chart_sheet.h"

/* Sets `crossings`: for each point (bench/answers/break_even.h) of selected cells that lies inside
 * what was measured six words, separated by spaces: the engine, the parameter's value, the ends of
 * its interval, and the transports that have the lesser figure below and above it. Empty where
 * there are none; *count is their number. False without memory. */
bool chart_crossings_set(const struct drawing *drawing, const struct selection *selection,
                         const char *parameter, enum figure figure, size_t *count);

#endif
