/* Writes the report's section on faults: a row for each fault and cell. */
#include <math.h>
#include <stdio.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/report/sections.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

enum { NAMES = 4, COLUMNS = 11 };

static const char *const titles[COLUMNS] = {"fault",
                                            "at",
                                            "server",
                                            "transport",
                                            "users who noticed",
                                            "noticed after (median)",
                                            "noticed after (last)",
                                            "all served again after",
                                            "lost",
                                            "replayed",
                                            "late"};

/* "server killed for 1 s", "flood of 100" */
static struct words fault_words(const struct result_fault *fault) {
  const struct fault_facts *facts = &fault_kinds[fault->kind];
  struct words words;
  if (facts->counted)
    snprintf(words.text, sizeof words.text, "%s of %.0f %s", facts->words, fault->messages,
             word_for(fault->messages, "message", "messages"));
  else if (facts->lasts && facts->shared)
    snprintf(words.text, sizeof words.text, "%s, %.0f %% for %g s", facts->words,
             100 * fault->share, fault->for_s);
  else if (facts->lasts)
    snprintf(words.text, sizeof words.text, "%s for %g s", facts->words, fault->for_s);
  else if (facts->shared)
    snprintf(words.text, sizeof words.text, "%s, %.0f %%", facts->words, 100 * fault->share);
  else
    snprintf(words.text, sizeof words.text, "%s", facts->words);
  return words;
}

/* "WebSocket", "WebSocket, heartbeat" */
static struct words transport_text(const struct results *results, const struct result_cell *cell) {
  struct words words, condition = words_condition(results, cell);
  snprintf(words.text, sizeof words.text, "%s%s%.120s", transport_label(cell->transport),
           *condition.text ? ", " : "", condition.text);
  return words;
}

static void row_write(const struct page *page, const struct results *results,
                      const struct result_cell *cell, const struct result_fault *fault) {
  const struct page_mark marks[] = {{3, transport_name(cell->transport)}};
  struct words words[COLUMNS];
  const char *texts[COLUMNS];
  words[0] = fault_words(fault);
  words[1] = words_duration_ns(fault->at_s * 1e9);
  words[3] = transport_text(results, cell);
  words[4] = words_count(fault->noticed);
  words[5] = words_duration_ns(fault->notice_p50_ns);
  words[6] = words_duration_ns(fault->notice_max_ns);
  words[7] = words_duration_ns(fault->served_again_ns);
  words[8] = words_count(fault->lost);
  words[9] = words_count(fault->replayed);
  words[10] = words_count(fault->late);
  for (size_t i = 0; i < COLUMNS; i++)
    texts[i] = words[i].text;
  texts[2] = server_label(cell->engine);
  page_row(page, texts, COLUMNS, NAMES, marks, 1);
}

void report_faults(const struct page *page, const struct results *results) {
  size_t most = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].fault_count > most)
      most = results->cells[i].fault_count;
  if (most == 0)
    return;
  page_heading(page, 2, "Faults and their effects");
  page_table_begin(page, titles, COLUMNS, NAMES);
  for (size_t fault = 0; fault < most; fault++)
    for (size_t i = 0; i < results->cell_count; i++)
      if (fault < results->cells[i].fault_count)
        row_write(page, results, &results->cells[i], &results->cells[i].faults[fault]);
  page_table_end(page);
  page_text(page, PAGE_QUIET,
            "Times count from the beginning of the fault. A user has noticed it when its transport "
            "gave up the connection; a poll that is repeated at once on a new connection does not "
            "count. All are served again when each user has had a message that was sent after the "
            "fault's end; – means that some never had. A delivery belongs to the last fault before "
            "the message was due. Lost: it never came. Replayed: it came from the server's history "
            "after a reconnection. Late: it took more than half a second, with a short poll half a "
            "second and its interval. All figures are of the first repeat.");
}
