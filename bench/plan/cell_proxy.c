/* Reads a cell's proxy, and checks it. */
#include "bench/plan/cell_proxy.h"

#include <string.h>

bool cell_has_proxy(const struct cell *cell) {
  return !cell_in_process(cell) && !cell->target && strcmp(cell_value(cell, "proxy"), "none") != 0;
}

enum status cell_proxy_check(const struct cell *cell, struct error *error) {
  for (size_t i = 0; i < cell->faults.count; i++) {
    const struct fault_facts *facts = &fault_kinds[cell->faults.items[i].kind];
    if (facts->proxied && !cell_has_proxy(cell))
      return error_set(
          error, STATUS_USAGE,
          "%s is a fault of a reverse proxy, and there is none: set \"proxy\" to nginx "
          "or haproxy",
          facts->name);
  }
  return STATUS_OK;
}
