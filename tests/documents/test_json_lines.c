/* The line of a value in a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "documents/json_lines.h"

static const char text[] = "\n"                                         /* 1 */
                           "{\"a\": {\"x\": \"]}\\\"{\", \"y\": [1],\n" /* 2 */
                           " \"z\":\n"                                  /* 3 */
                           " 5}, \"a/b\"\n"                             /* 4 */
                           " : [{\"k\":\n"                              /* 5 */
                           "  1}, 2,\n"                                 /* 6 */
                           " [], {\"k\"\n"                              /* 7 */
                           " : [[],\n"                                  /* 8 */
                           "7]}], \"\\u0071\": true,\n"                 /* 9 */
                           "\"last\":-1.5e3}\n";                        /* 10 */

static void line_is(const char *pointer, int line) {
  int found = json_line_of(text, sizeof text - 1, pointer);
  if (found != line)
    fail_msg("%s: line %d instead of %d", pointer, found, line);
}

static void each_value_has_its_line(void **state) {
  (void)state;
  line_is("", 2);
  line_is("/a", 2);
  line_is("/a/x", 2);
  line_is("/a/y/0", 2);
  line_is("/a/z", 3);
  line_is("/a~1b", 4);
  line_is("/a~1b/0", 5);
  line_is("/a~1b/0/k", 5);
  line_is("/a~1b/1", 6);
  line_is("/a~1b/2", 7);
  line_is("/a~1b/3/k", 7);
  line_is("/a~1b/3/k/1", 9);
  line_is("/q", 9);
  line_is("/last", 10);
}

static void what_is_not_there_has_the_line_of_what_is_around_it(void **state) {
  (void)state;
  line_is("/b", 2);
  line_is("/a~1b/9", 4);
  line_is("/a~1b/3/x", 7);
  line_is("/last/x", 10);
  line_is("/a/x/y", 2);
}

static void texts_that_are_no_json_do_no_harm(void **state) {
  (void)state;
  for (size_t bytes = 0; bytes < sizeof text; bytes++) {
    char *cut = malloc(bytes + 1);
    memcpy(cut, text, bytes);
    assert_in_range(json_line_of(cut, bytes, "/a~1b/3/k/1"), 1, 10);
    free(cut);
  }
  static const char *const bad[] = {
      "{\"a\"", "{,,,}", "[[[", "]]", "{\"a\":}", "{a:1}", "{\"a\\", "[,,,,]", "{\"b\" 1 \"a\" 2}"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(json_line_of(bad[i], strlen(bad[i]), "/a/0/1"), 1);
    assert_int_equal(json_line_of(bad[i], strlen(bad[i]), "/5"), 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_value_has_its_line),
      cmocka_unit_test(what_is_not_there_has_the_line_of_what_is_around_it),
      cmocka_unit_test(texts_that_are_no_json_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
