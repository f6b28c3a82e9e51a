/* The cells of a search: those of the experiment, with one value of the parameter that it varies.
 */
#ifndef BENCH_PLAN_SEARCH_CELLS_H
#define BENCH_PLAN_SEARCH_CELLS_H

#include "bench/plan/cells.h"

/* The experiment's cells at that value (before time_scale), in the same order for each value. The
 * search must be settled. STATUS_USAGE as of cells_expand, and where a cell ignores the parameter.
 */
enum status search_cells_expand(struct cells *cells, const struct experiment *experiment,
                                double value, struct error *error);

/* The name of the cell without the searched parameter: "lws-sse" of "lws-sse-clients=400". */
struct search_name {
  char text[256];
};
struct search_name search_name_of(const struct experiment *experiment, const struct cell *cell);

#endif
