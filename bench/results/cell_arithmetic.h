/* Between cell.json and bench/judge/arithmetic.h: reads the counts, writes the figures. */
#ifndef BENCH_RESULTS_CELL_ARITHMETIC_H
#define BENCH_RESULTS_CELL_ARITHMETIC_H

#include "bench/results/measurement.h"

/* Needs what the client said, the identity and the threads to be in the document. What is not
 * measured is not put. */
void arithmetic_put(json_t *document, const struct measurement *measurement);

#endif
