/* Writes a histogram as HdrHistogram's percentile text (.hgrm), which HdrHistogram's plotters read.
 */
#ifndef BENCH_RESULTS_PERCENTILES_H
#define BENCH_RESULTS_PERCENTILES_H

#include <stdio.h>

#include "common/stats/histogram.h"

/* Values are in microseconds with three decimals; there are five lines for each halving of the
 * distance to 100 %. */
void percentiles_write(FILE *file, const struct histogram *histogram);

#endif
