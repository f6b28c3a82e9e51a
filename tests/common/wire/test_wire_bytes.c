/* The kernel's byte counts, on a real connection over the loopback. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/wire/wire_bytes.h"

struct pair {
  int client, server;
};

static struct pair connected(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t bytes = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, bytes), 0);
  assert_int_equal(listen(listener, 1), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &bytes), 0);
  struct pair pair = {.client = socket(AF_INET, SOCK_STREAM, 0)};
  assert_int_equal(connect(pair.client, (struct sockaddr *)&address, bytes), 0);
  pair.server = accept(listener, NULL, NULL);
  assert_true(pair.server >= 0);
  close(listener);
  return pair;
}

static void pass(int from, int to, size_t bytes) {
  char data[4096] = {0};
  assert_int_equal(send(from, data, bytes, 0), (ssize_t)bytes);
  assert_int_equal(recv(to, data, bytes, MSG_WAITALL), (ssize_t)bytes);
}

static void the_stream_is_counted_exactly_in_each_direction(void **state) {
  (void)state;
  struct pair pair = connected();
  struct wire_bytes before, after;
  assert_true(wire_bytes_read(pair.client, &before));
  assert_int_equal(before.tcp_up + before.tcp_down, 0);
  for (int i = 0; i < 10; i++) {
    pass(pair.client, pair.server, 100);
    pass(pair.server, pair.client, 1000);
  }
  assert_true(wire_bytes_read(pair.client, &after));
  struct wire_bytes since = wire_bytes_since(&after, &before);
  assert_int_equal(since.tcp_up, 1000);
  assert_int_equal(since.tcp_down, 10000);
  assert_true(since.segments_up >= 10 && since.segments_down >= 10);
  assert_int_equal(since.wire_up, since.tcp_up + 52 * since.segments_up);
  assert_int_equal(since.wire_down, since.tcp_down + 52 * since.segments_down);
  assert_int_equal(since.retransmitted, 0);
  close(pair.client);
  close(pair.server);
}

static void the_end_of_a_stream_is_no_byte(void **state) {
  (void)state;
  struct pair pair = connected();
  struct wire_bytes counted;
  char byte = 0;
  pass(pair.server, pair.client, 100);
  close(pair.server);
  assert_int_equal(recv(pair.client, &byte, 1, 0), 0);
  assert_true(wire_bytes_read(pair.client, &counted));
  assert_int_equal(counted.tcp_down, 100);
  close(pair.client);
}

static void ends_by_either_side_are_distinguished(void **state) {
  (void)state;
  struct pair pair = connected();
  assert_int_equal(wire_state_read(pair.client), WIRE_OPEN);
  close(pair.server);
  assert_int_equal(wire_state_read(pair.client), WIRE_PEER_CLOSED);
  close(pair.client);

  pair = connected();
  assert_int_equal(shutdown(pair.client, SHUT_WR), 0);
  assert_int_equal(wire_state_read(pair.client), WIRE_OPEN);
  close(pair.client);
  close(pair.server);

  pair = connected();
  const struct linger none = {.l_onoff = 1, .l_linger = 0};
  assert_int_equal(setsockopt(pair.server, SOL_SOCKET, SO_LINGER, &none, sizeof none), 0);
  close(pair.server);
  assert_int_equal(wire_state_read(pair.client), WIRE_RESET);
  close(pair.client);
}

/* Whichever end closes first. */
static void a_connection_is_settled_when_both_ends_are_acknowledged(void **state) {
  (void)state;
  for (int client_first = 0; client_first < 2; client_first++) {
    struct pair pair = connected();
    char byte = 0;
    int first = client_first ? pair.client : pair.server;
    int second = client_first ? pair.server : pair.client;
    assert_false(wire_settled(pair.client));
    shutdown(first, SHUT_WR);
    assert_int_equal(recv(second, &byte, 1, 0), 0);
    assert_false(wire_settled(pair.client));
    shutdown(second, SHUT_WR);
    assert_int_equal(recv(first, &byte, 1, 0), 0);
    assert_true(wire_settled(pair.client));
    close(pair.client);
    close(pair.server);
  }
  assert_true(wire_settled(-1));
}

static void the_end_of_a_stream_that_was_then_reset_is_no_byte(void **state) {
  (void)state;
  struct pair pair = connected();
  struct wire_bytes counted;
  pass(pair.server, pair.client, 100);
  close(pair.server);
  assert_int_equal(send(pair.client, "x", 1, 0), 1); /* the peer is closed: the answer is a reset */
  char byte = 0;
  bool fin = recv(pair.client, &byte, 1, 0) == 0;
  assert_true(fin);
  assert_true(wire_bytes_read_ended(pair.client, WIRE_RESET_BEHIND_FIN, &counted));
  assert_int_equal(counted.tcp_up, 1);
  assert_int_equal(counted.tcp_down, 100);
  /* the SYN and ACK of 60 bytes, data, FIN and acknowledgements of 52, and the RST of 40 */
  assert_int_equal(counted.wire_down, 100 + 52 * counted.segments_down + 8 - 12);
  close(pair.client);
}

static void a_stream_that_was_reset_without_an_end_is_counted_whole(void **state) {
  (void)state;
  struct pair pair = connected();
  struct wire_bytes counted;
  char byte = 0;
  pass(pair.server, pair.client, 100);
  assert_int_equal(send(pair.client, "x", 1, 0), 1);
  assert_int_equal(shutdown(pair.client, SHUT_WR), 0);
  close(pair.server); /* a byte is unread, so that it sends a reset, after it has acknowledged our
                         FIN */
  bool fin = recv(pair.client, &byte, 1, 0) == 0;
  assert_false(fin);
  assert_true(wire_bytes_read_ended(pair.client, WIRE_ENDED_BY_RESET, &counted));
  assert_int_equal(counted.tcp_down, 100);
  assert_int_equal(counted.wire_down, 100 + 52 * counted.segments_down + 8);
  close(pair.client);
}

static void sockets_that_are_not_connected_are_not_counted(void **state) {
  (void)state;
  struct wire_bytes counted;
  assert_false(wire_bytes_read(-1, &counted));
}

static void parts_add_up(void **state) {
  (void)state;
  struct wire_bytes a = {1, 2, 3, 4, 5, 6, 7};
  struct wire_bytes sum = a;
  wire_bytes_add(&sum, &a);
  assert_int_equal(sum.tcp_up, 2);
  assert_int_equal(sum.retransmitted, 14);
  struct wire_bytes rest = wire_bytes_since(&sum, &a);
  assert_memory_equal(&rest, &a, sizeof a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_stream_is_counted_exactly_in_each_direction),
      cmocka_unit_test(the_end_of_a_stream_is_no_byte),
      cmocka_unit_test(ends_by_either_side_are_distinguished),
      cmocka_unit_test(a_connection_is_settled_when_both_ends_are_acknowledged),
      cmocka_unit_test(the_end_of_a_stream_that_was_then_reset_is_no_byte),
      cmocka_unit_test(a_stream_that_was_reset_without_an_end_is_counted_whole),
      cmocka_unit_test(sockets_that_are_not_connected_are_not_counted),
      cmocka_unit_test(parts_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
