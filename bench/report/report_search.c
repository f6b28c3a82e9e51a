/* Writes the report's section on capacity: what each search found, and how sure that is. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/answers/search_words.h"
#include "bench/base/formatting.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"

enum { NAMES = 2, COLUMNS = 7 };

static void row_write(const struct page *page, const struct result_searches *searches,
                      size_t index) {
  const struct result_search *search = &searches->items[index];
  const struct page_mark marks[] = {{0, transport_name(search->transport)}};
  const struct words label = search_label(search), answer = search_answer(searches, index),
                     held = search_value_words(searches, search->held),
                     failed = search_value_words(searches, search->failed),
                     sure = words_share(search->probability),
                     probes = words_count((double)search_probes(searches, index));
  const char *gave_out =
      search->gave_out == EXHAUSTED_KINDS ? "–" : exhausted_words(search->gave_out);
  const char *cells[COLUMNS] = {label.text,  gave_out,  answer.text, held.text,
                                failed.text, sure.text, probes.text};
  page_row(page, cells, COLUMNS, NAMES, marks, 1);
}

static void table_write(const struct page *page, const struct result_searches *searches) {
  static const char *const titles[COLUMNS] = {
      "cell", "gave out first", "capacity", "greatest that holds", "least that does not",
      "sure", "probes"};
  page_table_begin(page, titles, COLUMNS, NAMES);
  for (size_t i = 0; i < searches->count; i++)
    row_write(page, searches, i);
  page_table_end(page);
}

/* False without memory. */
static bool sentences_write(const struct page *page, const struct result_searches *searches) {
  struct search_sentence *sentences = calloc(searches->count + 1, sizeof *sentences);
  const char **texts = calloc(searches->count + 1, sizeof *texts);
  bool made = sentences && texts;
  for (size_t i = 0; made && i < searches->count; i++) {
    sentences[i] = search_sentence(searches, i);
    texts[i] = sentences[i].text;
  }
  if (made)
    page_list(page, texts, searches->count);
  free(texts);
  free(sentences);
  return made;
}

enum status report_search(const struct page *page, const struct results *results,
                          struct error *error) {
  const struct result_searches *searches = &results->searches;
  char text[512];
  if (searches->count == 0 || results->quick)
    return STATUS_OK;
  page_heading(page, 2, "Capacity");
  snprintf(text, sizeof text, "Searched: the greatest value of %s at which these limits hold: %s.",
           words_param_name(result_searches_vary(searches)).text,
           search_limits_words(searches).text);
  page_text(page, PAGE_PLAIN, text);
  if (!sentences_write(page, searches))
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the sentences");
  table_write(page, searches);
  page_text(page, PAGE_QUIET,
            "Each value was probed by a run of a cell of its own; all of them are in the table and "
            "the charts below. Values were doubled until one did not hold, then the bracket was "
            "halved, and its ends were probed again, until the answer was sure enough. \"Sure\" is "
            "the probability that the answer lies between the two values if four probes in five "
            "are right (docs/method.md). Where the load generator gave out, a faster one might "
            "have found more, so no capacity is named.");
  return STATUS_OK;
}
