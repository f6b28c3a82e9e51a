/* Aligned columns from a run's results. */
#include "bench/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results.h"
#include "bench/wording.h"

struct column {
  const char *title;
  enum metric metric; /* METRIC_COUNT where `text` makes it */
  struct words (*format)(double value);
  struct words (*text)(const struct results *results, const struct result_cell *cell);
};

static struct words engine_text(const struct results *results, const struct result_cell *cell) {
  struct words words;
  (void)results;
  snprintf(words.text, sizeof words.text, "%s", engine_name(cell->engine));
  return words;
}

static struct words transport_text(const struct results *results, const struct result_cell *cell) {
  struct words words;
  (void)results;
  snprintf(words.text, sizeof words.text, "%s", transport_name(cell->transport));
  return words;
}

static struct words verdict_text(const struct results *results, const struct result_cell *cell) {
  struct words words;
  (void)results;
  snprintf(words.text, sizeof words.text, "%s", verdict_words(cell->grade));
  return words;
}

static const struct column columns[] = {
    {"engine", METRIC_COUNT, NULL, engine_text},
    {"transport", METRIC_COUNT, NULL, transport_text},
    {"condition", METRIC_COUNT, NULL, words_condition},
    {"p50", METRIC_LATENCY_P50, words_duration_ns, NULL},
    {"p99", METRIC_LATENCY_P99, words_duration_ns, NULL},
    {"max", METRIC_LATENCY_MAX, words_duration_ns, NULL},
    {"mean − model", METRIC_MODEL_LATENCY_RESIDUAL, words_difference_ns, NULL},
    {"requests/msg", METRIC_REQUESTS_PER_MESSAGE, words_number, NULL},
    {"wire/msg", METRIC_WIRE_PER_MESSAGE, words_bytes, NULL},
    {"CPU µs/msg", METRIC_CPU_US_PER_MESSAGE, words_number, NULL},
    {"memory/user", METRIC_RSS_PER_CLIENT, words_bytes, NULL},
    {"lost", METRIC_LOST, words_number, NULL},
    {"verdict", METRIC_COUNT, NULL, verdict_text},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* Characters, not bytes: "µ" is one. */
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++)
    width += ((unsigned char)*text & 0xc0) != 0x80;
  return width;
}

static struct words column_text(const struct column *column, const struct results *results,
                                const struct result_cell *cell) {
  if (column->text)
    return column->text(results, cell);
  return column->format(result_median(cell, column->metric));
}

/* Words to the left, figures to the right. */
static void field_print(FILE *out, const struct column *column, const char *text, int width) {
  int padding = width - width_of(text);
  bool last = column == &columns[COLUMNS - 1];
  if (column->text)
    fprintf(out, "%s%*s", text, last ? 0 : padding + 2, "");
  else
    fprintf(out, "%*s%s  ", padding, "", text);
}

/* Of the title and every value; -1 for a column without a word to say. */
static int column_width(const struct column *column, const struct results *results) {
  int title = width_of(column->title), widest = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    int width = width_of(column_text(column, results, &results->cells[i]).text);
    widest = width > widest ? width : widest;
  }
  if (widest == 0)
    return -1;
  return widest > title ? widest : title;
}

static void rows_print(FILE *out, const struct results *results) {
  int widths[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    widths[i] = column_width(&columns[i], results);
    if (widths[i] >= 0)
      field_print(out, &columns[i], columns[i].title, widths[i]);
  }
  fputc('\n', out);
  for (size_t j = 0; j < results->cell_count; j++) {
    for (int i = 0; i < COLUMNS; i++) {
      struct words words = column_text(&columns[i], results, &results->cells[j]);
      if (widths[i] >= 0)
        field_print(out, &columns[i], words.text, widths[i]);
    }
    fputc('\n', out);
  }
}

static void reasons_print(FILE *out, const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    for (size_t j = 0; cell->grade != VERDICT_VALID && j < cell->reasons.count; j++)
      fprintf(out, "%s: %s\n", cell->name, cell->reasons.items[j]);
  }
}

enum status table_print(FILE *out, const char *run_folder, struct error *error) {
  struct results results;
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  rows_print(out, &results);
  reasons_print(out, &results);
  if (results.time_scale != 1)
    fprintf(out, "Times are scaled: one second here stands for %g s.\n", results.time_scale);
  results_release(&results);
  return STATUS_OK;
}
