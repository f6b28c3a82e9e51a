/* Names and values of parameters as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/base/formatting.h"

static void a_parameter_has_its_name_its_value_and_its_unit(void **state) {
  (void)state;
  assert_string_equal(words_param_name("interval_ms").text, "interval");
  assert_string_equal(words_param("interval_ms", "250").text, "interval 250 ms");
  assert_string_equal(words_param_axis("interval_ms").text, "interval (ms)");
  assert_string_equal(words_param_axis("delay_ms").text,
                      "delay, one way: half of a round trip (ms)");
  assert_string_equal(words_param_value("interval_ms", "250").text, "250 ms");
  assert_string_equal(words_param("variant", "nagle").text, "nagle");
  assert_string_equal(words_param("build", "other").text, "other build");
}

static void clients_are_users_and_one_is_in_the_singular(void **state) {
  (void)state;
  assert_string_equal(words_param_name("clients").text, "users");
  assert_string_equal(words_param("clients", "100").text, "100 users");
  assert_string_equal(words_param("clients", "1").text, "1 user");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_parameter_has_its_name_its_value_and_its_unit),
      cmocka_unit_test(clients_are_users_and_one_is_in_the_singular),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
