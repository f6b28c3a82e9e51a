/* Expectations: in experiments, and on the command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/plan/expectations.h"
#include "tests/bench/experiment_text.h"
#include "tests/bench/says.h"

static struct expectations expectations;

static int release(void **state) {
  (void)state;
  expectations_release(&expectations);
  return 0;
}

static void add(const char *text, enum expectation_kind kind) {
  struct error error = {""};
  if (expectations_add(&expectations, text, kind, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void assert_refused(const char *text, enum expectation_kind kind, const char *said) {
  struct error error = {""};
  assert_int_equal(expectations_add(&expectations, text, kind, &error), STATUS_USAGE);
  assert_says(error.text, said);
}

static void an_argument_has_a_selector_and_a_limit(void **state) {
  (void)state;
  add("websocket.latency_ns.p99<20ms", EXPECT_VALUE);
  add("clients=100.lost : =0", EXPECT_VALUE);
  add("lws.delivered:>=1000", EXPECT_VALUE);
  assert_int_equal(expectations.count, 3);
  assert_string_equal(expectations.items[0].selector.text, "websocket.latency_ns.p99");
  assert_string_equal(expectations.items[0].bound, "<20ms");
  assert_int_equal(expectations.items[0].limit.relation, LIMIT_BELOW);
  assert_true(expectations.items[0].limit.value == 20e6);
  assert_string_equal(expectations.items[1].selector.text, "clients=100.lost");
  assert_string_equal(expectations.items[1].selector.values[0].value, "100");
  assert_int_equal(expectations.items[1].limit.relation, LIMIT_EXACTLY);
  assert_int_equal(expectations.items[2].limit.relation, LIMIT_AT_LEAST);
  assert_string_equal(expectation_words(&expectations.items[0]).text,
                      "websocket.latency_ns.p99 <20ms");
}

static void a_change_stands_behind_a_colon(void **state) {
  (void)state;
  add("websocket.latency_ns.p99:+10%", EXPECT_CHANGE);
  assert_int_equal(expectations.items[0].kind, EXPECT_CHANGE);
  assert_int_equal(expectations.items[0].selector.figure, FIGURE_LATENCY_P99);
  assert_true(fabs(expectations.items[0].change.greatest - 1.1) < 1e-12);
}

static void the_later_one_of_a_selector_and_kind_counts(void **state) {
  (void)state;
  add("lost=0", EXPECT_VALUE);
  add("lost:+0%", EXPECT_CHANGE);
  add("lost<5", EXPECT_VALUE);
  assert_int_equal(expectations.count, 2);
  assert_string_equal(expectations.items[0].bound, "<5");
  assert_int_equal(expectations.items[0].limit.relation, LIMIT_BELOW);
}

static void arguments_that_are_none_are_refused_with_their_option(void **state) {
  (void)state;
  assert_refused("lost", EXPECT_VALUE,
                 "--expect 'lost': expected a figure and its limit, as "
                 "'websocket.latency_ns.p99<20ms'");
  assert_refused("", EXPECT_VALUE, "expected a figure and its limit");
  assert_refused("lots=0", EXPECT_VALUE,
                 "--expect: 'lots': unknown figure 'lots': did you mean "
                 "'lost'?");
  assert_refused("latency_ns.p99<20kB", EXPECT_VALUE, "--expect: latency_ns.p99 is a time");
  assert_refused("lost", EXPECT_CHANGE,
                 "--fail-on 'lost': expected a figure and its limit, as "
                 "'websocket.latency_ns.p99:+10%'");
  assert_refused("lost:<5", EXPECT_CHANGE, "--fail-on: '<5' is no limit of a change");
  assert_int_equal(expectations.count, 0);
}

static void an_object_has_a_limit_for_each_selector(void **state) {
  (void)state;
  struct error error = {""};
  json_t *object = json_pack("{s:s,s:s}", "websocket.latency_ns.p99", "<20ms", "lost", "=0");
  assert_int_equal(expectations_read(&expectations, object, EXPECT_VALUE, "x.json: expect", &error),
                   STATUS_OK);
  add("lost:+0%", EXPECT_CHANGE);
  json_t *written = expectations_json(&expectations, EXPECT_VALUE);
  assert_true(json_equal(written, object));
  json_decref(written);
  written = expectations_json(&expectations, EXPECT_CHANGE);
  assert_int_equal(json_object_size(written), 1);
  json_decref(written);
  json_decref(object);
}

static void experiment_refused(const char *expect, const char *said) {
  struct experiment experiment;
  struct error error = {""};
  char text[512];
  snprintf(text, sizeof text, "{\"expect\":%s,\"params\":{\"transport\":\"sse\"}}", expect);
  assert_int_equal(experiment_from(&experiment, text, &error), STATUS_USAGE);
  assert_says(error.text, ": expect: ");
  assert_says(error.text, said);
}

static void an_experiment_may_expect_limits(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment,
                                   "{\"expect\":{\"sse.latency_ns.p99\":\"<20ms\"},"
                                   "\"params\":{\"transport\":\"sse\"}}",
                                   &error),
                   STATUS_OK);
  json_t *json = experiment_json(&experiment);
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(json, "expect"), "sse.latency_ns.p99")),
      "<20ms");
  json_decref(json);
  experiment_release(&experiment);
}

static void an_experiments_limits_that_cannot_be_read_are_refused(void **state) {
  (void)state;
  experiment_refused("[]", "expected an object of limits");
  experiment_refused("{\"lost\":0}", "lost: a limit is a text");
  experiment_refused("{\"lots\":\"=0\"}", "did you mean 'lost'?");
  experiment_refused("{\"latency_ns.p99\":\"<20\"}", "its limit needs a unit");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(an_argument_has_a_selector_and_a_limit, release),
      cmocka_unit_test_teardown(a_change_stands_behind_a_colon, release),
      cmocka_unit_test_teardown(the_later_one_of_a_selector_and_kind_counts, release),
      cmocka_unit_test_teardown(arguments_that_are_none_are_refused_with_their_option, release),
      cmocka_unit_test_teardown(an_object_has_a_limit_for_each_selector, release),
      cmocka_unit_test(an_experiment_may_expect_limits),
      cmocka_unit_test(an_experiments_limits_that_cannot_be_read_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
