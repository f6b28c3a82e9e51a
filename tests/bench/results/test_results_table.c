/* Reading a run whose cells were not kept. */
#include "bench/results/results_table.h"

#include <math.h>

#include "common/base/traits.h"
#include "tests/bench/folder_made.h"

static const char run_text[] =
    "{\"schema\":1,\"experiment\":{\"name\":\"x\"},\"outcome\":\"done\",\"time_scale\":2,"
    "\"machine\":{\"cpu\":\"a processor\"}}";
static const char header[] = "schema\tcell\trepeat\tengine\ttransport\tparams.clients\tparams.tls\t"
                             "outcome\tverdict.status\tlost\tserver.cpu_s\tof_old\n";
static const char rows[] = "3\ta\t1\tlws\tsse\t100\toff\tdone\tvalid\t0\t2\t7\n"
                           "3\tb\t1\tcivetweb\twebsocket\t100\ton\tdone\tsuspect\t0\t\t7\n"
                           "3\ta\t2\tlws\tsse\t100\toff\tdone\tvalid\t0\t3\t7\n"
                           "3\ta\t3\tlws\tsse\t100\toff\tdone\tvalid\t1\t7\t7\n"
                           "3\tb\t2\tcivetweb\twebsocket\t100\ton\tfailed\tinvalid\t\t\t7\n";

static void table_write(const char *text) {
  char all[4096];
  snprintf(all, sizeof all, "%s%s", header, text);
  made_file_write("run.json", run_text);
  made_file_write("summary.tsv", all);
}

static void rows_become_cells_with_medians_and_ranges(void **state) {
  (void)state;
  struct results results;
  struct error error = {""};
  table_write(rows);
  if (results_table_load(&results, made_folder, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_int_equal(results.cell_count, 2);
  assert_true(results.time_scale == 2);
  assert_false(results.faulty);
  const struct result_cell *a = &results.cells[0], *b = &results.cells[1];
  assert_string_equal(a->name, "a");
  assert_int_equal(a->repeat_count, 3);
  assert_int_equal(a->transport, TRANSPORT_SSE);
  assert_true(result_median(a, FIGURE_SERVER_CPU_S) == 3);
  assert_true(a->figures[FIGURE_SERVER_CPU_S].least == 2);
  assert_true(a->figures[FIGURE_SERVER_CPU_S].greatest == 7);
  assert_true(isnan(result_median(a, FIGURE_LATENCY_MEAN)));
  assert_string_equal(result_param(a, "clients"), "100");
  assert_string_equal(result_unranked(a), "messages were lost");
  assert_int_equal(b->engine, ENGINE_CIVETWEB);
  assert_string_equal(result_param(b, "tls"), "on");
  assert_int_equal(b->measured, 1);
  assert_int_equal(b->grade, VERDICT_FAILED);
  assert_true(isnan(result_median(b, FIGURE_SERVER_CPU_S)));
  results_release(&results);
}

static void assert_refused(enum status expected, const char *said) {
  struct results results;
  struct error error = {""};
  assert_int_equal(results_table_load(&results, made_folder, &error), expected);
  assert_says(error.text, said);
}

static void what_is_no_run_is_refused(void **state) {
  (void)state;
  assert_refused(STATUS_USAGE, "run.json");
  made_file_write("run.json", run_text);
  assert_refused(STATUS_USAGE, "summary.tsv");
  made_file_write("summary.tsv", "repeat\tlost\n1\t0\n");
  assert_refused(STATUS_CHECK, "there is no column cell");
  table_write("3\ta\t1\n");
  assert_refused(STATUS_CHECK, "summary.tsv:2: the row is cut off");
  table_write("3\ta\t1\tlws\tsse\t100\toff\tdone\tvalid\t0\t2\t7");
  assert_refused(STATUS_CHECK, "cut off");
}

/* The runs that come with the project, some of older versions. */
static void reference_runs_are_read(void **state) {
  (void)state;
  static const char *const folders[] = {"results/reference/default", "results/reference/faults"};
  for (size_t i = 0; i < 2; i++) {
    struct results results;
    struct error error = {""};
    if (results_table_load(&results, folders[i], &error) != STATUS_OK)
      fail_msg("%s", error.text);
    assert_true(results.cell_count > 0);
    assert_int_equal(results.faulty, i == 1);
    results_release(&results);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(rows_become_cells_with_medians_and_ranges),
      IN_FOLDER(what_is_no_run_is_refused),
      cmocka_unit_test(reference_runs_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
