/* The sentences that are concluded from a run's figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bench/answers/conclude.h"
#include "bench/answers/conclusions.h"
#include "bench/answers/ranking.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"
#include "tests/contracts.h"

/* The caller frees them. */
static struct conclusions *conclude_from(const struct made *made) {
  struct conclusions *conclusions = calloc(1, sizeof *conclusions);
  struct comparisons comparisons;
  assert_int_equal(comparisons_make(&comparisons, &made->results, NULL), STATUS_OK);
  conclusions_draw(&made->results, &comparisons, conclusions);
  comparisons_release(&comparisons);
  return conclusions;
}

/* Releases `made`. */
static void assert_says(struct made *made, const char *const *texts, size_t count) {
  struct conclusions *conclusions = conclude_from(made);
  for (size_t i = 0; i < conclusions->count || i < count; i++)
    assert_string_equal(i < conclusions->count ? conclusions->texts[i] : "(nothing)",
                        i < count ? texts[i] : "(nothing)");
  free(conclusions);
  free(made);
}

#define SAYS(made, ...)                                                      \
  do {                                                                       \
    static const char *const says_texts[] = {__VA_ARGS__};                   \
    assert_says((made), says_texts, sizeof says_texts / sizeof *says_texts); \
  } while (0)

/* p is 2 / 70^2; corrected for six tests 0.0024. */
static void transports_are_ranked_over_both_servers(void **state) {
  (void)state;
  static const double lws_ms[] = {100, 2, 1, 1.005}, civetweb_ms[] = {101, 4, 2, 2.005};
  struct made *made = made_new();
  for (int i = 0; i < MADE_TRANSPORTS; i++) {
    made_set(made_cell(made, ENGINE_LWS, made_transports[i], 4), FIGURE_LATENCY_MEAN,
             lws_ms[i] * 1e6, 1e4);
    made_set(made_cell(made, ENGINE_CIVETWEB, made_transports[i], 4), FIGURE_LATENCY_MEAN,
             civetweb_ms[i] * 1e6, 1e4);
  }
  SAYS(made,
       "Mean latency, across libwebsockets and civetweb: lowest with SSE (libwebsockets 1.01 ms, "
       "civetweb 2.02 ms); not significantly different: WebSocket; higher with long poll 1.99× "
       "(1.97 to 2.01), short poll 66.5× (50.0 to 99.0); 4 repeats of each cell, p ≤ 0.0024.",
       "Mean latency, across short poll, long poll, SSE and WebSocket: lowest with libwebsockets "
       "(short poll 100 ms, long poll 2.02 ms, SSE 1.01 ms, WebSocket 1.02 ms); higher with "
       "civetweb 1.98× (1.94 to 2.00; short poll 1.01×, long poll 1.99×, SSE 1.99×, WebSocket "
       "1.98×); 4 repeats of each cell, p < 0.001.");
}

static void one_repeat_ranks_nothing_but_what_is_counted(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *socket = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  made_set(sse, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(sse, FIGURE_WIRE_PER_MESSAGE, 250, 0);
  made_set(socket, FIGURE_LATENCY_MEAN, 9e6, 0);
  made_set(socket, FIGURE_WIRE_PER_MESSAGE, 240, 0);
  SAYS(made,
       "Too few repeats to tell differences in time and memory from chance; 4 of each cell (--set "
       "repeats=4) would be enough.",
       "Bytes on the wire for a delivered message, counted: WebSocket 240 B; SSE 250 B (1.04×).");
}

static void a_trend_is_told_for_each_transport(void **state) {
  (void)state;
  static const char *const users[] = {"10", "1000"};
  struct made *made = made_new();
  for (size_t i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 5);
    made_vary(made, cell, "clients", users[i]);
    made_set(cell, FIGURE_LATENCY_MEAN, i ? 8e6 : 0.5e6, 1e3);
    made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 20, 0.1);
    made_set(cell, FIGURE_REQUESTS_PER_MESSAGE, 1, 0);
  }
  SAYS(made, "Long poll, users from 10 to 1000: mean latency 502 µs to 8.00 ms, 15.9× (15.9 "
             "to 16.0); server processor time for a delivered message 20.2 µs to 20.2 µs, no "
             "significant change; requests for a delivered message unchanged; 5 repeats of each "
             "cell, p = 0.016.");
}

static void the_interval_from_which_polls_cost_less_is_reported(void **state) {
  (void)state;
  static const char *const intervals[] = {"100", "250", "500", "1000"};
  static const double us[] = {90, 40.2, 20, 10}, bytes[] = {900, 450, 300, 200};
  struct made *made = made_new();
  struct result_cell *held = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 6);
  made_set(held, FIGURE_CPU_US_PER_MESSAGE, 40, 0.1);
  made_set(held, FIGURE_WIRE_PER_MESSAGE, 450, 0);
  for (size_t i = 0; i < 4; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 6);
    made_vary(made, cell, "interval_ms", intervals[i]);
    made_set(cell, FIGURE_CPU_US_PER_MESSAGE, us[i], 0.1);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes[i], 0);
  }
  SAYS(made,
       "Short poll, interval from 100 ms to 1000 ms: server processor time for a delivered message "
       "90.2 µs to 10.2 µs, 0.114× (0.111 to 0.116); bytes on the wire for a delivered message "
       "900 B to 200 B, counted; 6 repeats of each cell, p < 0.001.",
       "Short poll by interval, server processor time for a delivered message compared with long "
       "poll: higher at 100 ms, no significant difference at 250 ms, lower from 500 ms on (2.24× "
       "at 100 ms); 6 repeats of each cell, p ≤ 0.0087.",
       "Short poll by interval, bytes on the wire for a delivered message compared with long poll: "
       "higher at 100 ms, no consistent difference at 250 ms, lower from 500 ms on (2.00× at 100 "
       "ms); counted.");
}

static void each_variant_is_told_with_what_it_sets(void **state) {
  (void)state;
  struct result_pair variants[] = {{"base", ""}, {"nagle", "tcp_nodelay off"}};
  struct made *made = made_new();
  for (size_t i = 0; i < 2; i++)
    for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++) {
      struct result_cell *cell = made_cell(made, engine, TRANSPORT_SSE, 4);
      made_vary(made, cell, "variant", variants[i].name);
      made_set(cell, FIGURE_LATENCY_MEAN, (i ? 3e6 : 1e6) * (1 + engine), 1e3);
      made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 20, 0.1);
      made_set(cell, FIGURE_WIRE_PER_MESSAGE, i ? 500 : 250, 0);
    }
  made->results.variants = (struct result_pairs){variants, 2};
  SAYS(made, "nagle (tcp_nodelay off) against base: mean latency: SSE 3.00× (3.00 to 3.00); bytes "
             "on the wire for a delivered message: SSE 2.00×. No significant difference in "
             "server processor time for a delivered message: SSE; 4 repeats of each cell, p < "
             "0.001.");
}

/* Compression makes short texts longer and long ones shorter: there is no common ratio. */
static void counted_figures_are_reported_for_each_kind_of_cell(void **state) {
  (void)state;
  struct result_pair variants[] = {{"plain", ""}, {"compressed", "compression on"}};
  struct made *made = made_new();
  static const double wire[][2] = {{400, 1000}, {440, 500}};
  static const char *const bytes[] = {"64", "1024"};
  for (size_t i = 0; i < 4; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 4);
    made_vary(made, cell, "variant", variants[i / 2].name);
    made_vary(made, cell, "payload_bytes", bytes[i % 2]);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, wire[i / 2][i % 2], 0);
  }
  made->results.variants = (struct result_pairs){variants, 2};
  made->results.asked_axes = (struct result_texts){(char *[]){"variant"}, 1};
  SAYS(made,
       "compressed (compression on) against plain: bytes on the wire for a delivered message: "
       "long poll (payload 64 B 1.10×, payload 1024 B 0.5×).");
}

static void the_users_hour_is_told_where_nothing_was_published(void **state) {
  (void)state;
  struct made *made = made_new();
  for (int transport = TRANSPORT_LONG_POLL; transport <= TRANSPORT_SSE; transport++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, transport, 4);
    made_set(cell, FIGURE_PUBLISHED, 0, 0);
    made_set(cell, FIGURE_CPU_MS_PER_USER_HOUR, transport == TRANSPORT_SSE ? 2 : 6, 0.1);
    made_set(cell, FIGURE_WIRE_PER_USER_HOUR, transport == TRANSPORT_SSE ? 2e4 : 6e4, 0);
    made_set(cell, FIGURE_REQUESTS_PER_USER_HOUR, transport == TRANSPORT_SSE ? 0 : 120, 0);
  }
  SAYS(made,
       "While nothing is published, server processor time for a user and hour: long poll "
       "libwebsockets 6.15 ms; SSE libwebsockets 2.15 ms.",
       "While nothing is published, requests of a user in an hour: long poll libwebsockets 120; "
       "SSE libwebsockets 0.",
       "While nothing is published, bytes on the wire for a user and hour: long poll libwebsockets "
       "60.0 kB; SSE libwebsockets 20.0 kB.",
       "Server processor time for a user and hour: lowest with SSE (2.15 ms); higher with long "
       "poll 2.86× (2.61 to 3.15); 4 repeats of each cell, p = 0.029.",
       "Requests of a user in an hour, counted: SSE 0; long poll 120.",
       "Bytes on the wire for a user and hour, counted: SSE 20.0 kB; long poll 60.0 kB (3.00×).");
}

static void from_nothing_to_something_is_more(void **state) {
  (void)state;
  static const char *const beats[] = {"off", "text"};
  struct made *made = made_new();
  for (size_t i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 5);
    made_vary(made, cell, "heartbeat", beats[i]);
    made_set(cell, FIGURE_CPU_US_PER_MESSAGE, i ? 7 : 0, 0);
  }
  SAYS(made, "WebSocket, heartbeat from off to text: server processor time for a delivered message "
             "0 ns to 7.00 µs, more; 5 repeats of each cell, p = 0.0079.");
}

static void the_effects_of_a_fault_are_reported_and_not_ranked(void **state) {
  (void)state;
  struct result_fault fault = {.kind = FAULT_KILL_SERVER,
                               .at_s = 2,
                               .lost = 7,
                               .noticed = 50,
                               .notice_p50_ns = 3e8,
                               .served_again_ns = 1.2e9};
  struct made *made = made_new();
  static const int streams[] = {TRANSPORT_SSE, TRANSPORT_WEBSOCKET};
  for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, streams[i], 6);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 * (double)(i + 1), 1e3);
    cell->faults = &fault;
    cell->fault_count = 1;
    made_set(cell, FIGURE_LOST, 7, 0);
  }
  SAYS(made, "libwebsockets, server killed at 2.00 s. SSE: 50 users noticed (median after 300 ms), "
             "all were served again after 1.20 s, 7 deliveries lost; WebSocket: 50 users noticed "
             "(median after 300 ms), all were served again after 1.20 s, 7 deliveries lost.");
}

static void left_out_cells_are_named_with_the_reason(void **state) {
  (void)state;
  struct result_reason reasons[] = {
      {.kind = REASON_MESSAGES_LOST, .text = "3 messages were lost", .invalid = true}};
  struct made *made = made_new();
  struct result_cell *invalid = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 4);
  struct result_cell *suspect = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 4);
  made_vary(made, invalid, "clients", "10");
  made_vary(made, suspect, "clients", "10");
  invalid->params = invalid->varied;
  made_set(invalid, FIGURE_LATENCY_MEAN, 1, 0);
  made_set(suspect, FIGURE_LATENCY_MEAN, 9e6, 0);
  invalid->grade = VERDICT_INVALID;
  invalid->reasons = (struct result_reasons){.items = reasons, .count = 1};
  suspect->grade = VERDICT_SUSPECT;
  SAYS(made, "Not compared: libwebsockets, SSE (10 users), invalid: 3 messages were lost.",
       "Suspect: 1 of 2 cells; the reasons are given below.");
}

static void suspect_cells_are_compared(void **state) {
  (void)state;
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), FIGURE_WIRE_PER_MESSAGE, 250, 0);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1), FIGURE_WIRE_PER_MESSAGE, 250, 0);
  made->cells[0].grade = VERDICT_SUSPECT;
  SAYS(made, "Bytes on the wire for a delivered message, counted: SSE 250 B; WebSocket 250 B.",
       "Suspect, but compared: 1 of 2 cells; the reasons are given below.");
}

static void the_parts_of_a_polls_latency_are_reported(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 4);
  made_set(poll, FIGURE_LATENCY_MEAN, 493e6, 0);
  made_set(poll, FIGURE_MODEL_LATENCY, 492e6, 0);
  made_set(poll, FIGURE_EMPTY_SHARE, 0.16, 0);
  SAYS(made, "libwebsockets, short poll: mean latency 493 ms; by the schedule alone a message "
             "waits 492 ms on average for the next poll. 16 % of the requests brought no message.");
}

static void threads_are_told_beside_those_of_a_loop(void **state) {
  (void)state;
  static const double loop[] = {1, 1, 1, 1}, threads[] = {116, 116, 116, 216};
  struct made *made = made_new();
  for (int i = 0; i < MADE_TRANSPORTS; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, made_transports[i], 1);
    made_set(cell, FIGURE_THREADS_PEAK, loop[i], 0);
    made_set(cell, FIGURE_CLIENTS, 100, 0);
    made_set(made_cell(made, ENGINE_CIVETWEB, made_transports[i], 1), FIGURE_THREADS_PEAK,
             threads[i], 0);
  }
  SAYS(made, "Threads of the server for 100 users: libwebsockets 1; civetweb 116 (WebSocket 216).");
}

static void a_fault_that_nobody_noticed_is_told_too(void **state) {
  (void)state;
  struct result_fault fault = {
      .kind = FAULT_SILENCE_CONNECTIONS, .at_s = 1, .lost = 9, .served_again_ns = NAN};
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1);
  made_vary(made, cell, "clients", "10");
  cell->faults = &fault;
  cell->fault_count = 1;
  SAYS(made, "civetweb, packets vanish at 1.00 s. SSE (10 users): 0 users noticed, not all were "
             "served again, 9 deliveries lost.");
}

static void at_most_sixteen_left_out_cells_are_named(void **state) {
  (void)state;
  struct made *made = made_new();
  for (int i = 0; i < 18; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, made_transports[i % MADE_TRANSPORTS], 1);
    cell->measured = 0;
    cell->grade = VERDICT_FAILED;
  }
  struct conclusions *conclusions = conclude_from(made);
  assert_int_equal(conclusions->count, 17);
  assert_string_equal(conclusions->texts[15],
                      "Not compared: libwebsockets, WebSocket, failed: nothing was measured.");
  assert_string_equal(conclusions->texts[16],
                      "Not compared either: 2 more cells; the reasons are given below.");
  free(conclusions);
  free(made);
}

/* `bytes` are those of a short poll at six intervals; an event stream has 100. */
static void assert_course(const double bytes[6], const char *expected) {
  static const char *const intervals[] = {"1", "2", "3", "4", "5", "6"};
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 4), FIGURE_WIRE_PER_MESSAGE, 100, 0);
  for (size_t i = 0; i < 6; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 4);
    made_vary(made, cell, "interval_ms", intervals[i]);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes[i], 0);
  }
  struct conclusions *conclusions = conclude_from(made);
  const char *said = "(nothing)";
  for (size_t i = 0; i < conclusions->count; i++)
    if (strstr(conclusions->texts[i], " compared with SSE: "))
      said = strstr(conclusions->texts[i], " compared with SSE: ") + strlen(" compared with SSE: ");
  assert_string_equal(said, expected);
  free(conclusions);
  free(made);
}

static void a_trend_is_described_by_the_values_where_it_changes(void **state) {
  (void)state;
  assert_course((double[]){150, 140, 130, 120, 110, 105},
                "higher throughout (1.50× at 1 ms); counted.");
  assert_course((double[]){200, 150, 100, 100, 80, 50},
                "higher up to 2 ms, no consistent difference from 3 ms to 4 ms, lower from 5 ms on "
                "(2.00× at 1 ms); counted.");
  assert_course((double[]){200, 90, 80, 70, 60, 100},
                "higher at 1 ms, lower from 2 ms to 5 ms, no consistent difference at 6 ms (2.00× "
                "at 1 ms); counted.");
}

static void counted_figures_are_reported_for_each_server_where_they_differ(void **state) {
  (void)state;
  struct made *made = made_new();
  static const double bytes[][2] = {{250, 260}, {240, 240}};
  for (int i = 0; i < 2; i++)
    for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++)
      made_set(made_cell(made, engine, i ? TRANSPORT_WEBSOCKET : TRANSPORT_SSE, 1),
               FIGURE_WIRE_PER_MESSAGE, bytes[i][engine], 0);
  struct conclusions *conclusions = conclude_from(made);
  bool said = false;
  for (size_t i = 0; i < conclusions->count; i++)
    said = said || strcmp(conclusions->texts[i],
                          "Bytes on the wire for a delivered message, counted: WebSocket 240 B; "
                          "SSE 250 B, civetweb 260 B (1.04×).") == 0;
  assert_true(said);
  free(conclusions);
  free(made);
}

static void a_single_cell_is_compared_with_nothing(void **state) {
  (void)state;
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 4), FIGURE_LATENCY_MEAN, 1e6, 0);
  struct conclusions *conclusions = conclude_from(made);
  assert_int_equal(conclusions->count, 0);
  assert_string_equal(conclusions->note, "");
  free(conclusions);
  free(made);
}

/* Higher up to the last value but one. */
static void an_axis_may_have_any_number_of_values(void **state) {
  enum { VALUES = 70 };
  (void)state;
  static char values[VALUES][16];
  struct made *made = made_new();
  for (int i = 0; i < VALUES; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
    snprintf(values[i], sizeof values[i], "%d", i + 1);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, i + 1 < VALUES ? 500 : 100, 0);
    made_vary(made, cell, "interval_ms", values[i]);
  }
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1), FIGURE_WIRE_PER_MESSAGE, 300, 0);
  struct conclusions *conclusions = conclude_from(made);
  bool found = false;
  for (size_t i = 0; i < conclusions->count; i++)
    found = found || strstr(conclusions->texts[i], "compared with long poll: higher up to 69 ms, "
                                                   "lower at 70 ms");
  assert_true(found);
  free(conclusions);
  free(made);
}

static void sentences_without_a_place_are_counted(void **state) {
  (void)state;
  struct conclusions *conclusions = calloc(1, sizeof *conclusions);
  assert_non_null(conclusions);
  for (int i = 0; i < CONCLUSIONS_MAX + 6; i++)
    conclude(conclusions, "sentence %d", i);
  assert_int_equal(conclusions->count, CONCLUSIONS_MAX);
  assert_string_equal(conclusions->texts[CONCLUSIONS_MAX - 2], "sentence 62");
  assert_string_equal(conclusions->texts[CONCLUSIONS_MAX - 1],
                      "7 more sentences have no room here; comparisons.tsv has each comparison.");
  free(conclusions);
}

static void a_sentence_that_is_cut_says_so(void **state) {
  (void)state;
  struct conclusions *conclusions = calloc(1, sizeof *conclusions);
  assert_non_null(conclusions);
  conclude(conclusions, "%0*d", CONCLUSION_BYTES, 0);
  assert_string_equal(conclusions->texts[0] + CONCLUSION_BYTES - 5, "0…");
  free(conclusions);
}

static void rank_one_value_too_many(void *context) {
  enum { VALUES = RANKING_VALUES_MAX + 1, PAIRS = RANKING_VALUES_MAX };
  static char names[VALUES][8];
  static const char *values[VALUES];
  static struct conclusions conclusions;
  static struct comparison items[PAIRS];
  (void)context;
  for (size_t i = 0; i < VALUES; i++) {
    snprintf(names[i], sizeof names[i], "v%zu", i);
    values[i] = names[i];
  }
  for (size_t i = 0; i < PAIRS; i++)
    items[i] = (struct comparison){
        .figure = compared_figures, .axis = "transport", .levels = &values[i], .level_count = 2};
  conclude_pairs(&(struct comparisons){.items = items, .count = PAIRS}, "transport", &conclusions);
}

static void more_values_than_an_axis_can_have_break_a_contract(void **state) {
  (void)state;
  assert_contract_broken(rank_one_value_too_many, NULL, "ranking->count < RANKING_VALUES_MAX");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transports_are_ranked_over_both_servers),
      cmocka_unit_test(one_repeat_ranks_nothing_but_what_is_counted),
      cmocka_unit_test(a_trend_is_told_for_each_transport),
      cmocka_unit_test(the_interval_from_which_polls_cost_less_is_reported),
      cmocka_unit_test(each_variant_is_told_with_what_it_sets),
      cmocka_unit_test(counted_figures_are_reported_for_each_kind_of_cell),
      cmocka_unit_test(the_users_hour_is_told_where_nothing_was_published),
      cmocka_unit_test(from_nothing_to_something_is_more),
      cmocka_unit_test(the_effects_of_a_fault_are_reported_and_not_ranked),
      cmocka_unit_test(left_out_cells_are_named_with_the_reason),
      cmocka_unit_test(suspect_cells_are_compared),
      cmocka_unit_test(the_parts_of_a_polls_latency_are_reported),
      cmocka_unit_test(threads_are_told_beside_those_of_a_loop),
      cmocka_unit_test(a_fault_that_nobody_noticed_is_told_too),
      cmocka_unit_test(at_most_sixteen_left_out_cells_are_named),
      cmocka_unit_test(a_trend_is_described_by_the_values_where_it_changes),
      cmocka_unit_test(counted_figures_are_reported_for_each_server_where_they_differ),
      cmocka_unit_test(a_single_cell_is_compared_with_nothing),
      cmocka_unit_test(an_axis_may_have_any_number_of_values),
      cmocka_unit_test(sentences_without_a_place_are_counted),
      cmocka_unit_test(a_sentence_that_is_cut_says_so),
      cmocka_unit_test(more_values_than_an_axis_can_have_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
