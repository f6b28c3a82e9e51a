/* Lines that are read in pieces, and lines that are too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/suite/input_line.h"

static char heard[1024];

static void hear(void *context, const char *line) {
  (void)context;
  strncat(heard, line, sizeof heard - strlen(heard) - 1);
  strncat(heard, ";", sizeof heard - strlen(heard) - 1);
}

static void take(struct input_line *line, const char *text) {
  input_line_take(line, text, strlen(text), hear, NULL);
}

static void lines_are_put_together(void **state) {
  (void)state;
  struct input_line line = {.bytes = 0};
  *heard = '\0';
  take(&line, "ref");
  take(&line, "use on\n\nflood");
  assert_string_equal(heard, "refuse on;;");
  take(&line, " off\n");
  assert_string_equal(heard, "refuse on;;flood off;");
}

static void a_line_that_is_too_long_is_not_heard_and_the_next_one_is(void **state) {
  (void)state;
  struct input_line line = {.bytes = 0};
  char longest[INPUT_LINE_BYTES];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  *heard = '\0';
  take(&line, longest);
  take(&line, "\n");
  assert_int_equal(strlen(heard), INPUT_LINE_BYTES);
  *heard = '\0';
  take(&line, longest);
  take(&line, "y\nflood off\n");
  assert_string_equal(heard, "flood off;");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_put_together),
      cmocka_unit_test(a_line_that_is_too_long_is_not_heard_and_the_next_one_is),
  };
  return cmocka_run_group_tests_name("input line", tests, NULL, NULL);
}
