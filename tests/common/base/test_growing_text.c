/* A text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/growing_text.h"

static void what_is_added_is_taken(void **state) {
  (void)state;
  struct growing_text text = {.text = NULL};
  for (int i = 0; i < 100; i++) {
    growing_text_add_text(&text, "ab");
    growing_text_add(&text, "cd", 1);
    growing_text_add(&text, NULL, 0);
  }
  assert_int_equal(text.bytes, 300);
  char *taken = growing_text_take(&text);
  assert_int_equal(strlen(taken), 300);
  assert_memory_equal(taken + 294, "abcabc", 7);
  free(taken);
  assert_null(text.text);
}

static void an_empty_one_is_a_text(void **state) {
  (void)state;
  struct growing_text text = {.text = NULL};
  char *taken = growing_text_take(&text);
  assert_string_equal(taken, "");
  free(taken);
}

static void without_memory_nothing_is_taken(void **state) {
  (void)state;
  struct growing_text text = {.text = NULL};
  growing_text_add_text(&text, "a");
  growing_text_add(&text, "b", SIZE_MAX - 1);
  growing_text_add_text(&text, "c");
  assert_true(text.failed);
  assert_null(growing_text_take(&text));
  growing_text_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_added_is_taken),
      cmocka_unit_test(an_empty_one_is_a_text),
      cmocka_unit_test(without_memory_nothing_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
