/* The columns, in the order in which they are shown. */
#include "bench/results/columns.h"

static struct words mean_words(const struct result_cell *cell) {
  return words_duration_ns(result_median(cell, FIGURE_LATENCY_MEAN));
}

static struct words residual_words(const struct result_cell *cell) {
  return words_difference_ns(result_median(cell, FIGURE_MODEL_LATENCY_RESIDUAL));
}

static struct words p50_words(const struct result_cell *cell) {
  return words_duration_ns(result_median(cell, FIGURE_LATENCY_P50));
}

static struct words p99_words(const struct result_cell *cell) {
  return words_duration_ns(result_median(cell, FIGURE_LATENCY_P99));
}

static struct words max_words(const struct result_cell *cell) {
  return words_duration_ns(result_median(cell, FIGURE_LATENCY_MAX));
}

static struct words requests_words(const struct result_cell *cell) {
  return words_number(result_median(cell, FIGURE_REQUESTS_PER_MESSAGE));
}

static struct words empty_words(const struct result_cell *cell) {
  return words_share(result_median(cell, FIGURE_EMPTY_SHARE));
}

static struct words wire_words(const struct result_cell *cell) {
  return words_bytes(result_median(cell, FIGURE_WIRE_PER_MESSAGE));
}

static struct words cpu_words(const struct result_cell *cell) {
  double us = result_median(cell, FIGURE_CPU_US_PER_MESSAGE);
  return words_duration_ns(us * 1e3);
}

static struct words memory_words(const struct result_cell *cell) {
  return words_bytes(result_median(cell, FIGURE_MEMORY_PER_USER));
}

static struct words threads_words(const struct result_cell *cell) {
  return words_count(result_median(cell, FIGURE_THREADS_PEAK));
}

static struct words lost_words(const struct result_cell *cell) {
  return words_count(result_median(cell, FIGURE_LOST));
}

const struct column columns[COLUMNS] = {
    {"mean", mean_words},       {"mean − model", residual_words},
    {"p50", p50_words},         {"p99", p99_words},
    {"max", max_words},         {"requests/msg", requests_words},
    {"empty", empty_words},     {"wire/msg", wire_words},
    {"CPU/msg", cpu_words},     {"memory/user", memory_words},
    {"threads", threads_words}, {"lost", lost_words},
};
