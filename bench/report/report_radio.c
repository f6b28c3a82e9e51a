/* Writes the report's section on phones' radios. */
#include "bench/report/report_figures.h"
#include "bench/report/sections.h"

static const struct figure_column columns[] = {
    {"wake-ups per user and hour", FIGURE_RADIO_WAKEUPS_PER_USER_HOUR, words_number},
    {"radio on", FIGURE_RADIO_ON_SHARE, words_share},
    {"wire bytes per user and hour", FIGURE_WIRE_PER_USER_HOUR, words_bytes},
    {"mean latency", FIGURE_LATENCY_MEAN, words_duration_ns},
    {"lost", FIGURE_LOST, words_count},
};

static bool has_radio(const struct result_cell *cell) {
  return cell->measured > 0 && result_median(cell, FIGURE_RADIO_ON_SHARE) < 1;
}

void report_radio(const struct page *page, const struct results *results) {
  if (!any_cell(results, has_radio))
    return;
  page_heading(page, 2, "A phone's radio");
  page_text(
      page, PAGE_PLAIN,
      "What the radio of a phone would have to do for a user: how often a packet wakes it in "
      "an hour, and the share of the time that it is on, from a packet to the end of its tail "
      "time. Cells in which it never slept are left out.");
  report_figures(page, results, has_radio, columns, sizeof columns / sizeof *columns);
}
