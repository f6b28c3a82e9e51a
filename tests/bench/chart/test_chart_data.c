/* The tables from which charts are drawn. */
#include "tests/bench/says.h"

#include "bench/chart/chart_data.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"
#include "tests/contracts.h"

/* A stream that is written to memory. */
struct written {
  FILE *out;
  char *text;
  size_t bytes;
};

static void written_open(struct written *written) {
  *written = (struct written){0};
  written->out = open_memstream(&written->text, &written->bytes);
  assert_non_null(written->out);
}

static void assert_written(struct written *written, const char *expected) {
  fclose(written->out);
  assert_string_equal(written->text, expected);
  free(written->text);
}

static struct selection selection_of(const struct made *made, const struct result_cell **cells) {
  for (size_t i = 0; i < made->results.cell_count; i++)
    cells[i] = &made->cells[i];
  return (struct selection){.cells = cells, .count = made->results.cell_count};
}

/* Deliveries of 1, 2, … ns, which a histogram counts exactly. */
static void latency_fill(struct result_cell *cell, uint64_t deliveries) {
  assert_int_equal(histogram_init(&cell->latency), STATUS_OK);
  for (uint64_t i = 1; i <= deliveries; i++)
    histogram_record(&cell->latency, i);
}

static size_t lines_of(const char *text) {
  size_t lines = 0;
  for (; *text; text++)
    lines += *text == '\n';
  return lines;
}

static void percentiles_end_where_ten_messages_lie_beyond(void **state) {
  (void)state;
  const struct result_cell *cells[1];
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct selection selection = selection_of(made, cells);
  struct written written;
  latency_fill(cell, 1000);
  cell->messages = 100; /* up to one in ten: 40 steps to a decade, and both ends */
  written_open(&written);
  chart_data_percentiles(written.out, &selection);
  fflush(written.out);
  assert_begins(written.text, "engine\ttransport\tone_in\tlatency_s\tsays\nlws\tsse\t1\t1e-09\t-\n"
                              "lws\tsse\t1.05925\t5.6e-08\t-\n");
  assert_int_equal(lines_of(written.text), 1 + 41);
  assert_says(written.text, "\nlws\tsse\t10\t9e-07\tSSE on libwebsockets: 90 % of the messages "
                            "within 900 ns\n");
  fclose(written.out);
  free(written.text);
  cell->messages = 0; /* unknown: the deliveries are counted instead */
  written_open(&written);
  chart_data_percentiles(written.out, &selection);
  fflush(written.out);
  assert_int_equal(lines_of(written.text), 1 + 121);
  fclose(written.out);
  free(written.text);
  histogram_release(&cell->latency);
  free(made);
}

static void percentiles_need_twenty_messages(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_false(chart_data_has_latency(cell));
  assert_false(chart_data_has_percentiles(cell));
  latency_fill(cell, 40);
  assert_true(chart_data_has_latency(cell));
  assert_true(chart_data_has_percentiles(cell));
  cell->messages = 19;
  assert_false(chart_data_has_percentiles(cell));
  cell->messages = 20;
  assert_true(chart_data_has_percentiles(cell));
  histogram_release(&cell->latency);
  free(made);
}

static void a_distribution_goes_from_nothing_to_all(void **state) {
  (void)state;
  const struct result_cell *cells[1];
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_LONG_POLL, 1);
  struct selection selection = selection_of(made, cells);
  struct written written;
  assert_int_equal(histogram_init(&cell->latency), STATUS_OK);
  histogram_record(&cell->latency, 1000);
  histogram_record(&cell->latency, 1000);
  histogram_record(&cell->latency, 1000);
  histogram_record(&cell->latency, 2000);
  written_open(&written);
  chart_data_cdf(written.out, &selection);
  assert_written(&written, "engine\ttransport\tlatency_s\tshare_percent\tsays\n"
                           "civetweb\tlong_poll\t1e-06\t0\t-\n"
                           "civetweb\tlong_poll\t1e-06\t75\tlong poll on civetweb: 75 % of the "
                           "messages within 1.00 µs\n"
                           "civetweb\tlong_poll\t2e-06\t100\tlong poll on civetweb: 100 % of the "
                           "messages within 2.00 µs\n");
  histogram_release(&cell->latency);
  free(made);
}

/* 1,000 different latencies make at most 120 steps. */
static void a_distribution_has_few_steps(void **state) {
  (void)state;
  const struct result_cell *cells[1];
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct selection selection = selection_of(made, cells);
  struct written written;
  latency_fill(cell, 1000);
  written_open(&written);
  chart_data_cdf(written.out, &selection);
  fflush(written.out);
  size_t lines = lines_of(written.text);
  assert_in_range(lines, 2 + 100, 2 + 120);
  assert_says(written.text, "\nlws\tsse\t1e-06\t100\tSSE on libwebsockets: 100 % of the messages "
                            "within 1.00 µs\n");
  size_t marks = 0;
  for (const char *at = written.text; (at = strstr(at, "within")); at++)
    marks++;
  assert_int_equal(marks, 10);
  fclose(written.out);
  free(written.text);
  histogram_release(&cell->latency);
  free(made);
}

static void a_timeline_passes_by_seconds_in_which_nothing_came(void **state) {
  (void)state;
  struct result_second seconds[] = {
      {0, 7, 1500, 2500}, {1, 0, 0, 0}, {2, 9, 2000000000, 3000000000}, {3, 1, 1000, 1000}};
  const struct result_cell *cells[1];
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct selection selection = selection_of(made, cells);
  struct written written;
  cell->seconds = seconds;
  cell->second_count = 3;
  assert_false(chart_data_has_timeline(cell));
  cell->second_count = 4;
  assert_true(chart_data_has_timeline(cell));
  written_open(&written);
  chart_data_timeline(written.out, &selection);
  assert_written(&written,
                 "engine\ttransport\tsecond\tp50_s\tp99_s\tdelivered\tsays\n"
                 "lws\tsse\t0\t1.5e-06\t2.5e-06\t7\tSSE on libwebsockets, second 0: median "
                 "1.50 µs, 99 % within 2.50 µs\n"
                 "lws\tsse\t2\t2\t3\t9\tSSE on libwebsockets, second 2: median 2.00 s, "
                 "99 % within 3.00 s\n"
                 "lws\tsse\t3\t1e-06\t1e-06\t1\tSSE on libwebsockets, second 3: median "
                 "1.00 µs, 99 % within 1.00 µs\n");
  free(made);
}

static const struct bar_measure measures[] = {
    {.parts = {FIGURE_USEFUL_PER_MESSAGE, FIGURE_EMPTY_PER_MESSAGE},
     .part_count = 2,
     .whole = FIGURE_REQUESTS_PER_MESSAGE,
     .scale = 1,
     .words = words_number},
    {.parts = {FIGURE_LATENCY_MEAN},
     .part_count = 1,
     .whole = FIGURE_LATENCY_MEAN,
     .scale = 1e-9,
     .words = words_duration_ns}};

static void bars_stand_under_their_engines(void **state) {
  (void)state;
  const struct result_cell *cells[3];
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 3);
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *other = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1);
  struct selection selection = selection_of(made, cells);
  struct bar_layout layout;
  struct written written;
  made_vary(made, poll, "interval_ms", "250");
  made_set(poll, FIGURE_USEFUL_PER_MESSAGE, 1, 0);
  made_set(poll, FIGURE_EMPTY_PER_MESSAGE, 0.2, 0); /* medians of parts need not add up */
  made_set(poll, FIGURE_REQUESTS_PER_MESSAGE, 1.4, 0.1);
  made_set(poll, FIGURE_LATENCY_MEAN, 1e8, 0);
  made_set(sse, FIGURE_LOST, 3, 0);
  made_set(sse, FIGURE_EXPECTED, 200, 0);
  other->grade = VERDICT_INVALID;
  written_open(&written);
  chart_data_bars(written.out, &made->results, &selection, measures, 2, "useful|empty", &layout);
  assert_written(
      &written,
      "row\tengine\ttransport\tlabel\tmarked\tpart_1_1\tpart_1_2\tlow_1\thigh_1"
      "\ttext_1\tsays_1\tpart_2_1\tlow_2\thigh_2\ttext_2\tsays_2\n"
      "2\tlws\tshort_poll\tshort poll, interval 250 ms\t0\t1.25\t0.25\t1.4\t1.6\t1.50"
      "\tshort poll, interval 250 ms: 1.50 (repeats: 1.40 to 1.60); useful 1.00, empty 0.2"
      "\t0.1\t0.1\t0.1\t100 ms\tshort poll, interval 250 ms: 100 ms\n"
      "3\tlws\tsse\tSSE: 3 of 200 lost\t1\t0\t0\t0\t0\t–\tSSE: 3 of 200 lost: –; useful –, "
      "empty –\t0\t0\t0\t–\tSSE: 3 of 200 lost: –\n"
      "5\tcivetweb\tsse\tSSE: invalid\t1\t0\t0\t0\t0\t–\tSSE: invalid: –; useful –, empty –"
      "\t0\t0\t0\t–\tSSE: invalid: –\n");
  assert_int_equal(layout.groups, 2);
  assert_int_equal(layout.engines[0], ENGINE_LWS);
  assert_int_equal(layout.engines[1], ENGINE_CIVETWEB);
  assert_int_equal(layout.heading_rows[0], 1);
  assert_int_equal(layout.heading_rows[1], 4);
  assert_int_equal(layout.rows, 5);
  assert_int_equal(layout.label_letters, strlen("short poll, interval 250 ms"));
  free(made);
}

static const struct sweep_figure both = {.figures = {FIGURE_LATENCY_MEAN, FIGURE_LATENCY_P99},
                                         .names = {"mean", "p99"},
                                         .count = 2,
                                         .model = FIGURE_MODEL_LATENCY,
                                         .scale = 1e-9,
                                         .words = words_duration_ns};

#define SWEEP_COLUMNS \
  "figure\tlow\thigh\tupper\tupper_low\tupper_high\theeds\tmodel\tmarked\tsays\tupper_says\n"

/* Short poll has two values, in descending order; the event stream ignores the parameter. */
static void a_sweep_joins_the_points_of_a_line(void **state) {
  (void)state;
  const struct result_cell *cells[3];
  struct made *made = made_new();
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *late = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 3);
  struct result_cell *soon = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct selection selection = selection_of(made, cells);
  struct sweep_range range = {0};
  struct written written;
  made_param(sse, "interval_ms", "250");
  made_vary(made, late, "interval_ms", "1000");
  made_vary(made, soon, "interval_ms", "250");
  made_set(sse, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(sse, FIGURE_LATENCY_P99, 2e6, 0);
  made_set(late, FIGURE_LATENCY_MEAN, 4e8, 1e8);
  made_set(late, FIGURE_LATENCY_P99, 1e9, 0);
  made_set(late, FIGURE_MODEL_LATENCY, 1.5e9, 0);
  made_set(soon, FIGURE_LATENCY_MEAN, 1.25e8, 0);
  soon->grade = VERDICT_INVALID;
  written_open(&written);
  assert_true(
      chart_data_sweep(written.out, &made->results, &selection, "interval_ms", &both, &range));
  assert_written(
      &written,
      "engine\ttransport\tinterval_ms\t" SWEEP_COLUMNS
      "lws\tshort_poll\t250\t0.125\t0.125\t0.125\tnan\tnan\tnan\t1\tnan\t1\tshort poll on "
      "libwebsockets, interval 250 ms, mean: 125 ms; invalid\tshort poll on libwebsockets, "
      "interval 250 ms, p99: –; invalid\n"
      "lws\tshort_poll\t1000\t0.5\t0.4\t0.6\t1\t1\t1\t1\t1.5\t0\tshort poll on "
      "libwebsockets, interval 1000 ms, mean: 500 ms (repeats: 400 ms to 600 ms); model "
      "1.50 s\tshort poll on libwebsockets, interval 1000 ms, p99: 1.00 s\n"
      "lws\tsse\t250\t0.001\t0.001\t0.001\t0.002\t0.002\t0.002\t0\tnan\t0\tSSE on "
      "libwebsockets, mean: 1.00 ms\tSSE on libwebsockets, p99: 2.00 ms\n"
      "lws\tsse\t1000\t0.001\t0.001\t0.001\t0.002\t0.002\t0.002\t0\tnan\t0\tSSE on "
      "libwebsockets, mean: 1.00 ms\tSSE on libwebsockets, p99: 2.00 ms\n");
  assert_true(range.x_least == 250 && range.x_greatest == 1000);
  assert_true(range.y_least == 0.001 && range.y_greatest == 1.5);
  assert_true(range.modelled);
  assert_true(range.marked);
  assert_false(range.named);
  free(made);
}

static void values_that_are_no_numbers_stand_at_their_position(void **state) {
  (void)state;
  static const char *const values[] = {"poisson", "periodic", "poisson"};
  const struct result_cell *cells[3];
  struct made *made = made_new();
  struct selection selection;
  struct sweep_range range = {0};
  struct written written;
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell =
        made_cell(made, ENGINE_LWS, i < 2 ? TRANSPORT_SSE : TRANSPORT_WEBSOCKET, 1);
    made_vary(made, cell, "arrival", values[i]);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, 100 + (double)i, 0);
  }
  selection = selection_of(made, cells);
  written_open(&written);
  const struct sweep_figure bytes = {.figures = {FIGURE_WIRE_PER_MESSAGE},
                                     .names = {"bytes"},
                                     .count = 1,
                                     .model = FIGURE_NUMBER,
                                     .scale = 1,
                                     .words = words_bytes};
  assert_true(chart_data_sweep(written.out, &made->results, &selection, "arrival", &bytes, &range));
  assert_written(
      &written,
      "engine\ttransport\tarrival\t" SWEEP_COLUMNS
      "lws\tsse\t1\t100\t100\t100\t100\t100\t100\t1\tnan\t0\tSSE on libwebsockets, arrival "
      "poisson, bytes: 100 B\tSSE on libwebsockets, arrival poisson, bytes: 100 B\n"
      "lws\tsse\t2\t101\t101\t101\t101\t101\t101\t1\tnan\t0\tSSE on libwebsockets, arrival "
      "periodic, bytes: 101 B\tSSE on libwebsockets, arrival periodic, bytes: 101 B\n"
      "lws\twebsocket\t1\t102\t102\t102\t102\t102\t102\t1\tnan\t0\tWebSocket on "
      "libwebsockets, arrival poisson, bytes: 102 B\tWebSocket on libwebsockets, arrival "
      "poisson, bytes: 102 B\n");
  assert_true(range.named);
  assert_string_equal(range.names, "poisson periodic");
  assert_true(range.x_least == 1 && range.x_greatest == 2);
  assert_false(range.modelled);
  assert_false(range.marked);
  free(made);
}

static void draw_nine_groups(void *context) {
  enum { GROUPS = BAR_GROUPS_MAX + 1 };
  const struct bar_measure measure = {.parts = {FIGURE_LATENCY_MEAN},
                                      .part_count = 1,
                                      .whole = FIGURE_LATENCY_MEAN,
                                      .scale = 1,
                                      .words = words_duration_ns};
  const struct result_cell *cells[GROUPS];
  struct made *made = made_new();
  struct bar_layout layout;
  struct written written;
  (void)context;
  for (int i = 0; i < GROUPS; i++)
    made_cell(made, i % 2, TRANSPORT_SSE, 1);
  struct selection selection = selection_of(made, cells);
  written_open(&written);
  chart_data_bars(written.out, &made->results, &selection, &measure, 1, "latency", &layout);
}

static void more_groups_of_bars_than_there_is_room_for_break_a_contract(void **state) {
  (void)state;
  assert_contract_broken(draw_nine_groups, NULL, "layout->groups < BAR_GROUPS_MAX");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(percentiles_end_where_ten_messages_lie_beyond),
      cmocka_unit_test(percentiles_need_twenty_messages),
      cmocka_unit_test(a_distribution_goes_from_nothing_to_all),
      cmocka_unit_test(a_distribution_has_few_steps),
      cmocka_unit_test(a_timeline_passes_by_seconds_in_which_nothing_came),
      cmocka_unit_test(bars_stand_under_their_engines),
      cmocka_unit_test(a_sweep_joins_the_points_of_a_line),
      cmocka_unit_test(values_that_are_no_numbers_stand_at_their_position),
      cmocka_unit_test(more_groups_of_bars_than_there_is_room_for_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
