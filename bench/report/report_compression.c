/* Writes the report's section on compression: the bytes saved, and the cost. */
#include <stdio.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/plan/cell_compression.h"
#include "bench/report/report_figures.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"

static const struct figure_column columns[] = {
    {"texts/msg", FIGURE_TEXT_PER_MESSAGE, words_bytes},
    {"saved/msg", FIGURE_SAVED_PER_MESSAGE, words_bytes},
    {"wire/msg", FIGURE_WIRE_PER_MESSAGE, words_bytes},
    {"CPU/msg", FIGURE_CPU_US_PER_MESSAGE, words_duration_us},
    {"memory/user", FIGURE_MEMORY_PER_USER, words_bytes},
    {"grown/user", FIGURE_RSS_GROWTH_PER_USER, words_bytes},
    {"latency mean", FIGURE_LATENCY_MEAN, words_duration_ns},
};

static bool is_on(const struct result_cell *cell) {
  const char *text = result_param(cell, "compression");
  return text && (strcmp(text, "true") == 0 || strcmp(text, "on") == 0);
}

static bool is_cell(const struct result_cell *cell) {
  return cell->engine >= 0 && cell->transport >= 0;
}

/* Whether it is the first cell of its transport and engine. */
static bool is_first(const struct results *results, const struct result_cell *cell) {
  const struct result_cell *first = results->cells;
  while (first->transport != cell->transport || first->engine != cell->engine)
    first++;
  return first == cell;
}

static void lacks_write(const struct page *page, const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const char *lack = is_cell(cell) ? compression_lack(cell->transport, cell->engine) : NULL;
    char text[512];
    if (!lack || !is_first(results, cell))
      continue;
    snprintf(text, sizeof text, "Not compressed: %s on %s; %s.", transport_label(cell->transport),
             server_label(cell->engine), lack);
    page_text(page, PAGE_PLAIN, text);
  }
}

void report_compression(const struct page *page, const struct results *results) {
  if (!any_cell(results, is_on))
    return;
  page_heading(page, 2, "Compression");
  page_text(page, PAGE_PLAIN,
            "Texts: bytes of the messages that users received. Saved: how many of them compression "
            "took away, below 0 where short texts became longer. An answer to a poll is compressed "
            "once for all users who get it, by gzip at zlib's default level. Each WebSocket has a "
            "compressor of its own, so every message is compressed again for each user. Its memory "
            "is in grown/user: the resident memory that the server had more at the end than before "
            "the users came, divided by them. memory/user is measured while users connect, before "
            "the first message makes a compressor.");
  report_figures(page, results, is_cell, columns, sizeof columns / sizeof *columns);
  lacks_write(page, results);
}
