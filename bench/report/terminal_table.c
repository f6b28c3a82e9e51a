/* Lays the table out in aligned columns. */
#include "bench/report/terminal_table.h"

#include <stdlib.h>
#include <string.h>

#include "bench/answers/comparisons.h"
#include "bench/answers/conclusions.h"
#include "bench/answers/search_words.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/base/terminal.h"
#include "bench/report/expectation_lines.h"
#include "bench/report/precision_lines.h"
#include "bench/report/reason_lines.h"
#include "bench/report/sections.h"
#include "bench/results/cell_mark.h"
#include "bench/results/columns.h"
#include "bench/results/labels.h"
#include "bench/results/results_load.h"
#include "bench/versus/versus_words.h"
#include "common/base/traits.h"

/* The fields: names, figures, verdict. */
enum { NAMES = 3, FIELDS = NAMES + COLUMNS + 1, GAP = 2 };

static const char *field_title(size_t field) {
  static const char *const names[NAMES] = {"server", "transport", "condition"};
  if (field < NAMES)
    return names[field];
  return field < NAMES + COLUMNS ? columns[field - NAMES].title : "verdict";
}

static struct words words_of(const char *text) {
  struct words words;
  snprintf(words.text, sizeof words.text, "%s", text);
  return words;
}

/* "valid", "suspect, not ranked" */
static struct words verdict_of(const struct result_cell *cell) {
  struct words words = words_of(verdict_words(cell->grade));
  if (!cell_is_ranked(cell) && cell->grade < VERDICT_INVALID)
    strncat(words.text, ", not ranked", sizeof words.text - strlen(words.text) - 1);
  return words;
}

static struct words field_text(size_t field, const struct results *results,
                               const struct result_cell *cell) {
  switch (field) {
  case 0:
    return words_of(server_name(cell->engine));
  case 1:
    return words_of(transport_name(cell->transport));
  case 2:
    return words_condition(results, cell);
  default:
    return field < NAMES + COLUMNS ? column_words(&columns[field - NAMES], cell) : verdict_of(cell);
  }
}

/* Aligns words to the left, figures to the right. */
static void field_print(FILE *out, size_t field, const char *text, int width) {
  int padding = width - (int)text_letters(text);
  if (field + 1 == FIELDS)
    fputs(text, out);
  else if (field < NAMES)
    fprintf(out, "%s%*s", text, padding + 2, "");
  else
    fprintf(out, "%*s%s  ", padding, "", text);
}

/* Whether the field is one of the columns, and no cell has a figure for it. */
static bool field_is_empty(size_t field, const struct results *results) {
  return field >= NAMES && field < NAMES + COLUMNS &&
         !column_is_measured(&columns[field - NAMES], results);
}

/* The widest of the title and the values; 0 for a field without any value. */
static size_t field_width(size_t field, const struct results *results) {
  size_t title = text_letters(field_title(field)), widest = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    size_t width = text_letters(field_text(field, results, &results->cells[i]).text);
    widest = width > widest ? width : widest;
  }
  if (widest == 0 || field_is_empty(field, results))
    return 0;
  return widest > title ? widest : title;
}

/* Fields that are printed side by side: the names, and those from `from` to before `to`. */
struct block {
  size_t from, to;
};

static bool block_has(const struct block *block, size_t field) {
  return field < NAMES || (field >= block->from && field < block->to);
}

/* A block of as many fields from `from` on as there is room for, at least one. Those that have no
 * width are not shown. */
static struct block block_from(size_t from, const size_t *widths, size_t width) {
  struct block block = {from, from};
  size_t used = 0, shown = 0;
  for (size_t i = 0; i < NAMES; i++)
    used += widths[i] ? widths[i] + GAP : 0;
  for (; block.to < FIELDS; block.to++) {
    if (widths[block.to] == 0)
      continue;
    used += widths[block.to] + GAP;
    if (width > 0 && shown > 0 && used > width + GAP)
      break;
    shown++;
  }
  return block;
}

/* Prints a line of a block; the titles where `cell` is NULL. */
static void line_print(FILE *out, const struct block *block, const size_t *widths,
                       const struct results *results, const struct result_cell *cell) {
  for (size_t i = 0; i < FIELDS; i++) {
    struct words words = cell ? field_text(i, results, cell) : words_of(field_title(i));
    if (widths[i] > 0 && block_has(block, i))
      field_print(out, i, words.text, (int)widths[i]);
  }
  fputc('\n', out);
}

static void rows_print(FILE *out, const struct results *results, size_t width) {
  size_t widths[FIELDS];
  for (size_t i = 0; i < FIELDS; i++)
    widths[i] = field_width(i, results);
  for (struct block block = {NAMES, NAMES}; block.to < FIELDS;) {
    if (block.to > NAMES)
      fputc('\n', out);
    block = block_from(block.to, widths, width);
    line_print(out, &block, widths, results, NULL);
    for (size_t j = 0; j < results->cell_count; j++)
      line_print(out, &block, widths, results, &results->cells[j]);
  }
}

static enum status conclusions_print(FILE *out, const struct results *results, size_t width,
                                     struct error *error) {
  struct conclusions *conclusions = calloc(1, sizeof *conclusions);
  struct comparisons comparisons = {0};
  enum status status = STATUS_OK;
  if (!conclusions)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the conclusions");
  status = comparisons_make(&comparisons, results, error);
  if (status == STATUS_OK)
    conclusions_draw(results, &comparisons, conclusions);
  if (conclusions->count > 0)
    fputc('\n', out);
  for (size_t i = 0; i < conclusions->count; i++)
    text_wrap(out, "- ", conclusions->texts[i], width);
  if (conclusions->count > 0)
    fputc('\n', out);
  comparisons_release(&comparisons);
  free(conclusions);
  return status;
}

/* What is the same in every round is only counted, by the headline. */
static enum status versus_print(FILE *out, const struct results *results, size_t width,
                                struct error *error) {
  struct versus versus;
  enum status status = versus_make(&versus, results, error);
  if (status != STATUS_OK)
    return status;
  if (versus.named > 0)
    text_wrap(out, "", versus_headline(&versus, results).text, width);
  for (size_t i = 0; i < versus.named; i++)
    if (versus.items[i].finding != VERSUS_EQUAL)
      text_wrap(out, "- ", versus_sentence(&versus, &versus.items[i], results).text, width);
  versus_release(&versus);
  return STATUS_OK;
}

static enum status answers_print(FILE *out, const struct results *results, size_t width,
                                 struct error *error) {
  if (results->quick) {
    text_wrap(out, "", "A quick run: its figures answer nothing.", width);
    return STATUS_OK;
  }
  enum status status = precision_lines_print(out, results, width, error);
  for (size_t i = 0; i < results->searches.count; i++)
    text_wrap(out, "- ", search_sentence(&results->searches, i).text, width);
  if (results->searches.count > 0) /* probes are not compared */
    return status;
  if (status == STATUS_OK)
    status = conclusions_print(out, results, width, error);
  return status == STATUS_OK ? versus_print(out, results, width, error) : status;
}

enum status table_print(FILE *out, const char *run_folder, size_t width, struct error *error) {
  struct results results;
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  rows_print(out, &results, width);
  reason_lines_print(out, &results, width);
  if (results.time_scale != 1)
    fprintf(out, "Times are scaled: one second here stands for %g s.\n", results.time_scale);
  status = answers_print(out, &results, width, error);
  struct claims_summary claims = claims_summary(run_folder);
  if (*claims.text)
    fprintf(out, "%s.\n", claims.text);
  if (status == STATUS_OK)
    status = expectation_lines_print(out, run_folder, &results, width, error);
  results_release(&results);
  return status;
}
