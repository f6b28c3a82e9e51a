/* cell.json: what the client says, what the server says, and what the runner saw
 * from outside, put together with what follows from them. */
#ifndef BENCH_RESULTS_CELL_DOCUMENT_H
#define BENCH_RESULTS_CELL_DOCUMENT_H

#include <jansson.h>

#include "bench/results/measurement.h"

/* A new reference; NULL without memory. Every column of documents/figures.h is there,
 * null with a reason where it was not measured. */
json_t *cell_document(const struct measurement *measurement);

#endif
