/* Faults on the server's own sockets, by the lines that it is told. */
#include "tests/servers/fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "servers/control/server_faults.h"

enum { CONNECTIONS = 8 };

struct stage {
  struct server_faults faults;
  int near[CONNECTIONS], far[CONNECTIONS]; /* far: as accepted */
};

static int setup(void **state) {
  static struct stage stage;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t bytes = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, CONNECTIONS), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &bytes), 0);
  for (int i = 0; i < CONNECTIONS; i++) {
    stage.near[i] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(stage.near[i], (struct sockaddr *)&address, sizeof address), 0);
    stage.far[i] = accept(listener, NULL, NULL);
    assert_true(stage.far[i] >= 0);
  }
  close(listener);
  stage.faults = (struct server_faults){.port = ntohs(address.sin_port)};
  *state = &stage;
  return 0;
}

static int teardown(void **state) {
  const struct stage *stage = *state;
  for (int i = 0; i < CONNECTIONS; i++) {
    close(stage->near[i]);
    close(stage->far[i]);
  }
  return 0;
}

/* Over the loopback an RST is there when the call that sent it has returned. */
static int resets(const struct stage *stage) {
  int count = 0;
  for (int i = 0; i < CONNECTIONS; i++) {
    char byte;
    count += recv(stage->near[i], &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
  }
  return count;
}

static void a_share_of_the_connections_is_reset_and_no_other(void **state) {
  struct stage *stage = *state;
  server_faults_hear(&stage->faults, "drop_connections on 0.25 0");
  assert_int_equal(resets(stage), CONNECTIONS / 4);
}

static void all_connections_are_reset(void **state) {
  struct stage *stage = *state;
  server_faults_hear(&stage->faults, "drop_connections on 1 0");
  assert_int_equal(resets(stage), CONNECTIONS);
}

static void what_is_no_fault_of_the_sockets_resets_none(void **state) {
  struct stage *stage = *state;
  server_faults_hear(&stage->faults, "drop_connections 1");
  server_faults_hear(&stage->faults, "slow_reader on 1 0");
  assert_int_equal(resets(stage), 0);
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      FAULT_TEST(a_share_of_the_connections_is_reset_and_no_other),
      FAULT_TEST(all_connections_are_reset),
      FAULT_TEST(what_is_no_fault_of_the_sockets_resets_none),
  };
  return cmocka_run_group_tests_name("faults of the server", tests, NULL, NULL);
}
