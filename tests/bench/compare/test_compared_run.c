/* A run's facts; whether two are one run, of one build, of one machine. */
#include "tests/bench/folder_made.h"

#include "tests/bench/compared_made.h"

static void a_folder_is_read_with_and_without_its_cells(void **state) {
  (void)state;
  struct compared_run run;
  made_file_write("r/run.json", "{\"schema\":1,\"outcome\":\"done\",\"machine\":{\"kernel\":\"k\"},"
                                "\"versions\":{\"commit\":\"0123456789abcdef\","
                                "\"tree\":\"2 files differ\"},\"cells\":[]}");
  made_file_write("r/summary.tsv", "cell\trepeat\n");
  assert_int_equal(compared_run_load(&run, path_of("%s/r//", made_folder).text, NULL), STATUS_OK);
  assert_true(run.kept);
  assert_ends(run.folder.text, "/r");
  assert_string_equal(run_fact(&run, "kernel"), "k");
  assert_string_equal(run_build_words(&run).text, "commit 0123456789ab, 2 files differ");
  compared_run_release(&run);
  made_file_write("r/cells/x", "");
  assert_int_equal(compared_run_load(&run, path_of("%s/r", made_folder).text, NULL), STATUS_OK);
  assert_false(run.kept);
  compared_run_release(&run);
}

static void a_copy_is_the_same_run(void **state) {
  (void)state;
  struct made_run a, b;
  made_run_open(&a, "one");
  made_run_open(&b, "two");
  made_set(made_cell_of(&a, TRANSPORT_SSE, "1", 2), FIGURE_LATENCY_MEAN, 5, 1);
  made_set(made_cell_of(&b, TRANSPORT_SSE, "1", 2), FIGURE_LATENCY_MEAN, 5, 1);
  assert_true(runs_are_one(made_run_of(&a), made_run_of(&b)));
  b.made->cells[0].figures[FIGURE_LATENCY_MEAN].median = 6;
  assert_false(runs_are_one(made_run_of(&a), made_run_of(&b)));
  b.made->cells[0].figures[FIGURE_LATENCY_MEAN].median = 5.5;
  assert_true(runs_are_one(made_run_of(&a), made_run_of(&b)));
  b.made->results.started = (char *)"2026-11-26T15:00:01Z";
  assert_false(runs_are_one(made_run_of(&a), made_run_of(&b)));
  made_run_close(&a);
  made_run_close(&b);
}

static void a_folder_is_one_run_by_whatever_path(void **state) {
  (void)state;
  struct made_run a, b;
  made_file_write("r/x", "");
  made_run_open(&a, path_of("%s/r", made_folder).text);
  made_run_open(&b, path_of("%s/r/../r", made_folder).text);
  b.made->results.started = (char *)"another time";
  assert_true(runs_are_one(made_run_of(&a), made_run_of(&b)));
  made_run_close(&a);
  made_run_close(&b);
}

static void a_build_is_its_commit_its_changes_and_its_programs(void **state) {
  (void)state;
  static const char *const facts[] = {"commit", "tree", "server", "client", "checksum"};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    struct made_run a, b;
    made_run_open(&a, "one");
    made_run_open(&b, "two");
    made_fact(&a, facts[i], "x");
    assert_false(runs_of_one_build(made_run_of(&a), made_run_of(&b)));
    made_fact(&b, facts[i], "x");
    assert_true(runs_of_one_build(made_run_of(&a), made_run_of(&b)));
    made_run_close(&a);
    made_run_close(&b);
  }
}

static void a_machine_is_its_processors_and_its_memory(void **state) {
  (void)state;
  struct made_run a, b;
  made_run_open(&a, "one");
  made_run_open(&b, "two");
  made_fact(&a, "cpu", "EPYC");
  made_fact(&b, "cpu", "EPYC");
  made_fact(&a, "kernel", "1");
  made_fact(&b, "kernel", "2");
  made_fact(&a, "memory_bytes", "8000000000");
  made_fact(&b, "memory_bytes", "8010000000");
  assert_null(machines_differ_in(made_run_of(&a), made_run_of(&b)));
  made_fact(&a, "hypervisor", "none");
  assert_string_equal(machines_differ_in(made_run_of(&a), made_run_of(&b)), "hypervisor");
  made_run_close(&a);
  made_run_close(&b);
}

static void repeats_are_paired_by_their_numbers(void **state) {
  (void)state;
  struct made_run a, b;
  made_run_open(&a, "one");
  made_run_open(&b, "two");
  struct result_cell *left = made_cell_of(&a, TRANSPORT_SSE, "1", 3);
  struct result_cell *right = made_cell_of(&b, TRANSPORT_SSE, "1", 2);
  assert_int_equal(repeat_partner(left, 1, right), 1); /* without numbers they are counted */
  assert_int_equal(repeat_partner(left, 2, right), 2);
  made_set(left, FIGURE_REPEAT, 1, 1);
  made_set(right, FIGURE_REPEAT, 2, 1);
  assert_int_equal(repeat_partner(left, 0, right), 2);
  assert_int_equal(repeat_partner(left, 1, right), 0);
  assert_int_equal(repeat_partner(left, 2, right), 1);
  right->repeats[1].measured = false;
  assert_int_equal(repeat_partner(left, 2, right), 2);
  left->repeats[1].measured = false;
  assert_int_equal(repeat_partner(left, 1, right), 2);
  made_run_close(&a);
  made_run_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_folder_is_read_with_and_without_its_cells),
      cmocka_unit_test(a_copy_is_the_same_run),
      IN_FOLDER(a_folder_is_one_run_by_whatever_path),
      cmocka_unit_test(a_build_is_its_commit_its_changes_and_its_programs),
      cmocka_unit_test(a_machine_is_its_processors_and_its_memory),
      cmocka_unit_test(repeats_are_paired_by_their_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
