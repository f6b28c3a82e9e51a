/* The first difference between two values. */
#include "tests/bench/says.h"

#include "bench/base/json_difference.h"

/* Compares two texts of JSON; the difference is "" where they are equal. */
static struct json_difference difference_of(const char *was_text, const char *now_text) {
  struct json_difference difference = {""};
  json_t *was = json_loads(was_text, JSON_DECODE_ANY, NULL);
  json_t *now = json_loads(now_text, JSON_DECODE_ANY, NULL);
  assert_non_null(was);
  assert_non_null(now);
  bool differ = json_differ(was, now, &difference);
  assert_int_equal(differ, *difference.text != '\0');
  json_decref(was);
  json_decref(now);
  return difference;
}

static void assert_difference(const char *was, const char *now, const char *expected) {
  assert_string_equal(difference_of(was, now).text, expected);
}

static void a_difference_has_its_place_and_both_values(void **state) {
  (void)state;
  assert_difference("{\"params\":{\"clients\":100}}", "{\"params\":{\"clients\":200}}",
                    "params.clients: 100, now 200");
  assert_difference("{\"a\":[1,{\"b\":true}]}", "{\"a\":[1,{\"b\":false}]}",
                    "a[2].b: true, now false");
  assert_difference("{\"a\":[1,2]}", "{\"a\":[1]}", "a[2]: 2, now nothing");
  assert_difference("{\"a\":{\"b\":1}}", "{\"a\":[1]}", "a: {\"b\":1}, now [1]");
  assert_difference("\"x\"", "1", "\"x\", now 1");
}

static void the_members_of_the_first_come_first(void **state) {
  (void)state;
  assert_difference("{\"a\":1,\"b\":2}", "{\"c\":3,\"b\":2}", "a: 1, now nothing");
  assert_difference("{\"b\":2}", "{\"c\":3,\"b\":2}", "c: nothing, now 3");
}

static void equal_values_have_none(void **state) {
  (void)state;
  assert_difference("{\"a\":1,\"b\":[true,null,\"x\"]}", "{\"b\":[true,null,\"x\"],\"a\":1}", "");
  assert_difference("{\"a\":null}", "{}", "");
  assert_difference("{}", "{\"a\":null}", "");
  assert_difference("{\"a\":1}", "{\"a\":1.0}", "");
}

/* A file has 15 digits of a number. */
static void numbers_are_compared_as_files_have_them(void **state) {
  (void)state;
  assert_difference("[0.33333333333333331]", "[0.333333333333333]", "");
  assert_difference("[0.33333333333333331]", "[0.33333333333]",
                    "[1]: 0.333333333333333, now 0.33333333333");
  assert_difference("[9007199254740991]", "[9007199254740990]",
                    "[1]: 9007199254740991, now 9007199254740990");
}

static void a_long_value_is_cut(void **state) {
  (void)state;
  char was[] =
      "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"";
  assert_true(strlen(difference_of(was, "1").text) < 100);
  assert_ends(difference_of(was, "1").text, "…, now 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_difference_has_its_place_and_both_values),
      cmocka_unit_test(the_members_of_the_first_come_first),
      cmocka_unit_test(equal_values_have_none),
      cmocka_unit_test(numbers_are_compared_as_files_have_them),
      cmocka_unit_test(a_long_value_is_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
