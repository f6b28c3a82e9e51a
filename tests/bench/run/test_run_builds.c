/* Runs of two builds that take turns; shell programs stand for both. */
#include "tests/bench/ended_made.h"

#include "bench/results/executions.h"
#include "common/suite/client_options.h"
#include "common/suite/server_options.h"

#define EXPERIMENT(repeats, compare)                                                   \
  "{\"name\":\"x\",\"question\":\"How?\",\"repeats\":" repeats ",\"compare\":" compare \
  ",\"params\":{\"transport\":\"sse\",\"clients\":2,\"duration_s\":2}}"

#define MEAN_NS "\"mean\":1500"

/* The text with one part replaced by another, to be freed. */
static char *replaced(const char *text, const char *part, const char *by) {
  const char *at = strstr(text, part);
  char *out = NULL;
  assert_non_null(at);
  assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part)) > 0);
  return out;
}

/* A program of the other build: it lists the parameters of the table, but for one. */
static void other_program(const char *name, const struct option *table, const char *lacked,
                          const char *shell) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  assert_non_null(stream);
  fputs("if [ \"$1\" = --help=table ]; then cat <<END\n", stream);
  for (const struct option *option = table; option->name; option++)
    if (strcmp(option->name, lacked) != 0)
      fprintf(stream, "%s\tx\n", option->name);
  fprintf(stream, "END\nexit 0; fi\n%s", shell);
  fclose(stream);
  made_program(name, text);
  free(text);
}

/* The other build, in the folder "other"; its clients report a mean latency of 1.5 µs. */
static void other_make(const char *lacked) {
  other_program("other/pushbench-server", server_options_table, lacked, made_server);
  other_program("other/pushbench-client", client_options_table, lacked, made_client);
}

/* Carries out an experiment by both builds; the clients of this one report `mean`. */
static struct ended both_run(const char *experiment, const char *mean) {
  char *client = replaced(made_client, MEAN_NS, mean);
  made_file_write("x.json", experiment);
  made_program("server", made_server);
  made_program("client", client);
  free(client);
  struct path file = path_of("%s/x.json", made_folder), out = path_of("%s/run", made_folder);
  struct path other = path_of("%s/other", made_folder);
  return ended_of(
      (struct run_request){.experiment = file.text, .out = out.text, .versus = other.text});
}

/* In each round both cells run, one right after the other, with the same schedule. */
static void assert_twins_took_turns(size_t rounds) {
  struct executions log = {0};
  assert_int_equal(executions_read(&log, path_of("%s/run", made_folder).text, NULL), STATUS_OK);
  assert_int_equal(log.count, 2 * rounds);
  for (size_t i = 0; i < log.count; i += 2) {
    const struct execution *first = &log.items[i], *second = &log.items[i + 1];
    assert_int_equal(first->round, i / 2 + 1);
    assert_int_equal(second->round, first->round);
    assert_int_equal(second->seed, first->seed);
    assert_string_not_equal(second->cell, first->cell);
  }
  executions_release(&log);
}

static void a_figure_that_is_worse_in_each_round_fails_the_check(void **state) {
  (void)state;
  other_make("");
  struct ended ended = both_run(EXPERIMENT("8", "[\"latency_ns.mean\"]"), "\"mean\":1800");
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_string_equal(ended.error.text, "1 named figure is worse than by the other build: SSE, "
                                        "mean latency (+20 %)");
  assert_says(ended.err, "two builds by turns: this one, 0.3 (0123456789ab, 1 file differs), and "
                         "made server 1\n");
  assert_says(ended.err, "the other build's server is made server 1 and its client made client 1: "
                         "build it again");
  assert_says(ended.out, "\n- SSE, mean latency: worse, +20 % (95 % interval +20 % to +20 %), p = "
                         "0.0078, 8 rounds.\n");
  ended_release(&ended);
  assert_twins_took_turns(8);
  json_t *record = record_read();
  assert_string_equal(text_at(record, "versus.folder"), path_of("%s/other", made_folder).text);
  assert_string_equal(text_at(record, "versus.server"), "made server 1");
  assert_string_equal(text_at(record, "versus.client"), "made client 1");
  const json_t *other = json_array_get(field_get(record, "cells"), 1);
  assert_string_equal(text_at(other, "cell"), "lws-sse-build=other");
  assert_string_equal(text_at(other, "varied.build"), "other");
  json_decref(record);
  char *table = made_file_text("run/versus.tsv"), *report = made_file_text("run/report.md");
  assert_says(table, "\nlws-sse-build=this\tlatency_ns.mean\tyes\t8\t1500\t1800\t1.2\t");
  assert_says(report, "\n## Did the change help?\n");
  free(table);
  free(report);
}

static void equal_builds_end_well(void **state) {
  (void)state;
  other_make("");
  struct ended ended = both_run(EXPERIMENT("2", "[\"latency_ns.mean\"]"), MEAN_NS);
  if (ended.status != STATUS_OK)
    fail_msg("%s", ended.error.text);
  assert_says(ended.err, "2 rounds tell no difference: it takes 8 at least (--set repeats=8)");
  assert_says(ended.out, "0 are better, 1 is the same and 0 cannot be told from chance.\n");
  ended_release(&ended);
}

/* Everything is refused before the first cell. */
static void what_cannot_be_compared_is_refused(void **state) {
  (void)state;
  struct ended ended = both_run(EXPERIMENT("2", "[\"lost\"]"), MEAN_NS);
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_says(ended.error.text, "/other: no pushbench-server and pushbench-client there");
  ended_release(&ended);
  other_make("duration_s");
  ended = both_run(EXPERIMENT("2", "[\"lost\"]"), MEAN_NS);
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_says(ended.error.text, "does not know the parameter duration_s, which is 2 in the cell "
                                "lws-sse: both builds must be run alike");
  ended_release(&ended);
  ended = both_run(EXPERIMENT("2", "[\"websocket.lost\"]"), MEAN_NS);
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_begins(ended.error.text, "compare: ");
  ended_release(&ended);
  assert_int_equal(access(path_of("%s/run.partial", made_folder).text, F_OK), -1);
}

/* The other build's programs are not told what they do not know. */
static void what_the_other_build_does_not_know_is_left_out(void **state) {
  (void)state;
  char *client = NULL;
  other_make("hold_ms");
  assert_true(asprintf(&client, "case \"$*\" in *--hold_ms=*) echo hold >>%s/told;; esac\n%s",
                       made_folder, made_server) > 0);
  other_program("other/pushbench-server", server_options_table, "hold_ms", client);
  free(client);
  struct ended ended = both_run(EXPERIMENT("1", "[\"lost\"]"), MEAN_NS);
  assert_int_equal(ended.status, STATUS_OK);
  ended_release(&ended);
  assert_null(made_file_text("told"));
  json_t *record = record_read();
  const json_t *left_out = field_get(record, "versus.left_out");
  assert_string_equal(json_string_value(json_array_get(left_out, 0)), "hold_ms");
  json_decref(record);
}

/* Interrupts the run in its third execution, and lets all others be. */
static void interrupting_make(const char *name, const char *shell) {
  char *text = NULL;
  assert_true(asprintf(&text,
                       "[ \"$1\" = --version ] || echo x >>%s/started\n"
                       "if [ ! -e %s/calm ] && [ \"$(grep -c x %s/started)\" = 3 ]; then\n"
                       "  touch %s/calm; kill -INT $PPID; sleep 20\n"
                       "fi\n%s",
                       made_folder, made_folder, made_folder, made_folder, shell) > 0);
  if (strcmp(name, "client") == 0)
    made_program(name, text);
  else
    other_program(name, client_options_table, "", text);
  free(text);
}

/* In a child process, since a process counts interrupts for good. */
static int interrupted_run(void) {
  int status = -1;
  struct path file = path_of("%s/x.json", made_folder), out = path_of("%s/run", made_folder);
  struct path other = path_of("%s/other", made_folder);
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    struct ended ended = ended_of(
        (struct run_request){.experiment = file.text, .out = out.text, .versus = other.text});
    exit((int)ended.status);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct ended resumed(void) {
  struct path folder = path_of("%s/run", made_folder);
  return ended_of((struct run_request){.resume = folder.text});
}

static void a_run_of_two_builds_is_resumed_with_the_same_builds(void **state) {
  (void)state;
  made_file_write("x.json", EXPERIMENT("2", "[\"lost\"]"));
  made_program("server", made_server);
  other_make("");
  interrupting_make("client", made_client);
  interrupting_make("other/pushbench-client", made_client);
  assert_int_equal(interrupted_run(), STATUS_INTERRUPTED);
  char *client = made_file_text("other/pushbench-client");
  made_file_write("other/pushbench-client", "another program");
  assert_int_equal(chmod(path_of("%s/other/pushbench-client", made_folder).text, 0755), 0);
  struct ended ended = resumed();
  assert_int_not_equal(ended.status, STATUS_OK);
  ended_release(&ended);
  made_file_write("other/pushbench-client", client);
  char *server = replaced(made_server, "made server 1", "made server 2");
  other_program("other/pushbench-server", server_options_table, "", server);
  free(server);
  ended = resumed();
  assert_int_equal(ended.status, STATUS_USAGE);
  assert_says(ended.error.text, "another build beside this one than the run's: ");
  ended_release(&ended);
  other_make("");
  made_file_write("other/pushbench-client", client);
  assert_int_equal(chmod(path_of("%s/other/pushbench-client", made_folder).text, 0755), 0);
  free(client);
  ended = resumed();
  if (ended.status != STATUS_OK)
    fail_msg("%s", ended.error.text);
  ended_release(&ended);
  assert_twins_took_turns(2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_RUN(a_figure_that_is_worse_in_each_round_fails_the_check),
      TEST_OF_RUN(equal_builds_end_well),
      TEST_OF_RUN(what_cannot_be_compared_is_refused),
      TEST_OF_RUN(what_the_other_build_does_not_know_is_left_out),
      TEST_OF_RUN(a_run_of_two_builds_is_resumed_with_the_same_builds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
