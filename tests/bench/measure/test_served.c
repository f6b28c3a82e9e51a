/* A server of other people: how its host is started, and what the ready line says. */
#include "bench/measure/served.h"

#include "tests/bench/folder_made.h"

static void its_host_is_told_the_target_and_the_ports(void **state) {
  (void)state;
  struct path program = made_program("pushbench", "echo \"{\\\"said\\\": \\\"$*\\\"}\"\n");
  struct process process;
  struct served_plan plan = {
      .program = program.text, .target = "targets/x.json", .ports = "", .cpu = -1};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(served_start(&process, &plan, NULL), STATUS_OK);
    while (!process.reaped)
      process_poll(&process, NULL, NULL);
    json_t *line = line_with(process.out, "said");
    assert_string_equal(json_string_value(json_object_get(line, "said")),
                        i == 0 ? "host targets/x.json"
                               : "host targets/x.json --remote --ports =4711,api=4712");
    json_decref(line);
    process_release(&process);
    plan.remote = true;
    plan.ports = "=4711,api=4712";
  }
}

static struct served served_of(const char *text, bool good) {
  struct served served = {.url = ""};
  json_t *ready = line_with(text, "ready");
  assert_non_null(ready);
  assert_int_equal(served_read(&served, ready), good);
  json_decref(ready);
  return served;
}

static void the_ready_line_says_where_it_is(void **state) {
  (void)state;
  struct served served = served_of(
      "a line of something else\n"
      "{\"ready\":true,\"url\":\"http://127.0.0.1:4711\",\"ports\":{\"\":4711,\"api\":4712},"
      "\"pid\":42,\"init\":true,\"input\":\"/proc/41/fd/9\"}\n",
      true);
  assert_string_equal(served.url, "http://127.0.0.1:4711");
  assert_string_equal(served.ports, "=4711,api=4712");
  assert_string_equal(served.input, "/proc/41/fd/9");
  assert_int_equal(served.pid, 42);
  assert_int_equal(served.extent, PROCESS_BELOW);
  served = served_of("{\"ready\":true,\"url\":\"http://127.0.0.1:1\",\"pid\":null,\"init\":false,"
                     "\"input\":null}",
                     true);
  assert_string_equal(served.ports, "");
  assert_string_equal(served.input, "");
  assert_int_equal(served.pid, 0);
  assert_int_equal(served.extent, PROCESS_AND_BELOW);
  served = served_of("{\"ready\":true}", false);
  assert_string_equal(served.url, "");
}

static void the_client_is_told_all_of_it(void **state) {
  (void)state;
  const struct served served = {.url = "http://127.0.0.1:1", .ports = "=1", .input = "/in"};
  const char *options[SERVED_OPTIONS];
  static const char *const expected[] = {
      "connect", "http://127.0.0.1:1", "target", "x.json", "target_ports",
      "=1",      "target_input",       "/in",    "remote", "on"};
  assert_int_equal(served_options(&served, "x.json", true, options), SERVED_OPTIONS);
  for (size_t i = 0; i < SERVED_OPTIONS; i++)
    assert_string_equal(options[i], expected[i]);
}

static void a_line_without_the_member_is_none(void **state) {
  (void)state;
  assert_null(line_with("no JSON\n{\"a\":1}\n", "ready"));
  assert_null(line_with("", "ready"));
  assert_null(line_with(NULL, "ready"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(its_host_is_told_the_target_and_the_ports),
      cmocka_unit_test(the_ready_line_says_where_it_is),
      cmocka_unit_test(the_client_is_told_all_of_it),
      cmocka_unit_test(a_line_without_the_member_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
