/* Writes the report's section on two builds: which figures the change made better or worse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/figure_words.h"
#include "bench/report/sections.h"
#include "bench/versus/versus_words.h"
#include "common/base/traits.h"

enum { COLUMNS = 9, NAMED = 2, NOTE_BYTES = 1200 };

static const char *const titles[COLUMNS] = {
    "cell", "figure", "other build", "this build", "change", "interval", "p", "rounds", "finding"};

static const char *mark_of(enum versus_finding finding) {
  return finding == VERSUS_WORSE ? "fails" : finding == VERSUS_BETTER ? "holds" : "shown";
}

static void row_write(const struct page *page, const struct results *results,
                      const struct versus_pair *pair) {
  struct words cell = versus_cell_words(results, pair->own), rounds;
  struct words other = figure_words(pair->figure, pair->other_median);
  struct words own = figure_words(pair->figure, pair->median);
  struct words change = versus_change_words(pair->ratio.ratio);
  struct words interval = versus_interval_words(&pair->ratio);
  struct words p = isnan(pair->corrected) ? words_number(NAN) : versus_p_words(pair->corrected);
  snprintf(rounds.text, sizeof rounds.text, "%zu", pair->rounds);
  const char *texts[COLUMNS] = {cell.text,
                                versus_figure_words(pair->figure),
                                other.text,
                                own.text,
                                change.text,
                                interval.text,
                                p.text,
                                rounds.text,
                                versus_finding_words(pair->finding)};
  const struct page_mark marks[] = {{0, transport_name(pair->own->transport)},
                                    {COLUMNS - 1, mark_of(pair->finding)}};
  page_row(page, texts, COLUMNS, NAMED, marks, 2);
}

static void table_write(const struct page *page, const struct results *results,
                        const struct versus_pair *pairs, size_t count) {
  page_table_begin(page, titles, COLUMNS, NAMED);
  for (size_t i = 0; i < count; i++)
    row_write(page, results, &pairs[i]);
  page_table_end(page);
}

static void sentences_write(const struct page *page, const struct results *results,
                            const struct versus *versus) {
  page_text(page, PAGE_LEAD, versus_headline(versus, results).text);
  for (size_t i = 0; i < versus->named; i++)
    if (versus->items[i].finding != VERSUS_EQUAL)
      page_text(page, PAGE_PLAIN, versus_sentence(versus, &versus->items[i], results).text);
}

static void notes_write(const struct page *page, const struct results *results,
                        const struct versus *versus) {
  char text[NOTE_BYTES];
  snprintf(text, sizeof text,
           "Both builds took turns: in each round a cell of one came right after the same cell of "
           "the other, in random order and with the same schedule. The change is this build's "
           "figure against the other's. The test is one of pairs, of signed ranks; p is corrected "
           "for %zu %s, and what is below %g is called.",
           versus->tested, word_for((double)versus->tested, "test", "tests"), VERSUS_LEVEL);
  if (!versus->chosen)
    bounded_append(text, sizeof text,
                   " The experiment names no figures to compare, so these are those that reports "
                   "compare.");
  page_text(page, PAGE_QUIET, text);
  snprintf(text, sizeof text, "The other build:");
  for (size_t i = 0; i < results->versus.count; i++)
    bounded_append(text, sizeof text, "%s %s %s", i > 0 ? "," : "", results->versus.items[i].name,
                   results->versus.items[i].text);
  page_text(page, PAGE_QUIET, text);
}

void report_versus(const struct page *page, const struct results *results,
                   const struct versus *versus) {
  if (!versus_is(results))
    return;
  page_heading(page, 2, "Did the change help?");
  if (versus->named > 0) {
    sentences_write(page, results, versus);
    table_write(page, results, versus->items, versus->named);
  }
  notes_write(page, results, versus);
  if (versus->count == versus->named)
    return;
  page_fold_begin(page, "Figures that were not named beforehand: shown, not called");
  table_write(page, results, versus->items + versus->named, versus->count - versus->named);
  page_fold_end(page);
}
