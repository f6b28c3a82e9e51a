/* Bounds of intervals, as experiments have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/plan/cells.h"
#include "bench/plan/until.h"
#include "common/base/traits.h"
#include "tests/bench/experiment_text.h"
#include "tests/bench/says.h"

static struct until read_well(const char *text) {
  struct until until = {0};
  struct error error = {""};
  json_t *object = json_loads(text, 0, NULL);
  assert_non_null(object);
  if (until_read(&until, object, "x.json: until", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  json_decref(object);
  return until;
}

static void each_member_is_a_selector_and_a_bound(void **state) {
  (void)state;
  struct until until = read_well("{\"latency_ns.p99\":\"±5%\",\"sse.lost\":\"±100%\"}");
  assert_int_equal(until.count, 2);
  assert_string_equal(until.items[0].selector.text, "latency_ns.p99");
  assert_int_equal(until.items[0].selector.figure, FIGURE_LATENCY_P99);
  assert_true(fabs(until.items[0].share - 0.05) < 1e-12);
  assert_int_equal(until.items[1].selector.transport, TRANSPORT_SSE);
  assert_true(fabs(until.items[1].share - 1) < 1e-12);
  until_release(&until);
}

static void a_bound_has_several_spellings(void **state) {
  (void)state;
  static const char *const spellings[] = {"±2.5%", "± 2.5 %", "+-2.5%", "+- 2.5 %"};
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
    char text[64];
    snprintf(text, sizeof text, "{\"lost\":\"%s\"}", spellings[i]);
    struct until until = read_well(text);
    assert_true(fabs(until.items[0].share - 0.025) < 1e-12);
    until_release(&until);
  }
}

static void assert_refused(const char *text, const char *said) {
  struct error error = {""};
  json_t *object = json_loads(text, JSON_DECODE_ANY, NULL);
  assert_non_null(object);
  assert_int_equal(until_check(object, "x.json: until", &error), STATUS_USAGE);
  assert_begins(error.text, "x.json: until: ");
  assert_says(error.text, said);
  json_decref(object);
}

static void other_bounds_are_refused(void **state) {
  (void)state;
  static const char *const bounds[] = {"\"5%\"",   "\"±5\"",    "\"±%\"",   "\"±0%\"", "\"±101%\"",
                                       "\"±5%x\"", "\"±nan%\"", "\"±-5%\"", "5",       "null"};
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
    char text[64];
    snprintf(text, sizeof text, "{\"lost\":%s}", bounds[i]);
    assert_refused(text, "lost: expected how far its interval may reach, as \"±5%\"");
  }
  assert_refused("{\"latency_ns.p98\":\"±5%\"}", "did you mean");
  assert_refused("{}", "expected an object of figures and bounds");
  assert_refused("[]", "expected an object of figures and bounds");
}

static void repeats_are_thirty_two_unless_the_file_says_how_many(void **state) {
  (void)state;
  struct experiment experiment;
  assert_int_equal(experiment_from(&experiment, "{\"until\":{\"lost\":\"±5%\"}}", NULL), STATUS_OK);
  assert_int_equal(experiment.repeats, 32);
  json_t *written = experiment_json(&experiment);
  json_t *until = json_object_get(written, "until");
  assert_string_equal(json_string_value(json_object_get(until, "lost")), "±5%");
  json_decref(written);
  experiment_release(&experiment);
  assert_int_equal(
      experiment_from(&experiment, "{\"repeats\":16,\"until\":{\"lost\":\"±5%\"}}", NULL),
      STATUS_OK);
  assert_int_equal(experiment.repeats, 16);
  experiment_release(&experiment);
  assert_int_equal(experiment_from(&experiment, "{}", NULL), STATUS_OK);
  assert_int_equal(experiment.repeats, 1);
  experiment_release(&experiment);
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment, "{\"until\":{\"lost\":\"5\"}}", &error),
                   STATUS_USAGE);
  assert_says(error.text, ": until: lost: expected");
}

static void a_bound_that_is_about_no_cell_is_refused(void **state) {
  (void)state;
  struct experiment experiment;
  struct cells cells;
  struct error error = {""};
  const char *text = "{\"params\":{\"transport\":\"sse\"},\"until\":{\"websocket.lost\":\"±5%\"}}";
  assert_int_equal(experiment_from(&experiment, text, &error), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, &error), STATUS_OK);
  assert_int_equal(until_check_cells(experiment.until, &cells, 1, &error), STATUS_USAGE);
  assert_string_equal(error.text, "until: 'websocket.lost': there is no cell of websocket");
  cells_release(&cells);
  experiment_release(&experiment);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_member_is_a_selector_and_a_bound),
      cmocka_unit_test(a_bound_has_several_spellings),
      cmocka_unit_test(other_bounds_are_refused),
      cmocka_unit_test(repeats_are_thirty_two_unless_the_file_says_how_many),
      cmocka_unit_test(a_bound_that_is_about_no_cell_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
