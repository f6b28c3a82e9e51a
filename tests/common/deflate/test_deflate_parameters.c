/* Offers and answers of permessage-deflate: each parameter, and what makes one invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/deflate/deflate_parameters.h"

static bool read_text(const char *text, struct deflate_parameters *out) {
  return deflate_parameters_read(text, strlen(text), out);
}

static void each_parameter_is_read(void **state) {
  (void)state;
  struct deflate_parameters got;
  assert_true(read_text("permessage-deflate", &got));
  assert_false(got.server_forgets || got.client_forgets);
  assert_int_equal(got.server_window_bits, DEFLATE_BITS_NOT_GIVEN);
  assert_int_equal(got.client_window_bits, DEFLATE_BITS_NOT_GIVEN);
  assert_true(
      read_text("Permessage-Deflate ; server_no_context_takeover;client_max_window_bits", &got));
  assert_true(got.server_forgets && !got.client_forgets);
  assert_int_equal(got.client_window_bits, DEFLATE_BITS_OPEN);
  assert_true(read_text("permessage-deflate; client_no_context_takeover; "
                        "server_max_window_bits=\"10\"; client_max_window_bits=15",
                        &got));
  assert_true(!got.server_forgets && got.client_forgets);
  assert_int_equal(got.server_window_bits, 10);
  assert_int_equal(got.client_window_bits, 15);
}

static void what_the_rfc_does_not_allow_is_no_offer(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",
      "x-webkit-deflate-frame",
      "permessage-deflate;",
      "permessage-deflate; unknown",
      "permessage-deflate; server_max_window_bits",
      "permessage-deflate; server_max_window_bits=7",
      "permessage-deflate; server_max_window_bits=16",
      "permessage-deflate; client_max_window_bits=",
      "permessage-deflate; client_max_window_bits=9x",
      "permessage-deflate; server_no_context_takeover=1",
      "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
  };
  struct deflate_parameters got;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (read_text(wrong[i], &got))
      fail_msg("'%s' was read", wrong[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_parameter_is_read),
      cmocka_unit_test(what_the_rfc_does_not_allow_is_no_offer),
  };
  return cmocka_run_group_tests_name("deflate_parameters", tests, NULL, NULL);
}
