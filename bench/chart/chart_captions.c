/* Writes the sentences about the cells of a chart. */
#include "bench/chart/chart_captions.h"

#include <math.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"
#include "documents/figures.h"

/* The most cells that a sentence names; the others are counted. */
enum { NAMED_MAX = 6 };

/* A list of cells that is being written. */
struct naming {
  char text[SHEET_TEXT_BYTES / 2];
  size_t count;
};

static void name_cell(struct naming *naming, const struct results *results,
                      const struct result_cell *cell, const char *why) {
  if (naming->count++ >= NAMED_MAX)
    return;
  bounded_append(naming->text, sizeof naming->text, "%s%s%s%s%s", *naming->text ? "; " : "",
                 cell_words(results, cell).text, why ? " (" : "", why ? why : "", why ? ")" : "");
}

static void say_named(struct sheet *sheet, const char *what, const struct naming *naming) {
  if (naming->count > NAMED_MAX)
    sheet_say(sheet->caption, "%s: %s; and %zu more.", what, naming->text,
              naming->count - NAMED_MAX);
  else if (naming->count > 0)
    sheet_say(sheet->caption, "%s: %s.", what, naming->text);
}

static void say_marked(struct sheet *sheet, const struct results *results) {
  struct naming marked = {"", 0};
  for (size_t i = 0; i < sheet->selection.count; i++) {
    struct words mark = cell_mark(sheet->selection.cells[i]);
    if (*mark.text)
      name_cell(&marked, results, sheet->selection.cells[i], mark.text);
  }
  say_named(sheet, "Not to be ranked with the others", &marked);
}

static bool is_selected(const struct sheet *sheet, const struct result_cell *cell) {
  for (size_t i = 0; i < sheet->selection.count; i++)
    if (sheet->selection.cells[i] == cell)
      return true;
  return false;
}

/* NULL where the cell has what the chart needs: then it was left out because of its values. */
static const char *why_missing(const struct result_cell *cell, enum figure figure,
                               const char *lacks, bool (*has)(const struct result_cell *cell)) {
  if (cell->measured == 0 || cell->engine < 0 || cell->transport < 0)
    return "failed";
  if (isnan(result_median(cell, figure))) {
    const char *absent = figure_table[figure].absent;
    return *absent ? absent : "not measured";
  }
  return has && !has(cell) ? lacks : NULL;
}

void caption_missing(struct sheet *sheet, const struct results *results, enum figure figure,
                     const char *lacks, bool (*has)(const struct result_cell *cell)) {
  struct naming missing = {"", 0};
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const char *why = is_selected(sheet, cell) ? NULL : why_missing(cell, figure, lacks, has);
    if (why)
      name_cell(&missing, results, cell, why);
  }
  say_named(sheet, "Not in the chart", &missing);
}

void caption_cells(struct sheet *sheet, const struct results *results, enum figure figure,
                   const char *lacks, bool (*has)(const struct result_cell *cell)) {
  say_marked(sheet, results);
  caption_missing(sheet, results, figure, lacks, has);
}

/* The kinds of whiskers that the cells have for these figures. */
struct whiskers {
  bool confident, spanning;
};

static struct whiskers whiskers_of(const struct selection *selection, const enum figure *figures,
                                   size_t count) {
  struct whiskers found = {false, false};
  for (size_t i = 0; i < selection->count; i++)
    for (size_t j = 0; j < count; j++) {
      const struct figure_range *range = &selection->cells[i]->figures[figures[j]];
      if (!(range->low < range->high))
        continue;
      found.confident = found.confident || range->confident;
      found.spanning = found.spanning || !range->confident;
    }
  return found;
}

bool caption_whiskers(struct sheet *sheet, const char *whisker, const enum figure *figures,
                      size_t count) {
  struct whiskers found = whiskers_of(&sheet->selection, figures, count);
  if (found.confident && found.spanning)
    sheet_say(sheet->caption,
              "%s is the 95 %% confidence interval of the median over the repeats; where these are "
              "too few for one, it spans them.",
              whisker);
  else if (found.confident)
    sheet_say(sheet->caption, "%s is the 95 %% confidence interval of the median over the repeats.",
              whisker);
  else if (found.spanning)
    sheet_say(sheet->caption,
              "%s spans the repeats, which are too few for a 95 %% confidence interval.", whisker);
  return found.confident || found.spanning;
}

/* Writes "libwebsockets:" before the first cell of an engine. */
static void say_engine(struct sheet *sheet, size_t index) {
  const struct selection *selection = &sheet->selection;
  int engine = selection->cells[index]->engine;
  if (index == 0 || selection->cells[index - 1]->engine != engine)
    sheet_say(sheet->shows, "%s:", server_label(engine));
}

static const char *value_of(const struct result_cell *cell, const char *parameter) {
  const char *value = result_param(cell, parameter);
  return value ? value : "–";
}

static const char *end_of(const struct selection *selection, size_t index) {
  bool last = index + 1 == selection->count ||
              selection->cells[index + 1]->engine != selection->cells[index]->engine;
  return last ? "." : ",";
}

/* A cell's name and one or two figures; `second` may be NULL. */
static void say_cell(struct sheet *sheet, const struct results *results, size_t index,
                     const char *first, const char *second) {
  const struct result_cell *cell = sheet->selection.cells[index];
  struct words condition = words_condition(results, cell);
  say_engine(sheet, index);
  sheet_say(sheet->shows, "%s%s%s %s%s%s%s", transport_label(cell->transport),
            *condition.text ? " " : "", condition.text, first, second ? " and " : "",
            second ? second : "", end_of(&sheet->selection, index));
}

/* One or two figures of each cell. */
static void say_measures(struct sheet *sheet, const struct results *results,
                         const struct bar_measure *measures, size_t count) {
  for (size_t i = 0; i < sheet->selection.count; i++) {
    const struct result_cell *cell = sheet->selection.cells[i];
    struct words first = measures[0].words(result_median(cell, measures[0].whole));
    struct words second = {""};
    if (count > 1)
      second = measures[1].words(result_median(cell, measures[1].whole));
    say_cell(sheet, results, i, first.text, count > 1 ? second.text : NULL);
  }
}

void caption_bars(struct sheet *sheet, const struct results *results,
                  const struct bar_measure *measures, size_t count) {
  sheet_say(sheet->shows, "Bars.");
  say_measures(sheet, results, measures, count);
}

void caption_points(struct sheet *sheet, const struct results *results,
                    const struct bar_measure measures[2]) {
  sheet_say(sheet->shows, "Points.");
  say_measures(sheet, results, measures, 2);
}

void caption_lines(struct sheet *sheet, const struct results *results) {
  sheet_say(sheet->shows, "Lines, each with its mean and 99th percentile.");
  for (size_t i = 0; i < sheet->selection.count; i++) {
    const struct result_cell *cell = sheet->selection.cells[i];
    say_cell(sheet, results, i, words_duration_ns(result_median(cell, FIGURE_LATENCY_MEAN)).text,
             words_duration_ns(result_median(cell, FIGURE_LATENCY_P99)).text);
  }
}

/* Takes the first and the last cell of each engine and transport. */
void caption_sweep(struct sheet *sheet, const char *parameter, enum figure figure,
                   struct words (*words)(double value)) {
  const struct selection *selection = &sheet->selection;
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *first = selection->cells[i], *last = first;
    size_t begin = i;
    while (i + 1 < selection->count && selection->cells[i + 1]->engine == first->engine &&
           selection->cells[i + 1]->transport == first->transport)
      last = selection->cells[++i];
    say_engine(sheet, begin);
    if (first == last)
      sheet_say(sheet->shows, "%s %s%s", transport_label(first->transport),
                words(result_median(first, figure)).text, end_of(selection, i));
    else
      sheet_say(sheet->shows, "%s from %s at %s to %s at %s%s", transport_label(first->transport),
                words(result_median(first, figure)).text, value_of(first, parameter),
                words(result_median(last, figure)).text, value_of(last, parameter),
                end_of(selection, i));
  }
}

/* "figure (condition of the cell)" */
static struct words tile_words(const struct results *results, const struct result_cell *cell,
                               enum figure figure, struct words (*words)(double value)) {
  struct words text = words(result_median(cell, figure));
  bounded_append(text.text, sizeof text.text, " (%s)", words_condition(results, cell).text);
  return text;
}

void caption_tiles(struct sheet *sheet, const struct results *results, enum figure figure,
                   struct words (*words)(double value)) {
  const struct selection *selection = &sheet->selection;
  sheet_say(sheet->shows, "Tiles.");
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *least = selection->cells[i], *greatest = least;
    size_t begin = i;
    for (; i + 1 < selection->count && selection->cells[i + 1]->engine == least->engine &&
           selection->cells[i + 1]->transport == least->transport;
         i++) {
      const struct result_cell *next = selection->cells[i + 1];
      least = result_median(next, figure) < result_median(least, figure) ? next : least;
      greatest = result_median(next, figure) > result_median(greatest, figure) ? next : greatest;
    }
    say_engine(sheet, begin);
    sheet_say(sheet->shows, "%s from %s to %s%s", transport_label(least->transport),
              tile_words(results, least, figure, words).text,
              tile_words(results, greatest, figure, words).text, end_of(selection, i));
  }
}
