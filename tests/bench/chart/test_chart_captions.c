/* The captions of charts, and the words for those who cannot see them. */
#include "tests/bench/says.h"

#include "bench/chart/chart_captions.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static const struct bar_measure measures[] = {
    {.whole = FIGURE_LATENCY_MEAN, .words = words_duration_ns},
    {.whole = FIGURE_WIRE_PER_MESSAGE, .words = words_bytes}};

/* A sheet with these cells. */
static struct sheet sheet_of(const struct result_cell **cells, size_t count) {
  return (struct sheet){.selection = {.cells = cells, .count = count}};
}

static void cells_that_may_not_be_ranked_are_named_with_the_reason(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *lost = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *bad = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_WEBSOCKET, 1);
  struct result_cell *good = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1);
  const struct result_cell *cells[] = {lost, bad, good};
  struct sheet sheet = sheet_of(cells, 3);
  made_set(lost, FIGURE_LOST, 510, 0);
  made_set(lost, FIGURE_EXPECTED, 1000, 0);
  made_vary(made, bad, "clients", "100");
  bad->grade = VERDICT_INVALID;
  caption_cells(&sheet, &made->results, FIGURE_LATENCY_MEAN, NULL, NULL);
  assert_string_equal(sheet.caption,
                      "Not to be ranked with the others: SSE on libwebsockets (510 of 1000 lost); "
                      "WebSocket on civetweb, 100 users (invalid).");
  free(made);
}

static bool never(const struct result_cell *cell) {
  (void)cell;
  return false;
}

static void cells_that_are_not_shown_are_named_with_the_reason(void **state) {
  (void)state;
  struct made *made = made_new();
  struct sheet sheet = sheet_of(NULL, 0);
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1)->measured = 0;
  made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1); /* lacks the figure */
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 0);
  caption_cells(&sheet, &made->results, FIGURE_LATENCY_MEAN, "no series", never);
  assert_string_equal(
      sheet.caption,
      "Not in the chart: SSE on libwebsockets (failed); long poll on libwebsockets "
      "(no message was delivered in the measured phase); WebSocket on libwebsockets (no "
      "series).");
  *sheet.caption = '\0'; /* sheet_describe names cells that only have other values */
  caption_cells(&sheet, &made->results, FIGURE_LATENCY_MEAN, NULL, NULL);
  assert_says_not(sheet.caption, "WebSocket");
  free(made);
}

static void at_most_six_cells_are_named(void **state) {
  (void)state;
  struct made *made = made_new();
  struct sheet sheet = sheet_of(NULL, 0);
  for (int i = 0; i < 8; i++)
    made_cell(made, ENGINE_LWS, made_transports[i % MADE_TRANSPORTS], 1)->measured = 0;
  caption_cells(&sheet, &made->results, FIGURE_LATENCY_MEAN, NULL, NULL);
  assert_says(sheet.caption, "; long poll on libwebsockets (failed); and 2 more.");
  size_t named = 0;
  for (const char *at = sheet.caption; (at = strstr(at, "(failed)")); at++)
    named++;
  assert_int_equal(named, 6);
  free(made);
}

static void bars_are_told_engine_by_engine(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *other = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1);
  const struct result_cell *cells[] = {poll, sse, other};
  struct sheet one = sheet_of(cells, 3), two = one;
  made_vary(made, poll, "interval_ms", "250");
  made_set(poll, FIGURE_LATENCY_MEAN, 1.25e8, 0);
  made_set(poll, FIGURE_WIRE_PER_MESSAGE, 900, 0);
  made_set(sse, FIGURE_LATENCY_MEAN, 1e6, 0);
  caption_bars(&one, &made->results, measures, 1);
  assert_string_equal(one.shows, "Bars. libwebsockets: short poll interval 250 ms 125 ms, SSE 1.00 "
                                 "ms. civetweb: SSE –.");
  caption_bars(&two, &made->results, measures, 2);
  assert_string_equal(two.shows,
                      "Bars. libwebsockets: short poll interval 250 ms 125 ms and 900 B, "
                      "SSE 1.00 ms and –. civetweb: SSE – and –.");
  free(made);
}

static void lines_are_told_by_mean_and_p99(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  const struct result_cell *cells[] = {cell};
  struct sheet sheet = sheet_of(cells, 1);
  made_vary(made, cell, "clients", "10");
  made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 0);
  made_set(cell, FIGURE_LATENCY_P99, 3.5e6, 0);
  caption_lines(&sheet, &made->results);
  assert_string_equal(sheet.shows, "Lines, each with its mean and 99th percentile. libwebsockets: "
                                   "WebSocket 10 users 1.00 ms and 3.50 ms.");
  free(made);
}

static void a_sweep_is_told_by_its_ends(void **state) {
  (void)state;
  struct made *made = made_new();
  static const char *const users[] = {"10", "100", "1000"};
  const struct result_cell *cells[5];
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
    made_vary(made, cell, "clients", users[i]);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 * (double)(i + 1), 0);
    cells[i] = cell;
  }
  cells[3] = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  cells[4] = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_WEBSOCKET, 1);
  struct sheet sheet = sheet_of(cells, 5);
  caption_sweep(&sheet, "clients", FIGURE_LATENCY_MEAN, words_duration_ns);
  assert_string_equal(sheet.shows, "libwebsockets: SSE from 1.00 ms at 10 to 3.00 ms at 1000, "
                                   "WebSocket –. civetweb: WebSocket –.");
  free(made);
}

static void tiles_are_told_by_the_least_and_the_greatest(void **state) {
  (void)state;
  static const char *const users[] = {"10", "100", "1000"};
  static const double means[] = {2e6, 3e6, 1e6};
  struct made *made = made_new();
  const struct result_cell *cells[3];
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
    made_vary(made, cell, "clients", users[i]);
    made_set(cell, FIGURE_LATENCY_MEAN, means[i], 0);
    cells[i] = cell;
  }
  struct sheet sheet = sheet_of(cells, 3);
  caption_tiles(&sheet, &made->results, FIGURE_LATENCY_MEAN, words_duration_ns);
  assert_string_equal(sheet.shows, "Tiles. libwebsockets: SSE from 1.00 ms (1000 users) to 3.00 ms "
                                   "(100 users).");
  free(made);
}

/* One cell has the range of three repeats, the other a confidence interval. */
static void whiskers_are_told_by_their_kind(void **state) {
  (void)state;
  static const enum figure mean[] = {FIGURE_LATENCY_MEAN}, p99[] = {FIGURE_LATENCY_P99};
  struct made *made = made_new();
  struct result_cell *few = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 3);
  struct result_cell *many = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 6);
  const struct result_cell *cells[] = {few, many};
  made_set(few, FIGURE_LATENCY_MEAN, 1e6, 1e3);
  made_set(many, FIGURE_LATENCY_MEAN, 1e6, 1e3);
  made_set(many, FIGURE_LATENCY_P99, 1e6, 0);
  many->figures[FIGURE_LATENCY_MEAN].confident = true;
  struct sheet both = sheet_of(cells, 2), first = sheet_of(cells, 1), last = sheet_of(cells + 1, 1);
  struct sheet none = sheet_of(cells, 2);
  assert_true(caption_whiskers(&both, "A whisker", mean, 1));
  assert_string_equal(both.caption, "A whisker is the 95 % confidence interval of the median over "
                                    "the repeats; where these are too few for one, it spans them.");
  assert_true(caption_whiskers(&first, "A whisker", mean, 1));
  assert_string_equal(first.caption, "A whisker spans the repeats, which are too few for a 95 % "
                                     "confidence interval.");
  assert_true(caption_whiskers(&last, "A whisker", mean, 1));
  assert_string_equal(last.caption,
                      "A whisker is the 95 % confidence interval of the median over the repeats.");
  assert_false(caption_whiskers(&none, "A whisker", p99, 1)); /* no repeat differs */
  assert_string_equal(none.caption, "");
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_that_may_not_be_ranked_are_named_with_the_reason),
      cmocka_unit_test(cells_that_are_not_shown_are_named_with_the_reason),
      cmocka_unit_test(at_most_six_cells_are_named),
      cmocka_unit_test(bars_are_told_engine_by_engine),
      cmocka_unit_test(lines_are_told_by_mean_and_p99),
      cmocka_unit_test(a_sweep_is_told_by_its_ends),
      cmocka_unit_test(tiles_are_told_by_the_least_and_the_greatest),
      cmocka_unit_test(whiskers_are_told_by_their_kind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
