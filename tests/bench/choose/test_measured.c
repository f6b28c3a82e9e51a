/* Which cells costs are taken from, and where they are looked for. */
#include "bench/choose/measured.h"

#include "bench/choose/cell_network.h"
#include "bench/choose/evidence.h"
#include "bench/judge/closed_form.h"
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

/* A cell of that many users over a link, with five messages a second for each. */
static struct result_cell *linked_cell(struct made_evidence *made, int transport,
                                       const char *delay_ms, const char *loss, double p99_ns) {
  struct result_cell *cell = made_cell(made->made, ENGINE_LWS, transport, 1);
  made_load(cell, 5, 0, 1e-3);
  made_param(cell, "delay_ms", delay_ms);
  made_param(cell, "loss", loss);
  made_param(cell, "interval_ms", "1000");
  made_param(cell, "hold_ms", "30000");
  made_set(cell, FIGURE_LATENCY_P99, p99_ns, 0);
  return cell;
}

static void a_network_is_that_of_the_link(void **state) {
  (void)state;
  struct made_evidence made = made_evidence();
  struct cell_network network = cell_network_of(&made.made->cells[0]);
  assert_false(cell_network_is_there(&network));
  struct result_cell *cell = linked_cell(&made, TRANSPORT_SSE, "85", "0.02", 1e6);
  network = cell_network_of(cell);
  assert_near(network.rtt_s, 0.17, 1e-12);
  assert_near(network.loss, 0.02, 1e-12);
  made_param(cell, "link", "lossy"); /* what is given goes before the name's */
  made_param(cell, "delay_up_ms", "5");
  network = cell_network_of(cell);
  assert_near(network.rtt_s, 0.09, 1e-12);
  free(made.made);
}

static void a_network_is_like_the_cases_within_limits(void **state) {
  (void)state;
  static const struct {
    double rtt_s, loss;
    bool like;
  } cases[] = {{0.1, 0.02, true},   {0.12, 0.04, true}, {0.08, 0.01, true},  {0.121, 0.02, false},
               {0.1, 0.041, false}, {0.1, 0, false},    {0.079, 0.02, false}};
  static const char *const far[] = {"users=150", "rtt_ms=100", "loss=0.02", NULL};
  struct user_case its = made_case(far);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct cell_network network = {cases[i].rtt_s, cases[i].loss};
    assert_int_equal(cell_network_is_like(&network, &its), cases[i].like);
  }
  user_case_release(&its);
}

static void cells_over_a_network_are_no_loopback(void **state) {
  (void)state;
  static const char *const far[] = {"users=150", "rtt_ms=100", NULL};
  static const char *const farther[] = {"users=150", "rtt_ms=600", NULL};
  struct made_evidence made = made_evidence();
  linked_cell(&made, TRANSPORT_SSE, "50", "0", 59e6);
  /* without a network, and over another one: as if the cell was not there */
  assert_near(measured_by(&made, plain, TRANSPORT_SSE).software_s.value, 1e-3, 1e-9);
  assert_near(measured_by(&made, farther, TRANSPORT_SSE).software_s.value, 1e-3, 1e-9);
  assert_int_equal(measured_by(&made, farther, TRANSPORT_SSE).like.cells, 0);
  /* over such a one: by how much it differs from the model's 50 ms; its costs are not taken */
  struct measured measured = measured_by(&made, far, TRANSPORT_SSE);
  assert_near(measured.software_s.value, 9e-3, 1e-9);
  assert_int_equal(measured.like.cells, 1);
  assert_near(measured.like.rtt_least_s, 0.1, 1e-9);
  assert_false(measured.other_network);
  assert_near(measured.cpu.message_s, 10e-6, 1e-12);
  free(made.made);
}

/* What loss costs is learnt, too, where the model has less or more. */
static void what_differs_from_the_model_may_be_less_than_nothing(void **state) {
  (void)state;
  static const char *const lossy[] = {"users=150", "rtt_ms=100", "loss=0.03", NULL};
  struct made_evidence made = made_evidence();
  linked_cell(&made, TRANSPORT_WEBSOCKET, "50", "0.03", 51e6);
  struct measured measured = measured_by(&made, lossy, TRANSPORT_WEBSOCKET);
  const struct closed_load load = {.transport = TRANSPORT_WEBSOCKET,
                                   .messages_per_s = 5,
                                   .beat_s = 2,
                                   .rtt_s = 0.1,
                                   .loss = 0.03};
  assert_near(measured.software_s.value, 51e-3 - closed_latency_quantile_s(&load, 0.99), 1e-9);
  assert_true(measured.software_s.value < 0);
  free(made.made);
}

static void where_all_cells_are_over_a_network_its_delay_is_taken_off(void **state) {
  (void)state;
  struct made_evidence made = made_evidence();
  made.made->results.cell_count = 0;
  linked_cell(&made, TRANSPORT_SSE, "50", "0", 59e6);
  struct measured measured = measured_by(&made, plain, TRANSPORT_SSE);
  assert_int_equal(measured.cells, 1);
  assert_true(measured.other_network);
  assert_near(measured.software_s.value, 9e-3, 1e-9);
  assert_near(measured.cpu.message_s, 200e-6, 1e-9);
  free(made.made);
}

static void cells_behind_a_proxy_are_left_out(void **state) {
  (void)state;
  struct made_evidence made = made_evidence();
  for (size_t i = 0; i < made.made->results.cell_count; i++)
    made_param(&made.made->cells[i], "proxy", "nginx");
  assert_int_equal(measured_by(&made, plain, TRANSPORT_SSE).cells, 0);
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
      cmocka_unit_test(a_network_is_that_of_the_link),
      cmocka_unit_test(a_network_is_like_the_cases_within_limits),
      cmocka_unit_test(cells_over_a_network_are_no_loopback),
      cmocka_unit_test(what_differs_from_the_model_may_be_less_than_nothing),
      cmocka_unit_test(where_all_cells_are_over_a_network_its_delay_is_taken_off),
      cmocka_unit_test(cells_behind_a_proxy_are_left_out),
      cmocka_unit_test(headers_that_were_not_measured_are_said),
      cmocka_unit_test(a_missing_percentile_has_bounds),
      IN_FOLDER(the_newest_run_of_all_transports_is_found),
      IN_FOLDER(reference_runs_stand_in),
      IN_FOLDER(a_named_folder_without_a_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
