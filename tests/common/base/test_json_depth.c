/* The depth to which JSON may nest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "common/base/json_depth.h"

static bool fits(const char *text) {
  return json_depth_fits(text, strlen(text));
}

/* Whether a text fits that begins with `open`, `levels` times. */
static bool nested_fits(char open, size_t levels, const char *rest) {
  size_t bytes = levels + strlen(rest);
  char *text = malloc(bytes + 1);
  assert_non_null(text);
  memset(text, open, levels);
  memcpy(text + levels, rest, strlen(rest) + 1);
  bool answer = json_depth_fits(text, bytes);
  free(text);
  return answer;
}

static void as_many_levels_as_are_allowed_fit_and_one_more_does_not(void **state) {
  (void)state;
  for (const char *open = "[{"; *open; open++) {
    assert_true(nested_fits(*open, JSON_DEPTH_MAX, ""));
    assert_false(nested_fits(*open, JSON_DEPTH_MAX + 1, ""));
    assert_false(nested_fits(*open, 100000, "]"));
  }
  assert_false(nested_fits('[', JSON_DEPTH_MAX, "{"));
}

static void closed_brackets_do_not_count(void **state) {
  (void)state;
  assert_true(nested_fits('[', JSON_DEPTH_MAX, "],[],{}"));
  assert_false(nested_fits('[', JSON_DEPTH_MAX, "],[[]]"));
  assert_false(nested_fits(']', 3, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")); /* 33 brackets */
}

static void brackets_within_strings_do_not_count(void **state) {
  (void)state;
  assert_true(fits("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\""));
  assert_true(fits("\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\""));
  assert_false(fits("\"\\\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\""));
  assert_true(fits("\"\\"));
  assert_true(fits(""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_many_levels_as_are_allowed_fit_and_one_more_does_not),
      cmocka_unit_test(closed_brackets_do_not_count),
      cmocka_unit_test(brackets_within_strings_do_not_count),
  };
  return cmocka_run_group_tests_name("json depth", tests, NULL, NULL);
}
