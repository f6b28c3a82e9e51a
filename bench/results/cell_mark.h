/* The mark of a cell that must not be ranked with others, for tables and charts. */
#ifndef BENCH_RESULTS_CELL_MARK_H
#define BENCH_RESULTS_CELL_MARK_H

#include "bench/base/formatting.h"
#include "bench/results/results.h"

/* "failed", "invalid" or "510 of 1000 lost"; empty for a cell that may be ranked. */
struct words cell_mark(const struct result_cell *cell);

bool cell_is_ranked(const struct result_cell *cell);

/* "SSE on libwebsockets, interval 250 ms" */
struct words cell_words(const struct results *results, const struct result_cell *cell);

#endif
