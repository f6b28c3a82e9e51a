/* What the tool itself and a connection at rest cost. */
#include "bench/report_floor.h"

#include <math.h>
#include <stdbool.h>

#include "bench/wording.h"
#include "common/transports.h"

struct figure_column {
  const char *title;
  enum metric metric;
  struct words (*words)(double value);
};

static struct words us_words(double us) {
  return words_duration_ns(us * 1e3);
}

static struct words ms_words(double ms) {
  return words_duration_ns(ms * 1e6);
}

static const struct figure_column no_network[] = {
    {"mean latency", METRIC_LATENCY_MEAN, words_duration_ns},
    {"mean − model", METRIC_MODEL_LATENCY_RESIDUAL, words_difference_ns},
    {"p99", METRIC_LATENCY_P99, words_duration_ns},
    {"CPU/msg", METRIC_CPU_US_PER_MESSAGE, us_words},
};

static const struct figure_column idle[] = {
    {"requests per user and hour", METRIC_REQUESTS_PER_USER_HOUR, words_number},
    {"wire bytes per user and hour", METRIC_WIRE_PER_USER_HOUR, words_bytes},
    {"server CPU per user and hour", METRIC_CPU_MS_PER_USER_HOUR, ms_words},
    {"memory/user", METRIC_RSS_PER_CLIENT, words_bytes},
};

enum { NAMES = 3, COLUMNS_COUNT = 4, ROW = NAMES + COLUMNS_COUNT };
_Static_assert(sizeof no_network == COLUMNS_COUNT * sizeof *no_network, "a row's columns");
_Static_assert(sizeof idle == COLUMNS_COUNT * sizeof *idle, "a row's columns");

static bool is_idle(const struct result_cell *cell) {
  return result_param_number(cell, "rate_per_s") == 0;
}

static bool is_without_network(const struct result_cell *cell) {
  return cell->engine == ENGINE_NULL && !is_idle(cell);
}

static bool any(const struct results *results, bool (*is)(const struct result_cell *cell)) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (is(&results->cells[i]))
      return true;
  return false;
}

static void table_write(const struct page *page, const struct results *results,
                        bool (*is)(const struct result_cell *cell),
                        const struct figure_column *columns) {
  const char *texts[ROW] = {"server", "transport", "parameters"};
  for (size_t i = 0; i < COLUMNS_COUNT; i++)
    texts[NAMES + i] = columns[i].title;
  page_table_begin(page, texts, ROW, NAMES);
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const struct page_mark marks[] = {{1, transport_name(cell->transport)}};
    struct words figures[COLUMNS_COUNT], condition = words_condition(results, cell);
    if (!is(cell))
      continue;
    texts[0] = engine_words(cell->engine);
    texts[1] = transport_words(cell->transport);
    texts[2] = condition.text;
    for (size_t j = 0; j < COLUMNS_COUNT; j++) {
      figures[j] = columns[j].words(result_median(cell, columns[j].metric));
      texts[NAMES + j] = figures[j].text;
    }
    page_row(page, texts, ROW, NAMES, marks, 1);
  }
  page_table_end(page);
}

void report_floor(const struct page *page, const struct results *results) {
  bool nulls = any(results, is_without_network), idles = any(results, is_idle);
  if (!nulls && !idles)
    return;
  page_heading(page, 2, "The floor");
  if (nulls) {
    page_text(page, PAGE_PLAIN,
              "Users inside the server's process, no sockets: the schedule, the transports and the "
              "bookkeeping alone. What the same transport takes above this on a server is the "
              "network's and the library's. Nothing is subtracted anywhere.");
    table_write(page, results, is_without_network, no_network);
  }
  if (idles) {
    page_text(page, PAGE_PLAIN,
              "Users connected, nothing published: what waiting costs, for each user and hour.");
    table_write(page, results, is_idle, idle);
  }
}
