/* The report's summary table and its table of parameters. */
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

#define HEAD                                                                                      \
  " mean | mean − model | p50 | p90 | p99 | max | requests/msg | empty | wire/msg | CPU/msg | " \
  "memory/user | threads | lost | verdict |\n"

/* Sets the figure of every column, to different values. */
static void figures_set(struct result_cell *cell) {
  made_set(cell, FIGURE_LATENCY_MEAN, 1.5e6, 0);
  made_set(cell, FIGURE_MODEL_LATENCY_RESIDUAL, -2e3, 0);
  made_set(cell, FIGURE_LATENCY_P50, 1e6, 0);
  made_set(cell, FIGURE_LATENCY_P90, 5.43e6, 0);
  made_set(cell, FIGURE_LATENCY_P99, 9.87e6, 0);
  made_set(cell, FIGURE_LATENCY_MAX, 1.2e9, 0);
  made_set(cell, FIGURE_REQUESTS_PER_MESSAGE, 2.5, 0);
  made_set(cell, FIGURE_EMPTY_SHARE, 0.4, 0);
  made_set(cell, FIGURE_WIRE_PER_MESSAGE, 1234, 0);
  made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 11.7, 0);
  made_set(cell, FIGURE_MEMORY_PER_USER, 20480, 0);
  made_set(cell, FIGURE_THREADS_PEAK, 3, 0);
  made_set(cell, FIGURE_LOST, 0, 0);
}

static struct made_page table_of(struct made *made) {
  struct made_page page;
  made_page_open(&page, NULL);
  report_table(&page.page, &made->results);
  made_page_close(&page);
  free(made);
  return page;
}

static void each_cell_has_a_row_of_its_figures(void **state) {
  (void)state;
  struct made *made = made_new();
  figures_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1));
  struct made_page page = table_of(made);
  assert_says(
      page.markdown,
      "## Summary\n\n| server | transport |" HEAD
      "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
      "| libwebsockets | SSE | 1.50 ms | −2.00 µs | 1.00 ms | 5.43 ms | 9.87 ms | 1.20 s | 2.50 | "
      "40 % | 1.23 kB | 11.7 µs | 20.5 kB | 3 | 0 | valid |\n\nLatency: from the instant");
  assert_says(page.markdown, "msg: one message delivered to one user.\n\n");
  assert_says(page.html, "<td class=\"name\"><span class=\"mark sse\">SSE</span></td>");
  assert_says(page.html, "<td><span class=\"mark valid\">valid</span></td></tr>\n");
  made_page_release(&page);
}

static void unmeasured_figures_are_dashes_and_the_verdict_is_marked(void **state) {
  (void)state;
  struct made *made = made_new();
  figures_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1));
  made_cell(made, ENGINE_CIVETWEB, TRANSPORT_WEBSOCKET, 3)->grade = VERDICT_FAILED;
  struct made_page page = table_of(made);
  assert_says(page.markdown, "| civetweb | WebSocket | – | – | – | – | – | – | – | – | – | – | – "
                             "| – | – | failed |\n");
  assert_says(page.markdown, "one user. Each figure is the median over the repeats.\n\n");
  assert_says_not(page.markdown, "left out");
  assert_says(page.markdown, "Memory: growth of the server with each user who connects. Dash:");
  assert_says(page.html, "<td><span class=\"mark failed\">failed</span></td></tr>\n");
  made_page_release(&page);
}

static void a_column_without_a_figure_is_left_out_and_named(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  figures_set(cell);
  made_set(cell, FIGURE_LATENCY_P99, NAN, 0);
  made_set(cell, FIGURE_MEMORY_PER_USER, NAN, 0);
  struct made_page page = table_of(made);
  assert_says(page.markdown,
              " p50 | p90 | max | requests/msg | empty | wire/msg | CPU/msg | threads |");
  assert_says(page.markdown, "| 5.43 ms | 1.20 s |");
  assert_says(page.markdown, "Columns left out, since no cell has them: p99, memory/user.\n");
  assert_says(page.markdown, "Latency: from the instant");
  assert_says(page.markdown, "Wire: TCP and IP headers included");
  assert_says_not(page.markdown, "Memory:");
  made_page_release(&page);
}

static void texts_of_different_lengths_are_told(void **state) {
  (void)state;
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), FIGURE_PAYLOAD_PER_MESSAGE, 132.4, 0);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1), FIGURE_PAYLOAD_PER_MESSAGE, 64, 0);
  made_set(made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1), FIGURE_PAYLOAD_PER_MESSAGE, 132.1,
           0);
  struct made_page page = table_of(made);
  assert_says_not(page.markdown, "A message's text is"); /* seeds differ by that */
  made_page_release(&page);
  made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), FIGURE_PAYLOAD_PER_MESSAGE, 132.4, 0);
  made_set(made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1), FIGURE_PAYLOAD_PER_MESSAGE, 84.4, 0);
  page = table_of(made);
  assert_says(page.markdown, "envelope around its data: libwebsockets 132 B, civetweb 84.4 B.\n");
  made_page_release(&page);
}

static void varied_parameters_have_a_column_each(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(sse, FIGURE_LOST, 0, 0);
  made_vary(made, poll, "interval_ms", "250");
  made_vary(made, poll, "clients", "100");
  made_vary(made, sse, "clients", "1000");
  struct made_page page = table_of(made);
  assert_says(page.markdown, "| server | transport | parameters | lost | verdict |\n");
  assert_says(page.markdown, "| libwebsockets | short poll | interval 250 ms, 100 users | – |");
  assert_says(page.markdown, "| libwebsockets | SSE | 1000 users | 0 |");
  made_page_release(&page);
}

static void without_cells_there_is_the_head_alone(void **state) {
  (void)state;
  struct made_page page = table_of(made_new());
  assert_says(page.markdown, "| server | transport | verdict |\n|---|---|---:|\n\nDash:");
  made_page_release(&page);
}

static void parameters_that_differ_are_varied_and_others_have_their_value(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct made_page page;
  made_param(poll, "clients", "100");
  made_param(poll, "seed", "7");
  made_param(poll, "interval_ms", "250"); /* does not apply to an event stream */
  made_param(poll, "hold_ms", "99");      /* applies to neither */
  made_param(sse, "clients", "1000");
  made_param(sse, "seed", "7");
  made_param(sse, "interval_ms", "500");
  made_param(sse, "hold_ms", "98");
  made_page_open(&page, NULL);
  report_parameters(&page.page, &made->results);
  made_page_close(&page);
  assert_string_equal(page.markdown, "### Parameters\n\n| parameter | value |\n|---|---|\n"
                                     "| clients | varied |\n| seed | 7 |\n"
                                     "| interval\\_ms | 250 |\n\n");
  made_page_release(&page);
  free(made);
}

static void without_cells_there_are_no_parameters(void **state) {
  (void)state;
  struct made *made = made_new();
  struct made_page page;
  made_page_open(&page, NULL);
  report_parameters(&page.page, &made->results);
  made_page_close(&page);
  assert_string_equal(page.markdown, "");
  assert_string_equal(page.html, "");
  made_page_release(&page);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_cell_has_a_row_of_its_figures),
      cmocka_unit_test(unmeasured_figures_are_dashes_and_the_verdict_is_marked),
      cmocka_unit_test(a_column_without_a_figure_is_left_out_and_named),
      cmocka_unit_test(texts_of_different_lengths_are_told),
      cmocka_unit_test(varied_parameters_have_a_column_each),
      cmocka_unit_test(without_cells_there_is_the_head_alone),
      cmocka_unit_test(parameters_that_differ_are_varied_and_others_have_their_value),
      cmocka_unit_test(without_cells_there_are_no_parameters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
