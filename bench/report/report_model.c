/* Writes the report's table of the model's prediction for each cell, followed by the residual:
 * "500 ms −2.1 ms". */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/report/sections.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

struct model_column {
  const char *title;
  enum figure predicted, residual, bound;
  struct words (*words)(double value);
  struct words (*words_residual)(double value);
};

#define MODEL_FIGURES(name) \
  FIGURE_MODEL_##name, FIGURE_MODEL_##name##_RESIDUAL, FIGURE_MODEL_##name##_BOUND

static const struct model_column columns[] = {
    {"mean latency", MODEL_FIGURES(LATENCY), words_duration_ns, words_duration_ns},
    {"requests per user, 1/s", MODEL_FIGURES(REQUESTS), words_number, words_number},
    {"empty requests", MODEL_FIGURES(EMPTY), words_share, words_points},
    {"protocol/msg", MODEL_FIGURES(PROTOCOL), words_bytes, words_bytes},
    {"wire/msg", MODEL_FIGURES(WIRE), words_bytes, words_bytes},
    {"mean age", MODEL_FIGURES(AGE), words_duration_ns, words_duration_ns},
};

enum { COLUMNS_COUNT = sizeof columns / sizeof *columns, NAMES = 3, ROW = NAMES + COLUMNS_COUNT };

static bool is_predicted(const struct result_cell *cell) {
  for (size_t i = 0; i < COLUMNS_COUNT; i++)
    if (!isnan(result_median(cell, columns[i].residual)))
      return true;
  return false;
}

/* A residual below this share of the prediction is a rounding error. */
static const double rounding_share = 1e-12;

static struct words column_words(const struct result_cell *cell,
                                 const struct model_column *column) {
  double predicted = result_median(cell, column->predicted);
  double residual = result_median(cell, column->residual);
  struct words words = column->words(predicted);
  size_t used = strlen(words.text);
  if (isnan(residual))
    return column->words(NAN);
  if (fabs(residual) < rounding_share * fabs(predicted))
    residual = 0;
  snprintf(words.text + used, sizeof words.text - used, " %.80s",
           words_signed(residual, column->words_residual).text);
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
  texts[0] = server_label(cell->engine);
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
  page_heading(page, 2, "Model and measurement");
  page_table_begin(page, titles, ROW, NAMES);
  for (size_t i = 0; i < results->cell_count; i++)
    if (is_predicted(&results->cells[i]))
      row_write(page, results, &results->cells[i]);
  page_table_end(page);
  page_text(page, PAGE_QUIET,
            "First the model's prediction: the effect of the cell's own schedule alone, if network "
            "and software took no time. Then how much more or less was measured, of shares in "
            "percentage points. A dot marks a "
            "difference that chance and software do not explain: the cell is suspect, and its "
            "verdict has the usual causes. Mean age: the age of the newest message that a user "
            "has, averaged over time. Dash: the model makes no prediction.");
}
