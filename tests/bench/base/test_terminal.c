/* Output fits the width of the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/terminal.h"

static void assert_wrapped(const char *first, const char *text, size_t columns,
                           const char *expected) {
  char *written = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&written, &bytes);
  assert_non_null(stream);
  text_wrap(stream, first, text, columns);
  fclose(stream);
  assert_string_equal(written, expected);
  free(written);
}

static void a_text_is_broken_at_blanks_and_indented(void **state) {
  (void)state;
  assert_wrapped("- ", "one two three", 9, "- one two\n  three\n");
  assert_wrapped("- ", "one two three", 0, "- one two three\n");
  assert_wrapped("", "µµµ µµµ µ", 7, "µµµ µµµ\nµ\n");
  assert_wrapped("", "unbreakable word", 5, "unbreakable\nword\n");
  assert_wrapped("x", "", 5, "x\n");
}

static void letters_are_counted_not_bytes(void **state) {
  (void)state;
  assert_int_equal(text_letters("mean − model"), 12);
  assert_int_equal(text_letters(""), 0);
}

static void columns_says_how_wide_and_nonsense_does_not(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  setenv("COLUMNS", "72", 1);
  assert_int_equal(terminal_columns(ends[1]), 72);
  static const char *const nonsense[] = {"", "wide", "-3", "7", "72x", "99999999"};
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    setenv("COLUMNS", nonsense[i], 1);
    assert_int_equal(terminal_columns(ends[1]), 0);
  }
  unsetenv("COLUMNS");
  assert_int_equal(terminal_columns(ends[1]), 0);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_is_broken_at_blanks_and_indented),
      cmocka_unit_test(letters_are_counted_not_bytes),
      cmocka_unit_test(columns_says_how_wide_and_nonsense_does_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
