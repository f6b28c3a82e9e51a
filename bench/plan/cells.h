/* The cells of an experiment: the product of its axes, pruned by its rules. */
#ifndef BENCH_PLAN_CELLS_H
#define BENCH_PLAN_CELLS_H

#include <stddef.h>

#include "bench/plan/cell.h"
#include "bench/plan/experiment.h"

/* CELLS_POINTS_MAX: combinations before rules prune them. */
enum { CELLS_EXECUTIONS_MAX = 10000, CELLS_POINTS_MAX = 100000, CELLS_HOURS_MAX = 24 };

struct cells {
  struct cell *items;
  size_t count;
};

/* Transport varies slowest, then server, then engine, then the axes in the order of the file, then
 * the variants. Of an axis without effect only the first value is kept, and no cell of a transport
 * that a server of other people does not offer. Times are scaled here. STATUS_USAGE when no cell is
 * left, there are more than CELLS_EXECUTIONS_MAX executions, they take more than CELLS_HOURS_MAX,
 * or a scaled value is out of range. The experiment must outlive the cells. */
enum status cells_expand(struct cells *cells, const struct experiment *experiment,
                         struct error *error);
void cells_release(struct cells *cells);

#endif
