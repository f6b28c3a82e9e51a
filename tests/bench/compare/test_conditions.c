/* What makes a comparison meaningless, and what it warns of. */
#include "tests/bench/says.h"

#include "bench/compare/conditions.h"
#include "tests/bench/compared_made.h"

static void assert_refused(struct made_pair *made, const char *said) {
  struct error error = {""};
  assert_int_equal(conditions_require(made_pair_of(made), &error), STATUS_USAGE);
  assert_says(error.text, said);
  made_pair_close(made);
}

static void warnings_take(struct notes *notes, struct made_pair *made) {
  *notes = (struct notes){0};
  conditions_warn(notes, made_pair_of(made));
}

static void assert_warned(struct made_pair *made, const char *said) {
  struct notes notes;
  warnings_take(&notes, made);
  if (notes.count != 1)
    fail_msg("%zu warnings where '%s' was expected alone", notes.count, said);
  assert_says(notes.items[0], said);
  notes_release(&notes);
  made_pair_close(made);
}

static void runs_with_a_cell_in_common_can_be_compared(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_cell_of(&made.a, TRANSPORT_SSE, "10", 1);
  made_cell_of(&made.b, TRANSPORT_SSE, "10", 1);
  made_cell_of(&made.b, TRANSPORT_SSE, "20", 1);
  assert_int_equal(conditions_require(made_pair_of(&made), NULL), STATUS_OK);
  made_pair_close(&made);
}

static void without_a_common_cell_the_parameters_that_differ_are_named(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_cell_of(&made.a, TRANSPORT_SSE, "10", 1);
  made_param(made_cell_of(&made.b, TRANSPORT_SSE, "10", 1), "workload", "notify");
  assert_refused(&made, "no cell in common: the nearest differ in workload (ticker in A, notify");
}

static void another_time_scale_is_refused(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_cell_of(&made.a, TRANSPORT_SSE, "10", 1);
  made_cell_of(&made.b, TRANSPORT_SSE, "10", 1);
  made.b.made->results.time_scale = 60;
  assert_refused(&made, "time_scale is 1 in A and 60 in B");
}

static void other_faults_are_refused(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_cell_of(&made.a, TRANSPORT_SSE, "10", 1);
  made_cell_of(&made.b, TRANSPORT_SSE, "10", 1);
  made.a.made->results.faults = (char *)"[]";
  assert_int_equal(conditions_require(made_pair_of(&made), NULL), STATUS_OK);
  cell_matches_release(&made.matches);
  made.b.made->results.faults = (char *)"[{\"do\":\"kill_server\"}]";
  assert_refused(&made, "the faults of A and B differ");
}

static void a_run_without_cells_is_refused(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_cell_of(&made.a, TRANSPORT_SSE, "10", 1);
  assert_refused(&made, "runs/b has no cells");
}

static void equal_conditions_give_no_warning(void **state) {
  (void)state;
  struct made_pair made;
  struct notes notes;
  made_pair_open(&made);
  made_fact(&made.a, "kernel", "Linux 6.1");
  made_fact(&made.b, "kernel", "Linux 6.1");
  made_fact(&made.a, "commit", "1");
  made_fact(&made.b, "commit", "2");
  made_fact(&made.a, "memory_bytes", "1000000000");
  made_fact(&made.b, "memory_bytes", "1001000000");
  warnings_take(&notes, &made);
  assert_int_equal(notes.count, 0);
  made_pair_close(&made);
}

static void another_machine_is_named_by_the_fact(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_fact(&made.a, "cpus_online", "2");
  made_fact(&made.b, "cpus_online", "4");
  assert_warned(&made, "The machines differ (cpus_online: 2 in A, 4 in B)");
  made_pair_open(&made);
  made_fact(&made.a, "memory_bytes", "1000000000");
  made_fact(&made.b, "memory_bytes", "2000000000");
  assert_warned(&made, "memory_bytes");
}

static void kernel_settings_and_programs_are_warned_of(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made_fact(&made.a, "kernel", "Linux 6.1");
  made_fact(&made.b, "kernel", "Linux 6.2");
  assert_warned(&made, "The kernel differs: Linux 6.1 in A, Linux 6.2 in B");
  made_pair_open(&made);
  for (int i = 0; i < 5; i++) {
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    made_setting(&made.a, names[i], "1");
    made_setting(&made.b, names[i], i == 0 ? "1" : "2");
  }
  assert_warned(&made, "b (1 in A, 2 in B), c (1 in A, 2 in B), d (1 in A, 2 in B) and 1 more");
  made_pair_open(&made);
  made_fact(&made.a, "server", "pushbench-server 0.3;libwebsockets 4.1");
  made_fact(&made.b, "server", "pushbench-server 0.4;AddressSanitizer;libwebsockets 4.1");
  assert_warned(&made, "The server is built otherwise");
}

static void schema_and_experiment_are_warned_of(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made.a.made->results.schema = 2;
  made.b.made->results.schema = 3;
  assert_warned(&made, "The figures of A have schema 2, those of B 3");
  made_pair_open(&made);
  made.b.made->results.name = (char *)"tls";
  assert_warned(&made, "A is of experiment 'default', B of 'tls'");
  made_pair_open(&made);
  made.b.made->results.rounds_differ = true;
  assert_warned(&made, "The repeats of A have one schedule of messages, those of B a schedule for");
  made_pair_open(&made);
  made.b.made->results.quick = true;
  assert_warned(&made, "B was run with --quick");
}

static void the_time_between_the_runs_is_that_of_their_beginnings(void **state) {
  (void)state;
  struct made_pair made;
  made_pair_open(&made);
  made.b.made->results.started = (char *)"2026-11-25T14:59:00Z";
  const struct compared_pair *pair = made_pair_of(&made);
  assert_float_equal(runs_apart_s(pair->a, pair->b), 86460, 0);
  made.b.run.results.started = (char *)"yesterday";
  assert_true(isnan(runs_apart_s(pair->a, pair->b)));
  made_pair_close(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(runs_with_a_cell_in_common_can_be_compared),
      cmocka_unit_test(without_a_common_cell_the_parameters_that_differ_are_named),
      cmocka_unit_test(another_time_scale_is_refused),
      cmocka_unit_test(other_faults_are_refused),
      cmocka_unit_test(a_run_without_cells_is_refused),
      cmocka_unit_test(equal_conditions_give_no_warning),
      cmocka_unit_test(another_machine_is_named_by_the_fact),
      cmocka_unit_test(kernel_settings_and_programs_are_warned_of),
      cmocka_unit_test(schema_and_experiment_are_warned_of),
      cmocka_unit_test(the_time_between_the_runs_is_that_of_their_beginnings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
