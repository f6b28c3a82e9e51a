/* Writes the report's section on the floor: the cost of the tool itself, and of idle connections.
 */
#include <stdbool.h>

#include "bench/base/servers.h"
#include "bench/report/report_figures.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"

static const struct figure_column no_network[] = {
    {"mean latency", FIGURE_LATENCY_MEAN, words_duration_ns},
    {"mean − model", FIGURE_MODEL_LATENCY_RESIDUAL, words_difference_ns},
    {"p99", FIGURE_LATENCY_P99, words_duration_ns},
    {"CPU/msg", FIGURE_CPU_US_PER_MESSAGE, words_duration_us},
};

static const struct figure_column idle[] = {
    {"requests per user and hour", FIGURE_REQUESTS_PER_USER_HOUR, words_number},
    {"wire bytes per user and hour", FIGURE_WIRE_PER_USER_HOUR, words_bytes},
    {"server CPU per user and hour", FIGURE_CPU_MS_PER_USER_HOUR, words_duration_ms},
    {"memory/user", FIGURE_MEMORY_PER_USER, words_bytes},
};

enum { COLUMNS_COUNT = 4 };
_Static_assert(sizeof no_network == COLUMNS_COUNT * sizeof *no_network, "a row's columns");
_Static_assert(sizeof idle == COLUMNS_COUNT * sizeof *idle, "a row's columns");

static bool is_idle(const struct result_cell *cell) {
  return result_param_number(cell, "rate_per_s") == 0;
}

static bool is_without_network(const struct result_cell *cell) {
  return cell->engine >= 0 && server_traits(cell->engine)->in_process && !is_idle(cell);
}

void report_floor(const struct page *page, const struct results *results) {
  bool nulls = any_cell(results, is_without_network), idles = any_cell(results, is_idle);
  if (!nulls && !idles)
    return;
  page_heading(page, 2, "The floor");
  if (nulls) {
    page_text(page, PAGE_PLAIN,
              "Users inside the server's process, without sockets: these are the costs of the "
              "schedule, the transports and the bookkeeping alone. On a server the same transport "
              "takes more, for the network and the library. Nothing is subtracted from other "
              "figures.");
    report_figures(page, results, is_without_network, no_network, COLUMNS_COUNT);
  }
  if (idles) {
    page_text(
        page, PAGE_PLAIN,
        "Users are connected, but nothing is published: these are the costs of waiting, for each "
        "user and hour.");
    report_figures(page, results, is_idle, idle, COLUMNS_COUNT);
  }
}
