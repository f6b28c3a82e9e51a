/* Writes how often the cells were measured: the repeats that precision took, and where the run was
 * resumed. */
#include <stdio.h>

#include "bench/answers/precisions.h"
#include "bench/base/bounded_text.h"
#include "bench/report/sections.h"
#include "common/base/numerals.h"

enum { LINE_BYTES = 1024, COLUMNS_NAMED = 2, COLUMN_COUNT = 6 };

static const char *const titles[COLUMN_COUNT] = {"cell",         "figure", "repeats with it",
                                                 "its interval", "bound",  "reached"};

static void row_write(const struct page *page, const struct precision *precision) {
  static const char *const states[] = {
      [PRECISION_REACHED] = "yes", [PRECISION_MISSED] = "no", [PRECISION_UNMEASURED] = "no"};
  char count[32], bound[32];
  struct words interval = precision_words(precision);
  snprintf(count, sizeof count, "%zu", precision->count);
  snprintf(bound, sizeof bound, "±%.3g %%", 100 * precision->bound);
  const char *cells[COLUMN_COUNT] = {
      precision->cell->name,   figure_table[precision->figure].path, count, interval.text, bound,
      states[precision->state]};
  page_row(page, cells, COLUMN_COUNT, COLUMNS_NAMED, NULL, 0);
}

static void precisions_write(const struct page *page, const struct results *results,
                             const struct precisions *precisions) {
  char text[LINE_BYTES], sentence[PRECISIONS_SENTENCE_BYTES];
  precisions_sentence(precisions, results, sentence);
  page_text(page, PAGE_PLAIN, sentence);
  if (!precisions_looked(precisions))
    return;
  page_table_begin(page, titles, COLUMN_COUNT, COLUMNS_NAMED);
  for (size_t i = 0; i < precisions->count; i++)
    row_write(page, &precisions->items[i]);
  page_table_end(page);
  snprintf(text, sizeof text,
           "An interval is of the median of the repeats' own values, as its ends' distance from "
           "that median, at %.1f %%: the looks after 8, 16 and 32 repeats share the 5 %% by which "
           "a 95 %% interval may miss.",
           100 * precisions->level);
  page_text(page, PAGE_QUIET, text);
}

static void resumed_write(const struct page *page, const struct result_texts *resumed) {
  char text[LINE_BYTES] = "";
  bounded_append(text, sizeof text, "The run was interrupted and resumed %s: ",
                 resumed->count == 1 ? "once" : "more than once");
  for (size_t i = 0; i < resumed->count; i++)
    bounded_append(text, sizeof text, "%s%s", i > 0 ? ", " : "", resumed->items[i]);
  bounded_append(text, sizeof text,
                 ". The machine may have moved meanwhile: times before and after may differ for "
                 "that.");
  page_text(page, PAGE_PLAIN, text);
}

enum status report_rounds(const struct page *page, const struct results *results,
                          struct error *error) {
  struct precisions precisions = {0};
  if (results->until.count == 0 && results->resumed.count == 0)
    return STATUS_OK;
  enum status status = precisions_of(&precisions, results, error);
  if (status != STATUS_OK)
    return status;
  page_heading(page, 2, "How often each cell was measured");
  if (results->until.count > 0)
    precisions_write(page, results, &precisions);
  if (results->resumed.count > 0)
    resumed_write(page, &results->resumed);
  precisions_release(&precisions);
  return STATUS_OK;
}
