/* JSON pointers: the examples of RFC 6901, section 5, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "documents/json_pointer.h"

static void each_example_of_the_rfc_is_found(void **state) {
  (void)state;
  static const char document[] = "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,"
                                 "\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}";
  static const char *const numbers[] = {"/",     "/a~1b", "/c%d", "/e^f", "/g|h",
                                        "/i\\j", "/k\"l", "/ ",   "/m~0n"};
  json_t *json = json_loads(document, 0, NULL);
  assert_ptr_equal(json_pointer_get(json, ""), json);
  assert_int_equal(json_array_size(json_pointer_get(json, "/foo")), 2);
  assert_string_equal(json_string_value(json_pointer_get(json, "/foo/0")), "bar");
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    assert_int_equal(json_pointer_check(numbers[i], NULL), STATUS_OK);
    assert_int_equal(json_integer_value(json_pointer_get(json, numbers[i])), i);
  }
  json_decref(json);
}

static void what_is_not_there_is_not_found(void **state) {
  (void)state;
  static const char *const absent[] = {"/a/2",  "/a/-", "/a/01",  "/a/+1",
                                       "/a/",   "/b",   "/a/0/x", "/a/0/",
                                       "/a~2b", "a",    "/~",     "/a/18446744073709551616"};
  json_t *json = json_loads("{\"a\":[1,2],\"a~2b\":1,\"~\":2}", 0, NULL);
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
    if (json_pointer_get(json, absent[i]))
      fail_msg("%s", absent[i]);
  assert_null(json_pointer_get(NULL, "/a"));
  json_decref(json);
}

static void a_pointer_that_is_none_is_refused(void **state) {
  (void)state;
  char longer[JSON_POINTER_PART_BYTES_MAX + 3];
  struct error error;
  assert_int_equal(json_pointer_check("a/b", &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "'a/b' is no JSON pointer: it must begin with '/'"));
  assert_int_equal(json_pointer_check("/ü/~2", &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "'~' at character 4"));
  assert_int_equal(json_pointer_check("/~", NULL), STATUS_USAGE);
  memset(longer, 'a', sizeof longer);
  longer[0] = '/';
  longer[sizeof longer - 1] = '\0';
  assert_int_equal(json_pointer_check(longer, &error), STATUS_USAGE);
  json_t *json = json_object();
  assert_null(json_pointer_get(json, longer));
  json_decref(json);
}

static void plain_values_have_a_text(void **state) {
  (void)state;
  static const char *const texts[] = {"a", "12", "1.5", "true", NULL, NULL, NULL, NULL};
  json_t *json = json_loads("[\"a\",12,1.5,true,null,[],{},\"a\\u0000b\"]", JSON_ALLOW_NUL, NULL);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char *text = json_value_text(json_array_get(json, i));
    if (texts[i])
      assert_string_equal(text, texts[i]);
    else
      assert_null(text);
    free(text);
  }
  json_decref(json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_example_of_the_rfc_is_found),
      cmocka_unit_test(what_is_not_there_is_not_found),
      cmocka_unit_test(a_pointer_that_is_none_is_refused),
      cmocka_unit_test(plain_values_have_a_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
