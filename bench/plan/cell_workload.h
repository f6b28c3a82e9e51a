/* The workload that a cell asks for, as its programs will make it. */
#ifndef BENCH_PLAN_CELL_WORKLOAD_H
#define BENCH_PLAN_CELL_WORKLOAD_H

#include "bench/plan/cell.h"

/* Sets cell->workload. STATUS_USAGE when its parameters contradict each other, its engine cannot do
 * it, or its trace is none (with the line); STATUS_ENVIRONMENT when that cannot be read. Needs
 * transport, engine and values. */
enum status cell_workload_make(struct cell *cell, struct error *error);

#endif
