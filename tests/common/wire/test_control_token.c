/* Control tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "common/wire/control_token.h"

static void a_token_that_is_made_is_sound_and_never_the_same(void **state) {
  (void)state;
  char first[CONTROL_TOKEN_MADE_BYTES + 1];
  char second[CONTROL_TOKEN_MADE_BYTES + 1];
  assert_true(control_token_make(first));
  assert_true(control_token_make(second));
  assert_int_equal(strlen(first), CONTROL_TOKEN_MADE_BYTES);
  assert_int_equal(strspn(first, "0123456789abcdef"), CONTROL_TOKEN_MADE_BYTES);
  assert_true(control_token_is_sound(first));
  assert_string_not_equal(first, second);
}

static void a_token_has_a_length_and_an_alphabet(void **state) {
  (void)state;
  char longest[CONTROL_TOKEN_BYTES_MAX + 2] = "";
  assert_true(control_token_is_sound("aZ09-._~+/=aZ09-"));
  assert_false(control_token_is_sound("aZ09-._~+/=aZ09"));
  assert_false(control_token_is_sound("0123456789 abcdef"));
  assert_false(control_token_is_sound("0123456789abcdef\r\n"));
  assert_false(control_token_is_sound(""));
  memset(longest, 'a', CONTROL_TOKEN_BYTES_MAX);
  assert_true(control_token_is_sound(longest));
  longest[CONTROL_TOKEN_BYTES_MAX] = 'a';
  assert_false(control_token_is_sound(longest));
}

static void the_parameter_goes_before_the_variable(void **state) {
  (void)state;
  setenv(CONTROL_TOKEN_VARIABLE, "of-the-environment", 1);
  assert_string_equal(control_token_given("of-the-command-line"), "of-the-command-line");
  assert_string_equal(control_token_given(""), "of-the-environment");
  unsetenv(CONTROL_TOKEN_VARIABLE);
  assert_string_equal(control_token_given(""), "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_token_that_is_made_is_sound_and_never_the_same),
      cmocka_unit_test(a_token_has_a_length_and_an_alphabet),
      cmocka_unit_test(the_parameter_goes_before_the_variable),
  };
  return cmocka_run_group_tests_name("control token", tests, NULL, NULL);
}
