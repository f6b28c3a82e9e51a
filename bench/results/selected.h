/* Whether a selector takes a cell of a run (bench/plan/selector.h). */
#ifndef BENCH_RESULTS_SELECTED_H
#define BENCH_RESULTS_SELECTED_H

#include <stdbool.h>

#include "bench/plan/selector.h"
#include "bench/results/results.h"

bool selector_takes(const struct selector *selector, const struct result_cell *cell);

/* STATUS_USAGE where it takes no cell of the run: as selector_check. */
enum status selector_check_results(const struct selector *selector, const struct results *results,
                                   struct error *error);

#endif
