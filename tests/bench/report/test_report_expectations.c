/* The report's table of limits, its files, and the lines on the terminal. */
#include "tests/bench/page_made.h"
#include "tests/bench/run_made.h"

#include "bench/report/expectation_lines.h"
#include "bench/report/expected.h"
#include "bench/report/sections.h"
#include "bench/results/results_load.h"

/* Writes a run of two repeats of a cell, which lose 0 and `lost` messages, with these limits. */
static void run_write(json_t *expect, int lost) {
  struct made_run run = made_run_new();
  if (expect)
    made_run_say(&run, "expect", expect);
  for (int repeat = 1; repeat <= 2; repeat++) {
    json_t *document = made_run_repeat(&run, "lws-sse", repeat, "lws", "sse");
    json_object_set_new(document, "lost", json_integer(repeat == 2 ? lost : 0));
  }
  made_run_write(&run);
}

static enum status section_write(struct made_page *page, struct error *error) {
  struct results results = {0};
  assert_int_equal(results_load(&results, made_folder, NULL), STATUS_OK);
  made_page_open(page, made_folder);
  enum status status = report_expectations(&page->page, &results, error);
  made_page_close(page);
  results_release(&results);
  return status;
}

static void limits_are_a_section_with_files(void **state) {
  (void)state;
  struct made_page page;
  run_write(json_pack("{s:s,s:s}", "lost", "=0", "sse.duplicated", "=0"), 3);
  assert_int_equal(section_write(&page, NULL), STATUS_OK);
  assert_says(page.markdown, "## Are the limits kept?\n\n"
                             "2 limits: 0 hold, 1 is broken, 0 are not valid, 1 cannot be told.\n");
  assert_says(page.markdown, "| limit | cell | measured | verdict |\n");
  assert_says(page.markdown, "| lost =0 | lws-sse | median 1.50, 0 to 3 in 2 repeats, beyond the "
                             "limit in 1 | broken |\n");
  assert_says(page.html, "<span class=\"mark fails\">broken</span>");
  assert_says(page.html, "<span class=\"mark suspect\">cannot tell</span>");
  made_page_release(&page);
  char *text = made_file_text("expectations.tsv");
  assert_says(text, "\nlost =0\tlws-sse\tlost\t=0\tbroken\t");
  free(text);
  text = made_file_text("junit.xml");
  assert_says(text, "<testsuites tests=\"2\" failures=\"1\"");
  free(text);
}

static void a_run_without_limits_has_no_section_and_no_files(void **state) {
  (void)state;
  struct made_page page;
  run_write(NULL, 0);
  assert_int_equal(section_write(&page, NULL), STATUS_OK);
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
  assert_null(made_file_text("expectations.tsv"));
  assert_null(made_file_text("junit.xml"));
}

static void a_quick_run_is_not_judged(void **state) {
  (void)state;
  struct results results = {.quick = true};
  struct expected expected;
  run_write(json_pack("{s:s}", "lost", "=0"), 1);
  assert_int_equal(expected_load(&expected, made_folder, &results, NULL), STATUS_OK);
  assert_int_equal(expected.answers.count, 0);
  expected_release(&expected);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  struct made_page page;
  struct error error = {""};
  run_write(json_pack("{s:s}", "lost", "=0"), 0);
  assert_int_equal(folder_make(path_of("%s/junit.xml", made_folder).text, NULL), STATUS_OK);
  assert_int_equal(section_write(&page, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/junit.xml: Is a directory");
  made_page_release(&page);
}

static void the_status_is_that_of_the_limits(void **state) {
  (void)state;
  struct error error = {""};
  run_write(json_pack("{s:s}", "lost", "=0"), 0);
  assert_int_equal(expected_status(made_folder, &error), STATUS_OK);
  run_write(json_pack("{s:s}", "lost", "=0"), 1);
  assert_int_equal(expected_status(made_folder, &error), STATUS_CHECK);
  assert_says(error.text, "a limit is broken: lost =0 in lws-sse: ");
  run_write(json_pack("{s:s}", "duplicated", "=0"), 0);
  assert_int_equal(expected_status(made_folder, &error), STATUS_UNKNOWN);
  assert_int_equal(expected_status("/nowhere", &error), STATUS_USAGE);
}

static char *lines(void) {
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  enum status status = expectation_lines_of_run(out, made_folder, 0, NULL);
  fclose(out);
  assert_int_equal(status, STATUS_OK);
  return text;
}

static void the_terminal_has_what_does_not_hold_and_a_sum(void **state) {
  (void)state;
  run_write(json_pack("{s:s,s:s,s:s}", "duplicated", "=0", "lost", "=0", "sse.lost", "<9"), 3);
  char *text = lines();
  assert_string_equal(
      text, "broken: lost =0 in lws-sse: median 1.50, 0 to 3 in 2 repeats, beyond the limit in 1\n"
            "cannot tell: duplicated =0 in lws-sse: not measured: the client's document does not "
            "have it\n"
            "3 limits: 1 holds, 1 is broken, 0 are not valid, 1 cannot be told.\n");
  free(text);
  run_write(NULL, 0);
  text = lines();
  assert_string_equal(text, "");
  free(text);
}

static void the_terminal_has_ten_lines_at_most(void **state) {
  (void)state;
  json_t *expect = json_object();
  for (int i = 0; i < 12; i++) {
    char selector[32];
    snprintf(selector, sizeof selector, "%s%s%s", i & 1 ? "sse." : "", i & 2 ? "lws." : "",
             i < 4   ? "lost"
             : i < 8 ? "duplicated"
                     : "reordered");
    json_object_set_new(expect, selector, json_string(">5"));
  }
  run_write(expect, 0);
  char *text = lines();
  assert_says(text, "And 2 more limits that do not hold: expectations.tsv has all.\n12 limits: ");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(limits_are_a_section_with_files),
      IN_FOLDER(a_run_without_limits_has_no_section_and_no_files),
      IN_FOLDER(a_quick_run_is_not_judged),
      IN_FOLDER(a_file_that_cannot_be_written_is_an_error),
      IN_FOLDER(the_status_is_that_of_the_limits),
      IN_FOLDER(the_terminal_has_what_does_not_hold_and_a_sum),
      IN_FOLDER(the_terminal_has_ten_lines_at_most),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
