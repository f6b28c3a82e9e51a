/* Writes the report's section on variants: the ratio of each figure to that of the base. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/answers/variants.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"

struct figure_column {
  const char *title;
  enum figure figure;
  struct words (*words)(double value); /* for the base's own figure */
};

static const struct figure_column columns[] = {
    {"mean latency", FIGURE_LATENCY_MEAN, words_duration_ns},
    {"p99", FIGURE_LATENCY_P99, words_duration_ns},
    {"wire/msg", FIGURE_WIRE_PER_MESSAGE, words_bytes},
    {"CPU/msg", FIGURE_CPU_US_PER_MESSAGE, words_duration_us},
    {"requests/msg", FIGURE_REQUESTS_PER_MESSAGE, words_number},
    {"memory/user", FIGURE_MEMORY_PER_USER, words_bytes},
};

enum { COLUMNS_COUNT = sizeof columns / sizeof *columns, NAMES = 4, ROW = NAMES + COLUMNS_COUNT };

/* The report's comparison of the cell's variant in this figure; NULL where there is none. */
static const struct comparison *comparison_of(const struct comparisons *comparisons,
                                              const struct result_cell *cell, enum figure figure) {
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (comparison->figure->id == figure && strcmp(comparison->axis, "variant") == 0 &&
        comparison->transport == cell->transport &&
        strcmp(comparison->levels[1], result_varied(cell, "variant")) == 0)
      return comparison;
  }
  return NULL;
}

/* "1.84×", with "n.s." where the difference is not significant; the figure itself where the base's
 * is 0; a dash where a cell must not be ranked. */
static struct words change_words(const struct comparisons *comparisons,
                                 const struct result_cell *base, const struct result_cell *cell,
                                 const struct figure_column *column) {
  enum figure figure = column->figure;
  const struct comparison *comparison = comparison_of(comparisons, cell, figure);
  double ratio = result_median(cell, figure) / result_median(base, figure);
  struct words words =
      isfinite(ratio) ? words_times(ratio) : column->words(result_median(cell, figure));
  if (result_unranked(base) || result_unranked(cell))
    return words_number(NAN);
  if (comparison && comparison->figure->basis == BASIS_TESTED &&
      comparison->finding == FINDING_LEVEL)
    strncat(words.text, " n.s.", sizeof words.text - strlen(words.text) - 1);
  return words;
}

/* "tls on, keep_alive off", followed by the base's name where that is not the first variant. */
static struct words sets_words(const struct results *results, const struct result_cell *cell,
                               const struct result_cell *base) {
  struct words words;
  const char *variant = result_varied(cell, "variant");
  const char *against = variants_base_name(results, variant);
  bool other = base != cell && strcmp(against, results->variants.items[0].name) != 0;
  snprintf(words.text, sizeof words.text, "%.120s%s%.60s", variant_sets(results, variant),
           other ? "; compared with " : "", other ? against : "");
  return words;
}

/* The other varied parameters: ", 10 users". */
static struct words others_words(const struct results *results, const struct result_cell *cell) {
  struct words words = {""};
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *name = results->varied.items[i];
    const char *text = result_varied(cell, name);
    size_t used = strlen(words.text);
    if (text && strcmp(name, "variant") != 0)
      snprintf(words.text + used, sizeof words.text - used, ", %.64s",
               words_param(name, text).text);
  }
  return words;
}

static void row_write(const struct page *page, const struct results *results,
                      const struct comparisons *comparisons, const struct result_cell *base,
                      const struct result_cell *cell) {
  const char *texts[ROW], *variant = result_varied(cell, "variant");
  struct words figures[COLUMNS_COUNT], transport, sets = sets_words(results, cell, base);
  const struct page_mark marks[] = {{1, transport_name(cell->transport)}};
  snprintf(transport.text, sizeof transport.text, "%s%.160s", transport_label(cell->transport),
           others_words(results, cell).text);
  texts[0] = server_label(cell->engine);
  texts[1] = transport.text;
  texts[2] = variant;
  texts[3] = sets.text;
  for (size_t i = 0; i < COLUMNS_COUNT; i++) {
    figures[i] = cell == base ? columns[i].words(result_median(cell, columns[i].figure))
                              : change_words(comparisons, base, cell, &columns[i]);
    texts[NAMES + i] = figures[i].text;
  }
  page_row(page, texts, ROW, NAMES, marks, 1);
}

static bool any_compared(const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (variant_is_compared(results, &results->cells[i]))
      return true;
  return false;
}

static void notes_write(const struct page *page, const struct results *results) {
  char text[512];
  const char *first = results->variants.items[0].name;
  snprintf(
      text, sizeof text,
      "Rows of “%.64s” have the figures themselves. The other rows have ratios to these, or to "
      "the variant that they name: 1× is no change, 2× is twice as late, as many bytes, or as "
      "expensive. A variant that has no effect on a transport is left out.",
      first);
  page_text(page, PAGE_QUIET, text);
  page_text(
      page, PAGE_QUIET,
      "n.s.: not significant, so the ratio may be chance. The test is that of the conclusions: "
      "it takes all servers together, and is corrected for the number of tests. Figures that "
      "are not tested have no mark. variants.tsv has each ratio with its own, uncorrected "
      "p.");
}

void report_variants(const struct page *page, const struct results *results,
                     const struct comparisons *comparisons) {
  const char *titles[ROW] = {"server", "transport", "variant", "sets"};
  if (!any_compared(results))
    return;
  for (size_t i = 0; i < COLUMNS_COUNT; i++)
    titles[NAMES + i] = columns[i].title;
  page_heading(page, 2, "Effects of the variants");
  page_table_begin(page, titles, ROW, NAMES);
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (variant_is_compared(results, cell))
      row_write(page, results, comparisons, variant_base(results, cell), cell);
  }
  page_table_end(page);
  notes_write(page, results);
}
