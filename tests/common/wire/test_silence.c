/* Connections that die without FIN or RST, on real sockets of the loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/wire/silence.h"

enum { COMES_MS = 2000, STAYS_AWAY_MS = 100 };

struct pair {
  int near, far;
};

static int setup(void **state) {
  static struct pair pair;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(listener, 1), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
  pair.near = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(pair.near, (struct sockaddr *)&address, size), 0);
  pair.far = accept(listener, NULL, NULL);
  assert_true(pair.far >= 0);
  close(listener);
  *state = &pair;
  return 0;
}

static int teardown(void **state) {
  struct pair *pair = *state;
  close(pair->near);
  if (pair->far >= 0)
    close(pair->far);
  return 0;
}

static bool becomes_readable(int descriptor, int within_ms) {
  struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
  return poll(&wanted, 1, within_ms) == 1;
}

static void a_silenced_socket_hears_neither_data_nor_the_end(void **state) {
  struct pair *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->far, "x", 1, 0), 1);
  close(pair->far);
  pair->far = -1;
  assert_false(becomes_readable(pair->near, STAYS_AWAY_MS));
}

static void what_it_sends_still_arrives(void **state) {
  struct pair *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_true(becomes_readable(pair->far, COMES_MS));
}

static void when_it_is_lifted_what_was_lost_is_sent_again(void **state) {
  struct pair *pair = *state;
  assert_true(socket_silence(pair->near));
  assert_int_equal(send(pair->far, "x", 1, 0), 1);
  assert_false(becomes_readable(pair->near, STAYS_AWAY_MS));
  assert_true(socket_unsilence(pair->near));
  assert_true(becomes_readable(pair->near, COMES_MS));
}

static void what_is_no_socket_is_refused(void **state) {
  (void)state;
  assert_false(socket_silence(-1));
  assert_false(socket_unsilence(-1));
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(a_silenced_socket_hears_neither_data_nor_the_end),
      SOCKETS_TEST(what_it_sends_still_arrives),
      SOCKETS_TEST(when_it_is_lifted_what_was_lost_is_sent_again),
      cmocka_unit_test(what_is_no_socket_is_refused),
  };
  return cmocka_run_group_tests_name("silence", tests, NULL, NULL);
}
