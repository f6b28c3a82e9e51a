/* Printed plans. */
#include "tests/bench/folder_made.h"

#include "bench/run/plan_print.h"

/* The plan of the experiment, as it is printed; to be freed. */
static char *printed(const char *experiment, bool quick) {
  struct path path = path_of("%s/x.json", made_folder);
  struct run_plan plan = {.cells = {.count = 0}};
  struct error error = {""};
  char *text = NULL;
  size_t bytes;
  made_file_write("x.json", experiment);
  const struct run_request request = {.experiment = path.text, .quick = quick};
  if (run_plan_make(&plan, &request, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  FILE *out = open_memstream(&text, &bytes);
  plan_print(out, &plan);
  fclose(out);
  run_plan_release(&plan);
  return text;
}

#define EXPERIMENT                                                                                \
  "{\"question\":\"How?\",\"repeats\":3,\"params\":{\"transport\":\"sse\",\"workload\":\"chat\"," \
  "\"clients\":[20,1000],\"warmup_s\":1,\"duration_s\":20}}"

static void each_cell_has_a_row_with_what_it_needs(void **state) {
  (void)state;
  char *text = printed(EXPERIMENT, false);
  assert_begins(text, "x: How?\n\ncell");
  /* everybody has a stream and a second connection to write on; the programs need 64 more files */
  assert_says(text,
              "\nlws-sse-clients=20         20           40          2         104      21.6 s\n");
  assert_says(text,
              "\nlws-sse-clients=1000     1000         2000          2        2064      22.6 s\n");
  free(text);
}

static void the_sum_follows(void **state) {
  (void)state;
  char *text = printed(EXPERIMENT, false);
  assert_says(text, "\n2 cells, 3 repeats each: 6 executions.\n");
  assert_says(text, "\nAt once: 2 processes beside pushbench, 1000 users, 2064 open files");
  /* 3 * (21.62 + 22.6) s and a twentieth of it, 5 s at most */
  assert_says(text, "\nTime: about 2 min 18 s, of which the first 5 s watch the idle machine");
  free(text);
}

/* 8 of 32 repeats of 1.62 s. */
static void a_run_with_bounds_may_end_earlier(void **state) {
  (void)state;
  char *text =
      printed("{\"until\":{\"lost\":\"±5%\"},\"params\":{\"transport\":\"sse\",\"clients\":20,"
              "\"warmup_s\":0,\"duration_s\":1}}",
              false);
  assert_says(text, "\n1 cell, 32 repeats each: 32 executions.\n");
  assert_ends(text, "\nThat is the most: it looks after 8 repeats, about 13 s, for the first time "
                    "whether its figures are precise enough.\n");
  free(text);
}

static void users_in_process_have_no_connections(void **state) {
  (void)state;
  char *text = printed("{\"params\":{\"engine\":\"null\",\"clients\":10}}", false);
  assert_says(text, "\nnull-websocket       10            0          1          64 ");
  assert_says(text, "\nAt once: 1 process beside pushbench");
  free(text);
}

static void a_quick_plan_is_that_of_a_quick_run(void **state) {
  (void)state;
  char *text = printed(EXPERIMENT, true);
  assert_says(text, "\n2 cells, 1 repeat each: 2 executions.\n");
  assert_says(text, "\nlws-sse-clients=100 ");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(each_cell_has_a_row_with_what_it_needs),
      IN_FOLDER(the_sum_follows),
      IN_FOLDER(a_run_with_bounds_may_end_earlier),
      IN_FOLDER(users_in_process_have_no_connections),
      IN_FOLDER(a_quick_plan_is_that_of_a_quick_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
