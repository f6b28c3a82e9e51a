/* Runs whose experiment has bounds: they end at a look, or go on. */
#include "tests/bench/ended_made.h"

#define EXPERIMENT(more)                                                            \
  "{\"name\":\"x\",\"question\":\"How?\"," more "\"until\":{\"latency_ns.mean\":\"" \
  "±5%\"},\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2}}"

/* A client whose mean latency is 1,000 ns times the number of its execution. */
static void client_write(char out[8192]) {
  const char *mean = strstr(made_client, "\"mean\":1500");
  assert_non_null(mean);
  snprintf(out, 8192,
           "[ \"$1\" = --version ] && echo 'made client 1' && exit 0\n"
           "echo x >>%s/started\n%.*s\"mean\":$(grep -c x %s/started)000%s",
           made_folder, (int)(mean - made_client), made_client, made_folder,
           mean + strlen("\"mean\":1500"));
}

static void a_run_ends_at_the_first_look_at_which_all_bounds_are_kept(void **state) {
  (void)state;
  struct ended ended = run_of(EXPERIMENT(""), made_server, made_client);
  assert_int_equal(ended.status, STATUS_OK);
  assert_begins(ended.err, "x: How?\n1 cell, 8 to 32 repeats each, about ");
  assert_says(ended.err, ", at most ");
  assert_says(ended.err, "\n8/8 lws-sse (repeat 8 of 8): ");
  assert_says(ended.err, "\nafter 8 repeats: 1 of 1 named figures is within its bound\n");
  assert_says(ended.out, "After 8 repeats of each cell, of at most 32, every figure that the "
                         "experiment names is within its bound.\n");
  ended_release(&ended);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "done");
  assert_true(field_number(record, "executions_planned", 0) == 8);
  assert_true(field_number(record, "executions_done", 0) == 8);
  assert_true(field_number(record, "experiment.repeats", 0) == 32);
  assert_true(field_number(record, "interval_level", 0) == 0.992);
  json_decref(record);
}

static void a_run_goes_on_where_a_bound_is_not_kept(void **state) {
  (void)state;
  char client[8192];
  client_write(client);
  struct ended ended = run_of(EXPERIMENT("\"repeats\":9,"), made_server, client);
  assert_int_equal(ended.status, STATUS_OK);
  assert_begins(ended.err, "x: How?\n1 cell, 8 to 9 repeats each, about ");
  assert_says(ended.err,
              "\nafter 8 repeats: 0 of 1 named figures is within its bound; on to 9 repeats\n"
              "9/9 lws-sse (repeat 9 of 9): ");
  assert_says(ended.out, "After 9 repeats of each cell 1 of 1 figures that the experiment names is "
                         "not within its bound.\n- lws-sse: latency_ns.mean: −");
  ended_release(&ended);
  json_t *record = record_read();
  assert_true(field_number(record, "executions_done", 0) == 9);
  assert_true(field_number(record, "interval_level", 0) == 0.9785);
  json_decref(record);
}

/* Interrupted in its ninth execution, when the first look had sent it on. */
static void a_run_that_was_sent_on_is_sent_on_again_when_it_is_resumed(void **state) {
  (void)state;
  char client[8192], interrupting[9216], said[256];
  client_write(client);
  snprintf(interrupting, sizeof interrupting,
           "if [ ! -e %s/calm ] && [ -e %s/run.partial/cells/lws-sse/9 ]; then\n"
           "  touch %s/calm; kill -INT $PPID; sleep 20\nfi\n%s",
           made_folder, made_folder, made_folder, client);
  snprintf(said, sizeof said,
           "interrupted: 8 of 9 executions are there; `pushbench run --resume %s/run` goes on",
           made_folder);
  assert_int_equal(run_status_apart(EXPERIMENT("\"repeats\":9,"), interrupting, said),
                   STATUS_INTERRUPTED);
  struct path folder = path_of("%s/run", made_folder);
  struct ended ended = ended_of((struct run_request){.resume = folder.text});
  assert_string_equal(ended.error.text, "");
  assert_says(ended.err, "\nafter 8 repeats: 0 of 1 named figures is within its bound; on to 9");
  assert_says(ended.err, "\n9/9 lws-sse (repeat 9 of 9): ");
  ended_release(&ended);
}

static void a_run_that_is_too_short_for_a_look_says_so(void **state) {
  (void)state;
  struct ended ended = run_of(EXPERIMENT("\"repeats\":2,"), made_server, made_client);
  assert_int_equal(ended.status, STATUS_OK);
  assert_begins(ended.err, "x: How?\n1 cell, 2 repeats each, about ");
  assert_says(ended.out, "for the first time; this run has 2.\n");
  ended_release(&ended);
}

static void a_bound_about_no_cell_is_refused_before_anything_runs(void **state) {
  (void)state;
  struct ended ended = run_of("{\"name\":\"x\",\"until\":{\"websocket.lost\":\"±5%\"},\"params\":{"
                              "\"transport\":\"sse\"}}",
                              made_server, made_client);
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_ends(ended.error.text, "/x.json: until: 'websocket.lost': there is no cell of websocket");
  ended_release(&ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_RUN(a_run_ends_at_the_first_look_at_which_all_bounds_are_kept),
      TEST_OF_RUN(a_run_goes_on_where_a_bound_is_not_kept),
      TEST_OF_RUN(a_run_that_was_sent_on_is_sent_on_again_when_it_is_resumed),
      TEST_OF_RUN(a_run_that_is_too_short_for_a_look_says_so),
      TEST_OF_RUN(a_bound_about_no_cell_is_refused_before_anything_runs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
