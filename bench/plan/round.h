/* Rounds: repeat r of all cells of an experiment is round r, which has schedules and an order of
 * its own. */
#ifndef BENCH_PLAN_ROUND_H
#define BENCH_PLAN_ROUND_H

#include <stddef.h>
#include <stdint.h>

#include "bench/plan/cell.h"
#include "common/base/status.h"

/* Seeds are below it, so that a number of JSON has them exactly. */
#define ROUND_SEEDS (UINT64_C(1) << 53)

/* The seed of a round's schedules, from the seed among a cell's parameters; rounds count from 1,
 * and the first one has that seed itself. Cells of one seed share it in every round: they get the
 * same messages, so the chance of the schedule is not in their difference. Between rounds it
 * changes, so that chance is in the interval of each figure. */
uint64_t round_seed(uint64_t seed, size_t round);

/* Fills `order` with 0 to count - 1 in the order in which the round takes the cells: a permutation
 * drawn from the seed and the round (Durstenfeld, "Algorithm 235: Random permutation",
 * Communications of the ACM 7, 1964). So drift of the machine favours no cell, and no cell always
 * runs behind the same other one. */
void round_order(uint64_t order_seed, size_t round, size_t *order, size_t count);

/* A cell with the seed of a round; else it borrows from the cell that it was made of. It must not
 * be moved. */
struct round_cell {
  struct cell cell;
  char seed[32];
};

/* STATUS_ENVIRONMENT without memory. Release is safe on a zeroed struct. */
enum status round_cell_make(struct round_cell *made, const struct cell *cell, size_t round,
                            struct error *error);
void round_cell_release(struct round_cell *made);

#endif
