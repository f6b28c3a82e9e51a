/* What somebody who waits reads of an execution that is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
static void why_it_is_not_valid_is_said_where_there_is_room(void **state) {
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_valid_execution_has_its_figures),
      cmocka_unit_test(why_it_is_not_valid_is_said_where_there_is_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
