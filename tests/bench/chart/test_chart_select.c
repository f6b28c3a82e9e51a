/* The cells that a chart shows, their order, and the cells that it leaves out. */
#include "tests/bench/says.h"

#include "bench/chart/chart_select.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

enum { EVERY = 64 };

static struct result_cell *cell_with(struct made *made, int engine, int transport, double mean) {
  struct result_cell *cell = made_cell(made, engine, transport, 1);
  made_set(cell, FIGURE_LATENCY_MEAN, mean, 0);
  return cell;
}

/* A cell on two axes: the users, and the variant if it has one. */
static struct result_cell *cell_at(struct made *made, int transport, const char *clients,
                                   const char *variant) {
  struct result_cell *cell = cell_with(made, ENGINE_LWS, transport, 1e6);
  made_vary(made, cell, "clients", clients);
  if (variant)
    made_vary(made, cell, "variant", variant);
  return cell;
}

static void assert_selected(const struct selection *selection, const struct made *made,
                            const size_t *expected, size_t count) {
  assert_int_equal(selection->count, count);
  for (size_t i = 0; i < count; i++)
    assert_ptr_equal(selection->cells[i], &made->cells[expected[i]]);
}

#define SELECTED(selection, made, ...)                                                  \
  do {                                                                                  \
    static const size_t selected[] = {__VA_ARGS__};                                     \
    assert_selected((selection), (made), selected, sizeof selected / sizeof *selected); \
  } while (0)

static void cells_stand_by_engine_then_transport_then_as_they_were_run(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  cell_with(made, ENGINE_CIVETWEB, TRANSPORT_SHORT_POLL, 1);
  cell_with(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 9);
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, EVERY));
  SELECTED(&selection, made, 2, 3, 1, 0);
  assert_false(selection.reduced);
  selection_release(&selection);
  free(made);
}

static void a_cell_without_the_figure_is_left_out(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  cell_with(made, -1, TRANSPORT_SSE, 1);
  cell_with(made, ENGINE_LWS, -1, 1);
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 1)->measured = 0;
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, EVERY));
  SELECTED(&selection, made, 4);
  assert_false(selection.reduced); /* no cell with the figure was left out */
  selection_release(&selection);
  free(made);
}

static void beyond_the_limit_each_kind_has_its_first_value(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  cell_at(made, TRANSPORT_SSE, "10", NULL);
  cell_at(made, TRANSPORT_SSE, "100", NULL);
  cell_at(made, TRANSPORT_WEBSOCKET, "10", NULL);
  cell_at(made, TRANSPORT_WEBSOCKET, "100", NULL);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, 4));
  SELECTED(&selection, made, 0, 1, 2, 3);
  selection_release(&selection);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, 3));
  SELECTED(&selection, made, 0, 2);
  assert_true(selection.reduced);
  assert_int_equal(selection.of_kind, 1);
  selection_release(&selection);
  free(made);
}

/* There is room for six of eight cells: three variants for each of two kinds. */
static void variants_of_the_first_value_have_the_room_there_is(void **state) {
  (void)state;
  static struct result_pair variants[] = {{"a", ""}, {"b", ""}, {"c", ""}};
  static const char *const clients[] = {"10", "100"}, *const names[] = {"a", "b", "c"};
  struct selection selection;
  struct made *made = made_new();
  made->results.variants = (struct result_pairs){variants, 3};
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 3; j++) {
      cell_at(made, TRANSPORT_SSE, clients[i], names[j]);
      cell_at(made, TRANSPORT_WEBSOCKET, clients[i], names[j]);
    }
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, 6));
  SELECTED(&selection, made, 0, 2, 4, 1, 3, 5);
  assert_int_equal(selection.of_kind, 3);
  selection_release(&selection);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, 5));
  SELECTED(&selection, made, 0, 2, 1, 3);
  assert_int_equal(selection.of_kind, 2);
  selection_release(&selection);
  free(made);
}

static void a_sweep_has_the_cells_that_differ_in_its_parameter_alone(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  static const char *const intervals[] = {"100", "100", "500", "500"};
  static const char *const clients[] = {"10", "20", "10", "20"};
  for (size_t i = 0; i < 4; i++)
    made_vary(made, cell_at(made, TRANSPORT_SHORT_POLL, clients[i], NULL), "interval_ms",
              intervals[i]);
  cell_at(made, TRANSPORT_SSE, "10", NULL); /* ignores the interval */
  cell_at(made, TRANSPORT_SSE, "20", NULL);
  assert_true(selection_make_sweep(&selection, &made->results, FIGURE_LATENCY_MEAN, "interval_ms"));
  SELECTED(&selection, made, 0, 2, 4);
  assert_true(selection.reduced);
  selection_release(&selection);
  assert_true(selection_make_sweep(&selection, &made->results, FIGURE_LATENCY_MEAN, "clients"));
  SELECTED(&selection, made, 0, 1, 4, 5);
  selection_release(&selection);
  free(made);
}

static void a_grid_has_the_cells_that_differ_in_two_parameters_alone(void **state) {
  (void)state;
  static const char *const values[][3] = {{"10", "1", "64"},
                                          {"10", "2", "64"},
                                          {"20", "1", "64"},
                                          {"20", "2", "1024"},
                                          {"20", "2", "64"}};
  struct selection selection;
  struct made *made = made_new();
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    struct result_cell *cell = cell_at(made, TRANSPORT_SSE, values[i][0], NULL);
    made_vary(made, cell, "rate_per_s", values[i][1]);
    made_vary(made, cell, "payload_bytes", values[i][2]);
  }
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1); /* lacks the figure */
  assert_true(selection_make_grid(&selection, &made->results, FIGURE_LATENCY_MEAN, "clients",
                                  "rate_per_s"));
  SELECTED(&selection, made, 0, 1, 2, 4);
  assert_true(selection.reduced);
  selection_release(&selection);
  free(made);
}

static void a_variant_with_nothing_beside_it_stands_alone(void **state) {
  (void)state;
  static struct result_pair variants[] = {{"a", ""}, {"b", ""}};
  struct selection selection;
  struct made *made = made_new();
  made->results.variants = (struct result_pairs){variants, 2};
  cell_at(made, TRANSPORT_SSE, "10", "a");
  cell_at(made, TRANSPORT_SSE, "10", "b");
  cell_at(made, TRANSPORT_WEBSOCKET, "10", "b");
  cell_at(made, TRANSPORT_LONG_POLL, "10", NULL);
  assert_true(selection_make_sweep(&selection, &made->results, FIGURE_LATENCY_MEAN, "variant"));
  SELECTED(&selection, made, 3, 0, 1);
  assert_int_equal(selection.alone, 1);
  selection_release(&selection);
  free(made);
}

static bool is_slow(const struct result_cell *cell) {
  return result_median(cell, FIGURE_LATENCY_MEAN) > 5;
}

static void shown_cells_keep_their_order(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 6);
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 5);
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 7);
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, EVERY));
  selection_keep(&selection, is_slow);
  SELECTED(&selection, made, 0, 2);
  selection_release(&selection);
  free(made);
}

static void without_cells_nothing_is_selected(void **state) {
  (void)state;
  struct selection selection;
  struct made *made = made_new();
  assert_true(selection_make(&selection, &made->results, FIGURE_LATENCY_MEAN, 0));
  assert_int_equal(selection.count, 0);
  assert_false(selection.reduced);
  selection_release(&selection);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_stand_by_engine_then_transport_then_as_they_were_run),
      cmocka_unit_test(a_cell_without_the_figure_is_left_out),
      cmocka_unit_test(beyond_the_limit_each_kind_has_its_first_value),
      cmocka_unit_test(variants_of_the_first_value_have_the_room_there_is),
      cmocka_unit_test(a_sweep_has_the_cells_that_differ_in_its_parameter_alone),
      cmocka_unit_test(a_grid_has_the_cells_that_differ_in_two_parameters_alone),
      cmocka_unit_test(a_variant_with_nothing_beside_it_stands_alone),
      cmocka_unit_test(shown_cells_keep_their_order),
      cmocka_unit_test(without_cells_nothing_is_selected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
