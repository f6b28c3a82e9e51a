/* The contracts of the tables of charts. */
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

static struct chart made[3];               /* the last one ends the table */
static struct sweep_figure made_sweeps[3]; /* the same */

static void check_made(void *context) {
  (void)context;
  chart_table_check(made);
}

static void check_made_sweeps(void *context) {
  (void)context;
  sweep_figures_check(made_sweeps);
}

static const struct chart *chart_named(const char *name) {
  const struct chart *chart = charts;
  while (chart->name && strcmp(chart->name, name) != 0)
    chart++;
  assert_non_null(chart->name);
  return chart;
}

static struct chart *make(const char *name) {
  made[0] = *chart_named(name);
  made[1].name = NULL;
  return &made[0];
}

static void the_tables_are_complete(void **state) {
  (void)state;
  charts_check();
  make("latency_cdf");
  chart_table_check(made);
}

static void bars_that_lack_something_are_noticed(void **state) {
  (void)state;
  make("wire_bytes_per_message")->axes = NULL;
  assert_contract_broken(check_made, NULL, "chart->parts && chart->axes && chart->units");
  make("wire_bytes_per_message")->parts = "payload|heads and framing|TLS";
  assert_contract_broken(check_made, NULL, "texts_count(chart->parts) == first->part_count");
  make("wire_bytes_per_message")->axes = "bytes|and more";
  assert_contract_broken(check_made, NULL, "texts_count(chart->axes) == chart->measure_count");
  make("wire_bytes_per_message")->units = "B|B";
  assert_contract_broken(check_made, NULL, "texts_count(chart->units) == chart->measure_count");
  make("wire_bytes_per_message")->measure_count = 0;
  assert_contract_broken(check_made, NULL, "(chart->table == NULL) == (chart->measure_count > 0)");
  make("wire_bytes_per_message")->measure_count = BAR_MEASURES_MAX + 1;
  assert_contract_broken(check_made, NULL, "chart->measure_count <= BAR_MEASURES_MAX");
}

static void a_panel_of_bars_that_lacks_something_is_noticed(void **state) {
  (void)state;
  make("wire_bytes_per_message")->measures[0].words = NULL;
  assert_contract_broken(check_made, NULL, "wire_bytes_per_message: measure->words");
  make("wire_bytes_per_message")->measures[0].whole = FIGURE_ENGINE;
  assert_contract_broken(check_made, NULL, "figure_is_metric(measure->whole)");
  make("wire_bytes_per_message")->measures[0].parts[3] = (enum figure)0;
  assert_contract_broken(check_made, NULL, "figure_is_metric(measure->parts[i])");
  make("wire_bytes_per_message")->passed_by = FIGURE_WIRE_PER_MESSAGE;
  assert_contract_broken(check_made, NULL, "has_part(first, chart->passed_by)");
  struct chart *chart = make("wire_bytes_per_message");
  chart->parts = "a|b|c|d|e";
  chart->measures[0].part_count = BAR_PARTS_MAX + 1;
  assert_contract_broken(check_made, NULL, "measure->part_count <= BAR_PARTS_MAX");
  make("memory_threads_per_user")->measures[1].part_count = 2;
  assert_contract_broken(check_made, NULL, "== chart->measures[0].part_count");
}

static void lines_that_lack_something_are_noticed(void **state) {
  (void)state;
  make("latency_over_time")->height = 0;
  assert_contract_broken(check_made, NULL, "latency_over_time: chart->height > 0");
  make("latency_over_time")->lacks = NULL;
  assert_contract_broken(check_made, NULL, "(chart->has == NULL) == (chart->lacks == NULL)");
}

static void a_chart_without_texts_or_of_no_figure_or_twice_is_noticed(void **state) {
  (void)state;
  make("latency_cdf")->reading = NULL;
  assert_contract_broken(check_made, NULL, "chart->title && chart->reading && chart->absent");
  make("latency_cdf")->figure = FIGURE_NUMBER;
  assert_contract_broken(check_made, NULL, "figure_is_metric(chart->figure)");
  made[1] = *make("latency_cdf");
  assert_contract_broken(check_made, NULL, "latency_cdf: strcmp(before->name, chart->name) != 0");
}

static struct sweep_figure *make_sweep(const char *ending) {
  const struct sweep_figure *figure = sweep_figures;
  while (figure->ending && strcmp(figure->ending, ending) != 0)
    figure++;
  assert_non_null(figure->ending);
  made_sweeps[0] = *figure;
  made_sweeps[1].ending = NULL;
  return &made_sweeps[0];
}

static void a_chart_against_a_parameter_that_lacks_something_is_noticed(void **state) {
  (void)state;
  make_sweep("latency");
  sweep_figures_check(made_sweeps);
  make_sweep("cpu")->unit = NULL;
  assert_contract_broken(check_made_sweeps, NULL, "cpu: figure->title && figure->axis");
  make_sweep("cpu")->count = 0;
  assert_contract_broken(check_made_sweeps, NULL, "figure->count == 1 || two");
  make_sweep("latency")->axis_alone = NULL;
  assert_contract_broken(check_made_sweeps, NULL, "(figure->axis_alone && figure->reading_alone)");
  make_sweep("latency")->figures[1] = (enum figure)0;
  assert_contract_broken(check_made_sweeps, NULL, "figure->figures[i]");
  make_sweep("latency")->names[1] = NULL;
  assert_contract_broken(check_made_sweeps, NULL, "figure->names[i]");
  make_sweep("wire")->model = FIGURE_TRANSPORT;
  assert_contract_broken(check_made_sweeps, NULL, "wire: figure->model == FIGURE_NUMBER");
  make_sweep("cpu")->scale = 0;
  assert_contract_broken(check_made_sweeps, NULL, "figure->words && figure->scale > 0");
  make_sweep("latency")->always_linear = true;
  assert_contract_broken(check_made_sweeps, NULL, "!(figure->always_log && figure->always_linear)");
  made_sweeps[1] = *make_sweep("age");
  assert_contract_broken(check_made_sweeps, NULL, "age: strcmp(before->ending, figure->ending)");
}

static struct heat_figure made_heats[3]; /* the last one ends the table */

static void check_made_heats(void *context) {
  (void)context;
  heat_figures_check(made_heats);
}

static void a_chart_against_two_parameters_that_lacks_something_is_noticed(void **state) {
  (void)state;
  made_heats[0] = heat_figures[0];
  heat_figures_check(made_heats);
  made_heats[0].words = NULL;
  assert_contract_broken(check_made_heats, NULL, "latency: figure->title && figure->reading");
  made_heats[0] = heat_figures[0];
  made_heats[0].figure = FIGURE_ENGINE;
  assert_contract_broken(check_made_heats, NULL, "figure_is_metric(figure->figure)");
  made_heats[0] = made_heats[1] = heat_figures[0];
  assert_contract_broken(check_made_heats, NULL, "latency: strcmp(before->ending, figure->ending)");
}

static void names_that_an_axis_has_no_room_for_are_told(void **state) {
  enum { CELLS = 40 };
  (void)state;
  static char values[CELLS][40];
  static struct result_pair pairs[CELLS];
  static struct result_cell cells[CELLS];
  const struct result_cell *selected[CELLS];
  const struct sweep_figure figure = {.figures = {FIGURE_LATENCY_MEAN},
                                      .names = {"mean"},
                                      .count = 1,
                                      .model = FIGURE_NUMBER,
                                      .scale = 1,
                                      .words = words_duration_ns};
  const struct results results = {.cell_count = 0};
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
  assert_true(chart_data_sweep(out, &results, &selection, "variant", &figure, &range));
  assert_true(range.named && !range.crowded);
  selection.count = CELLS;
  assert_true(chart_data_sweep(out, &results, &selection, "variant", &figure, &range));
  assert_true(range.crowded);
  fclose(out);
}

static void check_colours(void *colours) {
  palette_check(colours);
}

static void a_transport_without_a_colour_is_noticed(void **state) {
  (void)state;
  struct palette_colour colours[32] = {{NULL, 0, 0}};
  for (size_t i = 0, kept = 0; palette[i].name; i++)
    if (strcmp(palette[i].name, "websocket") != 0)
      colours[kept++] = palette[i];
  assert_contract_broken(check_colours, colours, "websocket: has_colour(");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_tables_are_complete),
      cmocka_unit_test(bars_that_lack_something_are_noticed),
      cmocka_unit_test(a_panel_of_bars_that_lacks_something_is_noticed),
      cmocka_unit_test(lines_that_lack_something_are_noticed),
      cmocka_unit_test(a_chart_without_texts_or_of_no_figure_or_twice_is_noticed),
      cmocka_unit_test(a_chart_against_a_parameter_that_lacks_something_is_noticed),
      cmocka_unit_test(a_chart_against_two_parameters_that_lacks_something_is_noticed),
      cmocka_unit_test(names_that_an_axis_has_no_room_for_are_told),
      cmocka_unit_test(a_transport_without_a_colour_is_noticed),
  };
  return cmocka_run_group_tests_name("charts check", tests, NULL, NULL);
}
