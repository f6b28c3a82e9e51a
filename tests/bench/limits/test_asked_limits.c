/* The limits that a run.json has. */
#include "tests/bench/folder_made.h"

#include "bench/limits/asked_limits.h"

static struct asked_limits asked;

static void load(const char *run) {
  struct error error = {""};
  made_file_write("run.json", run);
  if (asked_limits_load(&asked, made_folder, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void the_command_lines_limits_replace_those_of_the_experiment(void **state) {
  (void)state;
  load("{\"experiment\":{\"expect\":{\"lost\":\"=0\",\"sse.latency_ns.p99\":\"<20ms\"}},"
       "\"expect\":{\"sse.latency_ns.p99\":\"<50ms\"},\"fail_on\":{\"lost\":\"+0%\"},"
       "\"base\":\"/runs/base\"}");
  assert_int_equal(asked.expectations.count, 3);
  assert_string_equal(asked.expectations.items[0].bound, "=0");
  assert_string_equal(asked.expectations.items[1].bound, "<50ms");
  assert_int_equal(asked.expectations.items[2].kind, EXPECT_CHANGE);
  assert_string_equal(asked.base, "/runs/base");
  asked_limits_release(&asked);
}

static void a_run_may_have_none(void **state) {
  (void)state;
  load("{\"experiment\":{},\"expect\":null}");
  assert_int_equal(asked.expectations.count, 0);
  assert_null(asked.base);
  asked_limits_release(&asked);
  assert_int_equal(asked_limits_load(&asked, "/nowhere", NULL), STATUS_OK);
  assert_int_equal(asked.expectations.count, 0);
}

static void limits_that_cannot_be_understood_are_an_error(void **state) {
  (void)state;
  struct error error = {""};
  made_file_write("run.json", "{\"experiment\":{\"expect\":{\"lots\":\"=0\"}}}");
  assert_int_equal(asked_limits_load(&asked, made_folder, &error), STATUS_CHECK);
  assert_says(error.text, "run.json: 'lots': unknown figure 'lots': did you mean 'lost'?");
  assert_int_equal(asked.expectations.count, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(the_command_lines_limits_replace_those_of_the_experiment),
      IN_FOLDER(a_run_may_have_none),
      IN_FOLDER(limits_that_cannot_be_understood_are_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
