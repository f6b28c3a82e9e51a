/* Each count is read from its own member, and each figure is written to its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/results/cell_arithmetic.h"
#include "documents/figures.h"

/* The counts before the arithmetic: different primes, so that a mixed-up count changes a figure. */
static const struct {
  enum figure figure;
  double value;
} counts[] = {
    {FIGURE_CLIENTS, 7},
    {FIGURE_TIME_SCALE, 3},
    {FIGURE_DURATION_S, 11},
    {FIGURE_PUBLISHED, 0},
    {FIGURE_DELIVERED, 5003}, /* no figure is divided by it */
    {FIGURE_EXPECTED, 5009},
    {FIGURE_LOST, 6},
    {FIGURE_AGE_WATCHED_S, 38.5},
    {FIGURE_THREADS_PEAK, 17},
    {FIGURE_COUNTED_START, 999e6},
    {FIGURE_COUNTED_END, 10999e6},
    {FIGURE_COUNTED_RECEIVED, 19},
    {FIGURE_COUNTED_ANSWERED, 71},
    {FIGURE_REQUESTS, 97},
    {FIGURE_PUBLISH_REQUESTS, 23},
    {FIGURE_REQUESTS_EMPTY, 29},
    {FIGURE_BYTES_PAYLOAD, 2003},
    {FIGURE_BYTES_DATA, 1009},
    {FIGURE_BYTES_PAYLOAD_UP, 101},
    {FIGURE_BYTES_PROTOCOL_UP, 307},
    {FIGURE_BYTES_PROTOCOL_DOWN, 401},
    {FIGURE_BYTES_HEAD_UP, 211},
    {FIGURE_BYTES_HEAD_DOWN, 223},
    {FIGURE_BYTES_SAVED_UP, 31},
    {FIGURE_BYTES_SAVED_DOWN, 37},
    {FIGURE_BYTES_TLS_UP, 41},
    {FIGURE_BYTES_TLS_DOWN, 43},
    {FIGURE_BYTES_TCP_UP, 4001}, /* no figure is computed from it */
    {FIGURE_BYTES_WIRE_UP, 5011},
    {FIGURE_BYTES_WIRE_DOWN, 7001},
};

static const struct measurement measured = {
    .has_ready = true,
    .has_start = true,
    .has_end = true,
    .ready = {.sample = {.at_ns = 1, .cpu_s = 0.1, .rss_bytes = 1}, .resident_bytes = 1000003},
    .start = {.sample = {.at_ns = 1000000000, .cpu_s = 0.25, .rss_bytes = 1},
              .resident_bytes = 1200007,
              .context_switches = 100,
              .sockets = 8},
    .end = {.sample = {.at_ns = 11002000000, .cpu_s = 0.345, .rss_bytes = 1},
            .resident_bytes = 1700003,
            .context_switches = 153,
            .sockets = 9},
    .memory = {.bytes_per_user = 1409, .error_bytes = 61},
    .kernel_memory = {.bytes_per_user = 7207, .error_bytes = 691},
};

static json_t *document_of_counts(void) {
  json_t *document = json_object();
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    figure_put_number(document, counts[i].figure, counts[i].value);
  return document;
}

static void every_figure_is_made_of_its_own_counts(void **state) {
  (void)state;
  static const double counted_hours = 7 * 3 * 10 / 3600.0, read_hours = 7 * 3 * 10.002 / 3600.0;
  const struct {
    enum figure figure;
    double value;
  } expected[] = {
      {FIGURE_REQUESTS_PER_MESSAGE, 97 / 19.0},
      {FIGURE_EMPTY_PER_MESSAGE, 29 / 19.0},
      {FIGURE_USEFUL_PER_MESSAGE, 68 / 19.0},
      {FIGURE_EMPTY_SHARE, 29 / 71.0},
      {FIGURE_REQUESTS_PER_S, 9.7},
      {FIGURE_REQUESTS_PER_USER_HOUR, 97 / counted_hours},
      {FIGURE_TEXT_PER_MESSAGE, 2104 / 19.0},
      {FIGURE_ENVELOPE_PER_MESSAGE, 994 / 19.0},
      {FIGURE_SAVED_PER_MESSAGE, 68 / 19.0},
      {FIGURE_PAYLOAD_PER_MESSAGE, 2036 / 19.0},
      {FIGURE_PROTOCOL_PER_MESSAGE, 708 / 19.0},
      {FIGURE_TLS_PER_MESSAGE, 84 / 19.0},
      {FIGURE_TCPIP_PER_MESSAGE, 9184 / 19.0},
      {FIGURE_WIRE_PER_MESSAGE, 12012 / 19.0},
      {FIGURE_PROTOCOL_PER_S, 70.8},
      {FIGURE_HEAD_PER_S, 43.4},
      {FIGURE_WIRE_PER_S, 1201.2},
      {FIGURE_WIRE_PER_USER_HOUR, 12012 / counted_hours},
      {FIGURE_IDLE_WIRE_PER_USER_HOUR, 12012 / counted_hours},
      {FIGURE_AGE_WATCHED_SHARE, 0.5},
      {FIGURE_SERVER_CPU_S, 0.095},
      {FIGURE_SERVER_CPU_WINDOW, 10.002},
      {FIGURE_SERVER_CPU_WINDOW_APART, 0.004},
      {FIGURE_CPU_US_PER_MESSAGE, 5000},
      {FIGURE_CPU_MS_PER_USER_HOUR, 95 / read_hours},
      {FIGURE_CONTEXT_SWITCHES, 53},
      {FIGURE_CONNECTIONS_HELD, 9},
      {FIGURE_RSS_START, 1000003},
      {FIGURE_RSS_END, 1700003},
      {FIGURE_RSS_GROWTH_PER_USER, 100000},
      {FIGURE_LOST_SHARE, 6 / 5009.0},
      {FIGURE_THREADS_PER_CLIENT, 17 / 7.0},
      {FIGURE_MEMORY_PER_USER, 1409},
      {FIGURE_MEMORY_PER_USER_ERROR, 61},
      {FIGURE_KERNEL_PER_USER, 7207},
      {FIGURE_KERNEL_PER_USER_ERROR, 691},
  };
  json_t *document = document_of_counts();
  arithmetic_put(document, &measured);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    double value = figure_value(document, expected[i].figure, NAN);
    if (!(fabs(value - expected[i].value) <= 1e-9 * fabs(expected[i].value)))
      fail_msg("%s is %.12g, not %.12g", figure_table[expected[i].figure].path, value,
               expected[i].value);
  }
  json_decref(document);
}

static void unmeasured_figures_are_not_written(void **state) {
  (void)state;
  const struct measurement nothing = {.memory = {NAN, NAN, "why"}, .kernel_memory = {NAN, NAN, ""}};
  json_t *document = json_object();
  arithmetic_put(document, &nothing);
  assert_int_equal(json_object_size(document), 0);
  json_decref(document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_figure_is_made_of_its_own_counts),
      cmocka_unit_test(unmeasured_figures_are_not_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
