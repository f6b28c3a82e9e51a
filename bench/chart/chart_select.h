/* Which cells a chart shows, and in what order: by engine, then by transport, then
 * as the experiment has them. Cells without the figure are left out. */
#ifndef BENCH_CHART_CHART_SELECT_H
#define BENCH_CHART_CHART_SELECT_H

#include "bench/results/results.h"

struct selection {
  const struct result_cell **cells;
  size_t count;
  bool reduced;   /* cells with the figure were left out to keep the chart readable */
  size_t alone;   /* cells left out of a comparison of variants that have no other variant */
  size_t of_kind; /* then: of each engine and transport so many variants, the first */
};

/* Every cell that has `figure`, or, when they are more than `limit`, the first that each
 * pair of engine and transport has and of its variants, at the same values of everything else,
 * as many as there is room for. False without memory. */
bool selection_make(struct selection *selection, const struct results *results, enum figure figure,
                    size_t limit);

/* For a chart against the parameter `name`: the cells that differ in it alone from
 * the first of their engine and transport; one cell for those that ignore it. Against the
 * variant: none that has no other to be compared with. */
bool selection_make_sweep(struct selection *selection, const struct results *results,
                          enum figure figure, const char *name);

/* Leaves out the cells that `has` says no to. */
void selection_keep(struct selection *selection, bool (*has)(const struct result_cell *));

void selection_release(struct selection *selection);

#endif
