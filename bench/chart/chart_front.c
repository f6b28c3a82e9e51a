/* Draws the charts of what an early message costs: a point for each cell, and the front. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

enum { HEIGHT = 520 };

/* The horizontal axis is logarithmic where its values span more than this. */
static const double log_span = 8;

static const struct front_cost {
  const char *name, *title, *axis;
  enum figure figure;
  double scale; /* from the figure's unit to the axis's */
  const char *unit;
  struct words (*words)(double value);
} costs[] = {
    {"front_wire", "Mean latency and its price in bytes", "wire bytes per delivered message",
     FIGURE_WIRE_PER_MESSAGE, 1, "B", words_bytes},
    {"front_cpu", "Mean latency and its price in processor time",
     "server CPU per delivered message", FIGURE_CPU_US_PER_MESSAGE, 1e-6, "s", words_duration_us},
};

static const char reading[] =
    "Each point is a cell; lower is earlier, further left is cheaper. The stairs join the cells "
    "that no other one on the same server is below in both: which of them to choose is a question "
    "of what counts more. Hollow points are above another cell in both.";

/* A cell, and whether it is on the front of its engine. */
struct front_point {
  const struct result_cell *cell;
  double cost, latency;
  bool on_front;
};

/* By engine, then from the cheapest on; the earlier one first where costs are equal. */
static int point_compare(const void *left, const void *right) {
  const struct front_point *a = left, *b = right;
  if (a->cell->engine != b->cell->engine)
    return a->cell->engine - b->cell->engine;
  if (a->cost != b->cost)
    return a->cost < b->cost ? -1 : 1;
  return (a->latency > b->latency) - (a->latency < b->latency);
}

/* Cells that must not be ranked are on no front. Of points that are equal in both all are on it. */
static void front_find(struct front_point *points, size_t count) {
  double earliest = INFINITY, its_cost = NAN;
  for (size_t i = 0; i < count; i++) {
    struct front_point *point = &points[i];
    if (i == 0 || point->cell->engine != points[i - 1].cell->engine)
      earliest = INFINITY;
    if (!cell_is_ranked(point->cell))
      continue;
    point->on_front =
        point->latency < earliest || (point->latency == earliest && point->cost == its_cost);
    if (point->on_front) {
      earliest = point->latency;
      its_cost = point->cost;
    }
  }
}

/* malloc'd; NULL without memory. */
static struct front_point *points_make(const struct selection *selection,
                                       const struct front_cost *cost) {
  struct front_point *points = calloc(selection->count + 1, sizeof *points);
  for (size_t i = 0; points && i < selection->count; i++)
    points[i] =
        (struct front_point){.cell = selection->cells[i],
                             .cost = result_median(selection->cells[i], cost->figure),
                             .latency = result_median(selection->cells[i], FIGURE_LATENCY_MEAN)};
  if (points) {
    qsort(points, selection->count, sizeof *points, point_compare);
    front_find(points, selection->count);
  }
  return points;
}

static void range_write(FILE *out, const struct figure_range *range, double scale) {
  fprintf(out, "\t%.9g\t%.9g\t%.9g", range->median * scale, range->low * scale,
          range->high * scale);
}

static void point_write(FILE *out, const struct results *results, const struct front_point *point,
                        const struct front_cost *cost) {
  const struct result_cell *cell = point->cell;
  const struct figure_range *costs_range = &cell->figures[cost->figure];
  const struct figure_range *latency = &cell->figures[FIGURE_LATENCY_MEAN];
  fprintf(out, "%s\t%s", server_name(cell->engine), transport_name(cell->transport));
  range_write(out, costs_range, cost->scale);
  range_write(out, latency, 1e-9);
  fprintf(out, "\t%d\t%d\t%s: mean latency %s, %s%s\n", point->on_front, !cell_is_ranked(cell),
          cell_words(results, cell).text, words_range(latency, words_duration_ns).text,
          words_range(costs_range, cost->words).text,
          point->on_front ? "; no cell is below it in both" : "");
}

/* The stairs go on to the upper and the right end of the axes: so many times a figure is beyond any
 * axis. */
static const double beyond = 1e4;

static void stair_write(FILE *out, int engine, double cost, double latency_s) {
  fprintf(out, "%s\tfront\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t1\t0\t" CHART_SAYS_NOTHING "\n",
          server_name(engine), cost, cost, cost, latency_s, latency_s, latency_s);
}

/* gnuplot joins only neighbouring rows, so the stairs of an engine stand together. */
static void stairs_write(FILE *out, const struct front_point *points, size_t count,
                         const struct front_cost *cost) {
  const struct front_point *before = NULL;
  for (size_t i = 0; i < count; i++) {
    const struct front_point *point = &points[i];
    double x = point->cost * cost->scale, y = point->latency * 1e-9;
    bool first = !before || before->cell->engine != point->cell->engine;
    if (!point->on_front)
      continue;
    if (before && first)
      stair_write(out, before->cell->engine, before->cost * cost->scale * beyond,
                  before->latency * 1e-9);
    if (first)
      stair_write(out, point->cell->engine, x, y * beyond);
    stair_write(out, point->cell->engine, x, y);
    before = point;
  }
  if (before)
    stair_write(out, before->cell->engine, before->cost * cost->scale * beyond,
                before->latency * 1e-9);
}

static void table_write(FILE *out, const struct results *results, const struct front_point *points,
                        size_t count, const struct front_cost *cost) {
  fputs("engine\ttransport\tcost\tcost_low\tcost_high\tlatency_s\tlatency_low\tlatency_high\t"
        "on_front\tmarked\tsays\n",
        out);
  stairs_write(out, points, count, cost);
  for (size_t i = 0; i < count; i++)
    point_write(out, results, &points[i], cost);
}

/* "The front, from the cheapest cell on: SSE on libwebsockets with 1.2 ms and 249 B." */
static void front_say(struct sheet *sheet, const struct results *results,
                      const struct front_point *points, size_t count,
                      const struct front_cost *cost) {
  size_t left = 0;
  for (size_t i = 0; i < count; i++)
    left += points[i].on_front;
  sheet_say(sheet->caption, left > 0 ? "The front, from the cheapest cell on:"
                                     : "No cell may be ranked, so there is no front.");
  for (size_t i = 0; i < count; i++)
    if (points[i].on_front)
      sheet_say(sheet->caption, "%s with %s and %s%s", cell_words(results, points[i].cell).text,
                words_duration_ns(points[i].latency).text, cost->words(points[i].cost).text,
                --left > 0 ? ";" : ".");
}

/* ---- the cells ---- */

/* Whether the parameter has an effect on every transport: then it is part of the question, like the
 * number of users, and cells with other values are no alternatives. A variant is one. */
static bool is_given(const struct result_cell *cell, const char *name) {
  struct result_cell probe = *cell;
  bool given = strcmp(name, "variant") != 0;
  for (probe.transport = 0; given && probe.transport < TRANSPORT_COUNT; probe.transport++)
    given = result_param_applies(&probe, name);
  return given;
}

static bool has_same_value(const struct result_cell *a, const struct result_cell *b,
                           const char *name) {
  const char *left = result_param(a, name), *right = result_param(b, name);
  return !left || !right || strcmp(left, right) == 0;
}

/* Keeps the cells with the first value of each parameter that is given, and says so. */
static void keep_first(struct sheet *sheet, const struct results *results) {
  struct selection *selection = &sheet->selection;
  for (size_t i = 0; i < results->varied.count && selection->count > 0; i++) {
    const char *name = results->varied.items[i];
    const struct result_cell *first = selection->cells[0];
    size_t kept = 0;
    if (!is_given(first, name))
      continue;
    for (size_t j = 0; j < selection->count; j++)
      if (has_same_value(selection->cells[j], first, name))
        selection->cells[kept++] = selection->cells[j];
    if (kept < selection->count)
      sheet_say(sheet->caption, "Only cells with the first value are compared: %s.",
                words_param(name, result_param(first, name)).text);
    selection->count = kept;
  }
}

static bool has_cost(const struct result_cell *cell, enum figure figure) {
  return !isnan(result_median(cell, figure));
}

static bool has_wire(const struct result_cell *cell) {
  return has_cost(cell, FIGURE_WIRE_PER_MESSAGE);
}

static bool has_cpu(const struct result_cell *cell) {
  return has_cost(cell, FIGURE_CPU_US_PER_MESSAGE);
}

static bool spans(const struct front_point *points, size_t count) {
  double least = INFINITY, greatest = 0;
  for (size_t i = 0; i < count; i++) {
    least = fmin(least, points[i].cost);
    greatest = fmax(greatest, points[i].cost);
  }
  return least > 0 && greatest > log_span * least;
}

static bool marks_any(const struct selection *selection) {
  for (size_t i = 0; i < selection->count; i++)
    if (!cell_is_ranked(selection->cells[i]))
      return true;
  return false;
}

static void sheet_draw(const struct drawing *drawing, struct sheet *sheet,
                       const struct front_point *points, const struct front_cost *cost) {
  const enum figure figures[] = {FIGURE_LATENCY_MEAN, cost->figure};
  const struct bar_measure measures[] = {{.whole = FIGURE_LATENCY_MEAN, .words = words_duration_ns},
                                         {.whole = cost->figure, .words = cost->words}};
  sheet_describe(sheet, drawing->results);
  caption_points(sheet, drawing->results, measures);
  front_say(sheet, drawing->results, points, sheet->selection.count, cost);
  caption_cells(sheet, drawing->results, cost->figure, NULL, NULL);
  caption_whiskers(sheet, "A whisker", figures, sizeof figures / sizeof *figures);
  sheet_begin(drawing, sheet);
  sheet_set_panels(drawing, &sheet->selection);
  drawing_set_text(drawing, "axis_x", cost->axis);
  drawing_set_text(drawing, "unit", cost->unit);
  drawing_set_number(drawing, "log_x", spans(points, sheet->selection.count));
  drawing_set_number(drawing, "marked", marks_any(&sheet->selection));
  sheet_end(drawing, sheet);
  sheet_index(drawing, sheet, "yes");
}

static bool front_draw(const struct drawing *drawing, const struct front_cost *cost) {
  struct sheet sheet = {.name = cost->name,
                        .title = cost->title,
                        .reading = reading,
                        .plot = "front",
                        .height = HEIGHT};
  bool good = selection_make(&sheet.selection, drawing->results, FIGURE_LATENCY_MEAN, SIZE_MAX);
  if (!good)
    return false;
  selection_keep(&sheet.selection, cost->figure == FIGURE_WIRE_PER_MESSAGE ? has_wire : has_cpu);
  keep_first(&sheet, drawing->results);
  struct front_point *points = points_make(&sheet.selection, cost);
  if (sheet.selection.count < 2) {
    sheet_index(drawing, &sheet, "fewer than two cells have both figures");
  } else if (points) {
    FILE *table = sheet_table_open(drawing, cost->name);
    if (table)
      table_write(table, drawing->results, points, sheet.selection.count, cost);
    good = table && fclose(table) == 0;
    if (good)
      sheet_draw(drawing, &sheet, points, cost);
  }
  good = good && points;
  free(points);
  selection_release(&sheet.selection);
  return good;
}

bool chart_fronts_draw(const struct drawing *drawing) {
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
    if (!front_draw(drawing, &costs[i]))
      return false;
  return true;
}
