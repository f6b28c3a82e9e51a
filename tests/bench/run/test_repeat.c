/* One execution of a cell, with shell programs in place of the server and the client. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/folder.h"
#include "bench/plan/cells.h"
#include "bench/run/repeat.h"
#include "common/wire/control_token.h"
#include "documents/fields.h"
#include "documents/figures.h"
#include "tests/bench/experiment_text.h"
#include "tests/bench/programs_made.h"
#include "tests/bench/says.h"

static char folder[64];
static struct experiment experiment;
static struct cells cells;

static int open_all(void **state) {
  (void)state;
  signal(SIGPIPE,
         SIG_IGN); /* as main does: a write to a program that has ended must not end this one */
  snprintf(folder, sizeof folder, "/tmp/pushbench-test-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  struct error error;
  return experiment_from(&experiment,
                         "{\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2}}",
                         &error) != STATUS_OK ||
         cells_expand(&cells, &experiment, &error) != STATUS_OK;
}

static int close_all(void **state) {
  (void)state;
  folder_remove(folder);
  cells_release(&cells);
  experiment_release(&experiment);
  /* no child of the test may be running, or be a zombie */
  return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : -1;
}

static struct path script(const char *name, const char *text) {
  struct path path = path_of("%s/%s", folder, name);
  FILE *file = fopen(path.text, "w");
  fprintf(file, "#!/bin/sh\n%s", text);
  fclose(file);
  chmod(path.text, 0755);
  return path;
}

/* Executes a cell with these programs; returns cell.json, read back from its file. */
static json_t *repeat_of(const char *server_text, const char *client_text) {
  struct path server = script("server", server_text), client = script("client", client_text);
  const struct repeat_plan plan = {
      .experiment = &experiment,
      .cell = &cells.items[0],
      .repeat = 1,
      .server_program = server.text,
      .client_program = client.text,
      .folder = folder,
      .server_cpu = -1,
      .client_cpu = -1,
  };
  struct error error = {""};
  json_t *document = NULL;
  if (repeat_run(&plan, &document, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  json_decref(document);
  document = json_load_file(path_of("%s/cell.json", folder).text, 0, NULL);
  assert_non_null(document);
  return document;
}

static const char *text_at(const json_t *document, const char *path) {
  const char *text = json_string_value(field_get(document, path));
  return text ? text : "";
}

static void a_good_repeat_has_every_field_or_the_reason_why_not(void **state) {
  (void)state;
  json_t *document = repeat_of(made_server, made_client);
  const json_t *unmeasured = json_object_get(document, "unmeasured");
  assert_string_equal(text_at(document, "outcome"), "done");
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    bool reason = json_object_get(unmeasured, figure_table[i].path) != NULL;
    assert_non_null(figure_json(document, (enum figure)i));
    if (reason == figure_is_measured(document, (enum figure)i))
      fail_msg("%s is measured and unmeasured, or neither", figure_table[i].path);
  }
  assert_float_equal(field_number(document, "requests.per_message", 0), 2, 1e-12);
  assert_float_equal(field_number(document, "bytes.wire_per_message", 0), 242, 1e-12);
  assert_float_equal(field_number(document, "requests.empty_share", 0), 0.5, 1e-12);
  assert_float_equal(field_number(document, "requests.per_s", 0), 20, 1e-12);
  assert_float_equal(field_number(document, "bytes.protocol_per_message", 0), 14, 1e-12);
  assert_float_equal(field_number(document, "bytes.protocol_per_s", 0), 140, 1e-12);
  assert_float_equal(field_number(document, "bytes.wire_per_s", 0), 2420, 1e-9);
  /* two users for two seconds */
  assert_float_equal(field_number(document, "requests.per_user_hour", 0), 36000, 1e-6);
  assert_float_equal(field_number(document, "bytes.wire_per_user_hour", 0), 4.356e6, 1e-6);
  assert_float_equal(field_number(document, "duration_s", 0), 2, 1e-12);
  assert_float_equal(field_number(document, "publish_lag_ns.p99", 0), 5, 0);
  assert_true(field_number(document, "server.cpu_s", -1) >= 0);
  /* the script, and perhaps a program that it has started */
  assert_in_range((uintmax_t)field_number(document, "server.threads_peak", 0), 1, 2);
  /* its counts were taken in 1970 */
  assert_string_equal(text_at(document, "verdict.status"), "suspect");
  const json_t *reasons = figure_json(document, FIGURE_VERDICT_REASONS);
  assert_int_equal(json_array_size(reasons), 1);
  assert_non_null(strstr(json_string_value(json_array_get(reasons, 0)), "away from the counts"));
  assert_int_equal(access(path_of("%s/latency.hgrm", folder).text, R_OK), 0);
  assert_int_equal(access(path_of("%s/samples.tsv", folder).text, R_OK), 0);
  json_decref(document);
}

static void a_server_that_dies_is_a_failed_cell_with_its_reason(void **state) {
  (void)state;
  json_t *document = repeat_of(
      "echo '{\"ready\":true,\"host\":\"127.0.0.1\",\"port\":4711}'; sleep 0.1; kill -SEGV $$\n",
      "while :; do sleep 0.02; done\n");
  assert_string_equal(text_at(document, "outcome"), "failed");
  assert_memory_equal(text_at(document, "error"), "the server ended by signal 11", 29);
  assert_string_equal(text_at(document, "verdict.status"), "invalid");
  assert_true(json_is_null(field_get(document, "delivered")));
  json_decref(document);
}

static void a_server_that_cannot_start_is_a_failed_cell(void **state) {
  (void)state;
  json_t *document = repeat_of("echo no port >&2; exit 3\n", made_client);
  assert_memory_equal(text_at(document, "error"), "the server ended with code 3", 28);
  json_decref(document);
}

static void a_client_without_a_result_is_a_failed_cell(void **state) {
  (void)state;
  json_t *document = repeat_of(made_server, "exit 2\n");
  assert_string_equal(text_at(document, "error"), "the client ended with code 2: see client.log");
  double after_s = figure_value(document, FIGURE_ENDED_AFTER, NAN);
  assert_true(after_s > 0 && after_s < 20);
  json_decref(document);
  document = repeat_of(made_server, "echo nothing of use\n");
  assert_memory_equal(text_at(document, "error"), "the users' program printed no result", 36);
  assert_true(json_is_null(figure_json(document, FIGURE_ENDED_AFTER)));
  json_decref(document);
}

static void a_client_that_says_why_it_failed_is_believed(void **state) {
  (void)state;
  json_t *document = repeat_of(
      made_server, "echo '{\"schema\":1,\"outcome\":\"failed\",\"error\":\"no route\"}'; exit 3\n");
  assert_string_equal(text_at(document, "outcome"), "failed");
  assert_string_equal(text_at(document, "error"), "no route");
  json_decref(document);
}

static void a_client_that_breaks_a_contract_is_a_failed_cell_with_its_line(void **state) {
  (void)state;
  json_t *document = repeat_of(made_server, "ulimit -c 0\n"
                                            "echo 'pushbench-client: broken contract: "
                                            "common/stats/ledger.c:81: offset < room' >&2\n"
                                            "kill -ABRT $$\n");
  assert_string_equal(text_at(document, "outcome"), "failed");
  const char *error = text_at(document, "error");
  if (!strstr(error, "ended by signal 6") ||
      !strstr(error, ": broken contract: common/stats/ledger.c:81: offset < room"))
    fail_msg("%s", error);
  json_decref(document);
}

static void a_missing_client_leaves_no_server_behind(void **state) {
  (void)state;
  struct path server = script("server", made_server);
  const struct repeat_plan plan = {.experiment = &experiment,
                                   .cell = &cells.items[0],
                                   .repeat = 1,
                                   .server_program = server.text,
                                   .client_program = "/nowhere/client",
                                   .folder = folder,
                                   .server_cpu = -1,
                                   .client_cpu = -1};
  struct error error = {""};
  json_t *document = NULL;
  assert_int_equal(repeat_run(&plan, &document, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/client: No such file or directory");
  assert_null(document);
}

static void a_refused_cell_fails_without_a_server(void **state) {
  (void)state;
  const struct repeat_plan plan = {.experiment = &experiment,
                                   .cell = &cells.items[0],
                                   .repeat = 1,
                                   .server_program = "/nowhere/server",
                                   .client_program = "/nowhere/client",
                                   .refusal = "it does not work: open: HTTP 404",
                                   .folder = folder,
                                   .server_cpu = -1,
                                   .client_cpu = -1};
  struct error error = {""};
  json_t *document = NULL;
  assert_int_equal(repeat_run(&plan, &document, &error), STATUS_OK);
  assert_string_equal(json_string_value(json_object_get(document, "outcome")), "failed");
  assert_string_equal(json_string_value(json_object_get(document, "error")),
                      "it does not work: open: HTTP 404");
  json_decref(document);
}

static char *file_text(const char *name) {
  static char text[4096];
  FILE *file = fopen(path_of("%s/%s", folder, name).text, "r");
  text[file ? fread(text, 1, sizeof text - 1, file) : 0] = '\0';
  if (file)
    fclose(file);
  return text;
}

/* Replaces the experiment with which the test began. */
static void experiment_replace(const char *text) {
  struct error error = {""};
  cells_release(&cells);
  experiment_release(&experiment);
  if (experiment_from(&experiment, text, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void a_server_that_says_no_port_is_a_failed_cell(void **state) {
  (void)state;
  json_t *document = repeat_of("echo '{\"ready\":true,\"port\":70000,\"host\":\"h\"}'\n"
                               "while :; do sleep 0.02; done\n",
                               made_client);
  assert_string_equal(text_at(document, "error"),
                      "the server did not say where it listens: see server.log");
  json_decref(document);
}

static void the_client_gets_the_control_token_of_the_server(void **state) {
  (void)state;
  char client[4096];
  snprintf(client, sizeof client, "echo \"$" CONTROL_TOKEN_VARIABLE "\" >%s/token\n%s", folder,
           made_client);
  json_t *document =
      repeat_of("trap 'exit 0' TERM\n"
                "echo '{\"ready\":true,\"host\":\"127.0.0.1\",\"port\":4711,"
                "\"control_token\":\"0123456789abcdef\"}'\nwhile :; do sleep 0.02; done\n",
                client);
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_string_equal(file_text("token"), "0123456789abcdef\n");
  json_decref(document);
}

/* The server is its own client, and is told to end once it has printed its document. */
static void users_in_process_need_no_client(void **state) {
  (void)state;
  experiment_replace("{\"params\":{\"transport\":\"sse\",\"engine\":\"null\",\"clients\":2,"
                     "\"duration_s\":2}}");
  json_t *document =
      repeat_of("trap 'exit 0' TERM\n"
                "for word in \"$@\"; do case $word in --listen=*) exit 3;; esac; done\n"
                "echo '{\"schema\":1,\"outcome\":\"done\",\"delivered\":7}'\n"
                "while :; do sleep 0.02; done\n",
                "exit 9\n");
  assert_string_equal(text_at(document, "error"), "");
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_int_equal(field_number(document, "delivered", 0), 7);
  json_decref(document);
}

/* The timeline has one second of latencies. */
static void the_seconds_of_a_timeline_are_logged(void **state) {
  (void)state;
  json_t *document =
      repeat_of(made_server, "echo '{\"schema\":1,\"outcome\":\"done\",\"timeline\":[{\"second\":0,"
                             "\"latency_histogram\":\"1000,2000,3000,0;1000:1,2000:1\"}]}'\n");
  assert_says(file_text("latency.hlog"), "\n0.000,1.000,0.002,HISTF");
  json_decref(document);
  const struct repeat_plan plan = {.experiment = &experiment,
                                   .cell = &cells.items[0],
                                   .repeat = 1,
                                   .server_program = path_of("%s/server", folder).text,
                                   .client_program = path_of("%s/client", folder).text,
                                   .folder = folder,
                                   .server_cpu = -1,
                                   .client_cpu = -1};
  struct error error = {""};
  struct path log = path_of("%s/latency.hlog", folder);
  remove(log.text);
  assert_int_equal(mkdir(log.text, 0755), 0);
  assert_int_equal(repeat_run(&plan, &document, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/latency.hlog: Is a directory");
}

/* The phase began long ago, so that all faults are due at once. */
static json_t *faulty_repeat(const char *faults, const char *server, const char *client) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2},"
           "\"faults\":[%s]}",
           faults);
  experiment_replace(text);
  return repeat_of(server, client);
}

static void a_killed_server_starts_again_at_its_port_with_its_journal(void **state) {
  (void)state;
  char server[2048];
  snprintf(server, sizeof server, "echo \"$@\" >>%s/starts\n%s", folder, made_server);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"kill_server\",\"for_s\":0.1}", server, made_client);
  const char *starts = file_text("starts");
  const char *second = strchr(starts, '\n');
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_non_null(strstr(starts, "--listen=127.0.0.1:0 "));
  assert_non_null(second);
  assert_non_null(strstr(second, "--listen=127.0.0.1:4711 "));
  assert_non_null(strstr(second, "/journal.tsv"));
  json_decref(document);
}

static void programs_are_told_of_faults_on_their_input(void **state) {
  (void)state;
  char server[2048], client[2048];
  snprintf(server, sizeof server, "exec 3<&0\ncat <&3 >%s/server_heard &\n%s", folder, made_server);
  snprintf(client, sizeof client, "exec 3<&0\ncat <&3 >%s/client_heard &\n%s", folder, made_client);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"flood\",\"messages\":7},"
                    "{\"at_s\":0.2,\"do\":\"slow_reader\",\"share\":0.5,\"for_s\":0.1}",
                    server, client);
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_string_equal(file_text("server_heard"), "flood on 1 7\n");
  assert_string_equal(file_text("client_heard"), "slow_reader on 0.5 0\nslow_reader off 0.5 0\n");
  json_decref(document);
}

static void a_frozen_server_goes_on(void **state) {
  (void)state;
  json_t *document = faulty_repeat("{\"at_s\":0.1,\"do\":\"freeze_server\",\"for_s\":0.1}",
                                   made_server, made_client);
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_true(figure_is_measured(document, FIGURE_PUBLISH_LAG_P99)); /* it ended in order */
  json_decref(document);
}

static void a_server_that_cannot_start_again_is_a_failed_cell(void **state) {
  (void)state;
  char server[2048];
  snprintf(server, sizeof server, "rm \"$0\"\n%s", made_server);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"kill_server\",\"for_s\":0.1}", server, made_client);
  assert_begins(text_at(document, "error"), "the server could not be started again: ");
  json_decref(document);
}

static void a_server_that_ends_after_its_second_start_has_a_log_of_its_own(void **state) {
  (void)state;
  char server[2048];
  snprintf(server, sizeof server, "[ -e %s/started ] && exit 3\ntouch %s/started\n%s", folder,
           folder, made_server);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"kill_server\",\"for_s\":0.1}", server,
                    "echo 'phase measure at_ns=1000000000' >&2\nwhile :; do sleep 0.02; done\n");
  assert_string_equal(text_at(document, "error"), "the server ended with code 3: see server-2.log");
  json_decref(document);
}

static void programs_that_do_not_listen_are_failed_cells(void **state) {
  (void)state;
  char deaf[4096];
  snprintf(deaf, sizeof deaf, "exec 0<&-\n%s", made_server);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"flood\",\"messages\":7}", deaf, made_client);
  assert_string_equal(text_at(document, "error"), "the server did not hear of flood");
  json_decref(document);
  snprintf(deaf, sizeof deaf, "exec 0<&-\n%s", made_client);
  document = faulty_repeat("{\"at_s\":0.2,\"do\":\"slow_reader\",\"share\":0.5,\"for_s\":0.1}",
                           made_server, deaf);
  assert_string_equal(text_at(document, "error"), "the client did not hear of slow_reader");
  json_decref(document);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_good_repeat_has_every_field_or_the_reason_why_not),
      TEST(a_server_that_dies_is_a_failed_cell_with_its_reason),
      TEST(a_server_that_cannot_start_is_a_failed_cell),
      TEST(a_client_without_a_result_is_a_failed_cell),
      TEST(a_client_that_says_why_it_failed_is_believed),
      TEST(a_client_that_breaks_a_contract_is_a_failed_cell_with_its_line),
      TEST(a_missing_client_leaves_no_server_behind),
      TEST(a_refused_cell_fails_without_a_server),
      TEST(a_killed_server_starts_again_at_its_port_with_its_journal),
      TEST(programs_are_told_of_faults_on_their_input),
      TEST(a_server_that_says_no_port_is_a_failed_cell),
      TEST(the_client_gets_the_control_token_of_the_server),
      TEST(users_in_process_need_no_client),
      TEST(the_seconds_of_a_timeline_are_logged),
      TEST(a_frozen_server_goes_on),
      TEST(a_server_that_cannot_start_again_is_a_failed_cell),
      TEST(a_server_that_ends_after_its_second_start_has_a_log_of_its_own),
      TEST(programs_that_do_not_listen_are_failed_cells),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
