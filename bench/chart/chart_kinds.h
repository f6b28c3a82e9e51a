/* The kinds of charts: tables of bars and lines, charts against one parameter and against two,
 * fronts, searches and their probes, and the chart of faults. */
#ifndef BENCH_CHART_CHART_KINDS_H
#define BENCH_CHART_CHART_KINDS_H

#include <stdbool.h>

#include "bench/chart/chart_data.h"
#include "bench/chart/chart_sheet.h"

/* A chart of lines, with `table`, or of bars, with `measures`. */
struct chart {
  const char *name, *title, *reading;
  const char *absent; /* the reason why there is no chart when no cell has the figure */
  enum figure figure; /* a cell without it is not shown */
  int height;         /* of lines */

  bool (*has)(const struct result_cell *cell); /* an additional condition for cells; may be NULL */
  const char *lacks;                           /* the reason for cells that `has` excludes */
  void (*table)(FILE *out, const struct selection *selection);

  struct bar_measure measures[BAR_MEASURES_MAX];
  size_t measure_count;
  const char *parts;     /* the names of the stacked parts, separated by bars */
  enum figure passed_by; /* a part that is left out where no cell has it; 0 for none */
  const char *axes;      /* of the measures, separated by bars */
  const char *units;     /* of the axes: "s", "B" or "" */
};

/* Ends with a NULL name. */
extern const struct chart charts[];

/* Contracts: each chart is complete and shows measured figures; no name stands twice. charts_check
 * calls this for `charts`. */
void chart_table_check(const struct chart *table);

/* Ends with a NULL ending. */
extern const struct sweep_figure sweep_figures[];

/* The same contracts. charts_check calls this for sweep_figures. */
void sweep_figures_check(const struct sweep_figure *table);

/* Draws all charts against one varied parameter: sweep_<parameter>_latency, _wire and so on. False
 * without memory or when a table cannot be written. */
bool chart_sweep_draw(const struct drawing *drawing, const char *parameter);

/* A chart of a figure against two varied parameters. */
struct heat_figure {
  const char *ending; /* of the chart's name: "latency" */
  const char *title, *reading;
  enum figure figure;
  struct words (*words)(double value);
  bool with_losses; /* cells that lost messages are shown like the others */
};

/* Ends with a NULL ending. */
extern const struct heat_figure heat_figures[];

/* Contracts: each is complete, and none stands twice. charts_check calls this for heat_figures. */
void heat_figures_check(const struct heat_figure *table);

/* Draws all charts against each pair of varied parameters whose values are numbers:
 * heat_<parameter>_<parameter>_latency and so on. False without memory or when a table cannot be
 * written. */
bool chart_heat_draw(const struct drawing *drawing);

/* Draws latency against bytes, and against processor time: a point for each cell, and the front of
 * those that no other is below in both. False without memory or when a table cannot be written. */
bool chart_fronts_draw(const struct drawing *drawing);

/* Draws the searches for a capacity: what they found (of a quick run not), and all their probes.
 * Nothing where the run has none; false when a table cannot be written. */
bool chart_searches_draw(const struct drawing *drawing);

/* Draws latency by percentile with a panel for each value of the parameter "link". Nothing where it
 * does not vary; false without memory or when the table cannot be written. */
bool chart_links_draw(const struct drawing *drawing);

/* Draws deliveries and connections over time, with the faults shaded. Nothing where no cell had
 * faults; false without memory or when the table cannot be written. */
bool chart_faults_draw(const struct drawing *drawing);

#endif
