/* The processes of a cell's server and of its client. */
#ifndef BENCH_PLAN_CELL_PROCESSES_H
#define BENCH_PLAN_CELL_PROCESSES_H

#include "bench/plan/cell.h"

/* STATUS_USAGE where several processes are asked for, and cannot do what the cell does. */
enum status cell_processes_check(const struct cell *cell, struct error *error);

/* The fewest and the most processes that the program with fewer of them, server or client, may
 * have. They differ where it chooses by itself, as many as open files ask for. */
struct cell_processes {
  double fewest, most;
};
struct cell_processes cell_processes_of(const struct cell *cell);

#endif
