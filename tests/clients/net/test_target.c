/* The address of the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "clients/net/target.h"

static void an_address_and_a_port_are_read(void **state) {
  (void)state;
  struct target target;
  assert_int_equal(target_parse("http://127.0.0.1:8080", &target, NULL), STATUS_OK);
  assert_string_equal(target.address, "127.0.0.1");
  assert_int_equal(target.port, 8080);
  assert_string_equal(target.authority, "127.0.0.1:8080");
  assert_int_equal(target_parse("http://127.0.0.2:1/", &target, NULL), STATUS_OK);
  assert_string_equal(target.authority, "127.0.0.2:1");
}

static void https_asks_for_tls(void **state) {
  (void)state;
  struct target target;
  assert_int_equal(target_parse("http://127.0.0.1:80", &target, NULL), STATUS_OK);
  assert_false(target.tls);
  assert_int_equal(target_parse("https://127.0.0.1:443", &target, NULL), STATUS_OK);
  assert_true(target.tls);
  assert_string_equal(target.authority, "127.0.0.1:443");
}

static void a_name_is_resolved_and_kept_as_the_authority(void **state) {
  (void)state;
  struct target target;
  assert_int_equal(target_parse("http://localhost:80", &target, NULL), STATUS_OK);
  assert_string_equal(target.address, "127.0.0.1");
  assert_string_equal(target.authority, "localhost:80");
}

static void anything_else_is_a_usage_error_that_quotes_it(void **state) {
  (void)state;
  const char *const wrong[] = {"",
                               "127.0.0.1:80",
                               "httpss://127.0.0.1:80",
                               "https://127.0.0.1",
                               "http://127.0.0.1",
                               "http://:80",
                               "http://127.0.0.1:",
                               "http://127.0.0.1:0",
                               "http://127.0.0.1:65536",
                               "http://127.0.0.1:-1",
                               "http://127.0.0.1:80/path"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct target target = {.port = 9};
    struct error error = {.text = ""};
    assert_int_equal(target_parse(wrong[i], &target, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, wrong[i]));
    assert_int_equal(target.port, 9);
  }
}

static void a_port_that_nobody_listens_on_is_an_environment_error_with_advice(void **state) {
  (void)state;
  struct target target;
  struct error error = {.text = ""};
  assert_int_equal(target_parse("http://127.0.0.1:1", &target, NULL), STATUS_OK);
  assert_int_equal(target_probe(&target, 1000, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot connect to 127.0.0.1:1: Connection refused; is "
                                  "pushbench-server running?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_and_a_port_are_read),
      cmocka_unit_test(https_asks_for_tls),
      cmocka_unit_test(a_name_is_resolved_and_kept_as_the_authority),
      cmocka_unit_test(anything_else_is_a_usage_error_that_quotes_it),
      cmocka_unit_test(a_port_that_nobody_listens_on_is_an_environment_error_with_advice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
