/* The experiment of a test program, and its cells. */
#ifndef TESTS_BENCH_EXPERIMENT_CELLS_H
#define TESTS_BENCH_EXPERIMENT_CELLS_H

#include "bench/plan/cells.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;
static struct cells cells;

/* Also a teardown of cmocka. */
static int release(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

#endif
