/* The variable that tells a chart where transports break even. */
#include "bench/chart/chart_crossings.h"

#include "common/base/traits.h"
#include "tests/bench/drawing_made.h"
#include "tests/bench/results_made.h"

/* Two repeats of a poll whose bytes fall as 8000/T, beside a WebSocket's 3. */
static struct made *made_crossing(void) {
  static const char *const intervals[] = {"1000", "8000"};
  static const double bytes[] = {8, 1, 3}; /* 8000/T, and the WebSocket's */
  struct made *made = made_new();
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell =
        made_cell(made, ENGINE_LWS, i < 2 ? TRANSPORT_SHORT_POLL : TRANSPORT_WEBSOCKET, 2);
    made_set(cell, FIGURE_PUBLISHED, 10, 0);
    made_set(cell, FIGURE_LOST, 0, 0);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes[i], 0);
    if (i == 2)
      continue;
    made_param(cell, "interval_ms", intervals[i]);
    made_vary(made, cell, "interval_ms", intervals[i]);
  }
  return made;
}

static void a_chart_is_told_of_points_of_its_own_cells(void **state) {
  (void)state;
  struct made *made = made_crossing();
  const struct result_cell *shown[] = {&made->cells[0], &made->cells[1], &made->cells[2]};
  const struct selection whole = {.cells = shown, .count = 3}, part = {.cells = shown, .count = 2};
  size_t count[3];
  struct made_drawing drawing;
  made_drawing_open(&drawing, &made->results);
  assert_true(chart_crossings_set(&drawing.drawing, &whole, "interval_ms", FIGURE_WIRE_PER_MESSAGE,
                                  &count[0]));
  assert_true(chart_crossings_set(&drawing.drawing, &part, "interval_ms", FIGURE_WIRE_PER_MESSAGE,
                                  &count[1]));
  assert_true(
      chart_crossings_set(&drawing.drawing, &whole, "interval_ms", FIGURE_LATENCY_MEAN, &count[2]));
  assert_true(count[0] == 1 && count[1] == 0 && count[2] == 0);
  made_drawing_close(&drawing);
  assert_string_equal(drawing.scripts[CHART_WIDE],
                      "crossings = 'lws 2666.67 2666.67 2666.67 websocket short_poll'\n"
                      "crossings = ''\ncrossings = ''\n");
  made_drawing_release(&drawing);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {IN_FOLDER(a_chart_is_told_of_points_of_its_own_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
