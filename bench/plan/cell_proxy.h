/* The reverse proxy that a cell has in front of its server. */
#ifndef BENCH_PLAN_CELL_PROXY_H
#define BENCH_PLAN_CELL_PROXY_H

#include <stdbool.h>

#include "bench/plan/cell.h"

bool cell_has_proxy(const struct cell *cell);

/* STATUS_USAGE where a fault needs a proxy and there is none. */
enum status cell_proxy_check(const struct cell *cell, struct error *error);

#endif
