/* Writes the report's section on HTTP/2: what its frames carried. */
#include <math.h>
#include <string.h>

#include "bench/report/report_figures.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"

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

static bool param_is(const struct result_cell *cell, const char *name, const char *value) {
  const char *text = result_param(cell, name);
  return text && strcmp(text, value) == 0;
}

/* bench/plan/cell_http_version.h */
static bool cannot_speak_it(const struct result_cell *cell) {
  return !speaks_http2(cell) &&
         (!param_is(cell, "engine", engine_traits[ENGINE_EPOLL].name) ||
          !param_is(cell, "client_library", client_library_traits[CLIENT_LIBRARY_RAW].name) ||
          !param_is(cell, "proxy", "none") || param_is(cell, "keep_alive", "off"));
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
  if (any_cell(results, cannot_speak_it))
    page_text(
        page, PAGE_PLAIN,
        "Cells of another engine than epoll or of another client library than raw, with a proxy, "
        "or without kept connections are over HTTP/1.1 alone, since only epoll and raw "
        "speak HTTP/2 here.");
  report_figures(page, results, speaks_http2, columns, sizeof columns / sizeof *columns);
}
