/* The report's sections on TLS, compression and the floor. */
#include "tests/bench/page_made.h"

#include "bench/report/report_figures.h"
#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

typedef void section(const struct page *page, const struct results *results);

static struct made_page page_of(section *write, struct made *made) {
  struct made_page page;
  made_page_open(&page, NULL);
  write(&page.page, &made->results);
  made_page_close(&page);
  free(made);
  return page;
}

static void assert_empty(section *write, struct made *made) {
  struct made_page page = page_of(write, made);
  assert_string_equal(page.markdown, "");
  assert_string_equal(page.html, "");
  made_page_release(&page);
}

static void handshakes_are_told_of_cells_with_tls(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct result_cell *cell = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 3);
  made_vary(made, cell, "clients", "100");
  made_set(cell, FIGURE_TLS_FULL, 100, 2);
  made_set(cell, FIGURE_TLS_RESUMED, 7, 0);
  made_set(cell, FIGURE_TLS_HANDSHAKE_P50, 1.2e6, 0);
  made_set(cell, FIGURE_TLS_HANDSHAKE_P99, 9.9e6, 0);
  made_set(cell, FIGURE_TLS_PER_MESSAGE, 22, 0);
  made_set(cell, FIGURE_WIRE_PER_MESSAGE, 300, 0);
  made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 12.5, 0);
  struct made_page page = page_of(report_tls, made);
  assert_says(
      page.markdown,
      "## TLS\n\nHandshakes are those of all connections of the run. Their time is from the "
      "connection's opening to the handshake's end at the client;");
  assert_says(page.markdown,
              "\n\n| server | transport | parameters | full handshakes | resumed | handshake p50 | "
              "p99 | TLS bytes/msg | wire/msg | CPU/msg |\n"
              "|---|---|---|---:|---:|---:|---:|---:|---:|---:|\n"
              "| civetweb | SSE | 100 users | 102 | 7.00 | 1.20 ms | 9.90 ms | 22.0 B | 300 B | "
              "12.5 µs |\n\n");
  assert_says_not(page.markdown, "short poll");
  assert_says(page.html, "<span class=\"mark sse\">SSE</span>");
  made_page_release(&page);
}

static void frames_are_told_of_cells_with_http_2_and_why_others_have_none(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_EPOLL, TRANSPORT_SSE, 1);
  made_set(cell, FIGURE_HTTP2_FIRST_HEADS, 311, 0);
  made_set(cell, FIGURE_HTTP2_LATER_HEADS, 98, 0);
  made_set(cell, FIGURE_HTTP2_FRAME_HEADS, 900, 0);
  made_set(cell, FIGURE_HTTP2_PINGS, 0, 0);
  struct made_page page = page_of(report_http2, made);
  assert_says(page.markdown, "## HTTP/2\n\nEvery byte of the streams, in both directions:");
  assert_says(page.markdown, "| 311 B | 98.0 B | 900 B |");
  assert_says_not(page.markdown, "HTTP/1.1 alone");
  made_page_release(&page);
  made = made_new();
  cell = made_cell(made, ENGINE_EPOLL, TRANSPORT_SSE, 1);
  made_set(cell, FIGURE_HTTP2_FRAME_HEADS, 900, 0);
  made_param(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), "engine", "lws");
  page = page_of(report_http2, made);
  assert_says(page.markdown, "are over HTTP/1.1 alone, since only epoll and raw");
  made_page_release(&page);
}

static void a_cell_without_kept_connections_is_said_to_be_over_http_1(void **state) {
  (void)state;
  static const char *const values[][2] = {
      {"engine", "epoll"}, {"client_library", "raw"}, {"proxy", "none"}, {"keep_alive", "on"}};
  struct made *made = made_new();
  struct result_cell *first = made_cell(made, ENGINE_EPOLL, TRANSPORT_SSE, 1);
  made_set(first, FIGURE_HTTP2_FRAME_HEADS, 900, 0);
  struct result_cell *cell = made_cell(made, ENGINE_EPOLL, TRANSPORT_SHORT_POLL, 1);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    made_param(cell, values[i][0], values[i][1]);
  struct made_page page = page_of(report_http2, made);
  assert_says_not(page.markdown, "are over HTTP/1.1 alone"); /* it was asked for */
  made_page_release(&page);
  made = made_new();
  first = made_cell(made, ENGINE_EPOLL, TRANSPORT_SSE, 1);
  made_set(first, FIGURE_HTTP2_FRAME_HEADS, 900, 0);
  cell = made_cell(made, ENGINE_EPOLL, TRANSPORT_SHORT_POLL, 1);
  for (size_t i = 0; i + 1 < sizeof values / sizeof *values; i++)
    made_param(cell, values[i][0], values[i][1]);
  made_param(cell, "keep_alive", "off");
  page = page_of(report_http2, made);
  assert_says(page.markdown, "are over HTTP/1.1 alone");
  made_page_release(&page);
}

static void without_http_2_there_is_no_section_on_it(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_EPOLL, TRANSPORT_SSE, 1);
  assert_empty(report_http2, made);
}

static void proxies_have_a_section_with_the_bytes_on_either_side(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *direct = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_vary(made, direct, "proxy", "none");
  made_set(direct, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(direct, FIGURE_LOST, 0, 0);
  struct result_cell *behind = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  made_vary(made, behind, "proxy", "nginx");
  made_set(behind, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(behind, FIGURE_PROXY_CPU_PER_MESSAGE, 25, 0);
  made_set(behind, FIGURE_PROXY_RESIDENT, 20e6, 0);
  made_set(behind, FIGURE_PROXY_GROWTH_PER_USER, 7e3, 0);
  made_set(behind, FIGURE_PROXY_USERS_SIDE, 241, 0);
  made_set(behind, FIGURE_PROXY_SERVER_SIDE, 250, 0);
  made_set(behind, FIGURE_CONNECTIONS_CLOSED, 3, 0);
  made_set(behind, FIGURE_LOST, 1, 0);
  struct made_page page = page_of(report_proxies, made);
  assert_says(page.markdown, "## Reverse proxies\n\n");
  assert_says(page.markdown,
              "| libwebsockets | SSE | proxy none | 1.00 ms | – | – | – | – | – | – | 0 |\n"
              "| libwebsockets | WebSocket | proxy nginx | 2.00 ms | 25.0 µs | 20.0 MB | 7.00 kB | "
              "241 B | 250 B | 3 | 1 |\n");
  made_page_release(&page);
  struct made *without = made_new();
  made_param(made_cell(without, ENGINE_LWS, TRANSPORT_SSE, 1), "proxy", "none");
  assert_empty(report_proxies, without);
}

static void radios_that_slept_have_a_section(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *awake = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  made_set(awake, FIGURE_RADIO_ON_SHARE, 1, 0);
  assert_empty(report_radio, made);
  made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(cell, FIGURE_RADIO_WAKEUPS_PER_USER_HOUR, 42, 0);
  made_set(cell, FIGURE_RADIO_ON_SHARE, 0.17, 0);
  made_set(cell, FIGURE_WIRE_PER_USER_HOUR, 9000, 0);
  made_set(cell, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(cell, FIGURE_LOST, 0, 0);
  struct made_page page = page_of(report_radio, made);
  assert_says(page.markdown, "## A phone's radio\n\n");
  assert_says(page.markdown, " | 42.0 | 17 % | 9.00 kB | 2.00 ms | 0 |\n");
  made_page_release(&page);
}

static void without_tls_there_is_no_section(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_empty(report_tls, made);
}

static void savings_are_shown_with_the_cells_that_cannot_be_compressed(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1);
  made_param(poll, "compression", "on");
  made_set(poll, FIGURE_TEXT_PER_MESSAGE, 500, 0);
  made_set(poll, FIGURE_SAVED_PER_MESSAGE, -12, 0);
  made_set(poll, FIGURE_WIRE_PER_MESSAGE, 650, 0);
  made_set(poll, FIGURE_CPU_US_PER_MESSAGE, 30, 0);
  made_set(poll, FIGURE_MEMORY_PER_USER, 2e6, 0);
  made_set(poll, FIGURE_RSS_GROWTH_PER_USER, 3e6, 0);
  made_set(poll, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1); /* the same transport and engine: said once */
  made_cell(made, ENGINE_CIVETWEB, TRANSPORT_WEBSOCKET, 1);
  made_cell(made, -1, TRANSPORT_SSE, 1); /* failed before its engine was known */
  struct made_page page = page_of(report_compression, made);
  assert_says(page.markdown, "## Compression\n\nTexts: bytes of the messages that users received.");
  assert_says(
      page.markdown,
      "| server | transport | parameters | texts/msg | saved/msg | wire/msg | CPU/msg | "
      "memory/user | grown/user | latency mean |\n"
      "|---|---|---|---:|---:|---:|---:|---:|---:|---:|\n"
      "| libwebsockets | long poll |  | 500 B | -12.0 B | 650 B | 30.0 µs | 2.00 MB | 3.00 MB | "
      "2.00 ms |\n"
      "| libwebsockets | SSE |  | – | – | – | – | – | – | – |\n"
      "| libwebsockets | SSE |  | – | – | – | – | – | – | – |\n"
      "| civetweb | WebSocket |  | – | – | – | – | – | – | – |\n\n"
      "Not compressed: SSE on libwebsockets; neither library compresses an event stream.\n\n"
      "Not compressed: WebSocket on civetweb; ");
  made_page_release(&page);
}

static void compression_that_is_off_has_no_section(void **state) {
  (void)state;
  struct made *made = made_new();
  made_param(made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1), "compression", "off");
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_empty(report_compression, made);
}

static void the_floor_has_users_in_process_and_users_who_wait(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *null = made_cell(made, ENGINE_NULL, TRANSPORT_SSE, 1);
  struct result_cell *waiting = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  struct result_cell *both = made_cell(made, ENGINE_NULL, TRANSPORT_WEBSOCKET, 1);
  made_param(null, "rate_per_s", "2");
  made_param(waiting, "rate_per_s", "0");
  made_param(both, "rate_per_s", "0");
  made_set(null, FIGURE_LATENCY_MEAN, 5300, 0);
  made_set(null, FIGURE_MODEL_LATENCY_RESIDUAL, 5300, 0);
  made_set(null, FIGURE_LATENCY_P99, 8e3, 0);
  made_set(null, FIGURE_CPU_US_PER_MESSAGE, 0.25, 0);
  made_set(waiting, FIGURE_REQUESTS_PER_USER_HOUR, 0, 0);
  made_set(waiting, FIGURE_WIRE_PER_USER_HOUR, 12345, 0);
  made_set(waiting, FIGURE_CPU_MS_PER_USER_HOUR, 4.5, 0);
  made_set(waiting, FIGURE_MEMORY_PER_USER, 9000, 0);
  struct made_page page = page_of(report_floor, made);
  assert_says(page.markdown, "## The floor\n\nUsers inside the server's process, without "
                             "sockets:");
  assert_says(
      page.markdown,
      "| server | transport | parameters | mean latency | mean − model | p99 | CPU/msg |\n"
      "|---|---|---|---:|---:|---:|---:|\n"
      "| no network | SSE |  | 5.30 µs | +5.30 µs | 8.00 µs | 250 ns |\n\n"
      "Users are connected, but nothing is published: these are the costs of waiting, for each "
      "user and hour.\n\n"
      "| server | transport | parameters | requests per user and hour | wire bytes per "
      "user and hour | server CPU per user and hour | memory/user |\n"
      "|---|---|---|---:|---:|---:|---:|\n"
      "| libwebsockets | WebSocket |  | 0 | 12.3 kB | 4.50 ms | 9.00 kB |\n"
      "| no network | WebSocket |  | – | – | – | – |\n\n");
  made_page_release(&page);
}

static void cells_with_network_and_messages_have_no_floor(void **state) {
  (void)state;
  struct made *made = made_new();
  made_param(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), "rate_per_s", "2");
  assert_empty(report_floor, made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(handshakes_are_told_of_cells_with_tls),
      cmocka_unit_test(proxies_have_a_section_with_the_bytes_on_either_side),
      cmocka_unit_test(radios_that_slept_have_a_section),
      cmocka_unit_test(without_tls_there_is_no_section),
      cmocka_unit_test(frames_are_told_of_cells_with_http_2_and_why_others_have_none),
      cmocka_unit_test(a_cell_without_kept_connections_is_said_to_be_over_http_1),
      cmocka_unit_test(without_http_2_there_is_no_section_on_it),
      cmocka_unit_test(savings_are_shown_with_the_cells_that_cannot_be_compressed),
      cmocka_unit_test(compression_that_is_off_has_no_section),
      cmocka_unit_test(the_floor_has_users_in_process_and_users_who_wait),
      cmocka_unit_test(cells_with_network_and_messages_have_no_floor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
