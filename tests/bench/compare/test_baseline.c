/* The runs of a baseline: how they are read, whether they fit, and their spread. */
#include "tests/bench/folder_made.h"

#include <unistd.h>

#include "bench/compare/baseline.h"
#include "tests/bench/compared_made.h"

/* Writes a run with one cell of ten users and two repeats. */
static void run_write(const char *name, const char *commit, const char *cpu, const char *outcome,
                      double latency, double wire) {
  char text[1024];
  snprintf(text, sizeof text,
           "{\"schema\":1,\"outcome\":\"%s\",\"started\":\"2026-11-26T15:00:00Z\",\"machine\":"
           "{\"cpu\":\"%s\"},\"versions\":{\"commit\":\"%s\"},\"cells\":[{\"cell\":\"a\","
           "\"engine\":\"lws\",\"transport\":\"sse\",\"params\":{\"clients\":10},\"varied\":{},"
           "\"verdict\":{\"status\":\"valid\",\"reasons\":[]}}]}",
           outcome, cpu, commit);
  made_file_write(path_of("%s/run.json", name).text, text);
  snprintf(text, sizeof text,
           "cell\trepeat\toutcome\tlost\tlatency_ns.mean\tbytes.wire_per_message\n"
           "a\t1\tdone\t0\t%.9g\t%.9g\na\t2\tdone\t0\t%.9g\t%.9g\n",
           latency, wire, latency, wire + 1);
  made_file_write(path_of("%s/summary.tsv", name).text, text);
}

/* Five runs whose latencies have the logarithms -0.02 to 0.02 above that of 1,000. */
static void baseline_write(const char *folder) {
  for (int i = 0; i < 5; i++)
    run_write(path_of("%s/%d", folder, i + 1).text, "c", "EPYC", "done", 1000 * exp(0.01 * (i - 2)),
              250);
}

static struct path place(const char *name) {
  return path_of("%s/%s", made_folder, name);
}

/* Two runs of one cell with ten users, on a machine with that processor. */
static void pair_open(struct made_pair *made, const char *cpu) {
  made_pair_open(made);
  made_fact(&made->a, "cpu", cpu);
  made_fact(&made->b, "cpu", cpu);
  made_cell_of(&made->a, TRANSPORT_SSE, "10", 2);
  made_cell_of(&made->b, TRANSPORT_SSE, "10", 2);
}

static void the_spread_is_that_of_the_medians(void **state) {
  (void)state;
  struct baseline baseline;
  size_t repeats;
  baseline_write("b");
  assert_int_equal(baseline_load(&baseline, place("b").text, NULL), STATUS_OK);
  assert_int_equal(baseline.count, 5);
  const char *key = baseline.runs[0].index.items[0].key;
  struct run_spread spread = baseline_spread(&baseline, key, "a", FIGURE_LATENCY_MEAN, &repeats);
  assert_int_equal(spread.runs, 5);
  assert_int_equal(repeats, 2);
  assert_float_equal(spread.deviation, sqrt(0.00025), 1e-6);
  assert_true(isnan(
      baseline_spread(&baseline, "clients=9\n", "a", FIGURE_LATENCY_MEAN, &repeats).deviation));
  baseline_release(&baseline);
}

static void a_count_is_exact_where_its_repeats_agree_in_all_runs(void **state) {
  (void)state;
  struct baseline baseline;
  baseline_write("b");
  assert_int_equal(baseline_load(&baseline, place("b").text, NULL), STATUS_OK);
  const char *key = baseline.runs[0].index.items[0].key;
  assert_true(baseline_is_exact(&baseline, key, "a", FIGURE_WIRE_PER_MESSAGE));
  assert_false(baseline_is_exact(&baseline, key, "a", FIGURE_LATENCY_MEAN));
  assert_false(baseline_is_exact(&baseline, key, "a", FIGURE_REQUESTS_PER_MESSAGE));
  baseline_release(&baseline);
}

static void runs_that_did_not_end_are_left_out(void **state) {
  (void)state;
  struct baseline baseline;
  baseline_write("b");
  run_write("b/6", "c", "EPYC", "interrupted", 1, 1);
  made_file_write("b/7.partial/run.json", "{");
  made_file_write("b/notes", "mine");
  assert_int_equal(baseline_load(&baseline, place("b").text, NULL), STATUS_OK);
  assert_int_equal(baseline.count, 5);
  assert_int_equal(baseline.left_out, 1);
  baseline_release(&baseline);
}

static void assert_refused(const char *said) {
  struct baseline baseline;
  struct error error = {""};
  assert_int_equal(baseline_load(&baseline, place("b").text, &error), STATUS_USAGE);
  assert_says(error.text, said);
}

static void runs_of_two_builds_or_machines_are_no_baseline(void **state) {
  (void)state;
  assert_refused("expected the folder of a baseline");
  made_file_write("b/x", "");
  assert_refused("has no run that came to its end");
  run_write("b/1", "c", "EPYC", "done", 1, 1);
  run_write("b/2", "d", "EPYC", "done", 1, 1);
  assert_refused("are of another build");
  run_write("b/2", "c", "Xeon", "done", 1, 1);
  assert_refused("are of another machine");
}

static void a_baseline_fits_its_machine_and_its_cells(void **state) {
  (void)state;
  struct baseline baseline;
  struct made_pair made;
  baseline_write("b");
  assert_int_equal(baseline_load(&baseline, place("b").text, NULL), STATUS_OK);
  pair_open(&made, "EPYC");
  assert_string_equal(baseline_unfit(&baseline, made_pair_of(&made)).text, "");
  baseline.count = 4;
  assert_says(baseline_unfit(&baseline, &made.pair).text, "it has 4 runs, and 5 are needed");
  baseline.count = 5;
  made.a.run.results.time_scale = 5;
  assert_says(baseline_unfit(&baseline, &made.pair).text, "its time_scale is 1");
  made_pair_close(&made);
  pair_open(&made, "Xeon");
  assert_says(baseline_unfit(&baseline, made_pair_of(&made)).text, "another machine (cpu differs)");
  made_pair_close(&made);
  made_pair_open(&made);
  made_fact(&made.a, "cpu", "EPYC");
  made_fact(&made.b, "cpu", "EPYC");
  made_cell_of(&made.a, TRANSPORT_SSE, "11", 2);
  made_cell_of(&made.b, TRANSPORT_SSE, "11", 2);
  assert_says(baseline_unfit(&baseline, made_pair_of(&made)).text, "none of the cells");
  made_pair_close(&made);
  baseline_release(&baseline);
}

static void the_newest_that_fits_is_found(void **state) {
  (void)state;
  char before[PATH_MAX];
  struct baseline baseline;
  struct made_pair made;
  struct words why;
  assert_non_null(getcwd(before, sizeof before));
  pair_open(&made, "EPYC");
  made_pair_of(&made);
  assert_int_equal(chdir(made_folder), 0);
  assert_int_equal(baseline_search(&baseline, &made.pair, &why, NULL), STATUS_OK);
  assert_int_equal(baseline.count, 0);
  assert_string_equal(why.text, "");
  baseline_write(BASELINES_FOLDER "/20260101T000000Z-default");
  baseline_write(BASELINES_FOLDER "/20260102T000000Z-default");
  run_write(BASELINES_FOLDER "/20260103T000000Z-default/1", "c", "Xeon", "done", 1, 1);
  assert_int_equal(baseline_search(&baseline, &made.pair, &why, NULL), STATUS_OK);
  assert_int_equal(baseline.count, 5);
  assert_says(baseline.folder.text, "20260102");
  baseline_release(&baseline);
  made_pair_close(&made);
  pair_open(&made, "Opteron");
  made_pair_of(&made);
  assert_int_equal(baseline_search(&baseline, &made.pair, &why, NULL), STATUS_OK);
  assert_int_equal(baseline.count, 0);
  assert_says(why.text, "20260103T000000Z-default: it is of another machine");
  assert_int_equal(chdir(before), 0);
  made_pair_close(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(the_spread_is_that_of_the_medians),
      IN_FOLDER(a_count_is_exact_where_its_repeats_agree_in_all_runs),
      IN_FOLDER(runs_that_did_not_end_are_left_out),
      IN_FOLDER(runs_of_two_builds_or_machines_are_no_baseline),
      IN_FOLDER(a_baseline_fits_its_machine_and_its_cells),
      IN_FOLDER(the_newest_that_fits_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
