/* Writes the report's summary table of all cells, and its table of parameters. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/report/sections.h"
#include "bench/results/columns.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

enum { NAMES_MAX = 3, ROW_MAX = NAMES_MAX + COLUMNS + 1 };

/* The columns that are shown: in `names` texts, in `count` figures. */
struct shown {
  size_t names, count;
  const struct column *columns[COLUMNS];
};

static struct shown shown_of(const struct results *results) {
  struct shown shown = {.names = results->varied.count > 0 ? NAMES_MAX : NAMES_MAX - 1};
  for (size_t i = 0; i < COLUMNS; i++)
    if (column_is_measured(&columns[i], results))
      shown.columns[shown.count++] = &columns[i];
  return shown;
}

static void row_write(const struct page *page, const struct results *results,
                      const struct result_cell *cell, const struct shown *shown) {
  const char *texts[ROW_MAX];
  struct words figures[COLUMNS];
  struct words condition = words_condition(results, cell);
  size_t names = shown->names, last = names + shown->count;
  const struct page_mark marks[] = {{1, transport_name(cell->transport)},
                                    {last, verdict_words(cell->grade)}};
  texts[0] = server_label(cell->engine);
  texts[1] = transport_label(cell->transport);
  if (names == NAMES_MAX)
    texts[2] = condition.text;
  for (size_t i = 0; i < shown->count; i++) {
    figures[i] = column_words(shown->columns[i], cell);
    texts[names + i] = figures[i].text;
  }
  texts[last] = verdict_words(cell->grade);
  page_row(page, texts, last + 1, names, marks, sizeof marks / sizeof *marks);
}

static bool has_repeats(const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].measured > 1)
      return true;
  return false;
}

static void note_write(const struct page *page, const struct results *results,
                       const struct shown *shown) {
  char text[1024] = "";
  for (size_t i = 0; i < shown->count; i++)
    if (shown->columns[i]->note)
      bounded_append(text, sizeof text, "%s ", shown->columns[i]->note);
  bounded_append(text, sizeof text,
                 "Dash: not measured, or too few messages. msg: one message delivered to one "
                 "user.%s",
                 has_repeats(results) ? " Each figure is the median over the repeats." : "");
  page_text(page, PAGE_QUIET, text);
}

enum { TEXT_BYTES_APART = 2 }; /* seeds differ by less */

/* Whether the texts of these two cells are of different lengths. */
static bool texts_differ(const struct result_cell *left, const struct result_cell *right) {
  return fabs(result_median(left, FIGURE_PAYLOAD_PER_MESSAGE) -
              result_median(right, FIGURE_PAYLOAD_PER_MESSAGE)) > TEXT_BYTES_APART;
}

/* The first cell of each server. */
static size_t firsts_of(const struct results *results, const struct result_cell **firsts) {
  size_t count = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    size_t known = 0;
    while (known < count && firsts[known]->engine != results->cells[i].engine)
      known++;
    if (known == count && count < SERVERS_MAX &&
        !isnan(result_median(&results->cells[i], FIGURE_PAYLOAD_PER_MESSAGE)))
      firsts[count++] = &results->cells[i];
  }
  return count;
}

/* Servers of ours and of other people have different envelopes around the same data. */
static void texts_write(const struct page *page, const struct results *results) {
  const struct result_cell *firsts[SERVERS_MAX];
  size_t count = firsts_of(results, firsts);
  bool differ = false;
  char text[1024] = "A message's text is a part of its wire bytes, and not equally long "
                    "everywhere, since ours has another envelope around its data: ";
  for (size_t i = 0; i < count; i++) {
    struct words bytes = words_bytes(result_median(firsts[i], FIGURE_PAYLOAD_PER_MESSAGE));
    differ = differ || texts_differ(firsts[0], firsts[i]);
    bounded_append(text, sizeof text, "%s%s %s", i > 0 ? ", " : "", server_label(firsts[i]->engine),
                   bytes.text);
  }
  bounded_append(text, sizeof text, ".");
  if (differ)
    page_text(page, PAGE_QUIET, text);
}

/* "Left out, since no cell has them: p99, memory/user." */
static void left_out_write(const struct page *page, const struct results *results) {
  char text[512] = "";
  for (size_t i = 0; i < COLUMNS; i++)
    if (!column_is_measured(&columns[i], results))
      bounded_append(text, sizeof text, "%s%s",
                     *text ? ", " : "Columns left out, since no cell has them: ", columns[i].title);
  if (*text == '\0')
    return;
  bounded_append(text, sizeof text, ".");
  page_text(page, PAGE_QUIET, text);
}

void report_table(const struct page *page, const struct results *results) {
  const char *titles[ROW_MAX] = {"server", "transport", "parameters"};
  const struct shown shown = shown_of(results);
  size_t last = shown.names + shown.count;
  for (size_t i = 0; i < shown.count; i++)
    titles[shown.names + i] = shown.columns[i]->title;
  titles[last] = "verdict";
  page_heading(page, 2, "Summary");
  page_table_begin(page, titles, last + 1, shown.names);
  for (size_t i = 0; i < results->cell_count; i++)
    row_write(page, results, &results->cells[i], &shown);
  page_table_end(page);
  note_write(page, results, &shown);
  texts_write(page, results);
  left_out_write(page, results);
}

/* The value of the parameter in the cells to which it applies, NULL without such cells; sets
 * *varies where they have different values. */
static const char *common_value(const struct results *results, const char *name, bool *varies) {
  const char *value = NULL;
  *varies = false;
  for (size_t i = 0; i < results->cell_count; i++) {
    const char *text = result_param(&results->cells[i], name);
    if (!text || !result_param_applies(&results->cells[i], name))
      continue;
    *varies = *varies || (value && strcmp(value, text) != 0);
    value = text;
  }
  return value;
}

void report_parameters(const struct page *page, const struct results *results) {
  static const char *const titles[] = {"parameter", "value"};
  if (results->cell_count == 0)
    return;
  page_fold_begin(page, "Parameters");
  page_table_begin(page, titles, 2, 2);
  for (size_t i = 0; i < results->cells[0].params.count; i++) {
    const char *name = results->cells[0].params.items[i].name;
    bool varies;
    const char *value = common_value(results, name, &varies);
    const char *cells[] = {name, varies ? "varied" : value};
    if (value)
      page_row(page, cells, 2, 2, NULL, 0);
  }
  page_table_end(page);
  page_fold_end(page);
}
