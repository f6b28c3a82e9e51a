/* Whole runs: their executions, files, charts, output and exit status. */
#include "tests/bench/gnuplot_made.h"
#include "tests/bench/programs_made.h"
#include "tests/bench/stream_kept.h"

#include <signal.h>
#include <sys/wait.h>

#include "bench/results/schema.h"
#include "bench/run/run.h"
#include "documents/fields.h"

#define EXPERIMENT                                       \
  "{\"name\":\"x\",\"question\":\"How?\",\"repeats\":2," \
  "\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2}"

/* The outcome of a run. */
struct ended {
  enum status status;
  struct error error;
  char *out, *err; /* its standard output and error */
};

/* Runs this experiment with these programs, in the folder "run". */
static struct ended run_of(const char *experiment, const char *server_text,
                           const char *client_text) {
  struct ended ended = {.error = {""}};
  static const char *const sets[] = {"clients=3"};
  made_file_write("x.json", experiment);
  struct path server = made_program("server", server_text),
              file = path_of("%s/x.json", made_folder);
  struct path client = made_program("client", client_text), out = path_of("%s/run", made_folder);
  const struct run_request request = {.experiment = file.text,
                                      .sets = sets,
                                      .set_count = 1,
                                      .out = out.text,
                                      .command = "pushbench run x",
                                      .server_program = server.text,
                                      .client_program = client.text,
                                      .build = {"0123456789abcdef", 1}};
  struct kept_stream stdout_kept = kept_begin(stdout, "stdout");
  struct kept_stream stderr_kept = kept_begin(stderr, "stderr");
  ended.status = run_execute(&request, &ended.error);
  ended.err = kept_end(&stderr_kept);
  ended.out = kept_end(&stdout_kept);
  return ended;
}

static void ended_release(struct ended *ended) {
  free(ended->out);
  free(ended->err);
}

static int begin(void **state) {
  int failed = made_folder_open(state);
  if (!failed)
    made_gnuplot_begin(MADE_GNUPLOT);
  return failed;
}

static int end(void **state) {
  made_gnuplot_end();
  return made_folder_close(state);
}

static json_t *record_read(void) {
  json_t *record = json_load_file(path_of("%s/run/run.json", made_folder).text, 0, NULL);
  assert_non_null(record);
  return record;
}

static const char *text_at(const json_t *document, const char *path) {
  const char *text = json_string_value(field_get(document, path));
  return text ? text : "";
}

static void a_run_is_written_drawn_and_printed(void **state) {
  (void)state;
  struct ended ended = run_of(EXPERIMENT "}", made_server, made_client);
  if (ended.status != STATUS_OK)
    fail_msg("%s\n%s", ended.error.text, ended.err);
  assert_begins(ended.err, "x: How?\n1 cell, 2 repeats each, about ");
  assert_says(ended.err, "\n1/2 lws-sse (repeat 1 of 2): suspect (");
  assert_says(ended.err, "\n2/2 lws-sse (repeat 2 of 2): suspect (");
  assert_says(ended.out, "\nlws     sse        1.50 µs");
  char last[128];
  snprintf(last, sizeof last, "\n%s/run/report.html\n", made_folder);
  assert_ends(ended.out, last);
  ended_release(&ended);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "done");
  assert_string_equal(text_at(record, "command"), "pushbench run x");
  assert_string_equal(text_at(record, "versions.server"), "made server 1");
  assert_string_equal(text_at(record, "versions.client"), "made client 1");
  assert_string_equal(text_at(record, "versions.commit"), "0123456789abcdef");
  assert_string_equal(text_at(record, "versions.tree"), "1 file differs");
  assert_true(field_number(record, "executions_planned", 0) == 2);
  assert_true(field_number(record, "executions_done", 0) == 2);
  const json_t *cell = json_array_get(field_get(record, "cells"), 0);
  assert_string_equal(text_at(cell, "cell"), "lws-sse");
  assert_true(field_number(cell, "params.clients", 0) == 3);
  json_decref(record);
  assert_file("run/charts/latency_cdf.svg", "<svg><!-- made --></svg>\n");
  char *report = made_file_text("run/report.md");
  assert_says(report, "\nChanged in this run: clients=3\n");
  free(report);
  assert_null(made_file_text("run.partial/run.json"));
}

/* Follows a "$ref" into the definitions. */
static const json_t *resolved(const json_t *root, const json_t *schema) {
  const char *name = json_string_value(json_object_get(schema, "$ref"));
  const json_t *definitions = json_object_get(root, "$defs");
  return name ? json_object_get(definitions, name + strlen("#/$defs/")) : schema;
}

/* Each member of each object has a schema, unless its object takes members of any name. */
static void assert_known(const json_t *root, const json_t *schema, const json_t *value) {
  const char *name;
  json_t *member;
  schema = resolved(root, schema);
  for (size_t i = 0; i < json_array_size(value); i++)
    assert_known(root, json_object_get(schema, "items"), json_array_get(value, i));
  if (json_is_object(json_object_get(schema, "additionalProperties")))
    return;
  json_object_foreach((json_t *)value, name, member) {
    const json_t *of_member = json_object_get(json_object_get(schema, "properties"), name);
    if (!of_member)
      fail_msg("'%s' is not in the schema of run.json", name);
    assert_known(root, of_member, member);
  }
}

static void run_json_has_no_member_that_its_schema_lacks(void **state) {
  (void)state;
  struct ended ended =
      run_of("{\"name\":\"x\",\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2,"
             "\"seed\":[1,2]},\"variants\":[{\"name\":\"a\",\"params\":{}},{\"name\":\"b\","
             "\"base\":\"a\",\"params\":{\"tcp_nodelay\":false}}],\"may_lose\":0.1,\"asks\":{"
             "\"axes\":[\"variant\"],\"figures\":[\"latency_ns.mean\"]},\"faults\":[{\"at_s\":0.1,"
             "\"do\":\"flood\",\"messages\":7}],\"claims\":[{\"claim\":\"c\",\"source\":\"s\","
             "\"printed\":\"p\",\"corrected\":\"q\",\"cell\":{\"seed\":1},\"figure\":"
             "\"latency_ns.mean\",\"relative_to\":{\"variant\":\"b\"},\"scale\":2,\"unit\":\"u\","
             "\"users\":9,\"time_scale\":\"none\",\"at_least\":0,\"at_most\":1e9,"
             "\"required\":false}]}",
             made_server, made_client);
  ended_release(&ended);
  json_t *record = record_read(), *schema = schema_of(SCHEMA_RUN);
  assert_known(schema, schema, record);
  json_decref(schema);
  json_decref(record);
}

/* Each round begins at the next cell. */
static void cells_take_turns(void **state) {
  (void)state;
  struct ended ended = run_of("{\"name\":\"x\",\"repeats\":2,\"params\":{\"transport\":[\"sse\","
                              "\"websocket\"],\"clients\":2,\"duration_s\":2}}",
                              made_server, made_client);
  static const char *const executions[] = {
      "\n1/4 lws-sse (repeat 1 of 2): ", "\n2/4 lws-websocket (repeat 1 of 2): ",
      "\n3/4 lws-websocket (repeat 2 of 2): ", "\n4/4 lws-sse (repeat 2 of 2): "};
  assert_says(ended.err, "\n2 cells, 2 repeats each, about ");
  for (size_t i = 0; i < sizeof executions / sizeof *executions; i++)
    assert_says(ended.err, executions[i]);
  ended_release(&ended);
}

static void a_run_with_an_invalid_repeat_fails_its_check(void **state) {
  (void)state;
  struct ended ended = run_of(EXPERIMENT "}", made_server, "exit 2\n");
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_string_equal(ended.error.text, "not every repeat is valid: see the reasons above");
  assert_says(ended.out, "\nlws-sse: in 2 of 2 repeats: the client ended with code 2: see "
                         "client.log\n");
  ended_release(&ended);
}

static void a_claim_that_is_required_and_does_not_hold_fails_the_check(void **state) {
  (void)state;
  struct ended ended =
      run_of(EXPERIMENT ",\"claims\":[{\"claim\":\"in no time\",\"figure\":"
                        "\"latency_ns.mean\",\"at_most\":1499,\"required\":true}]}",
             made_server, made_client);
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_says(ended.error.text, "in no time");
  assert_says(ended.out, "1 claim: 0 hold, 1 does not, 0 are shown, 0 not measured.\n");
  ended_release(&ended);
}

static void a_run_that_cannot_be_drawn_keeps_its_results(void **state) {
  (void)state;
  made_program("programs/gnuplot", "echo no font >&2; exit 1\n");
  struct ended ended = run_of(EXPERIMENT "}", made_server, made_client);
  assert_int_equal(ended.status, STATUS_ENVIRONMENT);
  assert_string_equal(ended.error.text, "gnuplot failed: no font");
  assert_says(ended.out, "/run/report.html\n");
  ended_release(&ended);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "done");
  json_decref(record);
}

/* The exit status of a run in a child process, since a process counts interrupts for good. */
static int status_apart(const char *client, const char *said) {
  int status = -1;
  fflush(NULL); /* or else the child would write it too */
  pid_t child = fork();
  if (child == 0) {
    struct ended ended = run_of(EXPERIMENT "}", made_server, client);
    bool as_said = strcmp(ended.error.text, said) == 0;
    ended_release(&ended);
    exit(as_said ? (int)ended.status : -1);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void an_interrupted_run_keeps_what_is_finished(void **state) {
  (void)state;
  char client[4096];
  snprintf(client, sizeof client,
           "[ \"$1\" = --version ] && exit 0\n"
           "if [ -e %s/second ]; then kill -INT $PPID; sleep 20; fi\ntouch %s/second\n%s",
           made_folder, made_folder, made_client);
  assert_int_equal(status_apart(client, "interrupted: 1 of 2 executions is there"),
                   STATUS_INTERRUPTED);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "interrupted");
  assert_true(field_number(record, "executions_done", 0) == 1);
  json_decref(record);
}

static void a_run_that_is_interrupted_at_once_leaves_nothing(void **state) {
  (void)state;
  assert_int_equal(status_apart("[ \"$1\" = --version ] && exit 0\nkill -TERM $PPID; sleep 20\n",
                                "interrupted before the first cell was done"),
                   STATUS_INTERRUPTED);
  assert_int_equal(access(path_of("%s/run", made_folder).text, F_OK), -1);
  assert_int_equal(access(path_of("%s/run.partial", made_folder).text, F_OK), -1);
}

static void missing_programs_and_files_are_found_before_the_first_cell(void **state) {
  (void)state;
  struct error error = {""};
  struct path program = made_program("server", ""), file = path_of("%s/x.json", made_folder);
  struct run_request request = {
      .experiment = "nowhere", .server_program = program.text, .client_program = "/nowhere/client"};
  assert_int_equal(run_execute(&request, &error), STATUS_USAGE);
  assert_string_equal(error.text, "nowhere: there is no experiments/nowhere.json; a file's name "
                                  "ends in .json");
  request.experiment = file.text;
  assert_int_equal(run_execute(&request, &error), STATUS_USAGE);
  assert_says(error.text, "/x.json: No such file or directory");
  made_file_write("x.json", EXPERIMENT "}");
  assert_int_equal(run_execute(&request, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/client: No such file or directory: `make` builds it");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_run_is_written_drawn_and_printed),
      TEST(run_json_has_no_member_that_its_schema_lacks),
      TEST(cells_take_turns),
      TEST(a_run_with_an_invalid_repeat_fails_its_check),
      TEST(a_claim_that_is_required_and_does_not_hold_fails_the_check),
      TEST(a_run_that_cannot_be_drawn_keeps_its_results),
      TEST(an_interrupted_run_keeps_what_is_finished),
      TEST(a_run_that_is_interrupted_at_once_leaves_nothing),
      TEST(missing_programs_and_files_are_found_before_the_first_cell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
