/* Draws the charts of figures against a varied parameter. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_crossings.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "bench/results/labels.h"
#include "common/base/contract.h"
#include "common/stats/sorting.h"

enum { SWEEP_HEIGHT = 520 };

/* An axis is logarithmic where its values span more than this. */
static const double log_x_span = 8, log_y_span = 15;

#define IGNORES "A line without points is a transport that ignores the parameter."
#define MODEL "The broad grey line is the model's prediction."

const struct sweep_figure sweep_figures[] = {
    {.ending = "latency",
     .title = "Latency against ",
     .axis = "mean (filled), 99th percentile (hollow)",
     .reading = "Each transport has two lines: the lower, bold one is the mean, the upper, thin "
                "one the 99th percentile. " IGNORES " The broad grey line is the model's mean, "
                "where that is not 0.",
     .axis_alone = "mean",
     .reading_alone = "The mean; the 99th percentile would rest on too few messages. " IGNORES
                      " The broad grey line is the model's mean, where that is not 0.",
     .figures = {FIGURE_LATENCY_MEAN, FIGURE_LATENCY_P99},
     .names = {"mean", "99th percentile"},
     .count = 2,
     .model = FIGURE_MODEL_LATENCY,
     .scale = 1e-9,
     .words = words_duration_ns,
     .always_log = true,
     .unit = "s"},
    {.ending = "requests",
     .title = "Requests against ",
     .axis = "requests of one user (1/s)",
     .reading = IGNORES
     " Event streams and WebSockets made their request before the measured phase. " MODEL,
     .figures = {FIGURE_REQUESTS_PER_USER_S},
     .names = {"requests of a user in a second"},
     .count = 1,
     .model = FIGURE_MODEL_REQUESTS,
     .scale = 1,
     .words = words_number,
     .unit = ""},
    {.ending = "empty",
     .title = "Empty requests against ",
     .axis = "requests without a message (%)",
     .reading = "The share of the requests that were answered without a message. " MODEL,
     .figures = {FIGURE_EMPTY_SHARE},
     .names = {"requests without a message"},
     .count = 1,
     .model = FIGURE_MODEL_EMPTY,
     .scale = 100,
     .words = words_share,
     .always_linear = true,
     .unit = ""},
    {.ending = "age",
     .title = "The age of what users see against ",
     .axis = "age, averaged over time",
     .reading =
         "How long ago the newest message that a user has was due, on average over time. " IGNORES
         " " MODEL,
     .figures = {FIGURE_AGE_MEAN},
     .names = {"mean age"},
     .count = 1,
     .model = FIGURE_MODEL_AGE,
     .scale = 1e-9,
     .words = words_duration_ns,
     .unit = "s"},
    {.ending = "wire",
     .title = "Bytes on the wire against ",
     .axis = "wire bytes per delivered message",
     .reading =
         "Both directions, TCP and IP headers included; lower is cheaper. " IGNORES " " MODEL,
     .figures = {FIGURE_WIRE_PER_MESSAGE},
     .names = {"wire bytes per message"},
     .count = 1,
     .model = FIGURE_MODEL_WIRE,
     .scale = 1,
     .words = words_bytes,
     .unit = "B"},
    {.ending = "cpu",
     .title = "Server processor time against ",
     .axis = "server CPU per delivered message",
     .reading = "Lower is cheaper. " IGNORES,
     .figures = {FIGURE_CPU_US_PER_MESSAGE},
     .names = {"server CPU per message"},
     .count = 1,
     .model = FIGURE_NUMBER,
     .scale = 1e-6,
     .words = words_duration_us,
     .unit = "s"},
    {.ending = "lost",
     .title = "Missed messages against ",
     .axis = "messages that never came (%)",
     .reading = "The share of the messages that users should have received and did not. " IGNORES,
     .figures = {FIGURE_LOST_SHARE},
     .names = {"missed messages"},
     .count = 1,
     .model = FIGURE_NUMBER,
     .scale = 100,
     .words = words_share,
     .always_linear = true,
     .unit = ""},
    {.ending = NULL},
};

static void sweep_figure_check(const struct sweep_figure *figure) {
  bool two = figure->count == 2;
  CONTRACT_OF(figure->ending, figure->title && figure->axis && figure->reading && figure->unit);
  CONTRACT_OF(figure->ending, figure->count == 1 || two);
  CONTRACT_OF(figure->ending, (figure->axis_alone && figure->reading_alone) == two);
  for (size_t i = 0; i < figure->count; i++)
    CONTRACT_OF(figure->ending, figure_is_metric(figure->figures[i]) && figure->names[i]);
  CONTRACT_OF(figure->ending, figure->model == FIGURE_NUMBER || figure_is_metric(figure->model));
  CONTRACT_OF(figure->ending, figure->words && figure->scale > 0);
  CONTRACT_OF(figure->ending, !(figure->always_log && figure->always_linear));
}

void sweep_figures_check(const struct sweep_figure *table) {
  for (const struct sweep_figure *figure = table; figure->ending; figure++) {
    sweep_figure_check(figure);
    for (const struct sweep_figure *before = table; before < figure; before++)
      CONTRACT_OF(figure->ending, strcmp(before->ending, figure->ending) != 0);
  }
}

/* Gathers the parameter's values, of cells to which it applies, in ascending order; returns how
 * many. `out` has room for all cells. */
static size_t values_gather(const struct selection *selection, const char *parameter, double *out) {
  size_t count = 0;
  for (size_t i = 0; i < selection->count; i++) {
    double value = result_param_number(selection->cells[i], parameter);
    if (result_param_applies(selection->cells[i], parameter) && !isnan(value))
      out[count++] = value;
  }
  sort_numbers(out, count);
  return count;
}

/* The different values of the parameter, in ascending order, separated by spaces; malloc'd, NULL
 * without memory. */
static char *values_text(const struct selection *selection, const char *parameter) {
  double *values = calloc(selection->count + 1, sizeof *values);
  char *text = NULL;
  size_t bytes = 0;
  FILE *out = values ? open_memstream(&text, &bytes) : NULL;
  size_t count = out ? values_gather(selection, parameter, values) : 0;
  for (size_t i = 0; i < count; i++)
    if (i == 0 || values[i] > values[i - 1])
      fprintf(out, "%s%.9g", i > 0 ? " " : "", values[i]);
  free(values);
  return out && fclose(out) == 0 ? text : NULL;
}

static void axes_write(const struct drawing *drawing, const struct sweep_figure *figure,
                       const struct sweep_range *range) {
  bool log_y = figure->always_log || (!figure->always_linear && range->y_least > 0 &&
                                      range->y_greatest > log_y_span * range->y_least);
  bool log_x =
      !range->named && range->x_least > 0 && range->x_greatest > log_x_span * range->x_least;
  drawing_set_number(drawing, "log_x", log_x);
  drawing_set_number(drawing, "log_y", log_y);
  drawing_set_number(drawing, "figures", (double)figure->count);
  drawing_set_number(drawing, "modelled", range->modelled);
  drawing_set_number(drawing, "marked", range->marked);
  drawing_set_text(drawing, "names", range->named ? range->names : "");
  drawing_set_text(drawing, "unit", figure->unit);
  drawing_set_text(drawing, "axis_y", figure->axis);
}

/* The figure without its second line, where no cell has a value for that. */
static struct sweep_figure figure_shown(const struct sweep_figure *figure,
                                        const struct selection *selection) {
  struct sweep_figure shown = *figure;
  for (size_t i = 0; figure->count == 2 && i < selection->count; i++)
    if (!isnan(result_median(selection->cells[i], figure->figures[1])))
      return shown;
  if (figure->count == 2) {
    shown.count = 1;
    shown.axis = figure->axis_alone;
    shown.reading = figure->reading_alone;
  }
  return shown;
}

/* Adds the other varied parameters to the subtitle, with the values of the first cell. */
static void others_describe(struct sheet *sheet, const struct results *results,
                            const char *parameter) {
  char others[256] = "";
  for (size_t i = 0; i < results->varied.count && sheet->selection.count > 0; i++) {
    const char *name = results->varied.items[i];
    const char *text = result_param(sheet->selection.cells[0], name);
    size_t used = strlen(others);
    if (strcmp(name, parameter) != 0 && text)
      snprintf(others + used, sizeof others - used, "%s%s", used ? ", " : "",
               words_param(name, text).text);
  }
  snprintf(sheet->subtitle, sizeof sheet->subtitle, "%s%s%s", words_workload(results).text,
           *others ? " · " : "", others);
  if (*others)
    sheet_say(sheet->caption, "Other varied parameters have their first value: %s.", others);
}

static const char named_reading[] =
    "The transports' points stand side by side: filled ones are the mean, hollow ones, where there "
    "are two, the 99th percentile. A grey square is the model's prediction. A transport without a "
    "point ignores the parameter.";

/* The reason why the chart cannot be drawn; NULL where it can. */
static const char *why_not_drawn(const struct sweep_range *range) {
  if (!(range->y_greatest > 0))
    return "all figures are 0";
  if (range->crowded)
    return "the values are too many, or their names too long, for an axis";
  return range->x_least < range->x_greatest ? NULL : "fewer than two values have figures";
}

/* False without memory. */
static bool sweep_write(const struct drawing *drawing, struct sheet *sheet, const char *parameter,
                        const struct sweep_figure *figure, const struct sweep_range *range) {
  char *values = values_text(&sheet->selection, parameter);
  if (!values)
    return false;
  if (range->named)
    sheet->reading = named_reading;
  sheet_begin(drawing, sheet);
  sheet_set_panels(drawing, &sheet->selection);
  axes_write(drawing, figure, range);
  drawing_set_text(drawing, "values", values);
  drawing_set_text(drawing, "axis_x", words_param_axis(parameter).text);
  size_t crossings;
  bool marked =
      chart_crossings_set(drawing, &sheet->selection, parameter, figure->figures[0], &crossings);
  if (crossings > 0)
    sheet_say(sheet->caption, "At an upright dashed line two transports break even; the bar at its "
                              "foot is the interval of that value.");
  sheet_end(drawing, sheet);
  sheet_index(drawing, sheet, "yes");
  free(values);
  return marked;
}

static void sweep_describe(struct sheet *sheet, const struct results *results,
                           const char *parameter, const struct sweep_figure *figure) {
  others_describe(sheet, results, parameter);
  caption_cells(sheet, results, figure->figures[0], NULL, NULL);
  if (caption_whiskers(sheet, "A whisker", figure->figures, figure->count) &&
      figure->figures[figure->count - 1] == FIGURE_LATENCY_P99)
    sheet_say(sheet->caption, "A 99th percentile is of the deliveries of all repeats together, its "
                              "whisker of the repeats' own.");
  if (sheet->selection.alone > 0)
    sheet_say(sheet->caption,
              "Not in the chart, for lack of another variant to compare with: %zu %s.",
              sheet->selection.alone, word_for((double)sheet->selection.alone, "cell", "cells"));
  caption_sweep(sheet, parameter, figure->figures[0], figure->words);
}

static bool figure_draw(const struct drawing *drawing, const char *parameter,
                        const struct sweep_figure *whole) {
  struct words plain = words_param_name(parameter);
  char name[128], title[WORDS_BYTES + 64];
  struct sheet sheet = {.name = name, .title = title, .plot = "sweep", .height = SWEEP_HEIGHT};
  struct sweep_range range = {0};
  snprintf(name, sizeof name, "sweep_%s_%s", parameter, whole->ending);
  snprintf(title, sizeof title, "%s%s", whole->title, plain.text);
  if (!selection_make_sweep(&sheet.selection, drawing->results, whole->figures[0], parameter))
    return false;
  const struct sweep_figure shown = figure_shown(whole, &sheet.selection), *figure = &shown;
  sheet.reading = shown.reading;
  sweep_describe(&sheet, drawing->results, parameter, figure);
  FILE *table = sheet_table_open(drawing, name);
  bool written = table && chart_data_sweep(table, drawing->results, &sheet.selection, parameter,
                                           figure, &range);
  written = table && fclose(table) == 0 && written;
  const char *why = written ? why_not_drawn(&range) : NULL;
  if (why) {
    sheet_table_remove(drawing, name);
    sheet_index(drawing, &sheet, why);
  } else if (written) {
    written = sweep_write(drawing, &sheet, parameter, figure, &range);
  }
  selection_release(&sheet.selection);
  return written;
}

bool chart_sweep_draw(const struct drawing *drawing, const char *parameter) {
  for (const struct sweep_figure *figure = sweep_figures; figure->ending; figure++)
    if (!figure_draw(drawing, parameter, figure))
      return false;
  return true;
}
