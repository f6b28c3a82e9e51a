/* Texts from a server, for one line. */
#include "bench/try/shown.h"

#include "tests/bench/says.h"

static const char *shown(const char *text) {
  static char out[32];
  *out = '\0';
  shown_append(out, sizeof out, text);
  return out;
}

static const char *keys(const char *text) {
  static char out[64];
  *out = '\0';
  shown_keys_append(out, sizeof out, text);
  return out;
}

static void controls_are_written_as_c_does(void **state) {
  (void)state;
  assert_string_equal(shown("id: 1\r\n\n\tä"), "id: 1\\r\\n\\n\\tä");
  assert_string_equal(shown("\x01\x7f\x1f!"), "\\x01\\x7f\\x1f!");
  assert_string_equal(shown(""), "");
}

static void what_does_not_fit_is_cut(void **state) {
  (void)state;
  assert_string_equal(shown("0123456789012345678901234567890123456789"),
                      "0123456789012345678901234567…");
  assert_ends(shown("0123456789\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"), "…");
}

static void keys_of_an_object_are_named(void **state) {
  (void)state;
  assert_string_equal(keys(" {\"a\": {\"in\": 1}, \"b\" :[{\"c\": 2}], \"d\\\"\":\"x:\"}"),
                      "its keys are \"a\", \"b\", \"d\\\"\"");
  assert_string_equal(keys("{\"a\": [1, 2], \"b\": \"cut o"), "its keys are \"a\", \"b\"");
  assert_string_equal(keys("{\"a\": 1, \"cu"), "its keys are \"a\"");
  assert_string_equal(keys("{}{\"a\": 1}"), "it has no keys");
}

static void what_is_no_object_is_said(void **state) {
  (void)state;
  assert_string_equal(keys("[{\"a\": 1}]"), "it is a list");
  assert_string_equal(keys("<html>"), "it is no object of JSON");
  assert_string_equal(keys(""), "it is no object of JSON");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(controls_are_written_as_c_does),
      cmocka_unit_test(what_does_not_fit_is_cut),
      cmocka_unit_test(keys_of_an_object_are_named),
      cmocka_unit_test(what_is_no_object_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
