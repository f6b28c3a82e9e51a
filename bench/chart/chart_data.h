/* Writes the tables that charts are drawn from: tab-separated, with a header, in SI units. A column
 * "says" has the words that appear when somebody points at the mark; "-" where there are none. */
#ifndef BENCH_CHART_CHART_DATA_H
#define BENCH_CHART_CHART_DATA_H

#include <stdio.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/chart/chart_select.h"
#include "bench/results/results.h"

#define CHART_SAYS_NOTHING "-"

/* Whether messages arrived; whether they are enough for at least the median. */
bool chart_data_has_latency(const struct result_cell *cell);
bool chart_data_has_percentiles(const struct result_cell *cell);
void chart_data_percentiles(FILE *out, const struct selection *selection);

/* The same for panels by the values of a parameter. */
void chart_data_percentiles_by(FILE *out, const struct selection *selection, const char *by);
void chart_data_cdf(FILE *out, const struct selection *selection);

/* Whether messages arrived in at least three seconds: two points make no line. */
bool chart_data_has_timeline(const struct result_cell *cell);
void chart_data_timeline(FILE *out, const struct selection *selection);

/* Whether a user's radio slept between packets of the measured phase. */
bool chart_data_has_radio_sleep(const struct result_cell *cell);

enum { BAR_MEASURES_MAX = 2, BAR_PARTS_MAX = 4, BAR_GROUPS_MAX = SERVERS_MAX };

/* One panel of bars: the parts that are stacked, and the whole with its interval. */
struct bar_measure {
  enum figure parts[BAR_PARTS_MAX];
  size_t part_count;
  enum figure whole;
  double scale;                        /* from the figure's unit to the axis's */
  struct words (*words)(double value); /* the text beside the bar */
};

struct bar_layout {
  int engines[BAR_GROUPS_MAX]; /* the server of each group (bench/base/servers.h) */
  size_t heading_rows[BAR_GROUPS_MAX];
  size_t groups;
  size_t rows;          /* headings and bars */
  size_t label_letters; /* of the longest label */
};

/* Rows count from 1. The heading of a group takes a row, but has no line in the table. `parts` are
 * the names of the stacked parts, separated by bars. */
void chart_data_bars(FILE *out, const struct results *results, const struct selection *selection,
                     const struct bar_measure *measures, size_t measure_count, const char *parts,
                     struct bar_layout *layout);

/* A chart of a figure against a varied parameter. */
struct sweep_figure {
  const char *ending; /* of the chart's name: "latency" */
  const char *title, *axis, *reading;
  const char *axis_alone, *reading_alone; /* where only the first figure has values */
  enum figure figures[2];
  const char *names[2]; /* the figures in words */
  size_t count;
  enum figure model; /* FIGURE_NUMBER for none */
  double scale;      /* from the figure's unit to the axis's */
  struct words (*words)(double value);
  bool always_log, always_linear;
  const char *unit; /* of the tics: "s", "B" or "" */
};

/* The ranges of both axes of a chart against a parameter. */
struct sweep_range {
  double x_least, x_greatest, y_least, y_greatest;
  bool modelled;   /* the model has a prediction above 0 */
  bool marked;     /* a cell must not be ranked */
  bool named;      /* the values are no numbers: x is their position in `names` */
  bool crowded;    /* `names` has no room for all of them */
  char names[512]; /* the values, with spaces between */
};

/* Against the parameter `name`. False without memory. */
bool chart_data_sweep(FILE *out, const struct results *results, const struct selection *selection,
                      const char *name, const struct sweep_figure *figure,
                      struct sweep_range *range);

#endif
