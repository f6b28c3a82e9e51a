/* Reading a run from run.json and summary.tsv alone. */
#include "tests/bench/folder_made.h"

#include <math.h>

#include "bench/results/results_rows.h"
#include "common/base/traits.h"

static const char run_text[] =
    "{\"schema\":1,\"experiment\":{\"name\":\"x\",\"faults\":[{\"do\":\"kill_server\"}]},"
    "\"outcome\":\"done\",\"executions_done\":3,\"cells\":["
    "{\"cell\":\"a\",\"engine\":\"lws\",\"transport\":\"sse\",\"params\":{\"clients\":10,"
    "\"keep_alive\":true},\"varied\":{\"clients\":10},\"messages\":5000,"
    "\"verdict\":{\"status\":\"suspect\",\"reasons\":[\"late\"]},"
    "\"metrics\":{\"latency_ns.p99\":{\"median\":7000}}},"
    "{\"cell\":\"b\",\"engine\":\"lws\",\"transport\":\"sse\",\"params\":{\"clients\":20},"
    "\"varied\":{\"clients\":20},\"verdict\":{\"status\":\"invalid\",\"reasons\":[\"it died\"]}},"
    "{\"cell\":\"c\",\"engine\":\"lws\",\"transport\":\"websocket\",\"params\":{},\"varied\":{},"
    "\"verdict\":{\"status\":\"valid\",\"reasons\":[]}}]}";
static const char rows_text[] =
    "schema\tcell\trepeat\tengine\ttransport\tparams.clients\tparams.keep_alive\toutcome\tlost\t"
    "latency_ns.mean\tgone\n"
    "2\ta\t1\tlws\tsse\t10\ton\tdone\t0\t1000\tx\n"
    "2\tb\t1\tlws\tsse\t20\ton\tfailed\t\t\t\n"
    "2\ta\t2\tlws\tsse\t10\ton\tdone\t1\t3000\tx\n";

static void run_write(const char *rows) {
  made_file_write("run.json", run_text);
  made_file_write("summary.tsv", rows);
}

static void assert_refused(const char *said, enum status expected) {
  struct results results;
  struct error error = {""};
  assert_int_equal(results_load_rows(&results, made_folder, &error), expected);
  assert_says(error.text, said);
}

static void the_rows_are_the_repeats_of_the_cells(void **state) {
  (void)state;
  struct results results;
  run_write(rows_text);
  assert_int_equal(results_load_rows(&results, made_folder, NULL), STATUS_OK);
  assert_int_equal(results.schema, 2);
  assert_int_equal(results.cell_count, 2); /* c has no row */
  const struct result_cell *a = &results.cells[0];
  assert_int_equal(a->repeat_count, 2);
  assert_int_equal(a->measured, 2);
  assert_float_equal(result_median(a, FIGURE_LATENCY_MEAN), 2000, 0);
  assert_float_equal(a->repeats[1].values[FIGURE_LOST], 1, 0);
  assert_true(isnan(result_median(a, FIGURE_CPU_US_PER_MESSAGE)));
  results_release(&results);
}

static void what_rows_do_not_say_is_that_of_run_json(void **state) {
  (void)state;
  struct results results;
  run_write(rows_text);
  assert_int_equal(results_load_rows(&results, made_folder, NULL), STATUS_OK);
  const struct result_cell *a = &results.cells[0];
  assert_int_equal(a->engine, ENGINE_LWS);
  assert_int_equal(a->transport, TRANSPORT_SSE);
  assert_int_equal(a->grade, VERDICT_SUSPECT);
  assert_string_equal(result_param(a, "clients"), "10");
  assert_string_equal(result_param(a, "keep_alive"), "on");
  assert_float_equal(result_median(a, FIGURE_LATENCY_P99), 7000, 0);
  assert_float_equal(a->messages, 5000, 0);
  assert_string_equal(a->reasons.items[0].text, "late");
  assert_int_equal(results.varied.count, 1);
  assert_string_equal(results.faults, "[{\"do\":\"kill_server\"}]");
  results_release(&results);
}

static void a_cell_without_a_measurement_is_not_to_be_ranked(void **state) {
  (void)state;
  struct results results;
  run_write(rows_text);
  assert_int_equal(results_load_rows(&results, made_folder, NULL), STATUS_OK);
  assert_int_equal(results.cells[1].grade, VERDICT_FAILED);
  assert_string_equal(result_unranked(&results.cells[1]), "nothing was measured");
  results_release(&results);
}

static void damaged_files_are_refused(void **state) {
  (void)state;
  run_write("schema\tcell\trepeat\n1\ta\t1\n");
  assert_refused("summary.tsv has 1 row, but run.json counts 3", STATUS_CHECK);
  run_write("cell\trepeat\na\t1\na\t2\nz\t1\n");
  assert_refused("run.json does not name each cell of summary.tsv", STATUS_CHECK);
  run_write("cell\trepeat\na\n");
  assert_refused("summary.tsv:2: the row is cut off", STATUS_CHECK);
}

static void a_run_that_goes_on_is_refused(void **state) {
  (void)state;
  made_file_write("run.json", "{\"schema\":1,\"outcome\":\"running\",\"cells\":[]}");
  assert_refused("`pushbench report` completes it", STATUS_USAGE);
}

static void a_folder_of_no_run_is_refused(void **state) {
  (void)state;
  assert_refused("expected the folder of a run", STATUS_USAGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(the_rows_are_the_repeats_of_the_cells),
      IN_FOLDER(what_rows_do_not_say_is_that_of_run_json),
      IN_FOLDER(a_cell_without_a_measurement_is_not_to_be_ranked),
      IN_FOLDER(damaged_files_are_refused),
      IN_FOLDER(a_run_that_goes_on_is_refused),
      IN_FOLDER(a_folder_of_no_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
