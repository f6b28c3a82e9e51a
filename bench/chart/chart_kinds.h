/* Charts that have files of their own, beside the bars, lines and panels of chart.c. */
#ifndef BENCH_CHART_CHART_KINDS_H
#define BENCH_CHART_CHART_KINDS_H

#include <stdbool.h>

#include "bench/chart/chart_data.h"
#include "bench/chart/chart_sheet.h"

/* One of the charts of chart.c: either lines, with `table`, or bars, with `measures`. */
struct chart {
  const char *name, *title, *reading;
  const char *absent; /* why there is no chart when no cell has the figure */
  enum figure figure; /* a cell without it is not shown */
  int height;         /* of lines */

  bool (*has)(const struct result_cell *cell); /* what else a cell of lines needs */
  const char *lacks;                           /* why a cell is left out that has not */
  void (*table)(FILE *out, const struct selection *selection);

  struct bar_measure measures[BAR_MEASURES_MAX];
  size_t measure_count;
  const char *parts;     /* what is stacked, in order, with bars between */
  enum figure passed_by; /* of the parts, one that is left out where no cell has it */
  const char *axes;      /* of the measures, with bars between */
  const char *units;     /* of the axes: "s", "B" or "" */
};

/* Ends with a NULL name. */
extern const struct chart charts[];

/* Contracts: each chart has all that lines, or bars, need, and names measured figures; no name
 * stands twice. charts_check calls it for `charts`. */
void chart_table_check(const struct chart *table);

/* One of the charts against a varied parameter. */
struct sweep_figure {
  const char *ending; /* of the chart's name: "latency" */
  const char *title, *axis, *reading;
  const char *axis_alone, *reading_alone; /* of the first figure without the second */
  enum figure figures[2];
  size_t count;
  enum figure model; /* FIGURE_NUMBER for none */
  double scale;      /* from the metric's unit to the axis's */
  struct words (*words)(double value);
  bool always_log, always_linear;
  const char *unit; /* of the tics: "s", "B" or "" */
};

/* Ends with a NULL ending. */
extern const struct sweep_figure sweep_figures[];

/* The same contracts. charts_check calls it for sweep_figures. */
void sweep_figures_check(const struct sweep_figure *table);

/* sweep_<parameter>_latency, _wire, _cpu and so on: all charts against one varied parameter.
 * False without memory or when a table cannot be written. */
bool chart_sweep_draw(const struct drawing *drawing, const char *parameter);

/* Deliveries and connections over time, the faults shaded. Nothing where no cell had faults;
 * false without memory or when the table cannot be written. */
bool chart_faults_draw(const struct drawing *drawing);

#endif
