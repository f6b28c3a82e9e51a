/* The tables that charts are drawn from: tab-separated, a header, SI units. */
#ifndef BENCH_CHART_CHART_DATA_H
#define BENCH_CHART_CHART_DATA_H

#include <stdio.h>

#include "bench/base/formatting.h"
#include "bench/chart/chart_select.h"
#include "bench/results/results.h"

/* Latencies of cells in which messages arrived. */
bool chart_data_has_latency(const struct result_cell *cell);
/* And of so many messages that at least the median can be told. */
bool chart_data_has_percentiles(const struct result_cell *cell);
void chart_data_percentiles(FILE *out, const struct selection *selection);
void chart_data_cdf(FILE *out, const struct selection *selection);

/* Over time: of cells that have two seconds in which messages arrived. */
bool chart_data_has_timeline(const struct result_cell *cell);
void chart_data_timeline(FILE *out, const struct selection *selection);

enum { BAR_MEASURES_MAX = 2, BAR_PARTS_MAX = 4, BAR_GROUPS_MAX = 8 };

/* One panel of bars: what is stacked, and the whole with its interval. */
struct bar_measure {
  enum figure parts[BAR_PARTS_MAX];
  size_t part_count;
  enum figure whole;
  double scale;                        /* from the figure's unit to the axis's */
  struct words (*words)(double value); /* the figure beside the bar */
};

struct bar_layout {
  int engines[BAR_GROUPS_MAX]; /* enum engine_kind of each group */
  size_t heading_rows[BAR_GROUPS_MAX];
  size_t groups;
  size_t rows;          /* headings and bars */
  size_t label_letters; /* of the longest label */
};

/* Rows count from 1, each group's heading included; its row has no line. */
void chart_data_bars(FILE *out, const struct results *results, const struct selection *selection,
                     const struct bar_measure *measures, size_t measure_count,
                     struct bar_layout *layout);

/* Against a parameter; false without memory: `figures` are one or two, times
 * `scale`. `model`, FIGURE_NUMBER for none, is what the closed form predicts. */
struct sweep_range {
  double x_least, x_greatest, y_least, y_greatest;
  bool modelled;   /* the model has something to say */
  bool marked;     /* a cell is not to be ranked */
  bool named;      /* the parameter's values are no numbers: x is their position */
  bool crowded;    /* and there is no room for all of them */
  char names[512]; /* then, with spaces between; numbers otherwise */
};

bool chart_data_sweep(FILE *out, const struct selection *selection, const char *name,
                      const enum figure *figures, size_t figure_count, enum figure model,
                      double scale, struct sweep_range *range);

#endif
