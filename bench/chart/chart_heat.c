/* Draws the charts of figures against two varied parameters: a tile for each cell, a panel for each
 * transport and engine. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/base/terminal.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "bench/chart/palette.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/stats/sorting.h"

/* More values have no room on a telephone. */
enum { VALUES_MAX = 20, SCALE_TILES = 5, NAMES_BYTES = 512 };

/* The scale is logarithmic where the figures span more than this. */
static const double log_span = 10;

#define READING                                                                            \
  "Each tile is a cell: its colour and its text are the figure. All panels have the same " \
  "colours. "

const struct heat_figure heat_figures[] = {
    {"latency", "Mean latency by ", READING "Darker is earlier.", FIGURE_LATENCY_MEAN,
     words_duration_ns, false},
    {"empty", "Requests without a message by ",
     READING "The share of the answered polls that brought no message: redundant requests.",
     FIGURE_EMPTY_SHARE, words_share, true},
    {"lost", "Missed messages by ",
     READING "The share of the messages that users should have received and did not.",
     FIGURE_LOST_SHARE, words_share, true},
    {"wire", "Bytes on the wire for a delivered message by ", READING "Darker is cheaper.",
     FIGURE_WIRE_PER_MESSAGE, words_bytes, false},
    {"cpu", "Server processor time for a delivered message by ", READING "Darker is cheaper.",
     FIGURE_CPU_US_PER_MESSAGE, words_duration_us, false},
    {.ending = NULL},
};

void heat_figures_check(const struct heat_figure *table) {
  for (const struct heat_figure *figure = table; figure->ending; figure++) {
    CONTRACT_OF(figure->ending, figure->title && figure->reading && figure->words);
    CONTRACT_OF(figure->ending, figure_is_metric(figure->figure));
    for (const struct heat_figure *before = table; before < figure; before++)
      CONTRACT_OF(figure->ending, strcmp(before->ending, figure->ending) != 0);
  }
}

/* ---- values and colours ---- */

/* The values of one parameter, in ascending order. */
struct heat_axis {
  const char *parameter;
  double *values;
  size_t count;
};

/* False without memory. */
static bool axis_find(struct heat_axis *axis, const struct selection *selection,
                      const char *parameter) {
  size_t all = 0;
  *axis = (struct heat_axis){.parameter = parameter,
                             .values = calloc(selection->count + 1, sizeof *axis->values)};
  if (!axis->values)
    return false;
  for (size_t i = 0; i < selection->count; i++)
    if (result_param_applies(selection->cells[i], parameter))
      axis->values[all++] = result_param_number(selection->cells[i], parameter);
  sort_numbers(axis->values, all);
  for (size_t i = 0; i < all; i++)
    if (axis->count == 0 || axis->values[i] > axis->values[axis->count - 1])
      axis->values[axis->count++] = axis->values[i];
  return true;
}

/* Edges of a tile, in positions of values: from 0.5 to 1.5 is the first one. */
struct heat_span {
  double from, to;
};

/* A cell that ignores the parameter spans all values. */
static struct heat_span span_of(const struct heat_axis *axis, const struct result_cell *cell) {
  size_t at = 0;
  if (!result_param_applies(cell, axis->parameter))
    return (struct heat_span){0.5, (double)axis->count + 0.5};
  while (at + 1 < axis->count && axis->values[at] < result_param_number(cell, axis->parameter))
    at++;
  return (struct heat_span){(double)at + 0.5, (double)at + 1.5};
}

struct heat_scale {
  double least, greatest;
  bool logarithmic;
};

static struct heat_scale scale_of(const struct selection *selection, enum figure figure) {
  struct heat_scale scale = {INFINITY, -INFINITY, false};
  for (size_t i = 0; i < selection->count; i++) {
    scale.least = fmin(scale.least, result_median(selection->cells[i], figure));
    scale.greatest = fmax(scale.greatest, result_median(selection->cells[i], figure));
  }
  scale.logarithmic = scale.least > 0 && scale.greatest > log_span * scale.least;
  return scale;
}

static double scale_share(const struct heat_scale *scale, double value) {
  if (!(scale->greatest > scale->least))
    return 0;
  return scale->logarithmic ? log(value / scale->least) / log(scale->greatest / scale->least)
                            : (value - scale->least) / (scale->greatest - scale->least);
}

static double scale_value(const struct heat_scale *scale, double share) {
  return scale->logarithmic ? scale->least * pow(scale->greatest / scale->least, share)
                            : scale->least + share * (scale->greatest - scale->least);
}

/* ---- the table and the settings ---- */

/* A chart that is being drawn. */
struct heat {
  const struct drawing *drawing;
  const struct heat_figure *figure;
  struct heat_axis x, y;
  struct heat_scale scale;
  size_t panels, letters; /* of the longest text in a tile */
};

static bool is_same_panel(const struct result_cell *a, const struct result_cell *b) {
  return a->engine == b->engine && a->transport == b->transport;
}

static void tile_write(FILE *out, struct heat *heat, const struct result_cell *cell) {
  struct heat_span x = span_of(&heat->x, cell), y = span_of(&heat->y, cell);
  const struct figure_range *range = &cell->figures[heat->figure->figure];
  uint32_t colour = palette_heat(scale_share(&heat->scale, range->median));
  struct words text = heat->figure->words(range->median);
  bool marked = !heat->figure->with_losses && !cell_is_ranked(cell);
  if (text_letters(text.text) > heat->letters)
    heat->letters = text_letters(text.text);
  fprintf(out, "%zu\t%s\t%s\t%g\t%g\t%g\t%g\t%.9g\t%u\t%d\t%d\t%s\t%s: %s%s%s\n", heat->panels,
          server_name(cell->engine), transport_name(cell->transport), x.from, x.to, y.from, y.to,
          range->median, (unsigned)colour, palette_is_dark(colour), marked, text.text,
          cell_words(heat->drawing->results, cell).text,
          words_range(range, heat->figure->words).text, marked ? "; " : "",
          marked ? cell_mark(cell).text : "");
}

/* Panels count from 1. */
static void tiles_write(FILE *out, struct heat *heat, const struct selection *selection) {
  fprintf(out,
          "panel\tengine\ttransport\t%s_from\t%s_to\t%s_from\t%s_to\tfigure\tcolour\tdark\t"
          "marked\ttext\tsays\n",
          heat->x.parameter, heat->x.parameter, heat->y.parameter, heat->y.parameter);
  for (size_t i = 0; i < selection->count; i++) {
    heat->panels += i == 0 || !is_same_panel(selection->cells[i], selection->cells[i - 1]);
    tile_write(out, heat, selection->cells[i]);
  }
}

static void axis_set(const struct heat *heat, const char *names, const char *title,
                     const struct heat_axis *axis) {
  char text[NAMES_BYTES] = "";
  for (size_t i = 0; i < axis->count; i++)
    bounded_append(text, sizeof text, "%s%.9g", i > 0 ? " " : "", axis->values[i]);
  drawing_set_text(heat->drawing, names, text);
  drawing_set_text(heat->drawing, title, words_param_axis(axis->parameter).text);
}

/* The tiles below the chart that show the scale. */
static void scale_set(const struct heat *heat) {
  char colours[NAMES_BYTES] = "", dark[NAMES_BYTES] = "", texts[NAMES_BYTES] = "";
  int tiles = heat->scale.greatest > heat->scale.least ? SCALE_TILES : 1;
  for (int i = 0; i < tiles; i++) {
    double share = tiles > 1 ? (double)i / (tiles - 1) : 0;
    uint32_t colour = palette_heat(share);
    bounded_append(colours, sizeof colours, "%s%u", i > 0 ? " " : "", (unsigned)colour);
    bounded_append(dark, sizeof dark, "%s%d", i > 0 ? " " : "", palette_is_dark(colour));
    bounded_append(texts, sizeof texts, "%s%s", i > 0 ? "|" : "",
                   heat->figure->words(scale_value(&heat->scale, share)).text);
  }
  drawing_set_text(heat->drawing, "scale_colours", colours);
  drawing_set_text(heat->drawing, "scale_dark", dark);
  drawing_set_array(heat->drawing, "scale_texts", texts);
}

static void settings_write(const struct heat *heat, const struct sheet *sheet) {
  char titles[NAMES_BYTES] = "";
  const struct selection *selection = &sheet->selection;
  for (size_t i = 0; i < selection->count; i++)
    if (i == 0 || !is_same_panel(selection->cells[i], selection->cells[i - 1]))
      bounded_append(titles, sizeof titles, "%s%s on %s", i > 0 ? "|" : "",
                     transport_label(selection->cells[i]->transport),
                     server_label(selection->cells[i]->engine));
  sheet_begin(heat->drawing, sheet);
  drawing_set_array(heat->drawing, "panel_titles", titles);
  drawing_set_number(heat->drawing, "tile_letters", (double)heat->letters);
  axis_set(heat, "x_names", "axis_x", &heat->x);
  axis_set(heat, "y_names", "axis_y", &heat->y);
  scale_set(heat);
  sheet_end(heat->drawing, sheet);
}

static void heat_describe(struct sheet *sheet, const struct heat *heat) {
  const struct results *results = heat->drawing->results;
  snprintf(sheet->subtitle, sizeof sheet->subtitle, "%s%s", words_workload(results).text,
           results->time_scale != 1 ? " · time scaled" : "");
  if (heat->scale.logarithmic)
    sheet_say(sheet->caption, "The colours are logarithmic.");
  if (sheet->selection.reduced)
    sheet_say(sheet->caption, "Other varied parameters have their first value.");
  if (heat->figure->with_losses)
    caption_missing(sheet, results, heat->figure->figure, NULL, NULL);
  else
    caption_cells(sheet, results, heat->figure->figure, NULL, NULL);
  caption_tiles(sheet, results, heat->figure->figure, heat->figure->words);
}

static const char *why_not_drawn(const struct heat *heat) {
  if (heat->x.count < 2 || heat->y.count < 2)
    return "fewer than two values of a parameter have figures";
  if (!(heat->scale.greatest > 0))
    return "all figures are 0";
  return heat->x.count > VALUES_MAX || heat->y.count > VALUES_MAX
             ? "a parameter has more than 20 values, for which tiles have no room"
             : NULL;
}

/* False when the table cannot be written. */
static bool heat_write(struct heat *heat, struct sheet *sheet) {
  FILE *table = sheet_table_open(heat->drawing, sheet->name);
  if (!table)
    return false;
  tiles_write(table, heat, &sheet->selection);
  if (fclose(table) != 0)
    return false;
  heat_describe(sheet, heat);
  settings_write(heat, sheet);
  sheet_index(heat->drawing, sheet, "yes");
  return true;
}

static bool figure_draw(const struct drawing *drawing, const char *x, const char *y,
                        const struct heat_figure *figure) {
  char name[160], title[3 * WORDS_BYTES];
  struct sheet sheet = {.name = name, .title = title, .plot = "heat", .reading = figure->reading};
  struct heat heat = {.drawing = drawing, .figure = figure};
  snprintf(name, sizeof name, "heat_%s_%s_%s", x, y, figure->ending);
  snprintf(title, sizeof title, "%s%s and %s", figure->title, words_param_name(x).text,
           words_param_name(y).text);
  bool done = selection_make_grid(&sheet.selection, drawing->results, figure->figure, x, y) &&
              axis_find(&heat.x, &sheet.selection, x) && axis_find(&heat.y, &sheet.selection, y);
  heat.scale = scale_of(&sheet.selection, figure->figure);
  const char *why = done ? why_not_drawn(&heat) : NULL;
  if (why)
    sheet_index(drawing, &sheet, why);
  else if (done)
    done = heat_write(&heat, &sheet);
  free(heat.x.values);
  free(heat.y.values);
  selection_release(&sheet.selection);
  return done;
}

/* Whether all values of the parameter are numbers. */
static bool is_numeric(const struct results *results, const char *name) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (result_param(&results->cells[i], name) && result_param_applies(&results->cells[i], name) &&
        isnan(result_param_number(&results->cells[i], name)))
      return false;
  return strcmp(name, "variant") != 0;
}

bool chart_heat_draw(const struct drawing *drawing) {
  const struct result_texts *varied = &drawing->results->varied;
  for (size_t i = 0; i < varied->count; i++)
    for (size_t j = i + 1; j < varied->count; j++)
      for (const struct heat_figure *figure = heat_figures; figure->ending; figure++)
        if (is_numeric(drawing->results, varied->items[i]) &&
            is_numeric(drawing->results, varied->items[j]) &&
            !figure_draw(drawing, varied->items[i], varied->items[j], figure))
          return false;
  return true;
}
