/* Labels of conditions, workloads and verdicts, and the marks of cells. */
#include "tests/bench/says.h"

#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static void a_condition_has_what_the_cell_heeds(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *poll = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_vary(made, poll, "interval_ms", "250");
  made_vary(made, poll, "payload_bytes", "1024");
  made_vary(made, poll, "variant", "nagle");
  made_param(sse, "interval_ms", "250");
  made_vary(made, sse, "payload_bytes", "1024");
  assert_string_equal(words_condition(&made->results, poll).text,
                      "interval 250 ms, payload 1024 B, nagle");
  assert_string_equal(words_condition(&made->results, sse).text, "payload 1024 B");
  assert_string_equal(cell_words(&made->results, sse).text, "SSE on libwebsockets, payload 1024 B");
  free(made);
}

static void a_figure_has_its_interval_or_the_range_of_its_repeats(void **state) {
  (void)state;
  struct figure_range range = {1e6, 9e5, 1.2e6, 9e5, 1.2e6, false};
  assert_string_equal(words_range(&range, words_duration_ns).text,
                      "1.00 ms (repeats: 900 µs to 1.20 ms)");
  range.confident = true;
  assert_string_equal(words_range(&range, words_duration_ns).text,
                      "1.00 ms (95 %: 900 µs to 1.20 ms)");
  range.low = range.high = 1e6 + 1; /* are written alike */
  assert_string_equal(words_range(&range, words_duration_ns).text, "1.00 ms");
  range.low = range.high = NAN;
  assert_string_equal(words_range(&range, words_duration_ns).text, "1.00 ms");
}

static void a_long_condition_is_cut(void **state) {
  (void)state;
  static const char name[] = "a_name_of_sixty_four_letters_which_is_as_long_as_a_label_may_take_";
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  for (int i = 0; i < MADE_PAIRS; i++)
    made_vary(made, cell, i ? name + i : name, "0123456789012345678901234567890123456789");
  assert_int_equal(strlen(words_condition(&made->results, cell).text), WORDS_BYTES - 1);
  free(made);
}

/* `workload` is that of a single cell. */
static void assert_workload(const char *workload, const char *expected) {
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  if (workload)
    made_param(cell, "workload", workload);
  made_param(cell, "clients", "100");
  made_param(cell, "rate_per_s", "2");
  made_param(cell, "room_users", "10");
  made_param(cell, "editors", "3");
  made_param(cell, "trace", "x.csv");
  made_param(cell, "payload_bytes", "128");
  made_param(cell, "duration_s", "8");
  assert_string_equal(words_workload(&made->results).text, expected);
  free(made);
}

static void a_workload_is_told_in_its_own_words(void **state) {
  (void)state;
  assert_workload(NULL, "100 users, 2 messages/s, 128 B payload, 8 s measured");
  assert_workload("ticker", "100 users, 2 messages/s, 128 B payload, 8 s measured");
  assert_workload("notify", "100 users with a channel each, 2 messages/s for each, 128 B payload, "
                            "8 s measured");
  assert_workload("chat", "100 users, in rooms of 10, 2 messages/s of each, 128 B payload, 8 s "
                          "measured");
  assert_workload("collab", "100 users, at documents of 10, 3 of whom edit, 2 edits/s of each of "
                            "these, 128 B payload, 8 s measured");
  assert_workload("trace", "100 users, recording x.csv, 8 s measured");
  assert_workload("nonsense", "100 users, 2 messages/s, 128 B payload, 8 s measured");
}

static void varied_parameters_are_not_in_the_workloads_label(void **state) {
  (void)state;
  struct made *made = made_new();
  assert_string_equal(words_workload(&made->results).text, "");
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_param(cell, "duration_s", "8");
  made_vary(made, cell, "clients", "100");
  made_vary(made, cell, "workload", "chat");
  assert_string_equal(words_workload(&made->results).text, "8 s measured");
  free(made);
}

static void each_grade_has_a_word(void **state) {
  (void)state;
  assert_string_equal(verdict_words(VERDICT_VALID), "valid");
  assert_string_equal(verdict_words(VERDICT_SUSPECT), "suspect");
  assert_string_equal(verdict_words(VERDICT_INVALID), "invalid");
  assert_string_equal(verdict_words(VERDICT_FAILED), "failed");
  assert_string_equal(verdict_words((enum verdict_grade)(VERDICT_FAILED + 1)), "unknown");
}

static void a_mark_says_why_a_cell_is_not_ranked(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 2);
  assert_true(cell_is_ranked(cell));
  assert_string_equal(cell_mark(cell).text, "");
  cell->grade = VERDICT_SUSPECT;
  assert_true(cell_is_ranked(cell));
  made_set(cell, FIGURE_EXPECTED, 1000, 0);
  made_set(cell, FIGURE_LOST, 0, 7); /* the second repeat lost 7 */
  assert_false(cell_is_ranked(cell));
  assert_string_equal(cell_mark(cell).text, "7 of 1000 lost");
  made_set(cell, FIGURE_LOST, 0, 0);
  cell->grade = VERDICT_INVALID;
  assert_string_equal(cell_mark(cell).text, "invalid");
  cell->grade = VERDICT_FAILED;
  assert_string_equal(cell_mark(cell).text, "failed");
  cell->grade = VERDICT_VALID;
  cell->measured = 0;
  assert_string_equal(cell_mark(cell).text, "failed");
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_condition_has_what_the_cell_heeds),
      cmocka_unit_test(a_figure_has_its_interval_or_the_range_of_its_repeats),
      cmocka_unit_test(a_long_condition_is_cut),
      cmocka_unit_test(a_workload_is_told_in_its_own_words),
      cmocka_unit_test(varied_parameters_are_not_in_the_workloads_label),
      cmocka_unit_test(each_grade_has_a_word),
      cmocka_unit_test(a_mark_says_why_a_cell_is_not_ranked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
