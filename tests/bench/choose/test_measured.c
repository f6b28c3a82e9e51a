/* Which cells costs are taken from, and where they are looked for. */
#include "bench/choose/measured.h"

#include "bench/choose/evidence.h"
#include "tests/bench/choose/choice_made.h"
#include "tests/bench/folder_made.h"

static const char *const plain[] = {"users=150", NULL};

static struct measured measured_by(struct made_evidence *made, const char *const *sets,
                                   int transport) {
  struct user_case its = made_case(sets);
  struct measured measured;
  assert_int_equal(measured_of(&measured, made_evidence_of(made), &its, transport, NULL),
                   STATUS_OK);
  user_case_release(&its);
  return measured;
}

static void costs_are_those_of_the_transport(void **state) {
  (void)state;
  struct made_evidence made = made_evidence();
  struct measured socket = measured_by(&made, plain, TRANSPORT_WEBSOCKET);
  assert_int_equal(socket.cells, 2);
  assert_near(socket.cpu.message_s, 10e-6, 1e-12);
  assert_near(socket.cpu.ask_s, 60e-6, 1e-12);
  assert_near(socket.software_s.value, 1e-3, 1e-9);
  assert_near(socket.memory_bytes.value, 5000, 0);
  assert_near(socket.messages_per_s_most, 10 * MADE_USERS, 1e-9);
  struct measured poll = measured_by(&made, plain, TRANSPORT_SHORT_POLL);
  assert_near(poll.cpu.message_s, 10e-6, 1e-12);
  assert_near(poll.cpu.ask_s, 40e-6, 1e-12);
  free(made.made);
}

static void other_cells_are_left_out(void **state) {
  (void)state;
  static const char *const encrypted[] = {"users=150", "tls=on", NULL};
  static const char *const threads[] = {"users=150", "engine=civetweb", NULL};
  struct made_evidence made = made_evidence();
  assert_int_equal(measured_by(&made, encrypted, TRANSPORT_SSE).cells, 0);
  assert_int_equal(measured_by(&made, threads, TRANSPORT_SSE).cells, 0);
  for (size_t i = 0; i < made.made->results.cell_count; i++)
    made_param(&made.made->cells[i], "keep_alive", i % 2 ? "on" : "off");
  assert_int_equal(measured_by(&made, plain, TRANSPORT_SSE).cells, 1);
  made.made->results.faulty = true;
  assert_int_equal(measured_by(&made, plain, TRANSPORT_SSE).cells, 0);
  free(made.made);
}

/* Of 100 and 1,000 users the nearer number is taken, or both where the case lies between. */
static void cells_with_about_as_many_users_are_taken(void **state) {
  (void)state;
  static const char *const few[] = {"users=50", NULL}, *const many[] = {"users=100000", NULL};
  struct made_evidence made = made_evidence();
  struct result_cell *large = made_cell(made.made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_load(large, 10, 0, 50e-6);
  made_set(large, FIGURE_CLIENTS, 1000, 0);
  made_set(large, FIGURE_DELIVERED, 10.0 * 1000 * MADE_SECONDS, 0);
  made_set(large, FIGURE_SERVER_CPU_S, 50e-6 * 1000 * MADE_SECONDS, 0);
  made_set(large, FIGURE_LATENCY_P99, 7e6, 0);
  struct measured of_few = measured_by(&made, few, TRANSPORT_SSE);
  struct measured of_many = measured_by(&made, many, TRANSPORT_SSE);
  assert_near(of_few.cpu.message_s, 10e-6, 1e-12);
  assert_near(of_few.software_s.value, 1e-3, 1e-9);
  assert_near(of_many.cpu.message_s, 5e-6, 1e-12);
  assert_near(of_many.software_s.value, 7e-3, 1e-9);
  assert_near(of_many.cpu.ask_s, 50e-6, 1e-12); /* of the only cell without messages */
  assert_near(of_many.users_most, 1000, 0);
  free(made.made);
}

static void headers_that_were_not_measured_are_said(void **state) {
  (void)state;
  static const char *const browser[] = {"users=150", "request_headers=browser", NULL};
  struct made_evidence made = made_evidence();
  for (size_t i = 0; i < made.made->results.cell_count; i++)
    made_param(&made.made->cells[i], "request_headers", "minimal");
  assert_true(measured_by(&made, browser, TRANSPORT_SHORT_POLL).other_headers);
  assert_false(measured_by(&made, plain, TRANSPORT_SHORT_POLL).other_headers);
  assert_false(measured_by(&made, browser, TRANSPORT_SSE).other_headers); /* once a connection */
  free(made.made);
}

/* A percentile that rests on too few messages is known to lie between the median and the greatest
 * latency. */
static void a_missing_percentile_has_bounds(void **state) {
  (void)state;
  static const char *const rare[] = {"users=150", "percentile=p99_9", NULL};
  struct made_evidence made = made_evidence();
  struct measured socket = measured_by(&made, rare, TRANSPORT_WEBSOCKET);
  assert_true(isnan(socket.software_s.value));
  assert_near(socket.software_s.low, 0, 0);
  assert_near(socket.software_s.high, 2e-3, 1e-9);
  free(made.made);
}

/* ---- where runs are looked for ---- */

/* A run with one cell of each of these transports, one after the other. */
static void run_write(const char *name, const char *outcome, const char *const *transports) {
  char path[128], text[4096];
  snprintf(path, sizeof path, "%s/run.json", name);
  snprintf(text, sizeof text, "{\"schema\":1,\"experiment\":{\"name\":\"x\"},\"outcome\":\"%s\"}",
           outcome);
  made_file_write(path, text);
  int used = snprintf(text, sizeof text,
                      "cell\trepeat\tengine\ttransport\toutcome\tverdict.status\tdelivered\n");
  for (; *transports; transports++)
    used += snprintf(text + used, sizeof text - (size_t)used, "%s\t1\tlws\t%s\tdone\tvalid\t10\n",
                     *transports, *transports);
  snprintf(path, sizeof path, "%s/summary.tsv", name);
  made_file_write(path, text);
}

static const char *const all[] = {"short_poll", "long_poll", "sse", "websocket", NULL};
static const char *const some[] = {"sse", NULL};

static void the_newest_run_of_all_transports_is_found(void **state) {
  (void)state;
  struct evidence evidence;
  struct error error = {""};
  run_write("results/20260101T000000Z-default", "done", all);
  run_write("results/20260102T000000Z-default", "done", all);
  run_write("results/20260103T000000Z-default", "interrupted", all);
  run_write("results/20260104T000000Z-other", "done", some);
  made_file_write("results/notes.txt", "not a run");
  struct path results = path_of("%s/results", made_folder);
  if (evidence_find(&evidence, results.text, "", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_int_equal(evidence.count, 1);
  assert_ends(evidence.folders[0].text, "20260102T000000Z-default");
  assert_false(evidence.reference);
  evidence_release(&evidence);
}

static void reference_runs_stand_in(void **state) {
  (void)state;
  struct evidence evidence;
  struct error error = {""};
  run_write("results/20260104T000000Z-other", "done", some);
  run_write("reference/one", "done", some);
  run_write("reference/two", "done", all);
  struct path results = path_of("%s/results", made_folder);
  struct path reference = path_of("%s/reference", made_folder);
  assert_int_equal(evidence_find(&evidence, results.text, reference.text, &error), STATUS_OK);
  assert_int_equal(evidence.count, 2);
  assert_true(evidence.reference);
  evidence_release(&evidence);
  assert_int_equal(evidence_find(&evidence, results.text, "", &error), STATUS_USAGE);
  assert_says(error.text, "run `pushbench run costs`, or name a run's folder by --from");
}

static void a_named_folder_without_a_run_is_refused(void **state) {
  (void)state;
  struct evidence evidence;
  struct error error = {""};
  const char *const folders[] = {made_folder};
  assert_int_equal(evidence_load(&evidence, folders, 1, &error), STATUS_USAGE);
  assert_says(error.text, "run.json");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(costs_are_those_of_the_transport),
      cmocka_unit_test(other_cells_are_left_out),
      cmocka_unit_test(cells_with_about_as_many_users_are_taken),
      cmocka_unit_test(headers_that_were_not_measured_are_said),
      cmocka_unit_test(a_missing_percentile_has_bounds),
      IN_FOLDER(the_newest_run_of_all_transports_is_found),
      IN_FOLDER(reference_runs_stand_in),
      IN_FOLDER(a_named_folder_without_a_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
