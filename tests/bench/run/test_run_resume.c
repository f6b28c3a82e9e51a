/* Runs that are resumed: no execution is lost or carried out twice, and what is not the same run is
 * refused. */
#include "tests/bench/ended_made.h"

#include "bench/plan/round.h"
#include "bench/results/executions.h"

#define EXPERIMENT(clients)                                                                 \
  "{\"name\":\"x\",\"question\":\"How?\",\"repeats\":2,\"params\":{\"transport\":[\"sse\"," \
  "\"websocket\"],\"clients\":" clients ",\"duration_s\":2}}"

enum { EXECUTIONS = 4, LEFT = 2 };

/* Interrupts the run in its third execution, and counts all that come. */
static void client_write(char out[4096]) {
  snprintf(out, 4096,
           "[ \"$1\" = --version ] && echo 'made client 1' && exit 0\n"
           "echo x >>%s/started\n"
           "if [ ! -e %s/calm ] && [ \"$(grep -c x %s/started)\" = 3 ]; then\n"
           "  touch %s/calm; kill -INT $PPID; sleep 20\n"
           "fi\n%s",
           made_folder, made_folder, made_folder, made_folder, made_client);
}

/* A run of four executions that was interrupted in the third one. */
static int interrupted_begin(void **state) {
  char client[4096], said[256];
  int failed = ended_begin(state);
  if (failed)
    return failed;
  client_write(client);
  snprintf(said, sizeof said,
           "interrupted: 2 of 4 executions are there; `pushbench run --resume %s/run` goes on",
           made_folder);
  return run_status_apart(EXPERIMENT("2"), client, said) == STATUS_INTERRUPTED ? 0 : -1;
}

#define TEST_OF_INTERRUPTED(name) \
  cmocka_unit_test_setup_teardown(name, interrupted_begin, ended_end)

static struct ended resumed(const char *name) {
  struct path folder = path_of("%s/%s", made_folder, name);
  return ended_of((struct run_request){.resume = folder.text});
}

/* The run's log of executions. */
static struct executions log_read(const char *name) {
  struct executions log = {0};
  struct error error = {""};
  if (executions_read(&log, path_of("%s/%s", made_folder, name).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return log;
}

/* A file of the interrupted run's execution, from 0. */
static struct path file_of(size_t execution) {
  struct executions log = log_read("run");
  struct path path = execution_path("run", log.items[execution].cell, log.items[execution].round);
  executions_release(&log);
  return path;
}

/* The executions that the client saw: the third one began twice. */
static void assert_started(size_t expected) {
  char *started = made_file_text("started");
  assert_non_null(started);
  assert_int_equal(strlen(started), 2 * expected);
  free(started);
}

/* Each cell has each repeat once, and its file is as it was written. */
static void assert_whole(void) {
  struct executions log = log_read("run");
  struct error error = {""};
  struct path folder = path_of("%s/run", made_folder);
  size_t seen[2][2] = {{0}};
  assert_int_equal(log.count, EXECUTIONS);
  for (size_t i = 0; i < log.count; i++) {
    assert_int_equal(execution_check(&log.items[i], folder.text, &error), STATUS_OK);
    seen[strcmp(log.items[i].cell, "lws-sse") == 0][log.items[i].round - 1]++;
  }
  for (size_t i = 0; i < EXECUTIONS; i++)
    assert_int_equal(seen[i / 2][i % 2], 1);
  executions_release(&log);
}

static void an_interrupted_run_is_completed(void **state) {
  (void)state;
  char *before[LEFT];
  struct path files[LEFT];
  for (size_t i = 0; i < LEFT; i++) {
    files[i] = file_of(i);
    before[i] = made_file_text(files[i].text);
  }
  struct ended ended = resumed("run");
  assert_string_equal(ended.error.text, "");
  assert_int_equal(ended.status, STATUS_OK);
  assert_begins(ended.err, "x: How?\n2 cells, 2 repeats each, 2 of 4 executions are there, about ");
  assert_says(ended.err, "\n3/4 lws-");
  assert_says(ended.err, "\n4/4 lws-");
  assert_says_not(ended.err, "\n2/4 lws-");
  ended_release(&ended);
  assert_started(EXECUTIONS + 1);
  assert_whole();
  for (size_t i = 0; i < LEFT; i++) {
    assert_file(files[i].text, before[i]);
    free(before[i]);
  }
  json_t *record = record_read();
  assert_string_equal(text_at(record, "outcome"), "done");
  assert_true(json_is_false(json_object_get(record, "interrupted")));
  assert_true(field_number(record, "executions_done", 0) == EXECUTIONS);
  const json_t *resumes = json_object_get(record, "resumes");
  assert_int_equal(json_array_size(resumes), 1);
  assert_true(field_number(json_array_get(resumes, 0), "executions_done", 0) == LEFT);
  assert_int_equal(strlen(text_at(json_array_get(resumes, 0), "resumed")),
                   strlen("2026-11-24T02:20:00Z"));
  json_decref(record);
  ended = resumed("run");
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_ends(ended.error.text, "/run: the run is complete: nothing is left to be done");
  ended_release(&ended);
}

/* Changes a member of the run's run.json. */
static void record_change(const char *path, json_t *value) {
  json_t *record = record_read();
  field_put(record, path, value);
  assert_int_equal(json_dump_file(record, path_of("%s/run/run.json", made_folder).text, 0), 0);
  json_decref(record);
}

/* The cell of the run's third execution, the first of its second round. */
static const char *cell_next(void) {
  json_t *record = record_read();
  size_t order[2];
  round_order((uint64_t)json_integer_value(json_object_get(record, "order_seed")), 2, order, 2);
  json_decref(record);
  return order[0] == 0 ? "lws-sse" : "lws-websocket";
}

/* Makes of the interrupted run one that was killed while its third execution ran. */
static void killed_make(void) {
  struct path from = path_of("%s/run", made_folder), to = path_of("%s/run.partial", made_folder);
  made_file_write(path_of("run/cells/%s/2/server.log", cell_next()).text, "");
  record_change("outcome", json_string("running"));
  assert_int_equal(rename(from.text, to.text), 0);
}

static void assert_killed_is_completed(const char *name) {
  killed_make();
  struct ended ended = resumed(name);
  assert_string_equal(ended.error.text, "");
  assert_int_equal(ended.status, STATUS_OK);
  ended_release(&ended);
  assert_started(EXECUTIONS + 1);
  assert_whole();
  assert_int_equal(access(path_of("%s/run.partial", made_folder).text, F_OK), -1);
}

static void a_killed_run_is_found_by_its_last_name(void **state) {
  (void)state;
  assert_killed_is_completed("run");
}

static void a_killed_run_is_found_by_its_partial_name(void **state) {
  (void)state;
  assert_killed_is_completed("run.partial");
}

/* Killed after the second cell.json was written, and before its line was: the file counts. */
static void an_execution_without_its_line_is_not_carried_out_again(void **state) {
  (void)state;
  char *log = made_file_text("run/executions.tsv");
  *strrchr(log, '\n') = '\0';
  strrchr(log, '\n')[1] = '\0';
  made_file_write("run/executions.tsv", log);
  free(log);
  struct ended ended = resumed("run");
  assert_int_equal(ended.status, STATUS_OK);
  assert_says(ended.err, "2 of 4 executions are there");
  ended_release(&ended);
  assert_started(EXECUTIONS + 1);
  assert_whole();
}

/* ---- what is refused ---- */

/* The run is refused, and keeps its name and its executions. */
static void assert_refused(struct ended ended, const char *said) {
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_says(ended.error.text, said);
  assert_string_equal(ended.err, "");
  ended_release(&ended);
  assert_started(LEFT + 1);
  assert_int_equal(access(path_of("%s/run/run.json", made_folder).text, F_OK), 0);
  assert_int_equal(access(path_of("%s/run.partial", made_folder).text, F_OK), -1);
}

static void another_experiment_is_refused(void **state) {
  (void)state;
  static const char *const sets[] = {"clients=4"};
  struct path folder = path_of("%s/run", made_folder), file = path_of("%s/x.json", made_folder);
  struct run_request request = {.resume = folder.text, .experiment = file.text, .sets = sets};
  assert_refused(ended_of(request), "/run: another experiment than the run's: params.clients: 3, "
                                    "now 2: a run is resumed as it was begun");
  request.set_count = 1;
  assert_refused(ended_of(request), "params.clients: 3, now 4");
  record_change("experiment.params.clients", json_integer(5));
  struct ended ended = resumed("run");
  assert_says(ended.error.text, ": something else changed its run.json");
  assert_refused(ended, "another list of cells than the run's: [1].params.");
}

static void the_same_experiment_may_be_given_again(void **state) {
  (void)state;
  static const char *const sets[] = {"clients=3"};
  struct path folder = path_of("%s/run", made_folder), file = path_of("%s/x.json", made_folder);
  struct ended ended = ended_of((struct run_request){
      .resume = folder.text, .experiment = file.text, .sets = sets, .set_count = 1});
  assert_int_equal(ended.status, STATUS_OK);
  ended_release(&ended);
  assert_whole();
}

static void another_build_is_refused(void **state) {
  (void)state;
  struct path folder = path_of("%s/run", made_folder);
  assert_refused(
      ended_of((struct run_request){.resume = folder.text, .build = {"fedcba9876543210", 1}}),
      "/run: another build than the run's: commit: \"0123456789abcdef\", now "
      "\"fedcba9876543210\": its figures would be of both");
  made_program("client", "[ \"$1\" = --version ] && echo 'made client 1' && exit 0\n");
  assert_refused(resumed("run"), "another build than the run's: checksum: \"");
}

static void another_machine_is_refused(void **state) {
  (void)state;
  record_change("machine.load_average", json_string("9.00 9.00 9.00 1/1 1"));
  record_change("machine.cpu", json_string("Z80"));
  assert_refused(resumed("run"), "/run: another machine than the run's: cpu: \"Z80\", now ");
}

static void a_changed_cell_is_refused(void **state) {
  (void)state;
  struct path path = file_of(1);
  char *text = made_file_text(path.text);
  char *figure = strstr(text, "\"delivered\": 20");
  assert_non_null(figure);
  memcpy(figure, "\"delivered\": 21", strlen("\"delivered\": 21"));
  made_file_write(path.text, text);
  free(text);
  assert_refused(resumed("run"), "/cell.json: it was changed after the run had written it");
}

static void a_removed_cell_is_refused(void **state) {
  (void)state;
  assert_int_equal(remove(path_of("%s/%s", made_folder, file_of(0).text).text), 0);
  assert_refused(resumed("run"), "/cell.json: No such file or directory");
}

static void what_the_run_did_not_write_is_refused(void **state) {
  (void)state;
  static const char *const strays[] = {"run/cells/lws-sse/7/cell.json",
                                       "run/cells/lws-other/1/cell.json"};
  for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
    made_file_write(strays[i], "{}");
    assert_refused(resumed("run"), "/run/cells: something in it is not of this run");
    struct path path = path_of("%s/%s", made_folder, strays[i]);
    *strrchr(path.text, '/') = '\0';
    folder_remove(path.text);
    rmdir(path_of("%s/run/cells/lws-other", made_folder).text);
  }
}

static void a_log_in_another_order_is_refused(void **state) {
  (void)state;
  char *log = made_file_text("run/executions.tsv"), swapped[1024];
  char *first = strchr(log, '\n') + 1, *second = strchr(first, '\n') + 1;
  snprintf(swapped, sizeof swapped, "%.*s%s%.*s", (int)(first - log), log, second,
           (int)(second - first), first);
  made_file_write("run/executions.tsv", swapped);
  free(log);
  assert_refused(resumed("run"), "/run/executions.tsv:2: not the run's order");
}

static void a_folder_without_a_run_is_refused(void **state) {
  (void)state;
  struct ended ended = resumed("nowhere");
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_ends(ended.error.text, "/nowhere: there is no such folder");
  ended_release(&ended);
  made_file_write("empty/x", "");
  ended = resumed("empty");
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_ends(ended.error.text,
              "/empty/run.json: No such file or directory: expected the folder of "
              "a run");
  ended_release(&ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_INTERRUPTED(an_interrupted_run_is_completed),
      TEST_OF_INTERRUPTED(a_killed_run_is_found_by_its_last_name),
      TEST_OF_INTERRUPTED(a_killed_run_is_found_by_its_partial_name),
      TEST_OF_INTERRUPTED(an_execution_without_its_line_is_not_carried_out_again),
      TEST_OF_INTERRUPTED(another_experiment_is_refused),
      TEST_OF_INTERRUPTED(the_same_experiment_may_be_given_again),
      TEST_OF_INTERRUPTED(another_build_is_refused),
      TEST_OF_INTERRUPTED(another_machine_is_refused),
      TEST_OF_INTERRUPTED(a_changed_cell_is_refused),
      TEST_OF_INTERRUPTED(a_removed_cell_is_refused),
      TEST_OF_INTERRUPTED(what_the_run_did_not_write_is_refused),
      TEST_OF_INTERRUPTED(a_log_in_another_order_is_refused),
      TEST_OF_RUN(a_folder_without_a_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
