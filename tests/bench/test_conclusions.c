/* What is concluded from a run's figures, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/conclusions.h"
#include "common/transports.h"

static struct result_cell cell_with(int engine, int transport, double p99_ms, double cpu_us,
                                    double wire) {
  struct result_cell cell = {
      .name = "cell", .engine = engine, .transport = transport, .measured = 1};
  for (int i = 0; i < METRIC_COUNT; i++)
    cell.metrics[i].median = NAN;
  cell.metrics[METRIC_LATENCY_P99].median = p99_ms * 1e6;
  cell.metrics[METRIC_CPU_US_PER_MESSAGE].median = cpu_us;
  cell.metrics[METRIC_WIRE_PER_MESSAGE].median = wire;
  return cell;
}

static struct conclusions conclude(struct result_cell *cells, size_t count) {
  struct results results = {.cells = cells, .cell_count = count};
  struct conclusions conclusions;
  conclusions_draw(&results, &conclusions);
  return conclusions;
}

static bool says(const struct conclusions *conclusions, const char *text) {
  for (size_t i = 0; i < conclusions->count; i++)
    if (strcmp(conclusions->texts[i], text) == 0)
      return true;
  return false;
}

static void one_stall_makes_no_winner(void **state) {
  (void)state;
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 247),
                                cell_with(ENGINE_LWS, TRANSPORT_WEBSOCKET, 9, 12, 236),
                                cell_with(ENGINE_LWS, TRANSPORT_SHORT_POLL, 1000, 40, 267)};
  struct conclusions conclusions = conclude(cells, 3);
  assert_true(says(&conclusions, "libwebsockets, 99 % of the messages within: SSE 5.00 ms, "
                                 "WebSocket 9.00 ms (too near to tell apart); short poll 1.00 s "
                                 "(200×)."));
  assert_true(says(&conclusions, "libwebsockets, server processor time for a delivered message: "
                                 "SSE 10.0 µs, WebSocket 12.0 µs (too near to tell apart); short "
                                 "poll 40.0 µs (4.00×)."));
}

static void enough_repeats_tell_more_apart(void **state) {
  (void)state;
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 247),
                                cell_with(ENGINE_LWS, TRANSPORT_WEBSOCKET, 9, 10.5, 236)};
  cells[0].measured = cells[1].measured = 5;
  struct conclusions conclusions = conclude(cells, 2);
  assert_true(says(&conclusions, "libwebsockets, 99 % of the messages within: SSE 5.00 ms; "
                                 "WebSocket 9.00 ms (1.80×)."));
  assert_true(says(&conclusions, "libwebsockets, server processor time for a delivered message: "
                                 "SSE 10.0 µs, WebSocket 10.5 µs (too near to tell apart)."));
}

static void bytes_that_are_the_same_on_both_servers_are_told_once(void **state) {
  (void)state;
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 250),
                                cell_with(ENGINE_LWS, TRANSPORT_LONG_POLL, 6, 20, 500),
                                cell_with(ENGINE_CIVETWEB, TRANSPORT_SSE, 7, 30, 250),
                                cell_with(ENGINE_CIVETWEB, TRANSPORT_LONG_POLL, 8, 40, 501)};
  struct conclusions conclusions = conclude(cells, 4);
  assert_true(says(&conclusions, "Both servers, bytes on the wire for a delivered message: SSE "
                                 "250 B, long poll 500 B (2.00×)."));
  cells[3].metrics[METRIC_WIRE_PER_MESSAGE].median = 600;
  conclusions = conclude(cells, 4);
  assert_true(says(&conclusions, "civetweb, bytes on the wire for a delivered message: SSE 250 B, "
                                 "long poll 600 B (2.40×)."));
}

static void a_single_transport_is_compared_with_nothing(void **state) {
  (void)state;
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 250)};
  assert_int_equal(conclude(cells, 1).count, 0);
}

static void figures_that_are_wrong_are_not_compared(void **state) {
  (void)state;
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 1, 10, 250),
                                cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 250),
                                cell_with(ENGINE_LWS, TRANSPORT_LONG_POLL, 50, 100, 500)};
  cells[0].grade = VERDICT_INVALID;
  struct conclusions conclusions = conclude(cells, 3);
  assert_true(says(&conclusions, "libwebsockets, 99 % of the messages within: SSE 5.00 ms; long "
                                 "poll 50.0 ms (10.0×)."));
}

static void what_varies_is_said_of_the_cells_that_are_compared(void **state) {
  (void)state;
  char *names[] = {"interval_ms"};
  struct result_pair fast = {.name = "interval_ms", .text = "100"};
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 250),
                                cell_with(ENGINE_LWS, TRANSPORT_SHORT_POLL, 100, 100, 500)};
  cells[1].params = (struct result_pairs){.items = &fast, .count = 1};
  struct results results = {
      .cells = cells, .cell_count = 2, .varied = {.items = names, .count = 1}};
  struct conclusions conclusions;
  conclusions_draw(&results, &conclusions);
  assert_true(says(&conclusions, "libwebsockets, 99 % of the messages within: SSE 5.00 ms; short "
                                 "poll (interval 100 ms) 100 ms (20.0×)."));
}

static void what_is_not_valid_is_told_with_its_reason(void **state) {
  (void)state;
  char *reasons[] = {"3 messages were lost"};
  struct result_cell cells[] = {cell_with(ENGINE_LWS, TRANSPORT_SSE, 5, 10, 250)};
  cells[0].grade = VERDICT_INVALID;
  cells[0].reasons = (struct result_texts){.items = reasons, .count = 1};
  struct conclusions conclusions = conclude(cells, 1);
  assert_true(says(&conclusions, "cell is invalid: 3 messages were lost."));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_stall_makes_no_winner),
      cmocka_unit_test(enough_repeats_tell_more_apart),
      cmocka_unit_test(bytes_that_are_the_same_on_both_servers_are_told_once),
      cmocka_unit_test(a_single_transport_is_compared_with_nothing),
      cmocka_unit_test(figures_that_are_wrong_are_not_compared),
      cmocka_unit_test(what_varies_is_said_of_the_cells_that_are_compared),
      cmocka_unit_test(what_is_not_valid_is_told_with_its_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
