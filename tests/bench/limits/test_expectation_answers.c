/* The answers to all limits of a run, their status, expectations.tsv and junit.xml. */
#include "tests/bench/says.h"

#include "bench/limits/expectation_answers.h"
#include "bench/limits/junit.h"
#include "tests/bench/results_made.h"

static struct made *made;
static struct expectations expectations;
static struct expectation_answers answers;

/* Two cells: WebSocket with 1 to 8 ms, and SSE with 11 to 18 ms; nothing is lost. */
static int begin(void **state) {
  (void)state;
  made = made_new();
  made->results.name = "x";
  made->results.outcome = "done";
  made->results.started = "2026-11-24T02:20:00Z";
  struct result_cell *socket = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 8);
  struct result_cell *stream = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 8);
  socket->name = "lws-websocket";
  stream->name = "lws-sse";
  made_set(socket, FIGURE_LATENCY_MEAN, 1e6, 1e6);
  made_set(stream, FIGURE_LATENCY_MEAN, 11e6, 1e6);
  made_set(socket, FIGURE_LOST, 0, 0);
  made_set(stream, FIGURE_LOST, 0, 0);
  return 0;
}

static int end(void **state) {
  (void)state;
  expectation_answers_release(&answers);
  expectations_release(&expectations);
  free(made);
  return 0;
}

static void add(const char *limit, enum expectation_kind kind) {
  struct error error = {""};
  if (expectations_add(&expectations, limit, kind, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void make(const struct change_source *changes) {
  struct error error = {""};
  expectation_answers_release(&answers);
  if (expectation_answers_make(&answers, &expectations, &made->results, changes, &error) !=
      STATUS_OK)
    fail_msg("%s", error.text);
}

static void assert_status(enum status status, const char *said) {
  struct error error = {""};
  assert_int_equal(expectation_answers_status(&answers, &error), status);
  if (*said)
    assert_says(error.text, said);
}

static void each_limit_is_judged_for_each_cell_that_it_takes(void **state) {
  (void)state;
  add("lost=0", EXPECT_VALUE);
  add("sse.latency_ns.mean<20ms", EXPECT_VALUE);
  make(NULL);
  assert_int_equal(answers.count, 3);
  assert_string_equal(answers.items[0].cell->name, "lws-websocket");
  assert_string_equal(answers.items[1].cell->name, "lws-sse");
  assert_string_equal(answers.items[2].cell->name, "lws-sse");
  assert_int_equal(answers.counts[EXPECTATION_HOLDS], 3);
  assert_string_equal(expectation_answers_words(&answers).text,
                      "3 limits: 3 hold, 0 are broken, 0 are not valid, 0 cannot be told");
  assert_status(STATUS_OK, "");
}

static void a_run_without_limits_has_no_answers(void **state) {
  (void)state;
  make(NULL);
  assert_int_equal(answers.count, 0);
  assert_string_equal(expectation_answers_words(&answers).text, "");
  made->results.outcome = "interrupted";
  assert_status(STATUS_OK, "");
}

static void what_is_broken_weighs_more_than_what_nobody_can_tell(void **state) {
  (void)state;
  add("latency_ns.mean<7.5ms", EXPECT_VALUE);
  make(NULL);
  assert_int_equal(answers.counts[EXPECTATION_UNKNOWN], 1);
  assert_int_equal(answers.counts[EXPECTATION_BROKEN], 1);
  assert_status(STATUS_CHECK, "a limit is broken: latency_ns.mean <7.5ms in lws-sse: median");
  made->cells[1].grade = VERDICT_FAILED;
  make(NULL);
  assert_status(STATUS_CHECK, "a limit was not measured: latency_ns.mean <7.5ms in lws-sse: the "
                              "cell failed");
}

static void what_nobody_can_tell_has_a_status_of_its_own(void **state) {
  (void)state;
  add("websocket.latency_ns.mean<7.5ms", EXPECT_VALUE);
  make(NULL);
  assert_status(STATUS_UNKNOWN, "cannot tell whether a limit holds: websocket.latency_ns.mean "
                                "<7.5ms in lws-websocket: median");
  assert_int_equal(STATUS_UNKNOWN, 5);
}

static void a_run_that_did_not_come_to_its_end_cannot_keep_all(void **state) {
  (void)state;
  add("lost=0", EXPECT_VALUE);
  made->results.outcome = "interrupted";
  make(NULL);
  assert_status(STATUS_UNKNOWN, "the run did not come to its end");
}

static void a_limit_without_a_cell_is_named_and_weighs_nothing(void **state) {
  (void)state;
  add("lost=0", EXPECT_VALUE);
  add("short_poll.lost=0", EXPECT_VALUE);
  make(NULL);
  assert_int_equal(answers.counts[EXPECTATION_NO_CELL], 1);
  assert_null(answers.items[2].cell);
  assert_string_equal(expectation_answers_words(&answers).text,
                      "2 limits: 2 hold, 0 are broken, 0 are not valid, 0 cannot be told");
  assert_status(STATUS_OK, "");
}

/* Everything is a fifth more than in the base. */
static struct figure_change fifth_more(const void *context, const struct result_cell *cell,
                                       enum figure figure) {
  struct figure_change change = figure_change_unknown("");
  (void)context;
  change.run = cell->figures[figure];
  change.base = cell->figures[figure];
  change.ratio = (struct rank_ratio){.ratio = 1.2, .low = 1.1, .high = 1.3, .interval = true};
  change.pairs = 8;
  return change;
}

static void changes_come_from_who_has_a_base(void **state) {
  (void)state;
  const struct change_source source = {.change_of = fifth_more};
  add("sse.latency_ns.mean:+5%", EXPECT_CHANGE);
  make(&source);
  assert_int_equal(answers.counts[EXPECTATION_BROKEN], 1);
  make(NULL);
  assert_int_equal(answers.counts[EXPECTATION_UNKNOWN], 1);
  assert_says(answers.items[0].why, "there is no base to compare with");
}

static void of_two_builds_only_this_one_is_judged(void **state) {
  (void)state;
  made_vary(made, &made->cells[0], "build", "this");
  made_vary(made, &made->cells[1], "build", "other");
  add("lost=0", EXPECT_VALUE);
  make(NULL);
  assert_int_equal(answers.count, 1);
  assert_string_equal(answers.items[0].cell->name, "lws-websocket");
}

/* ---- the files ---- */

static char *written(void (*write)(FILE *out, const struct expectation_answers *answers)) {
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  write(out, &answers);
  fclose(out);
  return text;
}

static void the_table_has_a_row_for_each_answer(void **state) {
  (void)state;
  add("lost=0", EXPECT_VALUE);
  add("websocket.latency_ns.mean<7.5ms", EXPECT_VALUE);
  add("short_poll.lost=0", EXPECT_VALUE);
  make(NULL);
  char *text = written(expectation_answers_write);
  assert_begins(text, "expectation\tcell\tfigure\tbound\tverdict\tvalue\tlow\thigh\trepeats\t"
                      "repeats_wanted\twhy\n"
                      "lost =0\tlws-websocket\tlost\t=0\tholds\t0\t0\t0\t8\t\t0 in each of 8 "
                      "repeats\n");
  assert_says(text, "\nwebsocket.latency_ns.mean <7.5ms\tlws-websocket\tlatency_ns.mean\t<7.5ms\t"
                    "cannot tell\t4500000\t1000000\t8000000\t8\t12\tmedian 4.50 ms");
  assert_says(text, "\nshort_poll.lost =0\t\tlost\t=0\tno cell\t\t\t\t\t\tthe run has no such "
                    "cell\n");
  free(text);
}

static void junit_has_a_case_for_each_answer(void **state) {
  (void)state;
  struct result_reason reason = {.kind = REASON_OUTCOME, .text = "it said \"<&>\x01\""};
  add("latency_ns.mean<7.5ms", EXPECT_VALUE);
  add("short_poll.lost=0", EXPECT_VALUE);
  add("websocket.lost=0", EXPECT_VALUE);
  add("sse.lost>0", EXPECT_VALUE);
  make(NULL);
  char *text = written(junit_write);
  assert_begins(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<testsuites tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"2\">\n"
                      "  <testsuite name=\"x\" tests=\"5\" failures=\"2\" errors=\"0\" "
                      "skipped=\"2\" timestamp=\"2026-11-24T02:20:00\">\n");
  assert_says(text, "    <testcase classname=\"x.lws-websocket\" name=\"latency_ns.mean "
                    "&lt;7.5ms\">\n      <skipped message=\"median 4.50 ms, ");
  assert_says(text, "    <testcase classname=\"x.lws-sse\" name=\"latency_ns.mean &lt;7.5ms\">\n"
                    "      <failure type=\"limit\" message=\"median 14.5 ms, ");
  assert_says(text, ">latency_ns.mean &lt;7.5ms: median 14.5 ms, ");
  assert_says(text, "    <testcase classname=\"x\" name=\"short_poll.lost =0\">\n      <skipped ");
  assert_says(text, "    <testcase classname=\"x.lws-websocket\" name=\"websocket.lost =0\">\n"
                    "      <system-out>0 in each of 8 repeats</system-out>\n    </testcase>\n");
  assert_ends(text, "    </testcase>\n  </testsuite>\n</testsuites>\n");
  free(text);
  made->cells[1].grade = VERDICT_FAILED;
  made->cells[1].reasons = (struct result_reasons){&reason, 1};
  make(NULL);
  text = written(junit_write);
  assert_says(text, " errors=\"1\"");
  assert_says(text, "<error type=\"invalid\" message=\"the cell failed: it said "
                    "&quot;&lt;&amp;&gt; &quot;\">");
  free(text);
}

static void junit_says_that_a_run_did_not_come_to_its_end(void **state) {
  (void)state;
  add("websocket.lost=0", EXPECT_VALUE);
  made->results.outcome = "interrupted";
  made->results.name = NULL;
  made->results.started = NULL;
  make(NULL);
  char *text = written(junit_write);
  assert_says(text, "<testsuite name=\"pushbench\" tests=\"2\" failures=\"0\" errors=\"0\" "
                    "skipped=\"1\">\n");
  assert_says(text, "<testcase classname=\"pushbench\" name=\"the run came to its end\">\n"
                    "      <skipped message=\"executions are missing");
  free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(each_limit_is_judged_for_each_cell_that_it_takes),
      TEST(a_run_without_limits_has_no_answers),
      TEST(what_is_broken_weighs_more_than_what_nobody_can_tell),
      TEST(what_nobody_can_tell_has_a_status_of_its_own),
      TEST(a_run_that_did_not_come_to_its_end_cannot_keep_all),
      TEST(a_limit_without_a_cell_is_named_and_weighs_nothing),
      TEST(changes_come_from_who_has_a_base),
      TEST(of_two_builds_only_this_one_is_judged),
      TEST(the_table_has_a_row_for_each_answer),
      TEST(junit_has_a_case_for_each_answer),
      TEST(junit_says_that_a_run_did_not_come_to_its_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
