/* The chart with a panel for each network. */
#include "tests/bench/drawing_made.h"

#include "bench/chart/chart_kinds.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

/* Deliveries of 1, 2, … ns of so many messages. */
static void latency_fill(struct result_cell *cell, uint64_t deliveries) {
  assert_int_equal(histogram_init(&cell->latency), STATUS_OK);
  for (uint64_t i = 1; i <= deliveries; i++)
    histogram_record(&cell->latency, i);
  cell->messages = (double)deliveries;
  made_set(cell, FIGURE_LATENCY_MEAN, (double)deliveries / 2, 0);
}

static void made_links_release(struct made *made) {
  for (size_t i = 0; i < made->results.cell_count; i++)
    histogram_release(&made->cells[i].latency);
  free(made);
}

/* Two engines, two transports and two links; one cell has too few messages. */
static struct made *made_links(void) {
  static const int engines[] = {ENGINE_LWS, ENGINE_CIVETWEB};
  static const int transports[] = {TRANSPORT_SSE, TRANSPORT_WEBSOCKET};
  static const char *const links[] = {"lan", "4g"};
  struct made *made = made_new();
  for (int i = 0; i < 8; i++) {
    struct result_cell *cell = made_cell(made, engines[i / 4], transports[i / 2 % 2], 1);
    made_vary(made, cell, "link", links[i % 2]);
    latency_fill(cell, i == 3 ? 10 : 40);
  }
  return made;
}

static void each_network_has_a_panel_of_the_first_server(void **state) {
  (void)state;
  struct made *made = made_links();
  struct made_drawing drawing;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_links_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  char *table = made_file_text("links_latency.tsv");
  assert_non_null(table);
  assert_begins(table, "panel\ttransport\tone_in\tlatency_s\tsays\nlan\tsse\t1\t1e-09\t-\n");
  assert_says(table, "\tSSE on libwebsockets, link 4g: ");
  assert_null(strstr(table, "civetweb"));
  assert_null(strstr(table, "4g\twebsocket"));
  free(table);
  const char *script = drawing.scripts[CHART_WIDE];
  assert_says(script, "panels = 'lan 4g'\nseries = 'sse websocket'\n");
  assert_says(script, "panel_series[1] = 'sse websocket'\npanel_series[2] = 'sse'\n");
  assert_says(script, "load plots.'/latency_percentiles.gp'\n");
  assert_begins(drawing.index, "links_latency\tyes\t");
  assert_says(drawing.index, "Only libwebsockets is shown.");
  assert_says(drawing.index, "fewer than 20 messages");
  made_drawing_release(&drawing);
  made_links_release(made);
}

static void without_two_networks_there_is_no_chart(void **state) {
  (void)state;
  struct made *made = made_new();
  struct made_drawing drawing;
  latency_fill(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), 40);
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_links_draw(&drawing.drawing)); /* the link does not vary */
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_vary(made, &made->cells[0], "link", "lan");
  made_vary(made, cell, "link", "4g");
  latency_fill(cell, 10);
  assert_true(chart_links_draw(&drawing.drawing)); /* one of them has too few messages */
  made_drawing_close(&drawing);
  assert_begins(drawing.index, "links_latency\tfewer than two networks have 20 messages\t");
  made_drawing_release(&drawing);
  made_links_release(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(each_network_has_a_panel_of_the_first_server),
      IN_FOLDER(without_two_networks_there_is_no_chart),
  };
  return cmocka_run_group_tests_name("chart links", tests, NULL, NULL);
}
