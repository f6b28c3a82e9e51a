/* The charts against a varied parameter, and the chart of faults. */
#include "tests/bench/drawing_made.h"

#include "bench/chart/chart_kinds.h"
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
  assert_file("sweep_interval_ms_latency.tsv",
              "engine\ttransport\tinterval_ms\tfigure\tupper\theeds\tmodel\tmarked\n"
              "lws\tshort_poll\t250\t0.125\t0.24\t1\t0.125\t0\n"
              "lws\tshort_poll\t1000\t0.5\t0.99\t1\t0.5\t0\n"
              "lws\tsse\t250\t0.001\t0.002\t0\tnan\t0\nlws\tsse\t1000\t0.001\t0.002\t0\tnan\t0\n");
  assert_begins(drawing.index, "sweep_interval_ms_latency\tyes\tLatency against interval\t\t"
                               "Each transport has two lines:");
  assert_says(drawing.index, "\tlibwebsockets: short poll from 125 ms at 250 to 500 ms at 1000, "
                             "SSE 1.00 ms.\n");
  assert_says(drawing.index, "\nsweep_interval_ms_empty\tall figures are 0\t");
  assert_says(drawing.index, "\nsweep_interval_ms_cpu\tall figures are 0\t");
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
  made_drawing_close(&drawing);
  made_drawing_release(&drawing);
  free(made);
}

static void faults_are_shaded_over_deliveries_and_connections(void **state) {
  (void)state;
  struct result_fault faults[] = {{.kind = FAULT_KILL_SERVER, .at_s = 0.5, .for_s = 1},
                                  {.kind = FAULT_DROP_CONNECTIONS, .at_s = 2}};
  struct result_slot slots[] = {{-0.1, 1, 2, 3}, {0, 10, 20, 30}, {0.1, 40, 0, 5}, {3, 7, 7, 7}};
  struct made *made = made_new();
  struct made_drawing drawing;
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1), FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(cell, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(cell, FIGURE_DURATION_S, 3, 0);
  cell->faults = faults;
  cell->fault_count = 2;
  cell->slots = slots;
  cell->slot_count = 4;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_faults_draw(&drawing.drawing));
  made_drawing_close(&drawing);
  assert_file("faults.tsv", "engine\ttransport\tsecond\tdelivered_per_s\topened_per_s\t"
                            "attempted_per_s\nlws\tsse\t0\t10\t20\t30\nlws\tsse\t0.1\t40\t0\t5\n");
  assert_says(drawing.scripts[CHART_WIDE],
              "array boxes[2]\nboxes[1] = '0.5 1.5 server killed'\n"
              "boxes[2] = '2 2 connections reset'\nload plots.'/faults.gp'\n");
  assert_begins(drawing.index, "faults\tyes\tDeliveries and new connections while things break\t");
  assert_says(drawing.index, "\tNot in the chart: WebSocket on libwebsockets (no series).\t");
  assert_says(drawing.index, "\tserver killed at 500 ms. connections reset at 2.00 s. "
                             "Lines, each with its mean and 99th percentile. libwebsockets: SSE "
                             "2.00 ms and –.\n");
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
      IN_FOLDER(a_folder_that_cannot_be_written_ends_the_drawing),
      IN_FOLDER(faults_are_shaded_over_deliveries_and_connections),
      IN_FOLDER(without_faults_there_is_no_chart_of_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
