/* The processes of a cell's server and of its client. */
#ifndef BENCH_PLAN_CELL_PROCESSES_H
#define BENCH_PLAN_CELL_PROCESSES_H

#include "bench/plan/cell.h"

/* STATUS_USAGE where several processes are asked for, and cannot do what the cell does. */
enum status cell_processes_check(const struct cell *cell, struct error *error);

#endif
