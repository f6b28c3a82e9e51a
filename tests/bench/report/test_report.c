/* The whole page of a run, apart from the sections that have tests of their own. */
#include "tests/bench/page_made.h"
#include "tests/bench/run_made.h"

#include "bench/report/report.h"

/* Two cells of one repeat each. */
static struct made_run run_new(void) {
  struct made_run run = made_run_new();
  const char *transports[] = {"sse", "websocket"};
  for (int i = 0; i < 2; i++) {
    json_t *document = made_run_repeat(&run, transports[i], 1, "lws", transports[i]);
    made_run_param(document, "clients", json_integer(100), false);
    made_run_param(document, "rate_per_s", json_integer(2), false);
    figure_put_number(document, FIGURE_LATENCY_MEAN, 1.5e6 + i);
    figure_put_number(document, FIGURE_LOST, 0);
  }
  return run;
}

/* Writes the run and its report; returns report.md, to be freed. */
static char *report_of(struct made_run *run) {
  struct error error = {""};
  made_run_write(run);
  if (report_write(made_folder, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  char *html = made_file_text("report.html"), *markdown = made_file_text("report.md");
  assert_non_null(html);
  assert_non_null(markdown);
  assert_says(html, "</main>\n</body>\n</html>\n");
  free(html);
  return markdown;
}

static void a_run_is_told_from_its_question_to_its_command(void **state) {
  (void)state;
  struct made_run run = run_new();
  made_run_say(&run, "title", json_string("A title"));
  made_run_say(&run, "question", json_string("Which is it?"));
  made_run_say(&run, "description", json_string("Two cells."));
  made_run_say(&run, "source", json_string("A book, 2014"));
  json_object_set_new(run.record, "command", json_string("pushbench run x --set a=<b>"));
  json_object_set_new(run.record, "changed", json_pack("[s,s]", "clients=100", "repeats=1"));
  json_object_set_new(run.record, "machine",
                      json_pack("{s:s,s:s,s:s,s:{s:s}}", "cpu", "A cpu", "kernel", "Linux 6",
                                "cpus_allowed", "0-1", "sysctls", "net.x", "1"));
  json_object_set_new(run.record, "versions", json_pack("{s:s}", "lws", "4.1"));
  char *text = report_of(&run);
  assert_begins(text,
                "# A title\n\nWhich is it?\n\n## Answer\n\n- Cannot tell which is lower in time "
                "or memory: ");
  assert_says(text,
              ".\n\n## The run\n\n2026-11-24T02:20:00Z · 2 cells · A cpu, processors: 0-1 · Linux "
              "6 · server and clients on one host\n\nTwo cells.\n\nSource: A book, 2014\n\n"
              "Changed in this run: clients=100, repeats=1\n\n"
              "100 users, 2 messages/s\n\n## Summary\n\n");
  assert_says(text, "\n\n## Charts\n\n> **Note.** There are no charts: gnuplot is not installed "
                    "(scripts/install-deps) or failed.\n\n## Conclusions\n\n");
  assert_says(text, "## Verdicts\n\nAll cells are valid: every expected message "
                    "arrived, the counts of client, server and kernel agree, and neither the "
                    "publisher nor the client was late.\n\n## Method\n\nTo run it again:\n\n"
                    "    pushbench run x --set a=<b>\n\n### Parameters\n\n");
  assert_says(text, "### Machine and versions\n\n| name | value |\n|---|---|\n| cpu | A cpu |\n"
                    "| kernel | Linux 6 |\n| cpus\\_allowed | 0-1 |\n| lws | 4.1 |\n\n"
                    "### Settings and mitigations of the kernel\n\n| name | value |\n|---|---|\n"
                    "| net.x | 1 |\n\nBeside this page: summary.tsv");
  assert_says_not(text, "not complete");
  free(text);
  char *comparisons = made_file_text("comparisons.tsv");
  assert_non_null(comparisons);
  free(comparisons);
  assert_null(made_file_text("variants.tsv"));
}

static void a_quick_run_says_so_and_has_no_conclusions(void **state) {
  (void)state;
  struct made_run run = run_new();
  json_object_set_new(run.record, "quick", json_true());
  char *text = report_of(&run);
  assert_says(text, "> **Note.** This is a quick run (--quick): ");
  assert_says_not(text, "What these numbers say");
  free(text);
}

static void a_run_without_a_title_has_its_name(void **state) {
  (void)state;
  struct made_run run = run_new();
  char *text = report_of(&run);
  assert_begins(text, "# x\n\n## Answer\n\n");
  free(text);
  run = made_run_new();
  made_run_say(&run, "name", json_string(""));
  json_object_del(run.record, "started");
  text = report_of(&run);
  assert_begins(text, "# A run\n\n## The run\n\n0 cells · server and clients on one host\n\n");
  free(text);
}

static void warnings_come_before_the_figures(void **state) {
  (void)state;
  struct made_run run = run_new();
  json_object_set_new(run.documents[1], "outcome", json_string("failed"));
  made_run_verdict(run.documents[1], "invalid", "failed", "the server ended by signal 11");
  json_object_set_new(run.record, "outcome", json_string("interrupted"));
  json_object_set_new(run.record, "executions_planned", json_integer(6));
  json_object_set_new(run.record, "time_scale", json_real(30));
  char *text = report_of(&run);
  assert_begins(text,
                "# x\n\n> **Note.** This run is not complete (interrupted): 2 of 6 executions are "
                "there, and all that follows is about them.\n\n"
                "> **Note.** 1 of 2 cells failed in at least one repeat; the reasons are "
                "given below.\n\n"
                "> **Note.** Time is scaled: durations are divided and rates multiplied by 30, "
                "so a second in these figures stands for 30.\n\n## Answer\n\n");
  assert_says(text, "## Verdicts\n\n### websocket: failed\n\n"
                    "- the server ended by signal 11\n\n## Method\n");
  free(text);
  run = run_new();
  json_object_set_new(run.record, "outcome", json_string("interrupted"));
  text = report_of(&run);
  assert_begins(text, "# x\n\n> **Note.** This run is not complete (interrupted).\n\n");
  free(text);
}

static void a_single_cell_that_lost_what_was_to_be_lost_is_valid(void **state) {
  (void)state;
  struct made_run run = made_run_new();
  figure_put_number(made_run_repeat(&run, "a", 1, "lws", "sse"), FIGURE_LOST, 3);
  char *text = report_of(&run);
  assert_says(text, "The cell is valid: the counts of client, server and kernel agree, and neither "
                    "the publisher nor the client was late. All messages that were lost were lost "
                    "to faults of the experiment.\n\n");
  free(text);
}

static void a_reason_is_counted_over_the_repeats(void **state) {
  (void)state;
  struct made_run run = made_run_new();
  made_run_repeat(&run, "a", 1, "lws", "sse");
  made_run_verdict(made_run_repeat(&run, "a", 2, "lws", "sse"), "suspect", "late.publisher",
                   "the publisher was 5 ms late");
  char *text = report_of(&run);
  assert_says(text, "### a: suspect\n\n- in 1 of 2 repeats: the publisher was 5 ms late\n\n");
  free(text);
}

static void a_chart_is_shown_or_missing_or_was_not_drawn(void **state) {
  (void)state;
  struct made_run run = run_new();
  made_file_write("charts/index.tsv",
                  "chart\tdrawn\ttitle\tcaption\treading\tshows\n"
                  "bars\tyes\tBars\tcaptioned\tread so\tlws: 1 ms\n"
                  "plain\tyes\tPlain\t\tread so\tnothing\n"
                  "none\tno cell has it\tNone\tc\tr\ts\ngone\tyes\tGone\tc\tr\ts\n"
                  "nor\tnobody asks\tNor?\tc\tr\ts\ncut\toff\n");
  made_file_write("charts/bars.svg", "<svg/>");
  made_file_write("charts/narrow/bars.svg", "<svg/>");
  made_file_write("charts/plain.svg", "<svg/>");
  made_file_write("charts/narrow/plain.svg", "<svg/>");
  char *text = report_of(&run);
  assert_says(text, "## Charts\n\n![Bars: lws: 1 ms](charts/bars.svg)\n\nread so captioned\n\n"
                    "![Plain: nothing](charts/plain.svg)\n\nread so\n\n"
                    "Gone: the picture is missing.\n\n"
                    "Not drawn: None (no cell has it); Nor? (nobody asks).\n\n"
                    "## Conclusions\n\n");
  free(text);
}

static void a_folder_that_is_no_run_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(report_write(made_folder, &error), STATUS_USAGE);
  assert_says(error.text, "expected the folder of a run");
  assert_null(made_file_text("report.html"));
}

static void claims_that_are_damaged_are_an_error_of_the_whole_page(void **state) {
  (void)state;
  struct made_run run = run_new();
  struct error error = {""};
  made_run_say(&run, "claims", json_pack("[{s:i}]", "claim", 1));
  made_run_write(&run);
  assert_int_equal(report_write(made_folder, &error), STATUS_CHECK);
  assert_says(error.text, "run.json");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_run_is_told_from_its_question_to_its_command),
      IN_FOLDER(a_quick_run_says_so_and_has_no_conclusions),
      IN_FOLDER(a_run_without_a_title_has_its_name),
      IN_FOLDER(warnings_come_before_the_figures),
      IN_FOLDER(a_single_cell_that_lost_what_was_to_be_lost_is_valid),
      IN_FOLDER(a_reason_is_counted_over_the_repeats),
      IN_FOLDER(a_chart_is_shown_or_missing_or_was_not_drawn),
      IN_FOLDER(a_folder_that_is_no_run_is_refused),
      IN_FOLDER(claims_that_are_damaged_are_an_error_of_the_whole_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
