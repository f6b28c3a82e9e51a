/* The columns, in the order in which they are shown. */
#include "bench/results/columns.h"

#include <math.h>

const struct column columns[COLUMNS] = {
    {"mean", FIGURE_LATENCY_MEAN, words_duration_ns,
     "Latency: from the instant at which a message was due to its receipt by a user; mean, "
     "percentiles and max are of it."},
    {"mean − model", FIGURE_MODEL_LATENCY_RESIDUAL, words_difference_ns,
     "Mean − model: the mean latency less the wait that the transport's schedule makes "
     "necessary."},
    {"p50", FIGURE_LATENCY_P50, words_duration_ns, NULL},
    {"p90", FIGURE_LATENCY_P90, words_duration_ns, NULL},
    {"p99", FIGURE_LATENCY_P99, words_duration_ns, NULL},
    {"max", FIGURE_LATENCY_MAX, words_duration_ns, NULL},
    {"requests/msg", FIGURE_REQUESTS_PER_MESSAGE, words_number, NULL},
    {"empty", FIGURE_EMPTY_SHARE, words_share,
     "Empty: requests that were answered without a message."},
    {"wire/msg", FIGURE_WIRE_PER_MESSAGE, words_bytes,
     "Wire: TCP and IP headers included, both directions."},
    {"CPU/msg", FIGURE_CPU_US_PER_MESSAGE, words_duration_us, NULL},
    {"memory/user", FIGURE_MEMORY_PER_USER, words_bytes,
     "Memory: growth of the server with each user who connects."},
    {"threads", FIGURE_THREADS_PEAK, words_count, NULL},
    {"lost", FIGURE_LOST, words_count, NULL},
};

struct words column_words(const struct column *column, const struct result_cell *cell) {
  return column->words(result_median(cell, column->figure));
}

bool column_is_measured(const struct column *column, const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (!isnan(result_median(&results->cells[i], column->figure)))
      return true;
  return false;
}
