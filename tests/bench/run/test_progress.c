/* The progress line of the running execution, and the line of a finished one. */
#include "tests/bench/stream_kept.h"

#include "bench/run/progress.h"

static void assert_said(size_t columns, size_t repeats, const struct progress_outcome *outcome,
                        const char *expected) {
  char line[PROGRESS_LINE_BYTES];
  struct progress progress = {.columns = columns,
                              .total = 48,
                              .done = 44,
                              .name = "lws-sse",
                              .repeat = 6,
                              .repeats = repeats};
  progress_line(&progress, outcome, 33.06, line);
  assert_string_equal(line, expected);
}

static void a_valid_execution_has_its_figures(void **state) {
  (void)state;
  assert_said(0, 1, &(struct progress_outcome){"valid", "", "mean 730 µs"},
              "44/48 lws-sse: valid, 33.1 s; mean 730 µs");
  assert_said(0, 6, &(struct progress_outcome){"valid", "", ""},
              "44/48 lws-sse (repeat 6 of 6): valid, 33.1 s");
}

/* The line with its reason has 90 letters. */
static void the_reason_of_a_verdict_is_shown_if_there_is_room(void **state) {
  (void)state;
  const struct progress_outcome outcome = {"suspect", "users not ready",
                                           "mean 730 µs, p99 1.48 ms"};
  static const char with[] = "44/48 lws-sse (repeat 6 of 6): suspect (users not ready), 33.1 s; "
                             "mean 730 µs, p99 1.48 ms";
  static const char without[] =
      "44/48 lws-sse (repeat 6 of 6): suspect, 33.1 s; mean 730 µs, p99 1.48 ms";
  assert_said(0, 6, &outcome, with);
  assert_said(90, 6, &outcome, with);
  assert_said(89, 6, &outcome, without);
  assert_said(20, 6, &outcome, without);
}

static void assert_duration(double seconds, const char *expected) {
  char text[32];
  duration_text(seconds, text, sizeof text);
  assert_string_equal(text, expected);
}

static void a_duration_has_two_units_at_most(void **state) {
  (void)state;
  assert_duration(-3, "0 s");
  assert_duration(0, "0 s");
  assert_duration(0.2, "1 s");
  assert_duration(59, "59 s");
  assert_duration(59.5, "1 min 0 s");
  assert_duration(80, "1 min 20 s");
  assert_duration(3599.5, "1 h 0 min");
  assert_duration(7384, "2 h 3 min");
}

/* One of four executions of 10 s each is done, and the second has run for 5 s. */
static struct progress progress_of(bool terminal) {
  return (struct progress){
      .terminal = terminal, .total = 4, .done = 1, .planned_s = 40, .behind_s = 10, .repeats = 2};
}

static const struct progress_outcome outcome = {"valid", "", "mean 1.00 ms"};

static void a_terminal_has_a_bar_that_moves(void **state) {
  (void)state;
  struct progress progress = progress_of(true);
  struct kept_stream kept = kept_begin(stderr, "stderr");
  progress_begin(&progress, "lws-sse", 1, 10, 1000000000);
  progress_tick(&progress, 6000000000);
  progress_tick(&progress, 60000000000); /* longer than planned */
  progress_end(&progress, &outcome, 62000000000);
  char *text = kept_end(&kept);
  assert_string_equal(text,
                      "\r\033[K[######..................] 2/4 lws-sse (repeat 1 of 2), 30 s left"
                      "\r\033[K[#########...............] 2/4 lws-sse (repeat 1 of 2), 25 s left"
                      "\r\033[K[############............] 2/4 lws-sse (repeat 1 of 2), 20 s left"
                      "\r\033[K2/4 lws-sse (repeat 1 of 2): valid, 61.0 s; mean 1.00 ms\n");
  free(text);
  assert_int_equal(progress.done, 2);
  assert_true(progress.behind_s == 20);
}

static void a_file_has_the_lines_alone(void **state) {
  (void)state;
  struct progress progress = progress_of(false);
  struct kept_stream kept = kept_begin(stderr, "stderr");
  progress.repeats = 1;
  progress_begin(&progress, "lws-sse", 1, 10, 0);
  progress_tick(&progress, 5000000000);
  progress_end(&progress, &outcome, 9900000000);
  char *text = kept_end(&kept);
  assert_string_equal(text, "2/4 lws-sse: valid, 9.9 s; mean 1.00 ms\n");
  free(text);
}

static void a_run_of_no_time_has_an_empty_bar(void **state) {
  (void)state;
  struct progress progress = {.terminal = true, .total = 1, .repeats = 1};
  struct kept_stream kept = kept_begin(stderr, "stderr");
  progress_begin(&progress, "a", 1, 0, 0);
  char *text = kept_end(&kept);
  assert_string_equal(text, "\r\033[K[........................] 1/1 a, 0 s left");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_valid_execution_has_its_figures),
      cmocka_unit_test(the_reason_of_a_verdict_is_shown_if_there_is_room),
      cmocka_unit_test(a_duration_has_two_units_at_most),
      IN_FOLDER(a_terminal_has_a_bar_that_moves),
      IN_FOLDER(a_file_has_the_lines_alone),
      IN_FOLDER(a_run_of_no_time_has_an_empty_bar),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
