/* Draws the seeds and the orders of rounds. */
#include "bench/plan/round.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "common/base/random.h"
#include "common/base/whole.h"

/* Keeps these streams apart from those of the schedules, which are drawn from the same seed. */
static const uint64_t SEED_STREAMS = UINT64_C(1) << 60;

uint64_t round_seed(uint64_t seed, size_t round) {
  if (round <= 1)
    return seed;
  struct random random = random_seeded(seed, SEED_STREAMS + round);
  return random_next(&random) % ROUND_SEEDS;
}

void round_order(uint64_t order_seed, size_t round, size_t *order, size_t count) {
  struct random random = random_seeded(order_seed, round);
  for (size_t i = 0; i < count; i++)
    order[i] = i;
  for (size_t left = count; left > 1; left--) {
    size_t chosen = whole_of(random_uniform(&random) * (double)left);
    size_t last = order[left - 1];
    order[left - 1] = order[chosen];
    order[chosen] = last;
  }
}

enum status round_cell_make(struct round_cell *made, const struct cell *cell, size_t round,
                            struct error *error) {
  size_t count = parameters_count();
  char **values = calloc(count, sizeof *values);
  if (!values)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a cell");
  memcpy(values, cell->values, count * sizeof *values);
  uint64_t seed = round_seed(strtoull(cell_value(cell, "seed"), NULL, 10), round);
  snprintf(made->seed, sizeof made->seed, "%" PRIu64, seed);
  values[parameter_named("seed")] = made->seed;
  made->cell = *cell;
  made->cell.values = values;
  return STATUS_OK;
}

void round_cell_release(struct round_cell *made) {
  free(made->cell.values);
  made->cell.values = NULL;
}
