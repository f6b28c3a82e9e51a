/* The cells of a run that compares two builds of the programs: each cell stands twice, once for
 * either build. */
#ifndef BENCH_PLAN_CELL_BUILDS_H
#define BENCH_PLAN_CELL_BUILDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/plan/cells.h"

/* Puts a cell for the other build behind each cell, and names both: "lws-sse-build=other". A cell's
 * twin then has its index with the last bit turned. STATUS_USAGE where a name gets too long for a
 * folder, or there are too many executions or hours for a run. */
enum status cells_double(struct cells *cells, const struct experiment *experiment,
                         struct error *error);

bool cell_is_of_other_build(const struct cell *cell);

/* Fills `order` with the indices of the cells in the order in which a round takes them: that of
 * bench/plan/round.h. Twins stand side by side, so what the machine does meanwhile hits both alike;
 * which of them comes first is drawn in each round, and that is what makes the test of their
 * difference exact. */
void cells_order(const struct cells *cells, uint64_t order_seed, size_t round, size_t *order);

#endif
