/* Connections on the loop against a peer that does what the test says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clients/net/connection.h"
#include "common/base/clock.h"

/* A loop, a listening socket, a connection to it, and what its handler was told. */
struct stage {
  struct loop *loop;
  struct loop_timer *timer;
  struct sockets sockets;
  struct target target;
  struct connections *connections;
  struct connection connection;
  int listener, peer;
  int established, open, written, ended;
  char received[64];
  size_t received_bytes;
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
  loop_stop(stage->loop);
}

static void on_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct stage *stage = owner;
  assert_true(stage->received_bytes + count <= sizeof stage->received);
  memcpy(stage->received + stage->received_bytes, bytes, count);
  stage->received_bytes += count;
  stage->receipt_ns = receipt_ns;
  loop_stop(stage->loop);
}

static void on_written(void *owner) {
  struct stage *stage = owner;
  stage->written++;
}

static void on_ended(void *owner, const struct connection_end *end) {
  struct stage *stage = owner;
  stage->ended++;
  stage->end = *end;
  loop_stop(stage->loop);
}

static const struct connection_handler handler = {.established = on_established,
                                                  .open = on_open,
                                                  .received = on_received,
                                                  .written = on_written,
                                                  .ended = on_ended};

static void stop(void *loop) {
  loop_stop(loop);
}

/* All that is ready now, and nothing that comes later. */
static void run_what_is_ready(struct stage *stage) {
  loop_timer_at(stage->timer, clock_now_ns() + 2 * NS_PER_MS);
  loop_run(stage->loop);
  loop_timer_stop(stage->timer);
}

static int set_up(void **state) {
  struct stage *stage = calloc(1, sizeof *stage);
  struct error error;
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t bytes = sizeof address;
  assert_non_null(stage);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  stage->listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(stage->listener, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(stage->listener, 4), 0);
  getsockname(stage->listener, (struct sockaddr *)&address, &bytes);
  stage->target = (struct target){.address = "127.0.0.1", .port = ntohs(address.sin_port)};
  assert_int_equal(loop_create(&stage->loop, &error), STATUS_OK);
  stage->timer = loop_timer_create(stage->loop, stop, stage->loop);
  assert_int_equal(sockets_init(&stage->sockets, stage->loop, 1024, &error), STATUS_OK);
  const struct network settings = {
      .loop = stage->loop, .target = &stage->target, .sockets = &stage->sockets, .nodelay = true};
  assert_int_equal(connections_create(&settings, &stage->connections, &error), STATUS_OK);
  connection_init(&stage->connection, stage->connections, &handler, stage);
  stage->peer = -1;
  *state = stage;
  return 0;
}

static int tear_down(void **state) {
  struct stage *stage = *state;
  connection_release(&stage->connection);
  connections_destroy(stage->connections);
  sockets_release(&stage->sockets);
  loop_timer_destroy(stage->timer);
  loop_destroy(stage->loop);
  if (stage->peer >= 0)
    close(stage->peer);
  if (stage->listener >= 0)
    close(stage->listener);
  free(stage);
  return 0;
}

static void connect_well(struct stage *stage) {
  int error_number = 0;
  assert_true(connection_open(&stage->connection, &error_number));
  loop_run(stage->loop);
  assert_int_equal(stage->established, 1);
  assert_int_equal(stage->open, 1);
  stage->peer = accept(stage->listener, NULL, NULL);
  assert_true(stage->peer >= 0);
  assert_int_equal(stage->sockets.live_count, 1);
}

static void bytes_go_both_ways_and_are_stamped_when_they_are_read(void **state) {
  struct stage *stage = *state;
  char byte = 0;
  connect_well(stage);
  assert_true(connection_send(&stage->connection, "?", 1));
  assert_int_equal(recv(stage->peer, &byte, 1, 0), 1);
  assert_int_equal(byte, '?');
  uint64_t before_ns = clock_now_ns();
  assert_int_equal(send(stage->peer, "hello", 5, 0), 5);
  loop_run(stage->loop);
  assert_int_equal(stage->received_bytes, 5);
  assert_memory_equal(stage->received, "hello", 5);
  assert_in_range(stage->receipt_ns, before_ns, clock_now_ns());
}

static void who_rests_leaves_what_comes_in_the_kernel(void **state) {
  struct stage *stage = *state;
  int unread = 0;
  connect_well(stage);
  connection_set_paused(&stage->connection, true);
  assert_int_equal(send(stage->peer, "x", 1, 0), 1);
  run_what_is_ready(stage);
  assert_int_equal(stage->received_bytes, 0);
  ioctl(stage->connection.descriptor, FIONREAD, &unread);
  assert_int_equal(unread, 1);
  connection_set_paused(&stage->connection, false);
  loop_run(stage->loop);
  assert_int_equal(stage->received_bytes, 1);
}

static void the_peers_fin_is_its_end(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  assert_int_equal(shutdown(stage->peer, SHUT_WR), 0);
  loop_run(stage->loop);
  assert_int_equal(stage->ended, 1);
  assert_true(stage->end.established);
  assert_int_equal(stage->end.by, LIFE_BY_SERVER);
  assert_int_equal(stage->end.failure, LIFE_CLOSED);
  assert_int_equal(stage->connection.descriptor, -1);
}

static void a_reset_is_told_from_a_fin(void **state) {
  struct stage *stage = *state;
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  connect_well(stage);
  setsockopt(stage->peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(stage->peer);
  stage->peer = -1;
  loop_run(stage->loop);
  assert_int_equal(stage->end.by, LIFE_BY_RESET);
  assert_int_equal(stage->end.failure, LIFE_RESET);
  assert_int_equal(stage->sockets.live_count, 0);
}

static void where_nobody_listens_the_attempt_fails(void **state) {
  struct stage *stage = *state;
  int error_number = 0;
  close(stage->listener);
  stage->listener = -1;
  if (connection_open(&stage->connection, &error_number)) {
    loop_run(stage->loop);
    assert_int_equal(stage->ended, 1);
    assert_false(stage->end.established);
    assert_int_equal(stage->end.failure, LIFE_REFUSED);
  } else {
    assert_int_equal(error_number, ECONNREFUSED);
  }
  assert_int_equal(stage->established, 0);
  assert_int_equal(stage->sockets.live_count, 0);
}

/* Reads until as many bytes have come; the loop runs in between. */
static void peer_read(struct stage *stage, size_t wanted) {
  static char piece[64 << 10];
  fcntl(stage->peer, F_SETFL, O_NONBLOCK);
  while (wanted > 0) {
    ssize_t got = recv(stage->peer, piece, wanted < sizeof piece ? wanted : sizeof piece, 0);
    if (got > 0)
      wanted -= (size_t)got;
    else
      run_what_is_ready(stage);
  }
}

static void what_the_socket_does_not_take_waits_and_goes_out_in_its_order(void **state) {
  struct stage *stage = *state;
  enum { BYTES = 16 << 20 };
  char *much = calloc(1, BYTES);
  char last = 0;
  assert_non_null(much);
  connect_well(stage);
  assert_true(connection_send(&stage->connection, much, BYTES));
  assert_true(connection_waits(&stage->connection));
  assert_true(connection_send(&stage->connection, "!", 1));
  peer_read(stage, BYTES);
  while (recv(stage->peer, &last, 1, 0) != 1)
    run_what_is_ready(stage);
  assert_int_equal(last, '!');
  run_what_is_ready(stage);
  assert_int_equal(stage->written, 1);
  assert_false(connection_waits(&stage->connection));
  free(much);
}

static void one_that_is_left_can_be_opened_anew(void **state) {
  struct stage *stage = *state;
  connect_well(stage);
  uint32_t generation = stage->connection.generation;
  assert_int_equal(connection_leave(&stage->connection), LIFE_BY_CLIENT);
  assert_int_equal(stage->connection.generation, generation + 1);
  assert_int_equal(stage->ended, 0);
  close(stage->peer);
  run_what_is_ready(stage);
  assert_int_equal(stage->sockets.live_count, 0);
  stage->established = stage->open = 0;
  connect_well(stage);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(bytes_go_both_ways_and_are_stamped_when_they_are_read, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(who_rests_leaves_what_comes_in_the_kernel, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_peers_fin_is_its_end, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_reset_is_told_from_a_fin, set_up, tear_down),
      cmocka_unit_test_setup_teardown(where_nobody_listens_the_attempt_fails, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_the_socket_does_not_take_waits_and_goes_out_in_its_order,
                                      set_up, tear_down),
      cmocka_unit_test_setup_teardown(one_that_is_left_can_be_opened_anew, set_up, tear_down),
  };
  return cmocka_run_group_tests_name("connection", tests, NULL, NULL);
}
