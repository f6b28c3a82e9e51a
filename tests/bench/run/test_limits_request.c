/* Limits of the command line: checked before a run, and recorded. */
#include "tests/bench/run_made.h"

#include "bench/run/limits_check.h"
#include "tests/bench/experiment_text.h"
#include "tests/bench/stream_kept.h"

static struct run_plan plan;
static const char *expects[4], *fail_ons[4];
static struct run_request run;

static int begin(void **state) {
  run = (struct run_request){.limits = {.expects = expects, .fail_ons = fail_ons}};
  return made_folder_open(state);
}

static int end(void **state) {
  run_plan_release(&plan);
  return made_folder_close(state);
}

static void expand(const char *text) {
  struct error error = {""};
  if (experiment_from(&plan.experiment, text, &error) != STATUS_OK ||
      cells_expand(&plan.cells, &plan.experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

#define EXPERIMENT \
  "{\"params\":{\"transport\":[\"sse\",\"websocket\"]},\"expect\":{\"sse.lost\":\"=0\"}}"

static void expect(const char *limit) {
  expects[run.limits.expect_count++] = limit;
}

static void fail_on(const char *limit) {
  fail_ons[run.limits.fail_on_count++] = limit;
}

static void assert_checked(enum status status, const char *versus, const char *said) {
  struct error error = {""};
  run.versus = versus;
  assert_int_equal(limits_check(&run, &plan, &error), status);
  if (*said)
    assert_says(error.text, said);
}

static void recorded_write(const char *cell, const char *transport) {
  struct made_run made = made_run_new();
  json_t *document = made_run_repeat(&made, cell, 1, "lws", transport);
  json_object_set_new(document, "lost", json_integer(0));
  made_run_write(&made);
}

static void limits_that_fit_are_taken(void **state) {
  (void)state;
  expand(EXPERIMENT);
  assert_false(limits_requested(&run.limits));
  assert_checked(STATUS_OK, NULL, "");
  expect("websocket.latency_ns.p99<20ms");
  assert_true(limits_requested(&run.limits));
  assert_checked(STATUS_OK, NULL, "");
}

static void another_build_is_a_base(void **state) {
  (void)state;
  expand(EXPERIMENT);
  fail_on("lost:+0%");
  assert_checked(STATUS_OK, "other", "");
  run.limits.base = "/nowhere";
  assert_checked(STATUS_USAGE, "other", "--base and --versus");
}

static void a_limit_that_no_cell_has_is_refused_before_the_run(void **state) {
  (void)state;
  expand(EXPERIMENT);
  expect("short_poll.lost=0");
  assert_checked(STATUS_USAGE, NULL, "'short_poll.lost': there is no cell of short_poll");
  expects[0] = "lost<5ms";
  assert_checked(STATUS_USAGE, NULL, "--expect: lost is a count");
  run.limits.expect_count = 0;
  fail_on("sse.latency_ns.p99:10%");
  assert_checked(STATUS_USAGE, NULL, "--fail-on: '10%' is no limit of a change");
}

static void a_change_needs_one_base(void **state) {
  (void)state;
  expand(EXPERIMENT);
  fail_on("lost:+0%");
  assert_checked(STATUS_USAGE, NULL, "--fail-on lost:+0%: a change needs a base");
  run.limits.base = "/nowhere";
  assert_checked(STATUS_USAGE, NULL, "/nowhere/run.json");
  recorded_write("lws-sse", "sse");
  run.limits.base = made_folder;
  assert_checked(STATUS_OK, NULL, "");
  run.limits.fail_on_count = 0;
  assert_checked(STATUS_USAGE, NULL, "it needs --fail-on");
}

static void an_experiments_limit_without_a_cell_is_refused_or_warned_of(void **state) {
  (void)state;
  struct error error = {""};
  expand("{\"params\":{\"transport\":\"websocket\"},\"expect\":{\"sse.lost\":\"=0\"}}");
  assert_checked(STATUS_USAGE, NULL, "'sse.lost': there is no cell of sse");
  struct kept_stream kept = kept_begin(stderr, "err");
  run.set_count = 1;
  enum status status = limits_check(&run, &plan, &error);
  char *said = kept_end(&kept);
  assert_int_equal(status, STATUS_OK);
  assert_says(said, "expect: 'sse.lost': there is no cell of sse: it is not judged");
  free(said);
}

static void a_quick_run_has_no_limits(void **state) {
  (void)state;
  expand(EXPERIMENT);
  run.quick = true;
  assert_checked(STATUS_OK, NULL, "");
  expect("lost=0");
  assert_checked(STATUS_USAGE, NULL, "--quick says nothing about limits");
}

static void limits_of_a_recorded_run_are_added_to_its_document(void **state) {
  (void)state;
  struct error error = {""};
  recorded_write("lws-sse", "sse");
  expect("lost=0");
  expect("sse.latency_ns.p99<20ms");
  assert_int_equal(limits_record(&run.limits, made_folder, &error), STATUS_OK);
  run.limits.expect_count = 0;
  expect("lost<5");
  fail_on("lost:+0%");
  run.limits.base = made_folder;
  assert_int_equal(limits_record(&run.limits, made_folder, &error), STATUS_OK);
  char *text = made_file_text("run.json");
  json_t *record = json_loads(text, 0, NULL);
  free(text);
  const json_t *kept = json_object_get(record, "expect");
  assert_int_equal(json_object_size(kept), 2);
  assert_string_equal(json_string_value(json_object_get(kept, "lost")), "<5");
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(record, "fail_on"), "lost")), "+0%");
  assert_string_equal(json_string_value(json_object_get(record, "base")), made_folder);
  json_decref(record);
}

static void limits_that_a_recorded_run_cannot_answer_are_refused(void **state) {
  (void)state;
  struct error error = {""};
  recorded_write("lws-sse", "sse");
  expect("websocket.lost=0");
  assert_int_equal(limits_record(&run.limits, made_folder, &error), STATUS_USAGE);
  assert_says(error.text, "there is no cell of websocket");
  char *text = made_file_text("run.json");
  assert_says_not(text, "expect");
  free(text);
  assert_int_equal(limits_record(&run.limits, "/nowhere", &error), STATUS_USAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(limits_that_fit_are_taken),
      TEST(another_build_is_a_base),
      TEST(a_limit_that_no_cell_has_is_refused_before_the_run),
      TEST(a_change_needs_one_base),
      TEST(an_experiments_limit_without_a_cell_is_refused_or_warned_of),
      TEST(a_quick_run_has_no_limits),
      TEST(limits_of_a_recorded_run_are_added_to_its_document),
      TEST(limits_that_a_recorded_run_cannot_answer_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
