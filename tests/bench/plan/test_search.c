/* The key "search", and the cells of a search. */
#include "tests/bench/says.h"

#include <math.h>
#include <stdlib.h>

#include "bench/plan/parameters.h"
#include "bench/plan/search_cells.h"
#include "tests/bench/experiment_cells.h"

#define LIMITS "\"until\":{\"latency_ns.p99\":\"<250ms\",\"lost\":\"=0\"}"

static enum status load(const char *text, struct error *error) {
  release(NULL);
  enum status status = experiment_from(&experiment, text, error);
  return status == STATUS_OK
             ? search_settle(&experiment.search, &experiment.settings, experiment.repeats, error)
             : status;
}

static void load_well(const char *text) {
  struct error error = {""};
  if (load(text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void assert_refused(const char *text, const char *said) {
  struct error error = {""};
  assert_int_equal(load(text, &error), STATUS_USAGE);
  assert_says(error.text, said);
}

static void a_search_has_its_parameter_ends_and_limits(void **state) {
  (void)state;
  load_well("{\"search\":{\"vary\":\"clients\",\"from\":50,\"to\":5000," LIMITS "}}");
  const struct search_plan *search = &experiment.search;
  assert_true(search->wanted);
  assert_int_equal(search->parameter, parameter_named("clients"));
  assert_true(search->from == 50 && search->to == 5000);
  assert_true(search->within == 0.05 && search->error == 0.05);
  assert_int_equal(search->limit_count, 2);
  assert_int_equal(search->limits[0].figure, FIGURE_LATENCY_P99);
  assert_true(search->limits[0].limit.value == 250e6);
  assert_int_equal(search->limits[1].figure, FIGURE_LOST);
}

static void ends_that_are_not_given_are_the_experiments_and_the_parameters(void **state) {
  (void)state;
  load_well("{\"params\":{\"clients\":30},\"search\":{\"vary\":\"clients\"," LIMITS "}}");
  assert_true(experiment.search.from == 30 && experiment.search.to == 100000);
  load_well("{\"search\":{\"vary\":\"payload_bytes\"," LIMITS "}}");
  assert_true(experiment.search.from == 64 && experiment.search.to == 1048576);
}

static void a_search_that_cannot_be_is_refused(void **state) {
  (void)state;
  assert_refused("{\"search\":{\"vary\":\"clients\"}}", "a search is {");
  assert_refused("{\"search\":[]}", "a search is {");
  assert_refused("{\"search\":{\"vary\":\"cleints\"," LIMITS "}}", "did you mean 'clients'");
  assert_refused("{\"search\":{\"vary\":\"transport\"," LIMITS "}}", "transport is no number");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"form\":5," LIMITS "}}",
                 "did you mean 'from'");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"within\":0," LIMITS "}}", "0.01");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"from\":9,\"to\":9," LIMITS "}}",
                 "below \"to\"");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"to\":1e9," LIMITS "}}", "100000");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"until\":{}}}", "must have limits");
  assert_refused("{\"params\":{\"clients\":[1,2]},\"search\":{\"vary\":\"clients\"," LIMITS "}}",
                 "give that one value");
  assert_refused("{\"repeats\":3,\"search\":{\"vary\":\"clients\"," LIMITS "}}", "repeats");
}

static void a_limit_that_cannot_be_is_refused(void **state) {
  (void)state;
  assert_refused("{\"search\":{\"vary\":\"clients\",\"until\":{\"latency_ns.p98\":\"<1s\"}}}",
                 "did you mean 'latency_ns.p9");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"until\":{\"lost\":0}}}", "a limit is a text");
  assert_refused("{\"search\":{\"vary\":\"clients\",\"until\":{\"latency_ns.p99\":\"<5kB\"}}}",
                 "latency_ns.p99");
}

static void the_cells_have_the_value_in_their_names_and_the_same_order(void **state) {
  (void)state;
  struct error error = {""};
  load_well("{\"params\":{\"transport\":[\"sse\",\"websocket\"],\"payload_bytes\":[64,640]},"
            "\"search\":{\"vary\":\"clients\",\"from\":10,\"to\":1000," LIMITS "}}");
  assert_int_equal(search_cells_expand(&cells, &experiment, 80, &error), STATUS_OK);
  assert_int_equal(cells.count, 4);
  assert_string_equal(cells.items[1].name, "lws-sse-payload_bytes=640-clients=80");
  assert_string_equal(search_name_of(&experiment, &cells.items[1]).text,
                      "lws-sse-payload_bytes=640");
  assert_string_equal(cell_value(&cells.items[1], "clients"), "80");
  cells_release(&cells);
  assert_int_equal(search_cells_expand(&cells, &experiment, 160, &error), STATUS_OK);
  assert_string_equal(cells.items[1].name, "lws-sse-payload_bytes=640-clients=160");
}

static void cells_that_ignore_the_parameter_are_refused(void **state) {
  (void)state;
  struct error error = {""};
  load_well("{\"params\":{\"transport\":[\"short_poll\",\"sse\"]},"
            "\"search\":{\"vary\":\"interval_ms\",\"from\":10,\"to\":1000," LIMITS "}}");
  assert_int_equal(search_cells_expand(&cells, &experiment, 80, &error), STATUS_USAGE);
  assert_says(error.text, "lws-sse ignores interval_ms: leave such cells out");
}

static void it_is_written_as_it_can_be_read(void **state) {
  (void)state;
  struct search_plan again = {0};
  struct error error = {""};
  load_well("{\"search\":{\"vary\":\"rate_per_s\",\"from\":0.5,\"to\":8,\"within\":0.1,"
            "\"error\":0.01," LIMITS "}}");
  json_t *written = search_json(&experiment.search);
  if (search_read(&again, written, "x", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_true(again.from == 0.5 && again.to == 8 && again.within == 0.1 && again.error == 0.01);
  assert_int_equal(again.limit_count, 2);
  search_release(&again);
  json_decref(written);
}

static void a_quick_search_is_rough_and_near(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(
      experiment_from(&experiment,
                      "{\"search\":{\"vary\":\"clients\",\"from\":50,\"to\":5000," LIMITS "}}",
                      &error),
      STATUS_OK);
  search_shorten(&experiment.search);
  assert_int_equal(search_settle(&experiment.search, &experiment.settings, 1, &error), STATUS_OK);
  assert_true(experiment.search.to == 200);
  assert_true(experiment.search.within == 0.5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_search_has_its_parameter_ends_and_limits, release),
      cmocka_unit_test_teardown(ends_that_are_not_given_are_the_experiments_and_the_parameters,
                                release),
      cmocka_unit_test_teardown(a_search_that_cannot_be_is_refused, release),
      cmocka_unit_test_teardown(a_limit_that_cannot_be_is_refused, release),
      cmocka_unit_test_teardown(the_cells_have_the_value_in_their_names_and_the_same_order,
                                release),
      cmocka_unit_test_teardown(cells_that_ignore_the_parameter_are_refused, release),
      cmocka_unit_test_teardown(it_is_written_as_it_can_be_read, release),
      cmocka_unit_test_teardown(a_quick_search_is_rough_and_near, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
