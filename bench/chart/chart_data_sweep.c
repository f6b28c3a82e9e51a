/* Writes the table of a chart against a parameter. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/chart/chart_data.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

/* The position of a value among the different values so far; a new one is added. */
static double name_position(struct sweep_range *range, const char *text) {
  char names[sizeof range->names];
  char *rest = names;
  size_t used = strlen(range->names);
  int position = 1;
  snprintf(names, sizeof names, "%s", range->names);
  for (char *name; (name = strsep(&rest, " ")); position++)
    if (strcmp(name, text) == 0)
      return position;
  if (used + 1 + strlen(text) < sizeof range->names)
    snprintf(range->names + used, sizeof range->names - used, "%s%s", used ? " " : "", text);
  else
    range->crowded = range->named;
  return used ? position : 1;
}

static void range_find(struct sweep_range *range, const struct selection *selection,
                       const char *name) {
  *range = (struct sweep_range){
      .x_least = INFINITY, .x_greatest = -INFINITY, .y_least = INFINITY, .y_greatest = -INFINITY};
  for (size_t i = 0; i < selection->count; i++)
    if (result_param_applies(selection->cells[i], name) &&
        isnan(result_param_number(selection->cells[i], name)))
      range->named = true;
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    const char *text = result_param(cell, name);
    double position, x;
    if (!text || !result_param_applies(cell, name))
      continue;
    position = name_position(range, text);
    x = range->named ? position : result_param_number(cell, name);
    range->x_least = fmin(range->x_least, x);
    range->x_greatest = fmax(range->x_greatest, x);
  }
}

/* A cell and its position on the axis. */
struct sweep_place {
  const struct result_cell *cell;
  double x;
};

/* Sorts the points of a line together: gnuplot joins only neighbouring rows. */
static int place_compare(const void *left, const void *right) {
  const struct sweep_place *a = left, *b = right;
  if (a->cell->engine != b->cell->engine)
    return a->cell->engine - b->cell->engine;
  if (a->cell->transport != b->cell->transport)
    return a->cell->transport - b->cell->transport;
  return (a->x > b->x) - (a->x < b->x);
}

/* What all rows of a table have in common. */
struct sweep_table {
  FILE *out;
  const struct results *results;
  const struct sweep_figure *figure;
  struct sweep_range *range;
};

static void whisker_write(const struct sweep_table *table, const struct figure_range *range) {
  double scale = table->figure->scale;
  fprintf(table->out, "\t%.9g\t%.9g\t%.9g", range->median * scale, range->low * scale,
          range->high * scale);
  table->range->y_least =
      fmin(fmin(table->range->y_least, range->median * scale), range->low * scale);
  table->range->y_greatest =
      fmax(fmax(table->range->y_greatest, range->median * scale), range->high * scale);
}

/* "SSE on libwebsockets, 100 users, mean: 1.2 ms (95 %: 1.1 ms to 1.3 ms); model 0 ns" */
static void says_write(const struct sweep_table *table, const struct result_cell *cell,
                       size_t index) {
  const struct sweep_figure *figure = table->figure;
  double model = figure->model == FIGURE_NUMBER ? NAN : result_median(cell, figure->model);
  bool modelled = index == 0 && !isnan(model);
  struct words mark = cell_mark(cell);
  fprintf(table->out, "\t%s, %s: %s%s%s%s%s", cell_words(table->results, cell).text,
          figure->names[index],
          words_range(&cell->figures[figure->figures[index]], figure->words).text,
          modelled ? "; model " : "", modelled ? figure->words(model).text : "",
          *mark.text ? "; " : "", mark.text);
}

static void row_write(const struct sweep_table *table, const struct result_cell *cell, double x,
                      bool heeds) {
  const struct sweep_figure *figure = table->figure;
  size_t upper = figure->count - 1;
  double model =
      figure->model == FIGURE_NUMBER ? NAN : result_median(cell, figure->model) * figure->scale;
  fprintf(table->out, "%s\t%s\t%.9g", server_name(cell->engine), transport_name(cell->transport),
          x);
  whisker_write(table, &cell->figures[figure->figures[0]]);
  whisker_write(table, &cell->figures[figure->figures[upper]]);
  fprintf(table->out, "\t%d\t%.9g\t%d", heeds, model, !cell_is_ranked(cell));
  says_write(table, cell, 0);
  says_write(table, cell, upper);
  fputc('\n', table->out);
  table->range->marked = table->range->marked || (heeds && !cell_is_ranked(cell));
  if (model > 0) {
    table->range->modelled = true;
    table->range->y_greatest = fmax(table->range->y_greatest, model);
  }
}

bool chart_data_sweep(FILE *out, const struct results *results, const struct selection *selection,
                      const char *name, const struct sweep_figure *figure,
                      struct sweep_range *range) {
  struct sweep_place *places = calloc(selection->count + 1, sizeof *places);
  const struct sweep_table table = {out, results, figure, range};
  if (!places)
    return false;
  fprintf(out,
          "engine\ttransport\t%s\tfigure\tlow\thigh\tupper\tupper_low\tupper_high\theeds\tmodel\t"
          "marked\tsays\tupper_says\n",
          name);
  range_find(range, selection, name);
  for (size_t i = 0; i < selection->count; i++) {
    const char *text = result_param(selection->cells[i], name);
    places[i].cell = selection->cells[i];
    places[i].x = !text          ? 0
                  : range->named ? name_position(range, text)
                                 : result_param_number(selection->cells[i], name);
  }
  qsort(places, selection->count, sizeof *places, place_compare);
  for (size_t i = 0; i < selection->count; i++) {
    bool heeds = result_param_applies(places[i].cell, name);
    row_write(&table, places[i].cell, heeds ? places[i].x : range->x_least, heeds);
    if (!heeds)
      row_write(&table, places[i].cell, range->x_greatest, false);
  }
  free(places);
  return true;
}
