/* Experiments that are accepted, and the errors for others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/plan/experiment_read.h"
#include "tests/bench/experiment_text.h"

/* The file is refused with an error that contains `said`. */
static void assert_refused(const char *text, const char *said) {
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment, text, &error), STATUS_USAGE);
  if (!strstr(error.text, said))
    fail_msg("'%s' does not say '%s'", error.text, said);
}

static void numbers_booleans_and_strings_are_values(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(
      experiment_from(&experiment,
                      "{\"name\":\"x\",\"repeats\":3,\"params\":{\"engine\":\"lws\","
                      "\"clients\":[10,\"20\"],\"keep_alive\":false,\"rate_per_s\":0.5}}",
                      &error),
      STATUS_OK);
  assert_string_equal(experiment.name, "x");
  assert_int_equal(experiment.repeats, 3);
  assert_int_equal(experiment.settings.count, 4);
  assert_int_equal(experiment.settings.items[1].count, 2);
  assert_string_equal(experiment.settings.items[1].values[1], "20");
  assert_string_equal(experiment.settings.items[2].values[0], "off");
  assert_string_equal(experiment.settings.items[3].values[0], "0.5");
  experiment_release(&experiment);
}

static void malformed_json_is_placed_by_line_and_column(void **state) {
  (void)state;
  assert_refused("{\n \"name\": \"x\",\n \"params\": {,}\n}", ":3:");
  assert_refused("", "1:0");
}

static void a_missing_file_is_named(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(experiment_load(&experiment, "/nowhere/x.json", &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "/nowhere/x.json"));
}

static void an_unknown_key_is_told_the_nearest(void **state) {
  (void)state;
  assert_refused("{\"repeat\":1}", "did you mean 'repeats'");
  assert_refused("{\"params\":{\"client\":1}}", "did you mean 'clients'");
  assert_refused("{\"clients\":1}", "belongs in \"params\"");
  assert_refused("{\"xyzzyxyzzy\":1}", "unknown key 'xyzzyxyzzy'");
}

static void an_unknown_transport_or_engine_is_told_what_there_is(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"transport\":\"carrier_pigeon\"}}", "short_poll|long_poll|sse");
  assert_refused("{\"params\":{\"engine\":[\"lws\",\"nginx\"]}}", "lws|civetweb|epoll|null");
}

static void a_value_out_of_range_is_told_the_range_file_and_key(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"clients\":0}}", "clients must be an integer from 1 to 100000");
  assert_refused("{\"params\":{\"clients\":0}}", "/tmp/pushbench-test-");
  assert_refused("{\"params\":{\"clients\":1.5}}", "'1.5'");
  assert_refused("{\"params\":{\"keep_alive\":\"maybe\"}}", "on|off");
  assert_refused("{\"params\":{\"clients\":null}}", "clients must be a number");
  assert_refused("{\"repeats\":0}", "repeats must be an integer from 1");
  assert_refused("{\"title\":7}", "title must be a string");
  assert_refused("{\"source\":[]}", "source must be a string");
}

static void an_empty_array_would_run_nothing(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"clients\":[]}}", "empty array");
  assert_refused("{\"variants\":[]}", "variants");
}

static void the_same_value_twice_is_refused(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"clients\":[5,5]}}", "twice");
}

static void a_parameter_of_one_process_is_unknown(void **state) {
  (void)state;
  assert_refused("{\"params\":{\"listen\":\"127.0.0.1:1\"}}", "unknown parameter 'listen'");
}

static void names_must_fit_into_file_names(void **state) {
  (void)state;
  assert_refused("{\"name\":\"../x\"}", "file names");
  assert_refused("{\"variants\":[{\"name\":\"a b\",\"params\":{}}]}", "file names");
}

static void a_variant_has_one_value_for_each_parameter(void **state) {
  (void)state;
  assert_refused("{\"variants\":[{\"name\":\"a\",\"params\":{\"clients\":[1,2]}}]}", "one value");
  assert_refused("{\"variants\":[{\"name\":\"a\",\"params\":{}},{\"name\":\"a\",\"params\":{}}]}",
                 "two are named 'a'");
}

static void a_variant_is_based_on_one_before_it(void **state) {
  (void)state;
  assert_refused("{\"variants\":[{\"name\":\"a\",\"base\":\"b\",\"params\":{}},"
                 "{\"name\":\"b\",\"params\":{}}]}",
                 "stands before it");
  assert_refused("{\"variants\":[{\"name\":\"a\",\"params\":{},\"bass\":\"b\"}]}", "a \"base\"");
}

static void asks_must_name_known_axes_and_figures(void **state) {
  (void)state;
  assert_refused("{\"asks\":[]}", "axes or figures");
  assert_refused("{\"asks\":{\"axis\":[\"variant\"]}}", "axis");
  assert_refused("{\"asks\":{\"axes\":[]}}", "empty");
  assert_refused("{\"asks\":{\"axes\":[\"cleints\"]}}", "did you mean 'clients'");
  assert_refused("{\"asks\":{\"figures\":[\"latency\"]}}", "latency_ns.mean");
}

static void set_replaces_and_adds(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment, "{\"params\":{\"clients\":10}}", &error),
                   STATUS_OK);
  assert_int_equal(experiment_set(&experiment, "clients=20,30", &error), STATUS_OK);
  assert_int_equal(experiment_set(&experiment, "rate-per-s=[1,2.5,3]", &error), STATUS_OK);
  assert_int_equal(experiment_set(&experiment, "repeats=5", &error), STATUS_OK);
  assert_int_equal(experiment.repeats, 5);
  assert_int_equal(experiment.settings.count, 2);
  assert_int_equal(experiment.settings.items[0].count, 2);
  assert_string_equal(experiment.settings.items[0].values[1], "30");
  assert_string_equal(experiment.settings.items[1].values[1], "2.5");
  assert_int_equal(experiment_set(&experiment, "clients", &error), STATUS_USAGE);
  assert_int_equal(experiment_set(&experiment, "clients=", &error), STATUS_USAGE);
  assert_int_equal(experiment_set(&experiment, "clients=[1,", &error), STATUS_USAGE);
  assert_int_equal(experiment_set(&experiment, "clients=[]", &error), STATUS_USAGE);
  assert_int_equal(experiment_set(&experiment, "cleints=1", &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "did you mean 'clients'"));
  experiment_release(&experiment);
}

static void written_as_json_it_reads_back_the_same(void **state) {
  (void)state;
  struct experiment first, second;
  struct error error = {""};
  assert_int_equal(
      experiment_from(
          &first,
          "{\"name\":\"x\",\"question\":\"why?\",\"source\":\"a book\",\"repeats\":2,"
          "\"time_scale\":30,\"params\":{"
          "\"clients\":[1,2],\"tcp_nodelay\":true},\"variants\":[{\"name\":\"v\",\"params\":"
          "{\"mss_bytes\":0}},{\"name\":\"w\",\"base\":\"v\",\"params\":{}}],\"asks\":{"
          "\"axes\":[\"variant\",\"clients\"],\"figures\":[\"latency_ns.p99\"]}}",
          &error),
      STATUS_OK);
  json_t *document = experiment_json(&first);
  char *text = json_dumps(document, 0);
  assert_int_equal(experiment_from(&second, text, &error), STATUS_OK);
  json_t *again = experiment_json(&second);
  assert_true(json_equal(document, again));
  json_decref(document);
  json_decref(again);
  free(text);
  experiment_release(&first);
  experiment_release(&second);
}

static void faults_are_read_with_what_their_kind_takes(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment,
                                   "{\"faults\":[{\"at_s\":3,\"do\":\"kill_server\",\"for_s\":2},"
                                   "{\"at_s\":8,\"do\":\"drop_connections\",\"share\":0.5},"
                                   "{\"at_s\":9,\"do\":\"flood\",\"messages\":100}]}",
                                   &error),
                   STATUS_OK);
  assert_int_equal(experiment.faults.count, 3);
  assert_float_equal(experiment.faults.items[0].for_s, 2, 0);
  assert_float_equal(experiment.faults.items[1].share, 0.5, 0);
  assert_float_equal(experiment.faults.items[1].for_s, 0, 0);
  assert_int_equal(experiment.faults.items[2].messages, 100);
  json_t *json = experiment_json(&experiment);
  assert_int_equal(json_array_size(json_object_get(json, "faults")), 3);
  json_decref(json);
  experiment_release(&experiment);
}

static void faults_that_make_no_sense_are_refused(void **state) {
  (void)state;
  assert_refused("{\"faults\":{}}", "expected an array");
  assert_refused("{\"faults\":[3]}", "a fault is {");
  assert_refused("{\"faults\":[{\"at_s\":3}]}", "\"do\" must name");
  assert_refused("{\"faults\":[{\"do\":\"kill_server\"}]}", "kill_server needs at_s");
  assert_refused("{\"faults\":[{\"at_s\":3,\"do\":\"kil_server\"}]}", "did you mean 'kill_server'");
  assert_refused("{\"faults\":[{\"at_s\":3,\"do\":\"earthquake\"}]}",
                 "unknown fault 'earthquake'; there are kill_server, freeze_server");
  assert_refused("{\"faults\":[{\"att_s\":3,\"do\":\"kill_server\"}]}", "did you mean 'at_s'");
  assert_refused("{\"faults\":[{\"at_s\":3,\"do\":\"kill_server\",\"share\":0.5}]}",
                 "share means nothing for kill_server");
  assert_refused("{\"faults\":[{\"at_s\":3,\"do\":\"slow_reader\",\"share\":1.5}]}",
                 "share must be a number above 0 and at most 1");
  assert_refused("{\"faults\":[{\"at_s\":\"3\",\"do\":\"refuse\"}]}", "at_s must be a number");
  assert_refused("{\"faults\":[{\"at_s\":3,\"do\":\"flood\"}]}", "flood needs messages");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_booleans_and_strings_are_values),
      cmocka_unit_test(malformed_json_is_placed_by_line_and_column),
      cmocka_unit_test(a_missing_file_is_named),
      cmocka_unit_test(an_unknown_key_is_told_the_nearest),
      cmocka_unit_test(an_unknown_transport_or_engine_is_told_what_there_is),
      cmocka_unit_test(a_value_out_of_range_is_told_the_range_file_and_key),
      cmocka_unit_test(an_empty_array_would_run_nothing),
      cmocka_unit_test(the_same_value_twice_is_refused),
      cmocka_unit_test(a_parameter_of_one_process_is_unknown),
      cmocka_unit_test(names_must_fit_into_file_names),
      cmocka_unit_test(a_variant_has_one_value_for_each_parameter),
      cmocka_unit_test(a_variant_is_based_on_one_before_it),
      cmocka_unit_test(asks_must_name_known_axes_and_figures),
      cmocka_unit_test(set_replaces_and_adds),
      cmocka_unit_test(written_as_json_it_reads_back_the_same),
      cmocka_unit_test(faults_are_read_with_what_their_kind_takes),
      cmocka_unit_test(faults_that_make_no_sense_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
