/* Connections that die without FIN or RST, on real sockets of the loopback. */
#include "tests/loopback.h"

#include "common/wire/silence.h"

static void a_silenced_socket_hears_neither_data_nor_the_end(void **state) {
  struct loopback *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->far, "x", 1, 0), 1);
  close(pair->far);
  pair->far = -1;
  assert_false(becomes_readable(pair->near, LOOPBACK_STAYS_AWAY_MS));
}

static void a_silenced_socket_can_still_send(void **state) {
  struct loopback *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_true(becomes_readable(pair->far, LOOPBACK_COMES_MS));
}

static void after_the_silence_the_kernel_sends_lost_bytes_again(void **state) {
  struct loopback *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->far, "x", 1, 0), 1);
  assert_false(becomes_readable(pair->near, LOOPBACK_STAYS_AWAY_MS));
  assert_true(socket_unsilence(pair->near));
  assert_true(becomes_readable(pair->near, LOOPBACK_COMES_MS));
}

static void a_descriptor_that_is_not_a_socket_is_refused(void **state) {
  (void)state;
  assert_false(socket_silence(-1));
  assert_false(socket_unsilence(-1));
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, loopback_setup, loopback_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(a_silenced_socket_hears_neither_data_nor_the_end),
      SOCKETS_TEST(a_silenced_socket_can_still_send),
      SOCKETS_TEST(after_the_silence_the_kernel_sends_lost_bytes_again),
      cmocka_unit_test(a_descriptor_that_is_not_a_socket_is_refused),
  };
  return cmocka_run_group_tests_name("silence", tests, NULL, NULL);
}
