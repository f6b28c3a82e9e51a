/* A cell's workload, the same that its programs make. */
#ifndef BENCH_PLAN_CELL_WORKLOAD_H
#define BENCH_PLAN_CELL_WORKLOAD_H

#include "bench/plan/cell.h"

/* Sets cell->workload, once transport, engine and values are set. STATUS_USAGE when parameters
 * contradict each other, the engine cannot do it, or the trace is malformed (with the line);
 * STATUS_ENVIRONMENT when the trace cannot be read. */
enum status cell_workload_make(struct cell *cell, struct error *error);

#endif
