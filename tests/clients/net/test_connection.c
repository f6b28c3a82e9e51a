/* Connections on the loop, to a peer that the test controls. */
#include "tests/clients/fixture_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include "clients/net/connection.h"

/* A loop, a listener, a connection to it, and the calls of its handler. */
struct stage {
  struct loop *loop;
  struct made_peer peer;
  struct connections *connections;
  struct connection connection;
  uint64_t established, open, written, ended, received_bytes;
  char received[64];
  uint64_t receipt_ns;
  struct connection_end end;
};

static void on_established(void *owner) {
  struct stage *stage = owner;
  stage->established++;
}

static void on_open(void *owner) {
  struct stage *stage = owner;
  stage->open++;
}

static void on_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct stage *stage = owner;
  assert_true(stage->received_bytes + count <= sizeof stage->received);
  memcpy(stage->received + stage->received_bytes, bytes, count);
  stage->received_bytes += count;
  stage->receipt_ns = receipt_ns;
}

static void on_written(void *owner) {
  struct stage *stage = owner;
  stage->written++;
}

static void on_ended(void *owner, const struct connection_end *end) {
  struct stage *stage = owner;
  stage->ended++;
  stage->end = *end;
}

static const struct connection_handler handler = {.established = on_established,
                                                  .open = on_open,
                                                  .received = on_received,
                                                  .written = on_written,
                                                  .ended = on_ended};

static int set_up(void **state) {
  struct stage *stage = calloc(1, sizeof *stage);
  assert_non_null(stage);
  assert_int_equal(loop_create(&stage->loop, NULL), STATUS_OK);
  peer_listen(&stage->peer, stage->loop);
  const struct network network = peer_network(&stage->peer);
  assert_int_equal(connections_create(&network, &stage->connections, NULL), STATUS_OK);
  connection_init(&stage->connection, stage->connections, &handler, stage);
  *state = stage;
  return 0;
}

static int tear_down(void **state) {
  struct stage *stage = *state;
  connection_release(&stage->connection);
  connections_destroy(stage->connections);
  peer_end(&stage->peer);
  loop_destroy(stage->loop);
  free(stage);
  return 0;
}

static void connect_well(struct stage *stage) {
  int error_number = 0;
  assert_true(connection_open(&stage->connection, &error_number));
  run_until_count(stage->loop, &stage->open, 1);
  assert_int_equal(stage->established, 1);
  peer_accept(&stage->peer);
  assert_int_equal(stage->peer.sockets.live_count, 1);
}

static void bytes_go_both_ways_and_are_stamped_when_they_are_read(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  assert_true(connection_send(&stage->connection, "?", 1));
  peer_wait(&stage->peer, "?");
  uint64_t before_ns = clock_now_ns();
  peer_say(&stage->peer, "hello");
  run_until_count(stage->loop, &stage->received_bytes, 5);
  assert_int_equal(stage->received_bytes, 5);
  assert_memory_equal(stage->received, "hello", 5);
  assert_in_range(stage->receipt_ns, before_ns, clock_now_ns());
}

static void a_paused_connection_leaves_bytes_in_the_kernel(void **state) {
  struct stage *stage = *state;
  int unread = 0;
  connect_well(stage);
  connection_set_paused(&stage->connection, true);
  peer_say(&stage->peer, "x");
  run_what_is_ready(stage->loop);
  assert_int_equal(stage->received_bytes, 0);
  ioctl(stage->connection.descriptor, FIONREAD, &unread);
  assert_int_equal(unread, 1);
  connection_set_paused(&stage->connection, false);
  run_until_count(stage->loop, &stage->received_bytes, 1);
  assert_int_equal(stage->received_bytes, 1);
}

static void the_peers_fin_is_its_end(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  assert_int_equal(shutdown(stage->peer.socket, SHUT_WR), 0);
  run_until_count(stage->loop, &stage->ended, 1);
  assert_true(stage->end.established);
  assert_int_equal(stage->end.by, LIFE_BY_SERVER);
  assert_int_equal(stage->end.failure, LIFE_CLOSED);
  assert_int_equal(stage->connection.descriptor, -1);
}

static void a_reset_is_told_from_a_fin(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  peer_reset(&stage->peer);
  run_until_count(stage->loop, &stage->ended, 1);
  assert_int_equal(stage->end.by, LIFE_BY_RESET);
  assert_int_equal(stage->end.failure, LIFE_RESET);
  assert_int_equal(stage->peer.sockets.live_count, 0);
}

static void an_attempt_at_a_closed_port_fails(void **state) {
  struct stage *stage = *state;
  int error_number = 0;
  peer_refuse(&stage->peer);
  if (connection_open(&stage->connection, &error_number)) {
    run_until_count(stage->loop, &stage->ended, 1);
    assert_false(stage->end.established);
    assert_int_equal(stage->end.failure, LIFE_REFUSED);
  } else {
    assert_int_equal(error_number, ECONNREFUSED);
  }
  assert_int_equal(stage->established, 0);
  assert_int_equal(stage->peer.sockets.live_count, 0);
}

/* Whether the peer has received everything, up to the last byte. */
static bool peer_reads_the_last(void *owner) {
  static char piece[64 << 10];
  struct stage *stage = owner;
  ssize_t got;
  char last = 0;
  while ((got = recv(stage->peer.socket, piece, sizeof piece, MSG_DONTWAIT)) > 0)
    last = piece[got - 1];
  return last == '!';
}

static void bytes_that_the_socket_does_not_take_wait_and_are_sent_in_order(void **state) {
  struct stage *stage = *state;
  enum { BYTES = 16 << 20 };
  char *much = calloc(1, BYTES);
  assert_non_null(much);
  connect_well(stage);
  assert_true(connection_send(&stage->connection, much, BYTES));
  assert_true(connection_waits(&stage->connection));
  assert_true(connection_send(&stage->connection, "!", 1));
  run_until(stage->loop, peer_reads_the_last, stage);
  run_until_count(stage->loop, &stage->written, 1);
  assert_false(connection_waits(&stage->connection));
  free(much);
}

static bool nothing_is_live(void *owner) {
  const struct stage *stage = owner;
  return stage->peer.sockets.live_count == 0;
}

static void a_closed_connection_can_be_opened_again(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  uint32_t generation = stage->connection.generation;
  assert_int_equal(connection_leave(&stage->connection), LIFE_BY_CLIENT);
  assert_int_equal(stage->connection.generation, generation + 1);
  assert_int_equal(stage->ended, 0);
  peer_close(&stage->peer);
  run_until(stage->loop, nothing_is_live, stage);
  stage->established = stage->open = 0;
  connect_well(stage);
}

static uint32_t address_of_peer(const struct stage *stage) {
  struct sockaddr_in from = {.sin_port = 0};
  socklen_t bytes = sizeof from;
  assert_int_equal(getpeername(stage->peer.socket, (struct sockaddr *)&from, &bytes), 0);
  return ntohl(from.sin_addr.s_addr);
}

static void each_opening_is_from_the_users_address(void **state) {
  struct stage *stage = *state;
  uint32_t address = 0x7f000007;
  stage->connection.address = &address;
  connect_well(stage);
  assert_int_equal(address_of_peer(stage), address);
  connection_leave(&stage->connection);
  peer_close(&stage->peer);
  run_until(stage->loop, nothing_is_live, stage);
  stage->established = stage->open = 0;
  address++; /* it may change meanwhile */
  connect_well(stage);
  assert_int_equal(address_of_peer(stage), address);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(bytes_go_both_ways_and_are_stamped_when_they_are_read, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(a_paused_connection_leaves_bytes_in_the_kernel, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(the_peers_fin_is_its_end, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_reset_is_told_from_a_fin, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_attempt_at_a_closed_port_fails, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          bytes_that_the_socket_does_not_take_wait_and_are_sent_in_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_closed_connection_can_be_opened_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(each_opening_is_from_the_users_address, set_up, tear_down),
  };
  return cmocka_run_group_tests_name("connection", tests, NULL, NULL);
}
