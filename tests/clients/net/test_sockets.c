/* The kernel's counts of users' sockets, and how sockets are closed. */
#include "tests/clients/fixture_peer.h"
#include "tests/contracts.h"

#include <fcntl.h>
#include <netinet/tcp.h>

static struct loop *loop;
static struct made_peer peer;
static struct sockets *sockets;
static uint64_t closed_by_library;

static int set_up(void **state) {
  (void)state;
  closed_by_library = 0;
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  peer_listen(&peer, loop);
  sockets = &peer.sockets;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  peer_end(&peer);
  loop_destroy(loop);
  return 0;
}

static int connected(void) {
  int descriptor = loopback_connect(peer.target.port);
  peer_accept(&peer);
  sockets_opened(sockets, descriptor);
  assert_int_equal(sockets->live_count, 1);
  return descriptor;
}

static bool is_open(int descriptor) {
  return fcntl(descriptor, F_GETFD) >= 0;
}

static bool nothing_is_live(void *owner) {
  (void)owner;
  return sockets->live_count == 0;
}

static void close_by_library(void *owner) {
  const int *descriptor = owner;
  closed_by_library++;
  close(*descriptor);
}

static void a_live_socket_is_asked_and_one_that_is_gone_remembered(void **state) {
  (void)state;
  int descriptor = connected();
  peer_say(&peer, "hello");
  assert_int_equal(send(descriptor, "hi", 2, 0), 2);
  struct wire_bytes live = sockets_sum(sockets);
  assert_int_equal(live.tcp_down, 5);
  assert_int_equal(live.tcp_up, 2);
  sockets_closing(sockets, descriptor);
  close(descriptor);
  assert_int_equal(sockets->live_count, 0);
  assert_int_equal(sockets->drained_bytes, 5);
  struct wire_bytes gone = sockets_sum(sockets);
  assert_int_equal(gone.tcp_down, 5);
  assert_int_equal(gone.tcp_up, 2);
}

static void a_lost_socket_is_in_no_sum(void **state) {
  (void)state;
  int descriptor = connected();
  peer_say(&peer, "hello");
  sockets_lost(sockets, descriptor);
  sockets_lost(sockets, descriptor);
  assert_int_equal(sockets->live_count, 0);
  assert_int_equal(sockets_sum(sockets).tcp_down, 0);
  sockets_closing(sockets, descriptor); /* no longer registered */
  assert_int_equal(sockets_sum(sockets).tcp_down, 0);
  close(descriptor);
}

static void descriptors_beyond_the_limit_are_none_of_ours(void **state) {
  (void)state;
  sockets_opened(sockets, -1);
  sockets_lost(sockets, -1);
  sockets_lost(sockets, PEER_SOCKETS_MAX);
  sockets_closing(sockets, PEER_SOCKETS_MAX);
  assert_int_equal(sockets->live_count, 0);
  assert_true(sockets_capacity() > 0);
}

static void a_soft_close_sends_our_fin_and_waits_for_the_servers(void **state) {
  (void)state;
  int descriptor = connected();
  assert_false(sockets_close_softly(sockets, descriptor, NULL));
  peer_wait_end(&peer);
  assert_true(is_open(descriptor));
  peer_say(&peer, "a last word");
  peer_close(&peer);
  run_until(loop, nothing_is_live, NULL);
  assert_false(is_open(descriptor));
  assert_int_equal(sockets->drained_bytes, 11);
  struct wire_bytes sum = sockets_sum(sockets);
  assert_int_equal(sum.tcp_down, 11);
  assert_null(sockets->lingering);
}

static void a_peer_that_does_not_answer_our_fin_is_closed_after_a_while(void **state) {
  (void)state;
  int descriptor = connected();
  uint64_t begun_ns = clock_now_ns();
  assert_false(sockets_close_softly(sockets, descriptor, NULL));
  run_until(loop, nothing_is_live, NULL);
  assert_false(is_open(descriptor));
  assert_true(clock_now_ns() - begun_ns >= SOCKETS_LINGER_MS * NS_PER_MS);
}

static void a_reset_ends_a_soft_close(void **state) {
  (void)state;
  int descriptor = connected();
  assert_false(sockets_close_softly(sockets, descriptor, NULL));
  peer_reset(&peer);
  run_until(loop, nothing_is_live, NULL);
  assert_false(is_open(descriptor));
}

static void a_reset_socket_is_closed_at_once(void **state) {
  (void)state;
  int descriptor = connected();
  peer_reset(&peer);
  assert_false(sockets_close_softly(sockets, descriptor, NULL));
  assert_false(is_open(descriptor));
  assert_int_equal(sockets->live_count, 0);
}

static void a_library_closes_its_sockets_itself(void **state) {
  (void)state;
  int descriptor = connected();
  const struct socket_closer closer = {.close = close_by_library, .owner = &descriptor};
  assert_false(sockets_close_softly(sockets, descriptor, &closer));
  peer_close(&peer);
  run_until(loop, nothing_is_live, NULL);
  assert_int_equal(closed_by_library, 1);
  assert_false(is_open(descriptor));
}

static void a_library_may_be_quicker_and_is_not_asked_then(void **state) {
  (void)state;
  int descriptor = connected();
  const struct socket_closer closer = {.close = close_by_library, .owner = &descriptor};
  assert_false(sockets_close_softly(sockets, descriptor, &closer));
  sockets_let_go(sockets, descriptor);
  sockets_let_go(sockets, descriptor);
  assert_int_equal(closed_by_library, 0);
  assert_int_equal(sockets->live_count, 0);
  assert_null(sockets->lingering);
  close(descriptor);
}

static void several_lingering_sockets_may_end_in_any_order(void **state) {
  (void)state;
  int first = connected();
  int first_peer = peer.socket;
  peer.socket = -1;
  sockets_lost(sockets, first);
  int second = connected();
  sockets_opened(sockets, first);
  assert_false(sockets_close_softly(sockets, first, NULL));
  assert_false(sockets_close_softly(sockets, second, NULL));
  close(first_peer);
  run_what_is_ready(loop);
  assert_true(is_open(second));
  peer_close(&peer);
  run_until(loop, nothing_is_live, NULL);
  assert_false(is_open(first));
  assert_false(is_open(second));
}

static void lingering_sockets_are_closed_at_the_end(void **state) {
  (void)state;
  int descriptor = connected();
  assert_false(sockets_close_softly(sockets, descriptor, NULL));
  sockets_release(sockets);
  assert_false(is_open(descriptor));
  assert_int_equal(sockets_init(sockets, loop, PEER_SOCKETS_MAX, NULL), STATUS_OK);
}

static void the_patience_for_a_librarys_sockets_is_shared(void **state) {
  (void)state;
  int descriptor = connected();
  assert_int_equal(sockets->patience_ns, SOCKETS_PATIENCE_MS * NS_PER_MS);
  sockets_finish(sockets, descriptor); /* the server does not answer */
  assert_true(sockets->patience_ns <= (SOCKETS_PATIENCE_MS - 1) * NS_PER_MS);
  sockets->patience_ns = 0;
  sockets_finish(sockets, descriptor);
  assert_int_equal(sockets->patience_ns, 0);
  peer_wait_end(&peer);
  close(descriptor);
  sockets_lost(sockets, descriptor);
}

static void options_of_the_socket_are_set(void **state) {
  (void)state;
  int descriptor = connected();
  int value = -1;
  socklen_t bytes = sizeof value;
  sockets_set_nodelay(descriptor, true);
  getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, &bytes);
  assert_int_equal(value, 1);
  sockets_set_nodelay(descriptor, false);
  getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, &bytes);
  assert_int_equal(value, 0);
  sockets_limit_receiving(descriptor, 4096);
  getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &value, &bytes);
  assert_in_range(value, 4096, 2 * 4096);
  sockets_closing(sockets, descriptor);
  close(descriptor);
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void open_one_more(void *few) {
  sockets_opened(few, 4);
}

static void a_descriptor_beyond_the_file_limit_breaks_a_contract(void **state) {
  (void)state;
  struct sockets few;
  assert_int_equal(sockets_init(&few, NULL, 4, NULL), STATUS_OK);
  sockets_opened(&few, 3);
  sockets_opened(&few, -1);
  assert_int_equal(few.live_count, 1);
  assert_contract_broken(open_one_more, &few, "descriptor < sockets->capacity");
  sockets_release(&few);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(a_live_socket_is_asked_and_one_that_is_gone_remembered),
      SOCKETS_TEST(a_lost_socket_is_in_no_sum),
      SOCKETS_TEST(descriptors_beyond_the_limit_are_none_of_ours),
      SOCKETS_TEST(a_soft_close_sends_our_fin_and_waits_for_the_servers),
      SOCKETS_TEST(a_peer_that_does_not_answer_our_fin_is_closed_after_a_while),
      SOCKETS_TEST(a_reset_ends_a_soft_close),
      SOCKETS_TEST(a_reset_socket_is_closed_at_once),
      SOCKETS_TEST(a_library_closes_its_sockets_itself),
      SOCKETS_TEST(a_library_may_be_quicker_and_is_not_asked_then),
      SOCKETS_TEST(several_lingering_sockets_may_end_in_any_order),
      SOCKETS_TEST(lingering_sockets_are_closed_at_the_end),
      SOCKETS_TEST(the_patience_for_a_librarys_sockets_is_shared),
      SOCKETS_TEST(options_of_the_socket_are_set),
      cmocka_unit_test(a_descriptor_beyond_the_file_limit_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("sockets", tests, NULL, NULL);
}
