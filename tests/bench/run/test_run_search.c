/* Whole runs of searches, with a client in which a delay begins above a number of users. */
#include "tests/bench/ended_made.h"

#include <math.h>

#include "documents/run_document.h"

/* Reports a p99 of 300 ms above KNEE users, and of 1 ms up to there. */
#define KNEE_CLIENT(knee, messages)                                                               \
  "[ \"$1\" = --version ] && echo 'made client 1' && exit 0\n"                                    \
  "for word in \"$@\"; do case $word in --clients=*) users=${word#--clients=};; esac; done\n"     \
  "p99=1000000; [ \"$users\" -gt " knee " ] && p99=300000000\n"                                   \
  "echo 'phase measure at_ns=1000000000' >&2\n"                                                   \
  "sleep 0.02\n"                                                                                  \
  "echo 'phase drain at_ns=3000000000' >&2\n"                                                     \
  "cat <<END\n"                                                                                   \
  "{\"schema\":2,\"transport\":\"sse\",\"clients\":$users,\"outcome\":\"done\",\"error\":null,\n" \
  " \"window\":{\"start_ns\":1000000000,\"end_ns\":3000000000},\"published\":" messages ",\n"     \
  " \"published_seen\":" messages ",\"expected\":" messages ",\"delivered\":" messages ",\n"      \
  " \"lost\":0,\"latency_ns\":{\"count\":9,\"mean\":1000000,\"p99\":$p99}}\n"                     \
  "END\n"

#define EXPERIMENT(from, to)                                                             \
  "{\"name\":\"x\",\"params\":{\"transport\":[\"sse\",\"websocket\"],\"duration_s\":2}," \
  "\"search\":{\"vary\":\"clients\",\"from\":" from ",\"to\":" to ",\"within\":0.2,"     \
  "\"until\":{\"latency_ns.p99\":\"<250ms\"}}}"

static struct ended search_of(const char *experiment, const char *client_text) {
  made_file_write("x.json", experiment);
  made_program("server", made_server);
  made_program("client", client_text);
  struct path file = path_of("%s/x.json", made_folder), out = path_of("%s/run", made_folder);
  return ended_of((struct run_request){.experiment = file.text, .out = out.text});
}

static void each_cell_has_a_search_and_every_probe_is_a_cell(void **state) {
  (void)state;
  struct ended ended = search_of(EXPERIMENT("50", "1000"), KNEE_CLIENT("300", "2000"));
  if (ended.status != STATUS_OK)
    fail_msg("%s\n%s", ended.error.text, ended.err);
  json_t *record = record_read();
  const json_t *searches = run_json(record, RUN_SEARCHES), *probes = run_json(record, RUN_PROBES);
  assert_int_equal(json_array_size(searches), 2);
  for (size_t i = 0; i < 2; i++) {
    const json_t *search = json_array_get(searches, i);
    double capacity = run_value(search, RUN_SEARCHED_CAPACITY, NAN);
    assert_string_equal(run_text(search, RUN_SEARCHED), i == 0 ? "lws-sse" : "lws-websocket");
    assert_string_equal(run_text(search, RUN_SEARCHED_OUTCOME), "found");
    assert_true(capacity > 250 && capacity <= 300);
    assert_true(run_value(search, RUN_SEARCHED_PROBABILITY, 0) >= 0.95);
    assert_string_equal(run_text(search, RUN_SEARCHED_GAVE_OUT), "limit");
  }
  assert_true(field_number(record, "executions_done", 0) == (double)json_array_size(probes));
  assert_string_equal(run_text(json_array_get(probes, 0), RUN_PROBE_CELL), "lws-sse-clients=50");
  assert_string_equal(run_text(json_array_get(probes, 1), RUN_PROBE_CELL),
                      "lws-websocket-clients=50");
  json_decref(record);
  assert_says(ended.out, "- SSE on libwebsockets: up to 2");
  assert_says(ended.err, "\n  holds: latency_ns.p99 1.00 ms, below 250 ms\n");
  assert_says(ended.err, "\n  does not hold: latency_ns.p99 300 ms, not below 250 ms");
  char *report = made_file_text("run/report.md"),
       *cell = made_file_text("run/cells/lws-websocket-clients=100/1/cell.json");
  assert_says(report, "\n## Capacity\n");
  assert_non_null(cell);
  free(report);
  free(cell);
  ended_release(&ended);
}

static void a_lower_end_that_fails_is_said_and_fails_the_run(void **state) {
  (void)state;
  struct ended ended = search_of(EXPERIMENT("400", "1000"), KNEE_CLIENT("300", "2000"));
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_says(ended.error.text, "SSE on libwebsockets: already the least value, 400 users, does "
                                "not hold: latency_ns.p99 300 ms");
  ended_release(&ended);
}

static void an_upper_end_that_holds_is_said_and_fails_the_run(void **state) {
  (void)state;
  struct ended ended = search_of(EXPERIMENT("50", "200"), KNEE_CLIENT("300", "2000"));
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_says(ended.error.text, "SSE on libwebsockets: the greatest value, 200 users, still holds: "
                                "latency_ns.p99 1.00 ms");
  ended_release(&ended);
}

static void too_few_messages_for_the_limit_are_said_at_the_first_probe(void **state) {
  (void)state;
  struct ended ended = search_of(EXPERIMENT("50", "1000"), KNEE_CLIENT("300", "200"));
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_says(ended.error.text, "latency_ns.p99 needs 1000 messages in the measured phase");
  ended_release(&ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_RUN(each_cell_has_a_search_and_every_probe_is_a_cell),
      TEST_OF_RUN(a_lower_end_that_fails_is_said_and_fails_the_run),
      TEST_OF_RUN(an_upper_end_that_holds_is_said_and_fails_the_run),
      TEST_OF_RUN(too_few_messages_for_the_limit_are_said_at_the_first_probe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
