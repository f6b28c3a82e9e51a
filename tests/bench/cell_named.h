/* Finds a cell by its name. */
#ifndef TESTS_BENCH_CELL_NAMED_H
#define TESTS_BENCH_CELL_NAMED_H

#include <string.h>

#include "bench/plan/cells.h"

/* Fails the test where there is none. */
static inline const struct cell *cell_named(const struct cells *cells, const char *name) {
  for (size_t i = 0; i < cells->count; i++)
    if (strcmp(cells->items[i].name, name) == 0)
      return &cells->items[i];
  fail_msg("there is no cell %s", name);
  return NULL;
}

#endif
