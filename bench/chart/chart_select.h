/* Selects the cells that a chart shows. They are ordered by engine, then by transport, then as in
 * the experiment; cells without the chart's figure are left out. */
#ifndef BENCH_CHART_CHART_SELECT_H
#define BENCH_CHART_CHART_SELECT_H

#include "bench/results/results.h"

struct selection {
  const struct result_cell **cells;
  size_t count;
  bool reduced;   /* cells with the figure were left out to keep the chart readable */
  size_t alone;   /* cells that were left out for lack of another variant */
  size_t of_kind; /* if reduced: how many variants of each engine and transport are shown */
};

/* Selects every cell that has `figure`. Where there are more than `limit` (0: no limit), selects
 * for each engine and transport the first cell and as many of its variants, at the same values of
 * everything else, as there is room for. False without memory. */
bool selection_make(struct selection *selection, const struct results *results, enum figure figure,
                    size_t limit);

/* For a chart against the parameter `name`: selects the cells that differ only in it from the first
 * of their engine and transport, and one cell of each transport that ignores it. For a chart of
 * variants, cells without another variant are left out. */
bool selection_make_sweep(struct selection *selection, const struct results *results,
                          enum figure figure, const char *name);

/* For a chart against two parameters: selects the cells that differ only in these from the first of
 * their engine and transport. False without memory. */
bool selection_make_grid(struct selection *selection, const struct results *results,
                         enum figure figure, const char *x, const char *y);

/* Removes the cells for which `has` is false. */
void selection_keep(struct selection *selection, bool (*has)(const struct result_cell *));

void selection_release(struct selection *selection);

#endif
