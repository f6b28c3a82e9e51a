/* The table of the charts, and charts that would be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/chart/chart.h"
#include "bench/chart/chart_kinds.h"
#include "bench/chart/palette.h"
#include "tests/contracts.h"

static struct chart made;

static void check_made(void *context) {
  (void)context;
  chart_check(&made);
}

static const struct chart *chart_named(const char *name) {
  const struct chart *chart = charts;
  while (chart->name && strcmp(chart->name, name) != 0)
    chart++;
  assert_non_null(chart->name);
  return chart;
}

static void the_table_is_complete(void **state) {
  (void)state;
  charts_check();
  chart_check(chart_named("latency_cdf"));
}

static void bars_that_lack_something_are_noticed(void **state) {
  (void)state;
  const struct chart *wire = chart_named("wire_bytes_per_message");
  made = *wire;
  made.parts = "payload|heads and framing|TLS";
  assert_contract_broken(check_made, NULL, "texts_count(chart->parts) == parts");
  made = *wire;
  made.axes = "bytes|and more";
  assert_contract_broken(check_made, NULL, "texts_count(chart->axes) == chart->measure_count");
  made = *wire;
  made.measures[0].words = NULL;
  assert_contract_broken(check_made, NULL, "wire_bytes_per_message: measure->words");
  made = *wire;
  made.measure_count = 0;
  assert_contract_broken(check_made, NULL, "(chart->table == NULL) == (chart->measure_count > 0)");
}

static void lines_that_lack_something_are_noticed(void **state) {
  (void)state;
  made = *chart_named("latency_over_time");
  made.height = 0;
  assert_contract_broken(check_made, NULL, "latency_over_time: chart->height > 0");
  made = *chart_named("latency_over_time");
  made.lacks = NULL;
  assert_contract_broken(check_made, NULL, "(chart->has == NULL) == (chart->lacks == NULL)");
}

static void names_that_an_axis_has_no_room_for_are_told(void **state) {
  enum { CELLS = 40 };
  (void)state;
  static char values[CELLS][40];
  static struct result_pair pairs[CELLS];
  static struct result_cell cells[CELLS];
  const struct result_cell *selected[CELLS];
  const enum metric figure = METRIC_LATENCY_MEAN;
  struct sweep_range range;
  FILE *out = tmpfile();
  assert_non_null(out);
  for (int i = 0; i < CELLS; i++) {
    snprintf(values[i], sizeof values[i], "a_variant_with_a_long_name_%d", i);
    pairs[i] = (struct result_pair){.name = "variant", .text = values[i]};
    cells[i] = (struct result_cell){.params = {.items = &pairs[i], .count = 1}};
    selected[i] = &cells[i];
  }
  struct selection selection = {.cells = selected, .count = 2};
  assert_true(chart_data_sweep(out, &selection, "variant", &figure, 1, METRIC_COUNT, 1, &range));
  assert_true(range.named && !range.crowded);
  selection.count = CELLS;
  assert_true(chart_data_sweep(out, &selection, "variant", &figure, 1, METRIC_COUNT, 1, &range));
  assert_true(range.crowded);
  fclose(out);
}

static void check_colours(void *colours) {
  palette_check(colours);
}

static void a_transport_without_a_colour_is_noticed(void **state) {
  (void)state;
  struct palette_colour colours[] = {
      {"short_poll", 1, 2}, {"long_poll", 3, 4}, {"sse", 5, 6}, {NULL, 0, 0}};
  assert_contract_broken(check_colours, colours, "websocket: has_colour(");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_table_is_complete),
      cmocka_unit_test(bars_that_lack_something_are_noticed),
      cmocka_unit_test(lines_that_lack_something_are_noticed),
      cmocka_unit_test(names_that_an_axis_has_no_room_for_are_told),
      cmocka_unit_test(a_transport_without_a_colour_is_noticed),
  };
  return cmocka_run_group_tests_name("charts check", tests, NULL, NULL);
}
