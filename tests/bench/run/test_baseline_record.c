/* Recording a baseline where some runs are there, or others than its own. */
#include "tests/bench/stream_kept.h"

#include "bench/run/baseline_record.h"

#define EXPERIMENT "{\"name\":\"x\",\"params\":{\"transport\":\"sse\",\"clients\":10}}"

/* A run of the experiment, with the commit of the request below. */
static void run_write(int number, const char *changes, const char *commit, double latency) {
  char text[1024];
  snprintf(text, sizeof text,
           "{\"schema\":1,\"experiment\":{\"name\":\"x\"},\"changed\":%s,\"outcome\":\"done\","
           "\"versions\":{\"commit\":\"%s\",\"tree\":\"clean\"},\"cells\":[{\"cell\":\"a\","
           "\"engine\":\"lws\",\"transport\":\"sse\",\"params\":{\"clients\":10},\"varied\":{},"
           "\"verdict\":{\"status\":\"valid\",\"reasons\":[]}}]}",
           changes, commit);
  made_file_write(path_of("b/%d/run.json", number).text, text);
  snprintf(text, sizeof text, "cell\trepeat\toutcome\tlost\tlatency_ns.mean\na\t1\tdone\t0\t%g\n",
           latency);
  made_file_write(path_of("b/%d/summary.tsv", number).text, text);
}

static void runs_write(int count) {
  for (int i = 1; i <= count; i++)
    run_write(i, "[\"repeats=1\"]", "0123456789abcdef", 1e6 + 1e4 * i);
}

/* Records a baseline of five runs in the folder b; there are no programs to run. *said becomes its
 * standard output, to be freed. */
static enum status record(char **said, struct error *error) {
  static const char *const sets[] = {"repeats=1"};
  made_file_write("x.json", EXPERIMENT);
  struct path experiment = path_of("%s/x.json", made_folder), folder = path_of("%s/b", made_folder);
  struct baseline_request request = {.run = {.experiment = experiment.text,
                                             .sets = sets,
                                             .set_count = 1,
                                             .command = "pushbench baseline x",
                                             .server_program = "/nowhere/server",
                                             .client_program = "/nowhere/client",
                                             .build = {"0123456789abcdef", 0}},
                                     .runs = 5,
                                     .folder = folder.text};
  struct kept_stream out = kept_begin(stdout, "stdout");
  struct kept_stream err = kept_begin(stderr, "stderr");
  enum status status = baseline_record(&request, error);
  free(kept_end(&err));
  *said = kept_end(&out);
  return status;
}

static void assert_refused(const char *reason) {
  struct error error = {""};
  char *said;
  assert_int_equal(record(&said, &error), STATUS_USAGE);
  assert_says(error.text, reason);
  free(said);
}

static void a_baseline_that_is_whole_is_only_shown(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  runs_write(5);
  assert_int_equal(record(&said, &error), STATUS_OK);
  assert_begins(said,
                "mean latency\n  SSE on libwebsockets: 1.01 ms in run 1; two runs differ by ");
  assert_ends(said, path_of("%s/b\n", made_folder).text);
  free(said);
}

static void a_run_that_is_missing_is_carried_out(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  runs_write(4);
  assert_int_equal(record(&said, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/nowhere/server");
  free(said);
}

static void runs_of_another_build_or_experiment_are_refused(void **state) {
  (void)state;
  run_write(1, "[\"repeats=1\"]", "another", 1);
  assert_refused("has runs with another commit");
  run_write(1, "[\"repeats=2\"]", "0123456789abcdef", 1);
  assert_refused("has runs with another --set");
  run_write(1, "[]", "0123456789abcdef", 1);
  assert_refused("has runs with another --set");
}

static void an_experiment_that_is_not_there_makes_no_folder(void **state) {
  (void)state;
  struct error error = {""};
  struct path folder = path_of("%s/made", made_folder);
  struct baseline_request request = {
      .run = {.experiment = "nowhere", .command = ""}, .runs = 5, .folder = folder.text};
  assert_int_equal(baseline_record(&request, &error), STATUS_USAGE);
  assert_says(error.text, "there is no experiments/nowhere.json");
  assert_int_equal(access(folder.text, F_OK), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_baseline_that_is_whole_is_only_shown),
      IN_FOLDER(a_run_that_is_missing_is_carried_out),
      IN_FOLDER(runs_of_another_build_or_experiment_are_refused),
      IN_FOLDER(an_experiment_that_is_not_there_makes_no_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
