/* Reads a cell's proxy. */
#include "bench/plan/cell_proxy.h"

#include <string.h>

bool cell_has_proxy(const struct cell *cell) {
  return !cell_in_process(cell) && !cell->target && strcmp(cell_value(cell, "proxy"), "none") != 0;
}
