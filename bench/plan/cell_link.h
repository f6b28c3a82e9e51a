/* The network that a cell has between server and users. */
#ifndef BENCH_PLAN_CELL_LINK_H
#define BENCH_PLAN_CELL_LINK_H

#include <stdbool.h>

#include "bench/plan/cell.h"
#include "common/suite/link_options.h"

/* The values of its parameters. */
struct link_options cell_link(const struct cell *cell);

bool cell_has_link(const struct cell *cell);

/* STATUS_USAGE where the values do not go together, where there are more users than addresses, or
 * where a fault needs a link and there is none. */
enum status cell_link_check(const struct cell *cell, struct error *error);

#endif
