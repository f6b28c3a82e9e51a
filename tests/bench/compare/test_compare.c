/* Comparing two folders: what is printed in each form, and the status. */
#include "tests/bench/gnuplot_made.h"
#include "tests/bench/stream_kept.h"

#include "bench/compare/compare.h"

/* A run with one cell of four repeats, so many bytes for each message. */
static void run_write(const char *name, const char *started, double wire) {
  char text[1024];
  snprintf(text, sizeof text,
           "{\"schema\":1,\"experiment\":{\"name\":\"x\"},\"outcome\":\"done\",\"started\":\"%s\","
           "\"cells\":[{\"cell\":\"a\",\"engine\":\"lws\",\"transport\":\"sse\",\"params\":"
           "{\"clients\":10},\"varied\":{},\"verdict\":{\"status\":\"valid\",\"reasons\":[]}}]}",
           started);
  made_file_write(path_of("%s/run.json", name).text, text);
  snprintf(text, sizeof text,
           "cell\trepeat\toutcome\tlost\tbytes.wire_per_message\n"
           "a\t1\tdone\t0\t%g\na\t2\tdone\t0\t%g\n",
           wire, wire);
  made_file_write(path_of("%s/summary.tsv", name).text, text);
}

/* The status of comparing the folders a and b; *said becomes the standard output, to be freed. */
static enum status compared(enum compare_form form, const char *out, char **said,
                            struct error *error) {
  struct path a = path_of("%s/a", made_folder), b = path_of("%s/b", made_folder);
  const struct compare_request request = {.a = a.text, .b = b.text, .out = out, .form = form};
  char before[PATH_MAX];
  assert_non_null(getcwd(before, sizeof before));
  struct kept_stream kept = kept_begin(stdout, "stdout");
  bool moved = chdir(made_folder) == 0; /* no baseline of this machine is found there */
  enum status status = compare_execute(&request, error);
  moved = chdir(before) == 0 && moved;
  *said = kept_end(&kept);
  assert_true(moved);
  return status;
}

static void what_is_worse_sets_the_status(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  run_write("a", "1", 250);
  run_write("b", "2", 255);
  assert_int_equal(compared(COMPARE_MARKDOWN, NULL, &said, &error), STATUS_CHECK);
  assert_string_equal(error.text, "worse in B: 1 figure, 0 cells that were good in A");
  assert_begins(said, "### pushbench: worse in B\n");
  free(said);
  run_write("b", "2", 245);
  assert_int_equal(compared(COMPARE_JSON, NULL, &said, &error), STATUS_OK);
  assert_says(said, "\"better\": 1");
  free(said);
}

/* The status of comparing a and b with this limit. */
static enum status limited(const char *limit, char **said, struct error *error) {
  struct path a = path_of("%s/a", made_folder), b = path_of("%s/b", made_folder);
  const struct compare_request request = {
      .a = a.text, .b = b.text, .form = COMPARE_MARKDOWN, .fail_ons = &limit, .fail_on_count = 1};
  struct kept_stream kept = kept_begin(stdout, "stdout");
  enum status status = compare_execute(&request, error);
  *said = kept_end(&kept);
  return status;
}

/* 255 bytes are 2 % more than 250. */
static void with_limits_these_decide(void **state) {
  (void)state;
  static const struct {
    const char *limit, *headline;
    enum status status;
  } cases[] = {{"bytes.wire_per_message:+1%", "a limit is broken", STATUS_CHECK},
               {"sse.bytes.wire_per_message:+3%", "the limits hold", STATUS_OK}};
  run_write("a", "1", 250);
  run_write("b", "2", 255);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error error = {""};
    char *said;
    assert_int_equal(limited(cases[i].limit, &said, &error), cases[i].status);
    assert_begins(said, path_of("### pushbench: %s\n\n- Limit ", cases[i].headline).text);
    free(said);
  }
}

static void limits_that_mean_nothing_are_refused(void **state) {
  (void)state;
  static const char *const limits[][2] = {{"bytes.wire_per_message:10%", "no limit of a change"},
                                          {"websocket.lost:+1%", "there is no cell of websocket"}};
  run_write("a", "1", 250);
  run_write("b", "2", 255);
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    struct error error = {""};
    char *said;
    assert_int_equal(limited(limits[i][0], &said, &error), STATUS_USAGE);
    assert_says(error.text, limits[i][1]);
    free(said);
  }
}

static void the_table_comes_with_files(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  run_write("a", "1", 250);
  run_write("b", "2", 250);
  made_gnuplot_begin(MADE_GNUPLOT);
  enum status status = compared(COMPARE_TABLE, NULL, &said, &error);
  made_gnuplot_end();
  assert_int_equal(status, STATUS_OK);
  assert_says(said, "- Of what is called nothing differs beyond chance.\nresults/compare-");
  assert_ends(said, "-x\n");
  free(said);
}

/* A missing gnuplot does not hide what was found. */
static void what_is_worse_is_the_answer_though_nothing_can_be_drawn(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  run_write("a", "1", 250);
  run_write("b", "2", 255);
  made_gnuplot_begin(NULL);
  struct kept_stream kept = kept_begin(stderr, "stderr");
  enum status status = compared(COMPARE_TABLE, "kept", &said, &error);
  char *complaint = kept_end(&kept);
  made_gnuplot_end();
  assert_int_equal(status, STATUS_CHECK);
  assert_says(complaint, "gnuplot is not installed");
  free(complaint);
  free(said);
}

static void a_run_is_the_same_run_as_its_copy(void **state) {
  (void)state;
  struct error error = {""};
  char *said;
  run_write("a", "1", 250);
  run_write("b", "1", 250);
  assert_int_equal(compared(COMPARE_TABLE, NULL, &said, &error), STATUS_OK);
  assert_says(said, "A and B are the same run");
  free(said);
  assert_int_equal(compared(COMPARE_JSON, NULL, &said, &error), STATUS_OK);
  assert_says(said, "\"same_run\": true");
  free(said);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(what_is_worse_sets_the_status),
      IN_FOLDER(with_limits_these_decide),
      IN_FOLDER(limits_that_mean_nothing_are_refused),
      IN_FOLDER(the_table_comes_with_files),
      IN_FOLDER(what_is_worse_is_the_answer_though_nothing_can_be_drawn),
      IN_FOLDER(a_run_is_the_same_run_as_its_copy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
