/* Aligned columns from a run's results. */
#include "bench/table.h"

#include "bench/columns.h"
#include "bench/report_claims.h"
#include "bench/results.h"
#include "bench/wording.h"

/* The words in front of the figures, the figures, and the verdict. */
enum { NAMES = 3, FIELDS = NAMES + COLUMNS + 1 };

static const char *field_title(size_t field) {
  static const char *const names[NAMES] = {"engine", "transport", "condition"};
  if (field < NAMES)
    return names[field];
  return field < NAMES + COLUMNS ? columns[field - NAMES].title : "verdict";
}

static struct words words_of(const char *text) {
  struct words words;
  snprintf(words.text, sizeof words.text, "%s", text);
  return words;
}

static struct words field_text(size_t field, const struct results *results,
                               const struct result_cell *cell) {
  switch (field) {
  case 0:
    return words_of(engine_name(cell->engine));
  case 1:
    return words_of(transport_name(cell->transport));
  case 2:
    return words_condition(results, cell);
  default:
    return field < NAMES + COLUMNS ? columns[field - NAMES].words(cell)
                                   : words_of(verdict_words(cell->grade));
  }
}

/* Characters, not bytes: "µ" is one. */
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++)
    width += ((unsigned char)*text & 0xc0) != 0x80;
  return width;
}

/* Words to the left, figures to the right. */
static void field_print(FILE *out, size_t field, const char *text, int width) {
  int padding = width - width_of(text);
  if (field + 1 == FIELDS)
    fputs(text, out);
  else if (field < NAMES)
    fprintf(out, "%s%*s", text, padding + 2, "");
  else
    fprintf(out, "%*s%s  ", padding, "", text);
}

/* Of the title and every value; -1 for a field without a word to say. */
static int field_width(size_t field, const struct results *results) {
  int title = width_of(field_title(field)), widest = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    int width = width_of(field_text(field, results, &results->cells[i]).text);
    widest = width > widest ? width : widest;
  }
  if (widest == 0)
    return -1;
  return widest > title ? widest : title;
}

static void rows_print(FILE *out, const struct results *results) {
  int widths[FIELDS];
  for (size_t i = 0; i < FIELDS; i++) {
    widths[i] = field_width(i, results);
    if (widths[i] >= 0)
      field_print(out, i, field_title(i), widths[i]);
  }
  fputc('\n', out);
  for (size_t j = 0; j < results->cell_count; j++) {
    for (size_t i = 0; i < FIELDS; i++) {
      struct words words = field_text(i, results, &results->cells[j]);
      if (widths[i] >= 0)
        field_print(out, i, words.text, widths[i]);
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
  struct claims_summary claims = claims_summary(run_folder);
  if (*claims.text)
    fprintf(out, "%s.\n", claims.text);
  results_release(&results);
  return STATUS_OK;
}
