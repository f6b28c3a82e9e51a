/* Rules that prune the product of the axes. */
#include "tests/bench/says.h"

#include "bench/plan/cells.h"
#include "tests/bench/experiment_cells.h"

#define AXES                                                                      \
  "\"params\":{\"transport\":[\"short_poll\",\"sse\"],\"clients\":[10,100,1000]," \
  "\"interval_ms\":[100,200]}"

static enum status expand(const char *text, struct error *error) {
  release(NULL);
  enum status status = experiment_from(&experiment, text, error);
  return status == STATUS_OK ? cells_expand(&cells, &experiment, error) : status;
}

static void expand_well(const char *text) {
  struct error error = {""};
  if (expand(text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void assert_refused(const char *text, const char *said) {
  struct error error = {""};
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  assert_says(error.text, said);
}

static bool has_cell(const char *name) {
  for (size_t i = 0; i < cells.count; i++)
    if (strcmp(cells.items[i].name, name) == 0)
      return true;
  return false;
}

static void without_rules_the_product_is_whole(void **state) {
  (void)state;
  expand_well("{" AXES "}");
  assert_int_equal(cells.count, 3 * 2 + 3);
}

static void except_takes_away_what_all_its_conditions_describe(void **state) {
  (void)state;
  expand_well("{" AXES ",\"except\":[{\"transport\":\"short_poll\",\"clients\":[100,1000]}]}");
  assert_int_equal(cells.count, 2 + 3);
  assert_true(has_cell("lws-short_poll-clients=10-interval_ms=200"));
  assert_false(has_cell("lws-short_poll-clients=100-interval_ms=200"));
  assert_true(has_cell("lws-sse-clients=1000"));
}

static void only_keeps_what_one_of_its_rules_describes(void **state) {
  (void)state;
  expand_well("{" AXES ",\"only\":[{\"transport\":\"sse\",\"clients\":10},"
              "{\"clients\":1000,\"interval_ms\":200}]}");
  assert_int_equal(cells.count, 3);
  assert_true(has_cell("lws-sse-clients=10"));
  assert_true(has_cell("lws-sse-clients=1000"));
  assert_true(has_cell("lws-short_poll-clients=1000-interval_ms=200"));
}

static void bounds_describe_numbers(void **state) {
  (void)state;
  expand_well("{" AXES ",\"only\":[{\"clients\":{\"at_least\":11,\"at_most\":100}}],"
              "\"except\":[{\"interval_ms\":{\"at_most\":150},\"transport\":\"short_poll\"}]}");
  assert_int_equal(cells.count, 2);
  assert_true(has_cell("lws-short_poll-clients=100-interval_ms=200"));
  assert_true(has_cell("lws-sse-clients=100"));
}

static void a_cell_that_ignores_a_parameter_stays_while_a_combination_does(void **state) {
  (void)state;
  expand_well("{" AXES ",\"except\":[{\"interval_ms\":100}]}");
  assert_int_equal(cells.count, 3 + 3);
  assert_true(has_cell("lws-sse-clients=10"));
}

static void rules_are_about_the_values_of_the_file(void **state) {
  (void)state;
  expand_well("{\"time_scale\":10,\"params\":{\"transport\":\"short_poll\",\"duration_s\":20,"
              "\"interval_ms\":[100,200]},\"only\":[{\"interval_ms\":200}]}");
  assert_int_equal(cells.count, 1);
  assert_string_equal(cell_value(&cells.items[0], "interval_ms"), "20");
}

static void variants_and_switches_are_described_by_name(void **state) {
  (void)state;
  expand_well("{\"params\":{\"transport\":[\"sse\",\"long_poll\"],\"keep_alive\":[true,false]},"
              "\"variants\":[{\"name\":\"a\",\"params\":{}},"
              "{\"name\":\"b\",\"params\":{\"tcp_nodelay\":false}}],"
              "\"except\":[{\"variant\":\"b\",\"transport\":\"sse\"},{\"keep_alive\":\"false\"}]}");
  assert_int_equal(cells.count, 3);
  assert_false(has_cell("lws-sse-b"));
}

static void a_cell_that_would_be_refused_may_be_ruled_out(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"engine\":[\"lws\",\"null\"],\"workload\":\"chat\"}}", "null");
  expand_well("{\"params\":{\"engine\":[\"lws\",\"null\"],\"workload\":\"chat\"},"
              "\"except\":[{\"engine\":\"null\"}]}");
  assert_int_equal(cells.count, 1);
}

static void rules_that_mean_nothing_are_refused(void **state) {
  (void)state;
  assert_refused("{\"only\":{}}", "only: expected an array of rules");
  assert_refused("{\"only\":[]}", "only: expected an array of rules");
  assert_refused("{\"except\":[{}]}", "except: 1: a rule is an object");
  assert_refused("{\"except\":[{\"client\":1}]}", "did you mean 'clients'");
  assert_refused("{\"except\":[{\"clients\":0}]}", "from 1 to 100000");
  assert_refused("{\"except\":[{\"clients\":[]}]}", "except: 1: clients: an empty array");
  assert_refused("{\"except\":[{\"clients\":null}]}", "a value must be");
  assert_refused("{\"except\":[{\"clients\":{\"above\":3}}]}", "at_least");
  assert_refused("{\"except\":[{\"transport\":{\"at_least\":3}}]}", "at_least");
  assert_refused("{" AXES ",\"except\":[{\"clients\":[10,11]}]}",
                 "except: 1: the experiment has no cell with clients 11");
  assert_refused("{" AXES ",\"only\":[{\"variant\":\"a\"}]}", "has no variant 'a'");
}

static void rules_that_leave_nothing_are_refused(void **state) {
  (void)state;
  assert_refused("{" AXES ",\"except\":[{\"clients\":{\"at_least\":1}}]}", "leave no cell");
}

static void executions_are_counted_once_the_rules_are_applied(void **state) {
  (void)state;
  char text[400];
  snprintf(text, sizeof text,
           "{\"repeats\":1000,\"params\":{\"duration_s\":0.1,\"warmup_s\":0,"
           "\"clients\":[1,2,3,4,5,6,7,8,9,10,11]},%s}",
           "\"except\":[{\"clients\":{\"at_least\":11}}]");
  expand_well(text);
  assert_int_equal(cells.count, 10);
  assert_refused("{\"repeats\":1000,\"params\":{\"clients\":[1,2,3,4,5,6,7,8,9,10,11,12]},"
                 "\"except\":[{\"clients\":12}]}",
                 "11 cells with 1000 repeats each are 11000 executions");
}

static void the_rules_are_written_as_they_were_read(void **state) {
  (void)state;
  expand_well("{" AXES ",\"except\":[{\"clients\":{\"at_least\":500}}]}");
  json_t *written = experiment_json(&experiment);
  const json_t *rule = json_array_get(json_object_get(written, "except"), 0);
  assert_int_equal(
      json_integer_value(json_object_get(json_object_get(rule, "clients"), "at_least")), 500);
  assert_null(json_object_get(written, "only"));
  json_decref(written);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(without_rules_the_product_is_whole, release),
      cmocka_unit_test_teardown(except_takes_away_what_all_its_conditions_describe, release),
      cmocka_unit_test_teardown(only_keeps_what_one_of_its_rules_describes, release),
      cmocka_unit_test_teardown(bounds_describe_numbers, release),
      cmocka_unit_test_teardown(a_cell_that_ignores_a_parameter_stays_while_a_combination_does,
                                release),
      cmocka_unit_test_teardown(rules_are_about_the_values_of_the_file, release),
      cmocka_unit_test_teardown(variants_and_switches_are_described_by_name, release),
      cmocka_unit_test_teardown(a_cell_that_would_be_refused_may_be_ruled_out, release),
      cmocka_unit_test_teardown(rules_that_mean_nothing_are_refused, release),
      cmocka_unit_test_teardown(rules_that_leave_nothing_are_refused, release),
      cmocka_unit_test_teardown(executions_are_counted_once_the_rules_are_applied, release),
      cmocka_unit_test_teardown(the_rules_are_written_as_they_were_read, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
