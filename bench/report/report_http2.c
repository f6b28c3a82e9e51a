/* Writes the report's section on HTTP/2: what its frames carried. */
#include <math.h>

#include "bench/report/report_figures.h"
#include "bench/report/sections.h"

static const struct figure_column columns[] = {
    {"heads of first requests", FIGURE_HTTP2_FIRST_HEADS, words_bytes},
    {"of later ones", FIGURE_HTTP2_LATER_HEADS, words_bytes},
    {"heads of frames", FIGURE_HTTP2_FRAME_HEADS, words_bytes},
    {"header blocks", FIGURE_HTTP2_HEADER_BLOCKS, words_bytes},
    {"DATA", FIGURE_HTTP2_DATA, words_bytes},
    {"SETTINGS", FIGURE_HTTP2_SETTINGS, words_bytes},
    {"WINDOW_UPDATE", FIGURE_HTTP2_WINDOW_UPDATES, words_bytes},
    {"PING", FIGURE_HTTP2_PINGS, words_bytes},
    {"GOAWAY", FIGURE_HTTP2_GOAWAYS, words_bytes},
    {"other", FIGURE_HTTP2_OTHERS, words_bytes},
};

static bool speaks_http2(const struct result_cell *cell) {
  return !isnan(result_median(cell, FIGURE_HTTP2_FRAME_HEADS));
}

void report_http2(const struct page *page, const struct results *results) {
  if (!any_cell(results, speaks_http2))
    return;
  page_heading(page, 2, "HTTP/2");
  page_text(
      page, PAGE_PLAIN,
      "Every byte of the streams, in both directions: all columns but the first two together are "
      "payload and protocol of the measured phase. The first two are the head of a request and of "
      "its answer, with the heads of their frames, over the whole run: the tables of heads fill "
      "with the first requests of each connection, so that the later ones cost less.");
  report_figures(page, results, speaks_http2, columns, sizeof columns / sizeof *columns);
}
