/* Reading a run's folder that is whole, damaged, or of another version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/folder.h"
#include "bench/results/document.h"
#include "bench/results/results_load.h"

static char folder[64];

static const char run_text[] =
    "{\"schema\":1,\"experiment\":{\"name\":\"x\"},\"outcome\":\"done\",\"executions_planned\":2,"
    "\"executions_done\":2,\"machine\":{\"kernel\":\"k\",\"sysctls\":{\"a.b\":\"1\"}}}";
static const char rows_text[] = "cell\trepeat\tlost\na\t1\t0\na\t2\t0\n";
static const char cell_format[] =
    "{\"schema\":%d,\"cell\":\"a\",\"repeat\":%d,\"engine\":\"lws\",\"transport\":\"sse\","
    "\"outcome\":\"done\",\"verdict\":{\"status\":\"valid\",\"reasons\":[]},"
    "\"latency_ns\":{\"count\":2,\"mean\":1500},"
    "\"latency_histogram\":\"1000,2000,3000,0;1000:1,2000:1\","
    "\"timeline\":[{\"second\":0,\"delivered\":2,"
    "\"latency_histogram\":\"1000,2000,3000,0;1000:1,2000:1\"}]}";

static void file_write(const char *name, const char *text, size_t bytes) {
  FILE *file = fopen(path_of("%s/%s", folder, name).text, "w");
  assert_non_null(file);
  fwrite(text, 1, bytes, file);
  fclose(file);
}

static const char *cell_text(int repeat) {
  static char text[1024];
  snprintf(text, sizeof text, cell_format, CELL_SCHEMA, repeat);
  return text;
}

static void all_write(void) {
  file_write("run.json", run_text, strlen(run_text));
  file_write("summary.tsv", rows_text, strlen(rows_text));
  file_write("cells/a/1/cell.json", cell_text(1), strlen(cell_text(1)));
  file_write("cells/a/2/cell.json", cell_text(2), strlen(cell_text(2)));
}

static int folder_open(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/pushbench-test-XXXXXX");
  if (!mkdtemp(folder) || folder_make(path_of("%s/cells/a/1", folder).text, NULL) != STATUS_OK ||
      folder_make(path_of("%s/cells/a/2", folder).text, NULL) != STATUS_OK)
    return -1;
  all_write();
  return 0;
}

static int folder_close(void **state) {
  (void)state;
  folder_remove(folder);
  return 0;
}

/* Loading fails, with one line that names the file. */
static void assert_refused(const char *name, const char *said) {
  struct results results;
  struct error error = {""};
  enum status status = results_load(&results, folder, &error);
  if (status == STATUS_OK)
    fail_msg("%s was accepted", name);
  if (!strstr(error.text, name) || !strstr(error.text, said))
    fail_msg("'%s' does not name %s and say '%s'", error.text, name, said);
  assert_null(strchr(error.text, '\n'));
}

static void a_whole_run_is_read(void **state) {
  (void)state;
  struct results results;
  assert_int_equal(results_load(&results, folder, NULL), STATUS_OK);
  assert_int_equal(results.cell_count, 1);
  assert_int_equal(results.cells[0].repeat_count, 2);
  assert_int_equal(results.cells[0].latency.count, 4);
  assert_string_equal(results.machine.items[0].name, "kernel");
  assert_string_equal(results.settings.items[0].text, "1");
  results_release(&results);
}

static void a_file_cut_off_anywhere_is_refused(void **state) {
  (void)state;
  const struct {
    const char *name, *text;
  } files[] = {
      {"run.json", run_text}, {"summary.tsv", rows_text}, {"cells/a/2/cell.json", cell_text(2)}};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    for (size_t bytes = 0; bytes < strlen(files[i].text); bytes++) {
      file_write(files[i].name, files[i].text, bytes);
      assert_refused(files[i].name, "");
    }
    all_write();
  }
  file_write("run.json", run_text, 40);
  assert_refused("run.json:1", "cut off");
  all_write();
  file_write("summary.tsv", rows_text, strlen(rows_text) - 1);
  assert_refused("summary.tsv:3", "the row is cut off");
  file_write("summary.tsv", rows_text, strlen("cell\trepeat\tlost\na\t1\t0\n"));
  assert_refused("summary.tsv", "1 row, but run.json counts 2");
}

static void columns_may_stand_in_any_order(void **state) {
  (void)state;
  static const char turned[] = "repeat\tlost\tcell\n1\t0\ta\n2\t0\ta\n";
  struct results results;
  struct error error = {""};
  file_write("summary.tsv", turned, strlen(turned));
  assert_int_equal(results_load(&results, folder, &error), STATUS_OK);
  assert_int_equal(results.cell_count, 1);
  assert_string_equal(results.cells[0].name, "a");
  assert_int_equal(results.cells[0].repeat_count, 2);
  results_release(&results);
}

static void another_schema_is_refused(void **state) {
  (void)state;
  static const char cell[] = "{\"schema\":1,\"cell\":\"a\",\"repeat\":1}";
  file_write("cells/a/1/cell.json", cell, strlen(cell));
  assert_refused("cells/a/1/cell.json", "schema 1, this pushbench reads 3");
  file_write("run.json", "{\"schema\":9}", 12);
  assert_refused("run.json", "schema 9");
  file_write("run.json", "{}", 2);
  assert_refused("run.json", "no schema");
  file_write("run.json", "[1]", 3);
  assert_refused("run.json", "no schema");
}

static void replace_write(const char *part, const char *with) {
  char text[1024];
  const char *whole = cell_text(1), *at = strstr(whole, part);
  assert_non_null(at);
  int bytes =
      snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, with, at + strlen(part));
  file_write("cells/a/1/cell.json", text, (size_t)bytes);
}

static void figures_that_contradict_each_other_are_refused(void **state) {
  (void)state;
  replace_write("\"count\":2", "\"count\":3");
  assert_refused("cells/a/1/cell.json", "latency_ns.count is 3, but the histogram has 2");
  replace_write("2000:1\",\"timeline", "\",\"timeline");
  assert_refused("cells/a/1/cell.json", "malformed histogram");
  replace_write("2000:1\"}]", "2000:\"}]");
  assert_refused("cells/a/1/cell.json", "timeline");
}

static void a_file_in_anothers_place_is_refused(void **state) {
  (void)state;
  file_write("cells/a/1/cell.json", cell_text(2), strlen(cell_text(2)));
  assert_refused("cells/a/1/cell.json", "is of cell a, repeat 2");
}

static void a_run_without_its_cells_is_refused(void **state) {
  (void)state;
  remove(path_of("%s/cells/a/2/cell.json", folder).text);
  assert_refused("cells/a/2/cell.json", "without its cells/");
}

static void a_folder_that_is_no_run_is_refused(void **state) {
  (void)state;
  remove(path_of("%s/run.json", folder).text);
  assert_refused("run.json", "expected the folder of a run");
}

static void a_repeat_without_a_verdict_is_not_valid(void **state) {
  (void)state;
  struct results results;
  replace_write("\"verdict\"", "\"no_verdict\"");
  assert_int_equal(results_load(&results, folder, NULL), STATUS_OK);
  assert_int_equal(results.cells[0].grade, VERDICT_INVALID);
  results_release(&results);
}

static void variants_are_read_with_what_they_set_and_their_bases(void **state) {
  (void)state;
  static const char run[] =
      "{\"schema\":1,\"experiment\":{\"name\":\"x\",\"variants\":[{\"name\":\"plain\"},"
      "{\"name\":\"nagle\",\"params\":{\"tcp_nodelay\":false,\"mss_bytes\":536,"
      "\"rate_per_s\":0.5,\"arrival\":\"poisson\"}},{\"no_name\":1},"
      "{\"name\":\"both\",\"base\":\"nagle\",\"params\":{}}],"
      "\"asks\":{\"axes\":[\"variant\",\"variant\",7],\"figures\":[\"lost\"]}}}";
  struct results results;
  file_write("run.json", run, strlen(run));
  assert_int_equal(results_load(&results, folder, NULL), STATUS_OK);
  assert_int_equal(results.variants.count, 3);
  assert_string_equal(results.variants.items[0].text, "");
  assert_string_equal(results.variants.items[1].name, "nagle");
  assert_string_equal(results.variants.items[1].text,
                      "tcp_nodelay off, mss_bytes 536, rate_per_s 0.5, arrival poisson");
  assert_int_equal(results.bases.count, 1);
  assert_string_equal(results.bases.items[0].name, "both");
  assert_string_equal(results.bases.items[0].text, "nagle");
  assert_int_equal(results.asked_axes.count, 1); /* without duplicates and numbers */
  assert_string_equal(results.asked_figures.items[0], "lost");
  results_release(&results);
}

static void a_run_of_an_older_form_has_its_name_in_the_experiments_place(void **state) {
  (void)state;
  static const char run[] = "{\"schema\":1,\"experiment\":\"old\"}";
  struct results results;
  file_write("run.json", run, strlen(run));
  assert_int_equal(results_load(&results, folder, NULL), STATUS_OK);
  assert_string_equal(results.name, "old");
  assert_true(results.time_scale == 1);
  results_release(&results);
}

static void a_run_without_its_summary_is_refused(void **state) {
  (void)state;
  remove(path_of("%s/summary.tsv", folder).text);
  assert_refused("summary.tsv", "No such file or directory");
  file_write("summary.tsv", "cell\tlost\n", 10);
  assert_refused("summary.tsv", "no columns cell and repeat");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_open, folder_close)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_whole_run_is_read),
      TEST(a_file_cut_off_anywhere_is_refused),
      TEST(columns_may_stand_in_any_order),
      TEST(another_schema_is_refused),
      TEST(figures_that_contradict_each_other_are_refused),
      TEST(a_file_in_anothers_place_is_refused),
      TEST(a_run_without_its_cells_is_refused),
      TEST(a_folder_that_is_no_run_is_refused),
      TEST(a_repeat_without_a_verdict_is_not_valid),
      TEST(variants_are_read_with_what_they_set_and_their_bases),
      TEST(a_run_of_an_older_form_has_its_name_in_the_experiments_place),
      TEST(a_run_without_its_summary_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
