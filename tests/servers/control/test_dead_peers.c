/* Accepted sockets of this process: their send queues, and how they are silenced. */
#include "tests/servers/fixture.h"

#include <stdio.h>

#include "servers/control/dead_peers.h"
#include "tests/loopback.h"

static int silence(const struct loopback *pair, unsigned port, const char *more,
                   uint64_t *silenced) {
  char text[64];
  const char *reason = NULL;
  snprintf(text, sizeof text, "{\"ports\":[%u]%s}", port, more);
  return dead_peers_silence(pair->port, text, strlen(text), silenced, &reason);
}

static void a_connection_falls_silent_by_its_peers_port_and_comes_back(void **state) {
  const struct loopback *pair = *state;
  uint64_t silenced = 0;
  assert_int_equal(silence(pair, pair->peer, "", &silenced), 0);
  assert_int_equal(silenced, 1);
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_false(becomes_readable(pair->far, LOOPBACK_STAYS_AWAY_MS));
  assert_int_equal(silence(pair, pair->peer, ",\"silent\":false", &silenced), 0);
  assert_true(becomes_readable(pair->far, LOOPBACK_COMES_MS));
}

static void connections_of_other_ports_are_not_silenced(void **state) {
  const struct loopback *pair = *state;
  uint64_t silenced = 1;
  assert_int_equal(silence(pair, pair->peer == 1 ? 2 : 1, "", &silenced), 0);
  assert_int_equal(silenced, 0);
  assert_int_equal(send(pair->near, "x", 1, 0), 1);
  assert_true(becomes_readable(pair->far, LOOPBACK_COMES_MS));
}

static void bytes_for_a_silent_peer_stay_in_the_kernel(void **state) {
  const struct loopback *pair = *state;
  uint64_t silenced = 0;
  char bytes[1000] = {0};
  assert_int_equal(silence(pair, pair->peer, "", &silenced), 0);
  assert_int_equal(send(pair->far, bytes, sizeof bytes, 0), sizeof bytes);
  struct dead_peers_state queues = dead_peers_read(pair->port);
  assert_int_equal(queues.connections, 1);
  assert_int_equal(queues.unacknowledged_bytes, sizeof bytes);
  assert_true(queues.kernel_bytes >= sizeof bytes);
}

static void malformed_lists_of_ports_are_refused(void **state) {
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
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    uint64_t silenced = 0;
    const char *reason = NULL;
    assert_int_equal(dead_peers_silence(1, texts[i], strlen(texts[i]), &silenced, &reason), 400);
    assert_non_null(reason);
  }
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, loopback_setup, loopback_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(a_connection_falls_silent_by_its_peers_port_and_comes_back),
      SOCKETS_TEST(connections_of_other_ports_are_not_silenced),
      SOCKETS_TEST(bytes_for_a_silent_peer_stay_in_the_kernel),
      cmocka_unit_test(malformed_lists_of_ports_are_refused),
  };
  return cmocka_run_group_tests_name("dead_peers", tests, NULL, NULL);
}
