/* Computes the figures of a cell.json from its counts, by bench/judge/arithmetic.h. */
#ifndef BENCH_RESULTS_CELL_ARITHMETIC_H
#define BENCH_RESULTS_CELL_ARITHMETIC_H

#include "bench/results/measurement.h"

/* The document must already have the client's figures, the cell's identity and the threads. A
 * figure that was not measured is not put. */
void arithmetic_put(json_t *document, const struct measurement *measurement);

#endif
