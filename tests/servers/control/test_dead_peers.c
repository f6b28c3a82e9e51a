/* What this process's own accepted sockets tell, and how they fall silent. */
#include "tests/servers/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "servers/control/dead_peers.h"

enum { STAYS_AWAY_MS = 100, COMES_MS = 2000 };

struct pair {
  int near, far; /* far: as accepted */
  uint16_t listening, peer;
};

static uint16_t port_of(int descriptor) {
  struct sockaddr_in address = {.sin_port = 0};
  socklen_t size = sizeof address;
  assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
  return ntohs(address.sin_port);
}

static int setup(void **state) {
  static struct pair pair;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, 1), 0);
  pair.listening = port_of(listener);
  address.sin_port = htons(pair.listening);
  pair.near = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(pair.near, (struct sockaddr *)&address, sizeof address), 0);
  pair.peer = port_of(pair.near);
  pair.far = accept(listener, NULL, NULL);
  assert_true(pair.far >= 0);
  close(listener);
  *state = &pair;
  return 0;
}

static int teardown(void **state) {
  const struct pair *pair = *state;
  close(pair->near);
  close(pair->far);
  return 0;
}

static int silence(const struct pair *pair, unsigned port, const char *more, uint64_t *silenced) {
  char text[64];
  const char *reason = NULL;
  snprintf(text, sizeof text, "{\"ports\":[%u]%s}", port, more);
  return dead_peers_silence(pair->listening, text, strlen(text), silenced, &reason);
}

static bool becomes_readable(int descriptor, int within_ms) {
  struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
  return poll(&wanted, 1, within_ms) == 1;
}

static void a_connection_falls_silent_by_its_peers_port_and_comes_back(void **state) {
  const struct pair *pair = *state;
  uint64_t silenced = 0;
  assert_int_equal(silence(pair, pair->peer, "", &silenced), 0);
  assert_int_equal(silenced, 1);
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_false(becomes_readable(pair->far, STAYS_AWAY_MS));
  assert_int_equal(silence(pair, pair->peer, ",\"silent\":false", &silenced), 0);
  assert_true(becomes_readable(pair->far, COMES_MS));
}

static void no_other_connection_falls_silent(void **state) {
  const struct pair *pair = *state;
  uint64_t silenced = 1;
  assert_int_equal(silence(pair, pair->peer == 1 ? 2 : 1, "", &silenced), 0);
  assert_int_equal(silenced, 0);
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_true(becomes_readable(pair->far, COMES_MS));
}

static void what_a_silent_peer_is_sent_stays_in_the_kernel(void **state) {
  const struct pair *pair = *state;
  uint64_t silenced = 0;
  char bytes[1000] = {0};
  assert_int_equal(silence(pair, pair->peer, "", &silenced), 0);
  assert_int_equal(send(pair->far, bytes, sizeof bytes, 0), sizeof bytes);
  struct dead_peers_state queues = dead_peers_read(pair->listening);
  assert_int_equal(queues.connections, 1);
  assert_int_equal(queues.unacknowledged_bytes, sizeof bytes);
  assert_true(queues.kernel_bytes >= sizeof bytes);
}

static void what_is_no_list_of_ports_is_refused(void **state) {
  (void)state;
  const char *texts[] = {"",
                         "[]",
                         "{}",
                         "{\"ports\":1}",
                         "{\"ports\":[0]}",
                         "{\"ports\":[65536]}",
                         "{\"ports\":[-1]}",
                         "{\"ports\":[\"1\"]}",
                         "{\"ports\":[1],\"silent\":1}"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    uint64_t silenced = 0;
    const char *reason = NULL;
    assert_int_equal(dead_peers_silence(1, texts[i], strlen(texts[i]), &silenced, &reason), 400);
    assert_non_null(reason);
  }
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(a_connection_falls_silent_by_its_peers_port_and_comes_back),
      SOCKETS_TEST(no_other_connection_falls_silent),
      SOCKETS_TEST(what_a_silent_peer_is_sent_stays_in_the_kernel),
      cmocka_unit_test(what_is_no_list_of_ports_is_refused),
  };
  return cmocka_run_group_tests_name("void", tests, NULL, NULL);
}
