/* The report's table of what the model predicts for each cell, with the residual behind it:
 * "500 ms −2.1 ms". */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/report/sections.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

struct model_column {
  const char *title;
  enum figure predicted, residual, bound;
  struct words (*words)(double value);
};

#define MODEL_FIGURES(name) \
  FIGURE_MODEL_##name, FIGURE_MODEL_##name##_RESIDUAL, FIGURE_MODEL_##name##_BOUND

static const struct model_column columns[] = {
    {"mean latency", MODEL_FIGURES(LATENCY), words_duration_ns},
    {"requests per user, 1/s", MODEL_FIGURES(REQUESTS), words_number},
    {"empty requests", MODEL_FIGURES(EMPTY), words_share},
    {"protocol/msg", MODEL_FIGURES(PROTOCOL), words_bytes},
    {"wire/msg", MODEL_FIGURES(WIRE), words_bytes},
    {"mean age", MODEL_FIGURES(AGE), words_duration_ns},
};

enum { COLUMNS_COUNT = sizeof columns / sizeof *columns, NAMES = 3, ROW = NAMES + COLUMNS_COUNT };

static bool is_predicted(const struct result_cell *cell) {
  for (size_t i = 0; i < COLUMNS_COUNT; i++)
    if (!isnan(result_median(cell, columns[i].residual)))
      return true;
  return false;
}

/* A residual of that share is the subtraction's. */
static const double arithmetic = 1e-12;

static struct words column_words(const struct result_cell *cell,
                                 const struct model_column *column) {
  double predicted = result_median(cell, column->predicted);
  double residual = result_median(cell, column->residual);
  struct words words = column->words(predicted);
  size_t used = strlen(words.text);
  if (isnan(residual))
    return column->words(NAN);
  if (fabs(residual) < arithmetic * fabs(predicted))
    residual = 0;
  snprintf(words.text + used, sizeof words.text - used, " %.80s",
           words_signed(residual, column->words).text);
  return words;
}

static bool is_beyond(const struct result_cell *cell, const struct model_column *column) {
  return fabs(result_median(cell, column->residual)) > result_median(cell, column->bound);
}

static void row_write(const struct page *page, const struct results *results,
                      const struct result_cell *cell) {
  const char *texts[ROW];
  struct words figures[COLUMNS_COUNT], condition = words_condition(results, cell);
  struct page_mark marks[1 + COLUMNS_COUNT] = {{1, transport_name(cell->transport)}};
  size_t mark_count = 1;
  texts[0] = engine_label(cell->engine);
  texts[1] = transport_label(cell->transport);
  texts[2] = condition.text;
  for (size_t i = 0; i < COLUMNS_COUNT; i++) {
    figures[i] = column_words(cell, &columns[i]);
    texts[NAMES + i] = figures[i].text;
    if (is_beyond(cell, &columns[i]))
      marks[mark_count++] = (struct page_mark){NAMES + i, verdict_words(VERDICT_SUSPECT)};
  }
  page_row(page, texts, ROW, NAMES, marks, mark_count);
}

void report_model(const struct page *page, const struct results *results) {
  const char *titles[ROW] = {"server", "transport", "parameters"};
  bool any = false;
  for (size_t i = 0; i < results->cell_count; i++)
    any = any || is_predicted(&results->cells[i]);
  if (!any)
    return;
  for (size_t i = 0; i < COLUMNS_COUNT; i++)
    titles[NAMES + i] = columns[i].title;
  page_heading(page, 2, "Predicted, and what is left over");
  page_table_begin(page, titles, ROW, NAMES);
  for (size_t i = 0; i < results->cell_count; i++)
    if (is_predicted(&results->cells[i]))
      row_write(page, results, &results->cells[i]);
  page_table_end(page);
  page_text(page, PAGE_QUIET,
            "First what the schedule that was drawn makes by itself, without any network or "
            "software, then what was measured above or below it. A dot marks what is further off "
            "than chance and software explain: such a cell is suspect, and the usual causes stand "
            "with its verdict. Mean age: how old what a user sees is, averaged over time. "
            "Dashes: the model does not say.");
}
