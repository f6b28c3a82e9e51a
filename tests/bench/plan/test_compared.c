/* The figures that an experiment names to be compared. */
#include "tests/bench/says.h"

#include "bench/plan/compared.h"
#include "tests/bench/experiment_text.h"

static enum status read_from(const char *compare, struct error *error) {
  char text[256];
  struct experiment experiment;
  snprintf(text, sizeof text, "{\"compare\":%s}", compare);
  enum status status = experiment_from(&experiment, text, error);
  if (status == STATUS_OK)
    experiment_release(&experiment);
  return status;
}

static void an_experiment_keeps_what_it_names(void **state) {
  (void)state;
  struct experiment experiment;
  assert_int_equal(
      experiment_from(&experiment, "{\"compare\":[\"sse.latency_ns.p99\",\"lost\"]}", NULL),
      STATUS_OK);
  json_t *written = experiment_json(&experiment);
  const json_t *compare = json_object_get(written, "compare");
  assert_int_equal(json_array_size(compare), 2);
  assert_string_equal(json_string_value(json_array_get(compare, 0)), "sse.latency_ns.p99");
  json_decref(written);
  experiment_release(&experiment);
}

static void what_is_no_selector_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(read_from("[\"latency_ns.p9\"]", &error), STATUS_USAGE);
  assert_says(error.text, ": compare: ");
  assert_says(error.text, "latency_ns.p90");
  assert_int_equal(read_from("[\"lost\",\"sse.lost\",\"lost\"]", &error), STATUS_USAGE);
  assert_ends(error.text, ": compare: 'lost' stands twice");
  assert_int_equal(read_from("[7]", &error), STATUS_USAGE);
  assert_ends(error.text, ": compare: expected texts, such as \"websocket.latency_ns.p99\"");
  assert_int_equal(read_from("[]", &error), STATUS_USAGE);
  assert_ends(error.text, ": compare: expected an array of figures, not an empty one");
  assert_int_equal(read_from("\"lost\"", &error), STATUS_USAGE);
}

static enum status cells_check(const char *text, struct error *error) {
  struct experiment experiment;
  struct cells cells = {0};
  assert_int_equal(experiment_from(&experiment, text, error), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, error), STATUS_OK);
  enum status status =
      compared_check_cells(experiment.compare, &cells, experiment.time_scale, error);
  cells_release(&cells);
  experiment_release(&experiment);
  return status;
}

static void a_selector_must_take_a_cell(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(cells_check("{\"params\":{\"transport\":\"sse\"}}", &error), STATUS_OK);
  assert_int_equal(
      cells_check("{\"params\":{\"transport\":\"sse\"},\"compare\":[\"sse.lost\",\"lost\"]}",
                  &error),
      STATUS_OK);
  assert_int_equal(
      cells_check("{\"params\":{\"transport\":\"sse\"},\"compare\":[\"websocket.lost\"]}", &error),
      STATUS_USAGE);
  assert_begins(error.text, "compare: ");
  assert_says(error.text, "websocket");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_experiment_keeps_what_it_names),
      cmocka_unit_test(what_is_no_selector_is_refused),
      cmocka_unit_test(a_selector_must_take_a_cell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
