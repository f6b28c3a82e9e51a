/* Sockets of this process that are found by their port. */
#include "tests/servers/fixture.h"

#include <errno.h>
#include <fcntl.h>

#include "servers/control/descriptors.h"
#include "tests/loopback.h"

/* More descriptors than a test has open. */
enum { DESCRIPTORS_MAX = 1024 };

struct found {
  int count, descriptor;
  uint16_t peer;
};

static void note(void *context, int descriptor, uint16_t peer) {
  struct found *found = context;
  *found = (struct found){found->count + 1, descriptor, peer};
}

static void the_accepted_socket_of_a_port_is_found_with_its_peer(void **state) {
  const struct loopback *pair = *state;
  struct found found = {0};
  descriptors_accepted(pair->port, note, &found);
  assert_int_equal(found.count, 1); /* neither the listener nor the client's end */
  assert_int_equal(found.descriptor, pair->far);
  assert_int_equal(found.peer, pair->peer);
}

static void each_connection_of_the_port_is_found_and_none_of_another(void **state) {
  const struct loopback *pair = *state;
  struct found found = {0};
  struct loopback other = loopback_open();
  int near = loopback_connect(pair->port);
  int far = accept(pair->listener, NULL, NULL);
  descriptors_accepted(pair->port, note, &found);
  assert_int_equal(found.count, 2);
  close(near);
  close(far);
  loopback_close(&other);
  found.count = 0;
  descriptors_accepted(1, note, &found);
  assert_int_equal(found.count, 0);
}

static void the_listener_is_found_while_it_listens(void **state) {
  struct loopback *pair = *state;
  assert_int_equal(descriptors_listener(pair->port), pair->listener);
  assert_int_equal(descriptors_listener(1), -1);
  close(pair->listener);
  pair->listener = -1;
  assert_int_equal(descriptors_listener(pair->port), -1);
}

/* Counts them one by one. */
static int open_descriptors(void) {
  int count = 0;
  for (int descriptor = 0; descriptor < DESCRIPTORS_MAX; descriptor++)
    count += fcntl(descriptor, F_GETFD) >= 0;
  return count;
}

static void descriptors_of_all_kinds_are_counted(void **state) {
  (void)state;
  int before = open_descriptors();
  assert_int_equal(descriptors_count(), before);
  int file = open("/dev/null", O_RDONLY);
  assert_int_equal(descriptors_count(), before + 1);
  close(file);
  assert_int_equal(descriptors_count(), before);
}

static void the_connection_with_that_peer_is_reset_and_no_other(void **state) {
  const struct loopback *pair = *state;
  char byte = 0;
  int near = loopback_connect(pair->port);
  int far = accept(pair->listener, NULL, NULL);
  descriptors_reset(pair->port, pair->peer);
  assert_int_equal(recv(pair->far, &byte, 1, MSG_DONTWAIT), 0); /* the reader sees the end */
  close(pair->far);
  ((struct loopback *)*state)->far = -1;
  assert_true(becomes_readable(pair->near, LOOPBACK_COMES_MS));
  assert_int_equal(send(near, "x", 1, 0), 1);
  assert_true(becomes_readable(far, LOOPBACK_COMES_MS));
  assert_int_equal(recv(far, &byte, 1, 0), 1);
  close(near);
  close(far);
}

#define SOCKETS_TEST(name) cmocka_unit_test_setup_teardown(name, loopback_setup, loopback_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SOCKETS_TEST(the_accepted_socket_of_a_port_is_found_with_its_peer),
      SOCKETS_TEST(each_connection_of_the_port_is_found_and_none_of_another),
      SOCKETS_TEST(the_listener_is_found_while_it_listens),
      SOCKETS_TEST(descriptors_of_all_kinds_are_counted),
      SOCKETS_TEST(the_connection_with_that_peer_is_reset_and_no_other),
  };
  return cmocka_run_group_tests_name("descriptors", tests, NULL, NULL);
}
