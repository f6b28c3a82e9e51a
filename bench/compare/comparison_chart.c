/* Writes the table and the settings of the chart of changes. */
#include "bench/compare/comparison_chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/terminal.h"
#include "bench/compare/change_words.h"
#include "bench/compare/comparison_words.h"
#include "bench/results/table_file.h"
#include "common/base/whole.h"

enum { PANELS_MAX = 24, TICS_BYTES = 256, NUMBERS_BYTES = 256, STEPS_EACH_WAY = 3 };

/* An axis is no narrower than this, and not widened by intervals beyond that. */
static const double factor_least = 1.02, factor_for_intervals = 3;

/* As gnuplot's formats need them, and without a space that would end the word. */
#define PER_CENT "\xc2\xa0%%"

/* ---- the axis ---- */

/* Appends a tic at the ratio; `text` with a sign before it. */
static void tic_add(char *out, size_t capacity, double ratio, const char *sign, double size,
                    const char *unit) {
  bounded_append(out, capacity, "%s%.6g:%s%g%s", *out ? " " : "", ratio, sign, size, unit);
}

/* Tics in equal steps of per cent. */
static void percents_add(char *out, size_t capacity, double factor) {
  static const double steps[] = {0.5, 1, 2, 5, 10, 20, 50, 100};
  size_t at = 0;
  while (at + 1 < sizeof steps / sizeof *steps && steps[at] * STEPS_EACH_WAY < 100 * (factor - 1))
    at++;
  for (int i = STEPS_EACH_WAY; i > 0; i--)
    if (steps[at] * i < 100 && 1 - steps[at] * i / 100 >= 1 / factor)
      tic_add(out, capacity, 1 - steps[at] * i / 100, "−", steps[at] * i, PER_CENT);
  tic_add(out, capacity, 1, "", 0, "");
  for (int i = 1; i <= STEPS_EACH_WAY; i++)
    if (1 + steps[at] * i / 100 <= factor)
      tic_add(out, capacity, 1 + steps[at] * i / 100, "+", steps[at] * i, PER_CENT);
}

/* Tics at multiples. */
static void times_add(char *out, size_t capacity, double factor) {
  double step = factor > 30 ? 10 : factor > 5 ? 3 : 2;
  int most = (int)whole_of(log(factor) / log(step) + 1e-9);
  for (int i = -most; i <= most; i++)
    tic_add(out, capacity, pow(step, i), "", pow(step, i), "×");
}

void comparison_tics(char *out, size_t capacity, double factor) {
  *out = '\0';
  if (factor > factor_for_intervals)
    times_add(out, capacity, factor);
  else
    percents_add(out, capacity, factor);
}

/* ---- the panels ---- */

struct panels {
  const struct run_comparison *comparison;
  const struct compared_figure *figures[PANELS_MAX];
  size_t rows[PANELS_MAX];
  double factors[PANELS_MAX];
  size_t count;
  size_t label_letters;
};

static double size_of(double ratio) {
  return ratio > 0 ? exp(fabs(log(ratio))) : 1;
}

/* The greatest ratio that the axis needs for this change. */
static double factor_of(const struct change *change) {
  double interval = fmax(size_of(change->low), size_of(change->high));
  double limit = isnan(change->limit) ? 1 : change->limit;
  return fmax(size_of(change->ratio), fmin(fmax(interval, limit), factor_for_intervals));
}

/* The panel of the figure: that of the change before, or the next; NULL where there is no room. */
static size_t *panel_take(struct panels *panels, const struct compared_figure *figure) {
  size_t last = panels->count;
  if (last > 0 && panels->figures[last - 1] == figure)
    return &panels->rows[last - 1];
  if (last == PANELS_MAX)
    return NULL;
  panels->figures[last] = figure;
  panels->factors[last] = factor_least;
  panels->count++;
  return &panels->rows[last];
}

static bool is_drawn(const struct change *change) {
  return isfinite(change->ratio) && change->ratio > 0;
}

static void row_write(FILE *out, const struct panels *panels, const struct change *change,
                      size_t row) {
  static const int findings[CHANGE_FINDINGS] = {[CHANGE_NOT_CALLED] = 0,
                                                [CHANGE_CANNOT_TELL] = 0,
                                                [CHANGE_NONE] = 1,
                                                [CHANGE_BETTER] = 2,
                                                [CHANGE_WORSE] = 3};
  fprintf(out, "%zu\t%zu\t%s", panels->count, row,
          pair_words(panels->comparison, change->pair).text);
  table_number_write(out, change->ratio);
  table_number_write(out, change->low);
  table_number_write(out, change->high);
  table_number_write(out, 1 / change->limit);
  table_number_write(out, change->limit);
  fprintf(out, "\t%d\t%s\n", findings[change->finding], change_size_words(change).text);
}

static void rows_write(FILE *out, struct panels *panels) {
  const struct changes *changes = &panels->comparison->changes;
  fputs("panel\trow\tcell\tratio\tlow\thigh\tlimit_low\tlimit_high\tfinding\ttext\n", out);
  for (size_t i = 0; i < changes->count; i++) {
    const struct change *change = &changes->items[i];
    size_t *rows = is_drawn(change) ? panel_take(panels, change->figure) : NULL;
    if (!rows)
      continue;
    size_t letters = text_letters(pair_words(panels->comparison, change->pair).text);
    panels->label_letters = letters > panels->label_letters ? letters : panels->label_letters;
    panels->factors[panels->count - 1] =
        fmax(panels->factors[panels->count - 1], 1.05 * factor_of(change));
    row_write(out, panels, change, ++*rows);
  }
}

/* ---- the settings ---- */

/* Sets element `at`, from 1, of an array of gnuplot's. */
static void element_set(const struct drawing *drawing, const char *array, size_t at,
                        const char *text) {
  char variable[64];
  snprintf(variable, sizeof variable, "%s[%zu]", array, at);
  drawing_set_text(drawing, variable, text);
}

static void arrays_set(const struct drawing *drawing, const struct panels *panels) {
  char rows[NUMBERS_BYTES] = "", factors[NUMBERS_BYTES] = "", tics[TICS_BYTES];
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "array figures[%zu]\narray tics[%zu]\n", panels->count,
            panels->count);
  for (size_t i = 0; i < panels->count; i++) {
    const char *gap = i > 0 ? " " : "";
    bounded_append(rows, sizeof rows, "%s%zu", gap, panels->rows[i]);
    bounded_append(factors, sizeof factors, "%s%.6g", gap, panels->factors[i]);
    comparison_tics(tics, sizeof tics, panels->factors[i]);
    element_set(drawing, "figures", i + 1, panels->figures[i]->what);
    element_set(drawing, "tics", i + 1, tics);
  }
  drawing_set_text(drawing, "rows", rows);
  drawing_set_text(drawing, "factors", factors);
  drawing_set_number(drawing, "label_letters", (double)panels->label_letters);
}

static void shows_say(struct sheet *sheet, const struct run_comparison *comparison) {
  struct notes notes = {0};
  say_findings(comparison, &notes);
  for (size_t i = 0; i < notes.count; i++)
    sheet_say(sheet->shows, "%s", notes.items[i]);
  notes_release(&notes);
}

bool comparison_draw(const struct drawing *drawing, const void *context) {
  const struct run_comparison *comparison = context;
  struct panels panels = {.comparison = comparison};
  struct sheet sheet = {
      .name = COMPARISON_CHART,
      .title = "What changed from A to B",
      .reading =
          "To the right: more in B, which is worse. The thin line is the 95 % interval of one "
          "figure alone, the grey bar how far runs of one build differ in 19 of 20 cases.",
      .plot = COMPARISON_CHART};
  FILE *table = sheet_table_open(drawing, sheet.name);
  if (!table)
    return false;
  rows_write(table, &panels);
  if (fclose(table) != 0)
    return false;
  bounded_append(sheet.subtitle, sizeof sheet.subtitle, "A: %s, B: %s", comparison->a.folder.text,
                 comparison->b.folder.text);
  shows_say(&sheet, comparison);
  if (panels.count > 0) {
    sheet_begin(drawing, &sheet);
    arrays_set(drawing, &panels);
    sheet_end(drawing, &sheet);
  }
  sheet_index(drawing, &sheet, panels.count > 0 ? "yes" : "no figure has a ratio");
  return true;
}
