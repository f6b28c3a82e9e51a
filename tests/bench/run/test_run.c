/* Whole runs: their executions, files, charts, output and exit status. */
#include "tests/bench/ended_made.h"

#include "bench/plan/round.h"
#include "bench/results/schema.h"

#define EXPERIMENT                                       \
  "{\"name\":\"x\",\"question\":\"How?\",\"repeats\":2," \
  "\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2}"

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

/* The seed among the parameters of a cell.json. */
static uint64_t seed_of(const char *cell, size_t round) {
  struct path path = path_of("%s/run/cells/%s/%zu/cell.json", made_folder, cell, round);
  json_t *document = json_load_file(path.text, 0, NULL);
  assert_non_null(document);
  uint64_t seed = (uint64_t)json_integer_value(field_get(document, "params.seed"));
  json_decref(document);
  return seed;
}

static void each_round_has_an_order_and_a_seed_of_its_own(void **state) {
  (void)state;
  enum { CELLS = 3, ROUNDS = 3 };
  static const char *const cells[CELLS] = {"lws-long_poll", "lws-sse", "lws-websocket"};
  struct ended ended = run_of("{\"name\":\"x\",\"repeats\":3,\"params\":{\"seed\":7,\"transport\":"
                              "[\"long_poll\",\"sse\",\"websocket\"],\"clients\":2,"
                              "\"duration_s\":2}}",
                              made_server, made_client);
  json_t *record = record_read();
  uint64_t order_seed = (uint64_t)json_integer_value(json_object_get(record, "order_seed"));
  size_t order[CELLS];
  char *log = made_file_text("run/executions.tsv"), line[128];
  assert_begins(log, "round\tcell\tseed\tchecksum\n");
  assert_says(ended.err, "\n3 cells, 3 repeats each, about ");
  const char *at = ended.err;
  for (size_t i = 0; i < (size_t)CELLS * ROUNDS; i++) {
    size_t round = i / CELLS + 1;
    round_order(order_seed, round, order, CELLS);
    const char *cell = cells[order[i % CELLS]];
    snprintf(line, sizeof line, "\n%zu/9 %s (repeat %zu of 3): ", i + 1, cell, round);
    at = at ? strstr(at, line) : NULL;
    assert_non_null(at);
    snprintf(line, sizeof line, "\n%zu\t%s\t%llu\t", round, cell,
             (unsigned long long)round_seed(7, round));
    assert_says(log, line);
    assert_true(seed_of(cell, round) == round_seed(7, round));
  }
  free(log);
  json_decref(record);
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

static void an_interrupted_run_keeps_what_is_finished(void **state) {
  (void)state;
  char client[4096], said[256];
  snprintf(client, sizeof client,
           "[ \"$1\" = --version ] && exit 0\n"
           "if [ -e %s/second ]; then kill -INT $PPID; sleep 20; fi\ntouch %s/second\n%s",
           made_folder, made_folder, made_client);
  snprintf(said, sizeof said,
           "interrupted: 1 of 2 executions is there; `pushbench run --resume %s/run` goes on",
           made_folder);
  assert_int_equal(run_status_apart(EXPERIMENT "}", client, said), STATUS_INTERRUPTED);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "interrupted");
  assert_true(field_number(record, "executions_done", 0) == 1);
  json_decref(record);
}

static void a_run_that_is_interrupted_at_once_leaves_nothing(void **state) {
  (void)state;
  assert_int_equal(
      run_status_apart(EXPERIMENT "}",
                       "[ \"$1\" = --version ] && exit 0\nkill -TERM $PPID; sleep 20\n",
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

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_RUN(a_run_is_written_drawn_and_printed),
      TEST_OF_RUN(run_json_has_no_member_that_its_schema_lacks),
      TEST_OF_RUN(each_round_has_an_order_and_a_seed_of_its_own),
      TEST_OF_RUN(a_run_with_an_invalid_repeat_fails_its_check),
      TEST_OF_RUN(a_claim_that_is_required_and_does_not_hold_fails_the_check),
      TEST_OF_RUN(a_run_that_cannot_be_drawn_keeps_its_results),
      TEST_OF_RUN(an_interrupted_run_keeps_what_is_finished),
      TEST_OF_RUN(a_run_that_is_interrupted_at_once_leaves_nothing),
      TEST_OF_RUN(missing_programs_and_files_are_found_before_the_first_cell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
