/* The charts against one varied parameter and against two, the fronts, and the chart of faults. */
#include "tests/bench/drawing_made.h"

#include "bench/chart/chart_kinds.h"
#include "bench/chart/palette.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

/* Short poll at 250 and 1000 ms, and an event stream. */
static struct made *made_sweep(void) {
  struct made *made = made_new();
  for (int i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
    made_param(cell, "clients", "100");
    made_vary(made, cell, "interval_ms", i ? "1000" : "250");
    made_set(cell, FIGURE_LATENCY_MEAN, i ? 5e8 : 1.25e8, 0);
    made_set(cell, FIGURE_LATENCY_P99, i ? 9.9e8 : 2.4e8, 0);
    made_set(cell, FIGURE_MODEL_LATENCY, i ? 5e8 : 1.25e8, 0);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, i ? 400 : 9000, 0);
    made_set(cell, FIGURE_EMPTY_SHARE, 0, 0);
  }
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(sse, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(sse, FIGURE_LATENCY_P99, 2e6, 0);
  made_set(sse, FIGURE_WIRE_PER_MESSAGE, 250, 0);
  return made;
}

static void a_parameter_has_a_chart_of_each_figure_that_was_measured(void **state) {
  (void)state;
  struct made *made = made_sweep();
  struct made_drawing drawing;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_sweep_draw(&drawing.drawing, "interval_ms"));
  made_drawing_close(&drawing);
  assert_file(
      "sweep_interval_ms_latency.tsv",
      "engine\ttransport\tinterval_ms\tfigure\tlow\thigh\tupper\tupper_low\tupper_high\t"
      "heeds\tmodel\tmarked\tsays\tupper_says\n"
      "lws\tshort_poll\t250\t0.125\t0.125\t0.125\t0.24\t0.24\t0.24\t1\t0.125\t0\tshort poll on "
      "libwebsockets, interval 250 ms, mean: 125 ms; model 125 ms\tshort poll on "
      "libwebsockets, interval 250 ms, 99th percentile: 240 ms\n"
      "lws\tshort_poll\t1000\t0.5\t0.5\t0.5\t0.99\t0.99\t0.99\t1\t0.5\t0\tshort poll on "
      "libwebsockets, interval 1000 ms, mean: 500 ms; model 500 ms\tshort poll on "
      "libwebsockets, interval 1000 ms, 99th percentile: 990 ms\n"
      "lws\tsse\t250\t0.001\t0.001\t0.001\t0.002\t0.002\t0.002\t0\tnan\t0\tSSE on "
      "libwebsockets, mean: 1.00 ms\tSSE on libwebsockets, 99th percentile: 2.00 ms\n"
      "lws\tsse\t1000\t0.001\t0.001\t0.001\t0.002\t0.002\t0.002\t0\tnan\t0\tSSE on "
      "libwebsockets, mean: 1.00 ms\tSSE on libwebsockets, 99th percentile: 2.00 ms\n");
  assert_begins(drawing.index, "sweep_interval_ms_latency\tyes\tLatency against interval\t\t"
                               "Each transport has two lines:");
  assert_says(drawing.index, "\tlibwebsockets: short poll from 125 ms at 250 to 500 ms at 1000, "
                             "SSE 1.00 ms.\n");
  assert_says(drawing.index, "\nsweep_interval_ms_empty\tall figures are 0\t");
  assert_says(drawing.index, "\nsweep_interval_ms_cpu\tall figures are 0\t");
  assert_says(drawing.index, "\nsweep_interval_ms_lost\tall figures are 0\t");
  assert_says(drawing.index, "\nsweep_interval_ms_wire\tyes\tBytes on the wire against interval\t");
  assert_null(made_file_text("sweep_interval_ms_empty.tsv"));
  const char *script = drawing.scripts[CHART_WIDE];
  assert_says(
      script,
      "\nlog_x = 0\nlog_y = 1\nfigures = 2\nmodelled = 1\nmarked = 0\n"
      "names = ''\nunit = 's'\n"
      "axis_y = 'mean (filled), 99th percentile (hollow)'\n"
      "values = '250 1000'\naxis_x = 'interval (ms)'\ncrossings = ''\nload plots.'/sweep.gp'\n");
  /* 9000 is 36 times 250 */
  assert_says(script, "\nlog_x = 0\nlog_y = 1\nfigures = 1\nmodelled = 0\nmarked = 0\n"
                      "names = ''\nunit = 'B'\n");
  made_drawing_release(&drawing);
  free(made);
}

/* At exactly eight times the axis is still linear. */
static void an_axis_is_logarithmic_where_its_values_span_much(void **state) {
  (void)state;
  static const char *const users[][2] = {{"10", "80"}, {"10", "81"}};
  for (int i = 0; i < 2; i++) {
    struct made *made = made_new();
    struct made_drawing drawing;
    for (int j = 0; j < 2; j++) {
      struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
      made_vary(made, cell, "clients", users[i][j]);
      made_set(cell, FIGURE_WIRE_PER_MESSAGE, j ? 150 : 10, 0);
    }
    made_drawing_open(&drawing, &made->results);
    assert_true(chart_sweep_draw(&drawing.drawing, "clients"));
    made_drawing_close(&drawing);
    assert_says(drawing.scripts[CHART_WIDE],
                i ? "\nlog_x = 1\nlog_y = 0\n" : "\nlog_x = 0\nlog_y = 0\n");
    made_drawing_release(&drawing);
    free(made);
  }
}

static void without_its_99th_percentile_a_chart_has_one_line(void **state) {
  (void)state;
  struct made *made = made_sweep();
  struct made_drawing drawing;
  for (size_t i = 0; i < made->results.cell_count; i++)
    made_set(&made->cells[i], FIGURE_LATENCY_P99, NAN, 0);
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_sweep_draw(&drawing.drawing, "interval_ms"));
  made_drawing_close(&drawing);
  assert_says(drawing.index, "\tThe mean; the 99th percentile would rest on too few messages.");
  assert_says(drawing.scripts[CHART_WIDE], "\nfigures = 1\nmodelled = 1\n");
  assert_says(drawing.scripts[CHART_WIDE], "\naxis_y = 'mean'\n");
  made_drawing_release(&drawing);
  free(made);
}

static void variants_are_points_with_names(void **state) {
  (void)state;
  static struct result_pair variants[] = {{"base", ""}, {"nagle", ""}};
  struct made *made = made_new();
  struct made_drawing drawing;
  made->results.variants = (struct result_pairs){variants, 2};
  for (int i = 0; i < 3; i++) {
    struct result_cell *cell =
        made_cell(made, ENGINE_LWS, i < 2 ? TRANSPORT_SSE : TRANSPORT_WEBSOCKET, 1);
    made_vary(made, cell, "variant", i == 1 ? "nagle" : "base");
    made_vary(made, cell, "clients", i == 2 ? "20" : "10");
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 + i, 0);
  }
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_sweep_draw(&drawing.drawing, "variant"));
  made_drawing_close(&drawing);
  assert_begins(drawing.index,
                "sweep_variant_latency\tyes\tLatency against variant\t"
                "Other varied parameters have their first value: 10 users. "
                "Not in the chart, for lack of another variant to compare with: 1 cell.\t"
                "The transports' points stand side by side:");
  assert_says(drawing.scripts[CHART_WIDE], "\nsubtitle = ''.' · 10 users'\n");
  assert_says(drawing.scripts[CHART_WIDE], "\nnames = 'base nagle'\n");
  assert_says(drawing.scripts[CHART_WIDE], "\nvalues = ''\naxis_x = 'variant'\n");
  made_drawing_release(&drawing);
  free(made);
}

static void one_value_is_no_sweep(void **state) {
  (void)state;
  struct made *made = made_new();
  struct made_drawing drawing;
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_vary(made, cell, "clients", "10");
  made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_sweep_draw(&drawing.drawing, "clients"));
  made_drawing_close(&drawing);
  assert_begins(drawing.index, "sweep_clients_latency\tfewer than two values have figures\t");
  assert_string_equal(drawing.scripts[CHART_WIDE], "");
  made_drawing_release(&drawing);
  free(made);
}

/* Short poll at two intervals and rates, of which one cell is missing; the event stream ignores the
 * interval, and one of its cells lost messages. */
static struct made *made_grid(void) {
  static const char *const intervals[] = {"100", "1000"}, *const rates[] = {"2", "1"};
  struct made *made = made_new();
  for (int i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
    made_vary(made, cell, "interval_ms", intervals[i / 2]);
    made_vary(made, cell, "rate_per_s", rates[i % 2]);
    made_set(cell, FIGURE_LATENCY_MEAN, i == 2 ? 1e9 : 1e8, 0);
  }
  for (int i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
    made_param(cell, "interval_ms", "100");
    made_vary(made, cell, "rate_per_s", rates[i]);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 0);
    if (i == 1)
      made_set(cell, FIGURE_LOST, 3, 0);
  }
  return made;
}

/* Latencies of 1, 100 and 1000 ms: the scale is logarithmic, and 100 ms are two thirds of it. */
static void two_parameters_have_a_tile_for_each_cell(void **state) {
  (void)state;
  struct made *made = made_grid();
  struct made_drawing drawing;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_heat_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  char expected[2048];
  snprintf(
      expected, sizeof expected,
      "panel\tengine\ttransport\tinterval_ms_from\tinterval_ms_to\trate_per_s_from\t"
      "rate_per_s_to\tfigure\tcolour\tdark\tmarked\ttext\tsays\n"
      "1\tlws\tshort_poll\t0.5\t1.5\t1.5\t2.5\t100000000\t%u\t0\t0\t100 ms\tshort poll on "
      "libwebsockets, interval 100 ms, rate 2/s: 100 ms\n"
      "1\tlws\tshort_poll\t0.5\t1.5\t0.5\t1.5\t100000000\t%u\t0\t0\t100 ms\tshort poll on "
      "libwebsockets, interval 100 ms, rate 1/s: 100 ms\n"
      "1\tlws\tshort_poll\t1.5\t2.5\t1.5\t2.5\t1e+09\t%u\t0\t0\t1.00 s\tshort poll on "
      "libwebsockets, interval 1000 ms, rate 2/s: 1.00 s\n"
      "2\tlws\tsse\t0.5\t2.5\t1.5\t2.5\t1000000\t%u\t1\t0\t1.00 ms\tSSE on libwebsockets, rate "
      "2/s: 1.00 ms\n"
      "2\tlws\tsse\t0.5\t2.5\t0.5\t1.5\t1000000\t%u\t1\t1\t1.00 ms\tSSE on libwebsockets, rate "
      "1/s: 1.00 ms; 3 of – lost\n",
      (unsigned)palette_heat(2.0 / 3), (unsigned)palette_heat(2.0 / 3), 0xffea46U, 0x00204dU,
      0x00204dU);
  assert_file("heat_interval_ms_rate_per_s_latency.tsv", expected);
  assert_begins(drawing.index,
                "heat_interval_ms_rate_per_s_latency\tyes\tMean latency by interval and rate\t"
                "The colours are logarithmic. Not to be ranked with the others: SSE on "
                "libwebsockets, rate 1/s (3 of – lost).\tEach tile is a cell:");
  assert_says(drawing.index,
              "\tTiles. libwebsockets: short poll from 100 ms (interval 100 ms, rate "
              "2/s) to 1.00 s (interval 1000 ms, rate 2/s), SSE from 1.00 ms (rate "
              "2/s) to 1.00 ms (rate 2/s).\n");
  assert_says(drawing.index, "\nheat_interval_ms_rate_per_s_wire\tfewer than two values of a "
                             "parameter have figures\t");
  const char *script = drawing.scripts[CHART_WIDE];
  assert_says(script, "array panel_titles[2]\npanel_titles[1] = 'short poll on libwebsockets'\n"
                      "panel_titles[2] = 'SSE on libwebsockets'\ntile_letters = 7\n"
                      "x_names = '100 1000'\naxis_x = 'interval (ms)'\ny_names = '1 2'\n"
                      "axis_y = 'rate (1/s)'\n");
  assert_says(script, "\nscale_dark = '1 1 0 0 0'\narray scale_texts[5]\n"
                      "scale_texts[1] = '1.00 ms'\nscale_texts[2] = '5.62 ms'\n"
                      "scale_texts[3] = '31.6 ms'\nscale_texts[4] = '178 ms'\n"
                      "scale_texts[5] = '1.00 s'\nload plots.'/heat.gp'\n");
  made_drawing_release(&drawing);
  free(made);
}

static void one_parameter_has_no_tiles(void **state) {
  (void)state;
  struct made *made = made_sweep();
  struct made_drawing drawing;
  made_vary(made, &made->cells[0], "variant", "a");
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_heat_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  assert_string_equal(drawing.index, "");
  made_drawing_release(&drawing);
  free(made);
}

/* By hand: of (cost, latency) = (1, 9) (2, 5) (3, 6) (4, 5) (5, 1) the third and the fourth are not
 * below the second in anything; the last would be on the front, but lost messages. */
static void the_front_has_the_cells_that_none_is_below_in_both(void **state) {
  (void)state;
  static const double costs[] = {4, 1, 3, 2, 5}, latencies[] = {5, 9, 6, 5, 1};
  static const char *const intervals[] = {"10", "20", "30", "40", "50"};
  struct made *made = made_new();
  struct made_drawing drawing;
  for (size_t i = 0; i < 5; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
    made_vary(made, cell, "interval_ms", intervals[i]);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, costs[i], 0);
    made_set(cell, FIGURE_LATENCY_MEAN, latencies[i] * 1e9, 0);
  }
  made_set(&made->cells[4], FIGURE_LOST, 1, 0);
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_fronts_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  char *table = made_file_text("front_wire.tsv");
  assert_begins(
      table,
      "engine\ttransport\tcost\tcost_low\tcost_high\tlatency_s\tlatency_low\t"
      "latency_high\ton_front\tmarked\tsays\n"
      "lws\tfront\t1\t1\t1\t90000\t90000\t90000\t1\t0\t-\n"
      "lws\tfront\t1\t1\t1\t9\t9\t9\t1\t0\t-\n"
      "lws\tfront\t2\t2\t2\t5\t5\t5\t1\t0\t-\n"
      "lws\tfront\t20000\t20000\t20000\t5\t5\t5\t1\t0\t-\n"
      "lws\tshort_poll\t1\t1\t1\t9\t9\t9\t1\t0\tshort poll on libwebsockets, interval 20 ms: mean "
      "latency 9.00 s, 1.00 B; no cell is below it in both\n"
      "lws\tshort_poll\t2\t2\t2\t5\t5\t5\t1\t0\tshort poll on libwebsockets, interval 40 ms: mean "
      "latency 5.00 s, 2.00 B; no cell is below it in both\n"
      "lws\tshort_poll\t3\t3\t3\t6\t6\t6\t0\t0\t");
  assert_says(table, "\nlws\tshort_poll\t4\t4\t4\t5\t5\t5\t0\t0\t");
  assert_says(table, "\nlws\tshort_poll\t5\t5\t5\t1\t1\t1\t0\t1\t");
  free(table);
  assert_begins(
      drawing.index,
      "front_wire\tyes\tMean latency and its price in bytes\tThe front, from the cheapest "
      "cell on: short poll on libwebsockets, interval 20 ms with 9.00 s and 1.00 B; short poll on "
      "libwebsockets, interval 40 ms with 5.00 s and 2.00 B. Not to be ranked");
  assert_says(drawing.index, "\nfront_cpu\tfewer than two cells have both figures\t");
  assert_says(drawing.scripts[CHART_WIDE], "\naxis_x = 'wire bytes per delivered message'\n"
                                           "unit = 'B'\nlog_x = 0\nmarked = 1\n");
  made_drawing_release(&drawing);
  free(made);
}

/* The users are given, so a cell with more of them is no alternative; the interval is one. */
static void a_front_compares_cells_with_the_same_workload(void **state) {
  (void)state;
  static const char *const values[][2] = {{"10", "100"}, {"10", "200"}, {"20", "100"}};
  struct made *made = made_new();
  struct made_drawing drawing;
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
    made_vary(made, cell, "clients", values[i][0]);
    made_vary(made, cell, "interval_ms", values[i][1]);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, 100, 0);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 0);
  }
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_fronts_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  assert_says(drawing.index, "\tOnly cells with the first value are compared: 10 users. The front");
  char *table = made_file_text("front_wire.tsv");
  assert_says(table, "interval 200 ms");
  assert_says_not(table, "20 users");
  free(table);
  made_drawing_release(&drawing);
  free(made);
}

static void a_folder_that_cannot_be_written_ends_the_drawing(void **state) {
  (void)state;
  struct result_fault fault = {.kind = FAULT_KILL_SERVER};
  struct result_slot slot = {0};
  struct made *made = made_sweep();
  struct made_drawing drawing;
  made->cells[0].faults = &fault;
  made->cells[0].slots = &slot;
  made->cells[0].fault_count = made->cells[0].slot_count = 1;
  made_drawing_open(&drawing, &made->results);
  drawing.drawing.folder = "/nowhere";
  assert_false(chart_sweep_draw(&drawing.drawing, "interval_ms"));
  assert_false(chart_faults_draw(&drawing.drawing));
  assert_false(chart_fronts_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  made_drawing_release(&drawing);
  free(made);
}

static void faults_are_shaded_over_deliveries_and_connections(void **state) {
  (void)state;
  struct result_fault faults[] = {{.kind = FAULT_KILL_SERVER, .at_s = 0.5, .for_s = 1},
                                  {.kind = FAULT_DROP_CONNECTIONS, .at_s = 2}};
  struct result_slot slots[] = {{-0.1, 1, 2, 3}, {0, 10, 20, 30}, {0.1, 40, 0, 5}, {0.2, 7, 7, 7}};
  struct made *made = made_new();
  struct made_drawing drawing;
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1), FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(cell, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(cell, FIGURE_DURATION_S, 0.2, 0);
  cell->faults = faults;
  cell->fault_count = 2;
  cell->slots = slots;
  cell->slot_count = 4;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_faults_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  assert_file(
      "faults.tsv",
      "engine\ttransport\tsecond\tdelivered_per_s\topened_per_s\tattempted_per_s\t"
      "delivered_says\topened_says\n"
      "lws\tsse\t0\t10\t20\t30\tSSE on libwebsockets, at 0 s: 10.0 messages delivered per "
      "second\tSSE on libwebsockets, at 0 s: 20.0 connections opened per second, 30.0 "
      "attempted\n"
      "lws\tsse\t0.1\t40\t0\t5\tSSE on libwebsockets, at 0.1 s: 40.0 messages delivered per "
      "second\tSSE on libwebsockets, at 0.1 s: 0 connections opened per second, 5.00 "
      "attempted\n");
  assert_says(drawing.scripts[CHART_WIDE],
              "array boxes[2]\nboxes[1] = '0.5 1.5 server killed'\n"
              "boxes[2] = '2 2 connections reset'\npoint_s = 0.1\nload plots.'/faults.gp'\n");
  assert_begins(drawing.index, "faults\tyes\tDeliveries and new connections while things break\t");
  assert_says(
      drawing.index,
      "\tNot in the chart: WebSocket on libwebsockets (no series). A point is of 100 ms.\t");
  assert_says(drawing.index, "\tserver killed at 500 ms. connections reset at 2.00 s. "
                             "Lines, each with its mean and 99th percentile. libwebsockets: SSE "
                             "2.00 ms and –.\n");
  made_drawing_release(&drawing);
  free(made);
}

/* Four messages a second: half a second has two, and a tenth mostly none. */
static void a_point_of_a_timeline_is_as_long_as_two_messages_take(void **state) {
  (void)state;
  struct result_fault fault = {.kind = FAULT_CUT_NETWORK, .at_s = 0.5, .for_s = 1};
  struct result_slot slots[11];
  struct made *made = made_new();
  struct made_drawing drawing;
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  for (int i = 0; i < 11; i++)
    slots[i] = (struct result_slot){(i - 1) / 10.0, i == 2 ? 50 : 0, i > 6 ? 10 : 0, 20};
  made_set(cell, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(cell, FIGURE_DURATION_S, 1, 0);
  cell->messages = 4;
  cell->faults = &fault;
  cell->fault_count = 1;
  cell->slots = slots;
  cell->slot_count = 11;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_faults_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  char *table = made_file_text("faults.tsv");
  assert_says(table, "\nlws\tsse\t0\t10\t0\t20\t");
  assert_says(table, "\nlws\tsse\t0.5\t0\t8\t20\t");
  free(table);
  assert_says(drawing.index, "A point is of 500 ms.");
  assert_says(drawing.scripts[CHART_WIDE], "\npoint_s = 0.5\n");
  made_drawing_release(&drawing);
  free(made);
}

static void without_faults_there_is_no_chart_of_them(void **state) {
  (void)state;
  struct made *made = made_sweep();
  struct made_drawing drawing;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_faults_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  assert_string_equal(drawing.index, "");
  assert_null(made_file_text("faults.tsv"));
  made_drawing_release(&drawing);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_parameter_has_a_chart_of_each_figure_that_was_measured),
      IN_FOLDER(an_axis_is_logarithmic_where_its_values_span_much),
      IN_FOLDER(without_its_99th_percentile_a_chart_has_one_line),
      IN_FOLDER(variants_are_points_with_names),
      IN_FOLDER(one_value_is_no_sweep),
      IN_FOLDER(two_parameters_have_a_tile_for_each_cell),
      IN_FOLDER(one_parameter_has_no_tiles),
      IN_FOLDER(the_front_has_the_cells_that_none_is_below_in_both),
      IN_FOLDER(a_front_compares_cells_with_the_same_workload),
      IN_FOLDER(a_folder_that_cannot_be_written_ends_the_drawing),
      IN_FOLDER(faults_are_shaded_over_deliveries_and_connections),
      IN_FOLDER(a_point_of_a_timeline_is_as_long_as_two_messages_take),
      IN_FOLDER(without_faults_there_is_no_chart_of_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
