/* Writes the report's section on reverse proxies: what each costs. */
#include <string.h>

#include "bench/report/report_figures.h"
#include "bench/report/sections.h"

static const struct figure_column columns[] = {
    {"mean latency", FIGURE_LATENCY_MEAN, words_duration_ns},
    {"proxy CPU/msg", FIGURE_PROXY_CPU_PER_MESSAGE, words_duration_us},
    {"proxy memory", FIGURE_PROXY_RESIDENT, words_bytes},
    {"proxy memory/user", FIGURE_PROXY_GROWTH_PER_USER, words_bytes},
    {"users' side/msg", FIGURE_PROXY_USERS_SIDE, words_bytes},
    {"server's side/msg", FIGURE_PROXY_SERVER_SIDE, words_bytes},
    {"connections ended", FIGURE_CONNECTIONS_CLOSED, words_count},
    {"lost", FIGURE_LOST, words_count},
};

static bool has_proxy(const struct result_cell *cell) {
  const char *proxy = result_param(cell, "proxy");
  return proxy && strcmp(proxy, "none") != 0;
}

static bool is_shown(const struct result_cell *cell) {
  return cell->measured > 0;
}

void report_proxies(const struct page *page, const struct results *results) {
  if (!any_cell(results, has_proxy))
    return;
  page_heading(page, 2, "Reverse proxies");
  page_text(
      page, PAGE_PLAIN,
      "The proxy's processor time for each message and its memory, by how much that grew for "
      "each user, and the bytes of IP packets for each delivered message on either side of "
      "it, from the first connection to the last. These bytes need a link, which counts them. "
      "A cell that failed is not in the table: its users did not get through.");
  report_figures(page, results, is_shown, columns, sizeof columns / sizeof *columns);
}
