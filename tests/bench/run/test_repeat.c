/* One execution of a cell, with programs of a few lines of shell in place of the
 * server and the client. */
#include <errno.h>
#include <setjmp.h>
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
#include "documents/fields.h"
#include "documents/figures.h"
#include "tests/bench/experiment_text.h"

static const char good_server[] =
    "trap 'echo \"{\\\"published\\\":12,\\\"publish_lag_ns\\\":{\\\"count\\\":12,\\\"p99\\\":5},"
    "\\\"counters\\\":{\\\"messages_handed_out\\\":24}}\"; exit 0' TERM\n"
    "echo '{\"ready\":true,\"host\":\"127.0.0.1\",\"port\":4711,\"pid\":1}'\n"
    "while :; do sleep 0.02; done\n";

static const char good_client[] =
    "for word in \"$@\"; do case $word in --connect=http://127.0.0.1:4711) found=1;; esac; done\n"
    "[ \"$found\" ] || exit 3\n"
    "echo 'phase measure at_ns=1000000000' >&2\n"
    "sleep 0.15\n"
    "echo 'phase drain at_ns=3000000000' >&2\n"
    "cat <<END\n"
    "{\"schema\":1,\"transport\":\"sse\",\"clients\":2,\"outcome\":\"done\",\"error\":null,\n"
    " \"window\":{\"start_ns\":1000000000,\"end_ns\":3000000000,"
    "\"counted_start_ns\":995000000,\"counted_end_ns\":2995000000},"
    "\"counted\":{\"received\":20,\"polls_answered\":40},\"published\":10,\n"
    " \"published_seen\":10,\"expected\":20,\"delivered\":20,\"lost\":0,\"duplicated\":0,\n"
    " \"reordered\":0,\"corrupted\":0,\n"
    " \"latency_ns\":{\"count\":2,\"min\":1000,\"mean\":1500,\"p50\":1000,\"p90\":2000,\"p99\":"
    "2000,"
    "\"p99_9\":2000,\"p99_99\":2000,\"max\":2000},\n"
    " \"latency_histogram\":\"1000,2000,3000,0;1000:1,2000:1\",\n"
    " \"requests\":{\"total\":40,\"empty\":20,\"failed\":0},\n"
    " \"connections\":{\"opened\":2,\"failed\":0,\"reopened\":0,\"closed\":2},\n"
    " \"bytes\":{\"payload\":2480,\"protocol_up\":0,\"protocol_down\":280,\"tcp_up\":0,"
    "\"tcp_down\":2760,\"wire_up\":1040,\"wire_down\":3800},\n"
    " \"segments\":{\"up\":3,\"down\":4,\"retransmitted\":0},\"whole\":{\"delivered\":24},\n"
    " \"client\":{\"cpu_s\":0.1,\"cpu_share\":0.05,\"loop_lag_ns\":{\"count\":9,\"p99\":7}}}\n"
    "END\n";

static char folder[64];
static struct experiment experiment;
static struct cells cells;

static int open_all(void **state) {
  (void)state;
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
  /* whatever happened in the test, nothing of it runs or waits to be reaped */
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

/* cell.json as read back from its file. */
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
  json_t *document = repeat_of(good_server, good_client);
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
  assert_float_equal(field_number(document, "server.threads_peak", 0), 1, 0);
  /* its counts are of 1970 */
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
  json_t *document = repeat_of("echo no port >&2; exit 3\n", good_client);
  assert_memory_equal(text_at(document, "error"), "the server ended with code 3", 28);
  json_decref(document);
}

static void a_client_without_a_result_is_a_failed_cell(void **state) {
  (void)state;
  json_t *document = repeat_of(good_server, "exit 2\n");
  assert_memory_equal(text_at(document, "error"), "the client ended with code 2", 28);
  json_decref(document);
  document = repeat_of(good_server, "echo nothing of use\n");
  assert_memory_equal(text_at(document, "error"), "the users' program printed no result", 36);
  json_decref(document);
}

static void a_client_that_says_why_it_failed_is_believed(void **state) {
  (void)state;
  json_t *document = repeat_of(
      good_server, "echo '{\"schema\":1,\"outcome\":\"failed\",\"error\":\"no route\"}'; exit 3\n");
  assert_string_equal(text_at(document, "outcome"), "failed");
  assert_string_equal(text_at(document, "error"), "no route");
  json_decref(document);
}

static void a_client_that_breaks_a_contract_is_a_failed_cell_with_its_line(void **state) {
  (void)state;
  json_t *document = repeat_of(good_server, "ulimit -c 0\n"
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
  struct path server = script("server", good_server);
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

/* The phase began long ago: everything is due at once. */
static json_t *faulty_repeat(const char *faults, const char *server, const char *client) {
  struct error error = {""};
  char text[512];
  snprintf(text, sizeof text,
           "{\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2},"
           "\"faults\":[%s]}",
           faults);
  cells_release(&cells);
  experiment_release(&experiment);
  if (experiment_from(&experiment, text, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return repeat_of(server, client);
}

static char *file_text(const char *name) {
  static char text[4096];
  FILE *file = fopen(path_of("%s/%s", folder, name).text, "r");
  text[file ? fread(text, 1, sizeof text - 1, file) : 0] = '\0';
  if (file)
    fclose(file);
  return text;
}

static void a_killed_server_starts_again_at_its_port_with_its_journal(void **state) {
  (void)state;
  char server[2048];
  snprintf(server, sizeof server, "echo \"$@\" >>%s/starts\n%s", folder, good_server);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"kill_server\",\"for_s\":0.1}", server, good_client);
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
  snprintf(server, sizeof server, "exec 3<&0\ncat <&3 >%s/server_heard &\n%s", folder, good_server);
  snprintf(client, sizeof client, "exec 3<&0\ncat <&3 >%s/client_heard &\n%s", folder, good_client);
  json_t *document =
      faulty_repeat("{\"at_s\":0.1,\"do\":\"flood\",\"messages\":7},"
                    "{\"at_s\":0.2,\"do\":\"slow_reader\",\"share\":0.5,\"for_s\":0.1}",
                    server, client);
  assert_string_equal(text_at(document, "outcome"), "done");
  assert_string_equal(file_text("server_heard"), "flood on 1 7\n");
  assert_string_equal(file_text("client_heard"), "slow_reader on 0.5 0\nslow_reader off 0.5 0\n");
  json_decref(document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_good_repeat_has_every_field_or_the_reason_why_not, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_server_that_dies_is_a_failed_cell_with_its_reason, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_server_that_cannot_start_is_a_failed_cell, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_client_without_a_result_is_a_failed_cell, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_client_that_says_why_it_failed_is_believed, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(
          a_client_that_breaks_a_contract_is_a_failed_cell_with_its_line, open_all, close_all),
      cmocka_unit_test_setup_teardown(a_missing_client_leaves_no_server_behind, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_killed_server_starts_again_at_its_port_with_its_journal,
                                      open_all, close_all),
      cmocka_unit_test_setup_teardown(programs_are_told_of_faults_on_their_input, open_all,
                                      close_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
