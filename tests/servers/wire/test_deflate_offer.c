/* Offers of permessage-deflate, and what the server agrees to. */
#include "tests/servers/fixture.h"

#include "servers/wire/deflate_offer.h"

static struct deflate_agreement agreed;

static void expect(const char *offers, int window_bits, const char *expected) {
  char answer[DEFLATE_ANSWER_BYTES];
  deflate_agree(offers, window_bits, &agreed, answer);
  assert_string_equal(answer, expected);
  assert_int_equal(agreed.agreed, *expected != '\0');
}

static void the_first_offer_that_can_be_kept_is_taken(void **state) {
  (void)state;
  expect("", 15, "");
  expect("x-unknown", 15, "");
  expect("permessage-deflate", 15, "permessage-deflate");
  assert_true(agreed.server_keeps_window && agreed.client_keeps_window);
  expect("permessage-deflate; server_max_window_bits=8, x, permessage-deflate", 15,
         "permessage-deflate");
  expect("permessage-deflate; x=1, permessage-deflate; server_no_context_takeover", 15,
         "permessage-deflate; server_no_context_takeover");
  assert_true(!agreed.server_keeps_window && agreed.client_keeps_window);
  expect("permessage-deflate; client_no_context_takeover; client_max_window_bits", 15,
         "permessage-deflate; client_no_context_takeover");
  assert_true(agreed.server_keeps_window && !agreed.client_keeps_window);
}

static void the_window_is_the_smaller_of_both_sides(void **state) {
  (void)state;
  expect("permessage-deflate; server_max_window_bits=10", 15,
         "permessage-deflate; server_max_window_bits=10");
  assert_int_equal(agreed.server_window_bits, 10);
  expect("permessage-deflate; server_max_window_bits=12", 9,
         "permessage-deflate; server_max_window_bits=9");
  assert_int_equal(agreed.server_window_bits, 9);
  expect("permessage-deflate", 9, "permessage-deflate");
  assert_int_equal(agreed.server_window_bits, 9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_offer_that_can_be_kept_is_taken),
      cmocka_unit_test(the_window_is_the_smaller_of_both_sides),
  };
  return cmocka_run_group_tests_name("deflate_offer", tests, NULL, NULL);
}
