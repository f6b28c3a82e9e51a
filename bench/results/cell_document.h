/* Makes cell.json of the client's document, the server's report and the runner's own measurements,
 * and adds the figures that are derived from them. */
#ifndef BENCH_RESULTS_CELL_DOCUMENT_H
#define BENCH_RESULTS_CELL_DOCUMENT_H

#include <jansson.h>

#include "bench/results/measurement.h"

/* A new reference; NULL without memory. It has every column of documents/figures.h; one that was
 * not measured is null, with a reason. */
json_t *cell_document(const struct measurement *measurement);

#endif
