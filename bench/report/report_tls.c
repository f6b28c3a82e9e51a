/* Writes the report's section on TLS: its handshakes, and the bytes that it adds. */
#include <math.h>

#include "bench/report/report_figures.h"
#include "bench/report/sections.h"

static const struct figure_column columns[] = {
    {"full handshakes", FIGURE_TLS_FULL, words_number},
    {"resumed", FIGURE_TLS_RESUMED, words_number},
    {"handshake p50", FIGURE_TLS_HANDSHAKE_P50, words_duration_ns},
    {"p99", FIGURE_TLS_HANDSHAKE_P99, words_duration_ns},
    {"TLS bytes/msg", FIGURE_TLS_PER_MESSAGE, words_bytes},
    {"wire/msg", FIGURE_WIRE_PER_MESSAGE, words_bytes},
    {"CPU/msg", FIGURE_CPU_US_PER_MESSAGE, words_duration_us},
};

static bool speaks_tls(const struct result_cell *cell) {
  return !isnan(result_median(cell, FIGURE_TLS_FULL));
}

void report_tls(const struct page *page, const struct results *results) {
  if (!any_cell(results, speaks_tls))
    return;
  page_heading(page, 2, "TLS");
  page_text(
      page, PAGE_PLAIN,
      "Handshakes are those of all connections of the run. Their time is from the connection's "
      "opening to the handshake's end at the client; where many users connect at once, it "
      "includes waiting in the client. Bytes and processor time are those of the measured "
      "phase: 22 bytes for each record, and handshakes where each poll has a new "
      "connection.");
  report_figures(page, results, speaks_tls, columns, sizeof columns / sizeof *columns);
}
