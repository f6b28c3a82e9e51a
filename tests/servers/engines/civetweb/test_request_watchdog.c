/* Requests that arrive too slowly, whose connections are ended. */
#include "tests/servers/fixture.h"

#include <linux/tcp.h>
#include <sched.h>

#include "common/base/clock.h"
#include "servers/engines/civetweb/request_watchdog.h"
#include "tests/loopback.h"

enum { JOINED_NS = 1000, FIRST_HEAD = 0, ANSWER_BYTES = 512 };

/* For a socket, a time-out of one millisecond is over when the kernel's clock has ticked, and one
 * of 1,000 seconds is never over while a test runs. */
static const uint64_t SHORT_NS = NS_PER_MS;
static const uint64_t LONG_NS = 1000 * NS_PER_S;

struct world {
  struct request_watchdog watchdog;
  struct loopback pair;
};

static int setup(void **state) {
  static struct world world;
  world.pair = loopback_open();
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  struct world *world = *state;
  request_watchdog_release(&world->watchdog);
  loopback_close(&world->pair);
  return 0;
}

/* Without the thread: the tests call the check at chosen instants. */
static void begin(struct world *world, uint64_t timeout_ns, bool answered) {
  assert_int_equal(request_watchdog_init(&world->watchdog, timeout_ns, answered), STATUS_OK);
  world->watchdog.port = world->pair.port;
}

static bool ended(struct world *world) {
  return request_watchdog_ended(&world->watchdog, world->pair.peer);
}

/* Waits until the kernel reports that nothing was sent for a millisecond. */
static void wait_for_idleness(int descriptor) {
  struct tcp_info info = {.tcpi_last_data_sent = 0};
  socklen_t bytes = sizeof info;
  while (info.tcpi_last_data_sent < 1) {
    assert_int_equal(getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &bytes), 0);
    sched_yield();
  }
}

/* All bytes that the client receives until the connection ends. */
static const char *read_all(int descriptor, char text[static ANSWER_BYTES]) {
  size_t used = 0;
  ssize_t got = 0;
  while ((got = recv(descriptor, text + used, ANSWER_BYTES - 1 - used, 0)) > 0)
    used += (size_t)got;
  assert_int_equal(got, 0);
  text[used] = '\0';
  return text;
}

/* --- bodies ------------------------------------------------------------------------- */

static void a_body_is_late_when_its_time_is_over_and_no_sooner(void **state) {
  struct world *world = *state;
  struct awaited body = {0};
  char answer[ANSWER_BYTES];
  begin(world, LONG_NS, true);
  request_watchdog_join(&world->watchdog, &body, world->pair.peer, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS - 1);
  assert_false(ended(world));
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS);
  assert_true(ended(world));
  assert_null(body.next);
  assert_string_equal(read_all(world->pair.near, answer),
                      "HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain\r\n"
                      "Content-Length: 34\r\nConnection: close\r\n\r\n"
                      "the request took too long to come\n");
}

static void over_tls_the_connection_is_ended_without_a_word(void **state) {
  struct world *world = *state;
  struct awaited body = {0};
  char answer[ANSWER_BYTES];
  begin(world, LONG_NS, false);
  request_watchdog_join(&world->watchdog, &body, world->pair.peer, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS);
  assert_true(ended(world));
  assert_string_equal(read_all(world->pair.near, answer), "");
}

static void a_body_that_came_in_time_ends_nothing(void **state) {
  struct world *world = *state;
  struct awaited body = {0};
  begin(world, LONG_NS, true);
  request_watchdog_join(&world->watchdog, &body, world->pair.peer, JOINED_NS);
  request_watchdog_leave(&world->watchdog, &body, world->pair.peer);
  request_watchdog_leave(&world->watchdog, &body, world->pair.peer);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS);
  assert_false(ended(world));
  assert_false(becomes_readable(world->pair.near, 0));
}

static void only_late_bodies_of_several_are_ended(void **state) {
  struct world *world = *state;
  struct awaited bodies[3] = {{0}};
  int near = loopback_connect(world->pair.port);
  int far = accept(world->pair.listener, NULL, NULL);
  uint16_t other = loopback_port_of(near);
  begin(world, LONG_NS, true);
  request_watchdog_join(&world->watchdog, &bodies[0], 1, JOINED_NS); /* has no connection */
  request_watchdog_join(&world->watchdog, &bodies[1], world->pair.peer, JOINED_NS + 1);
  request_watchdog_join(&world->watchdog, &bodies[2], other, JOINED_NS + 2);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + 1 + LONG_NS);
  assert_true(ended(world));
  assert_false(request_watchdog_ended(&world->watchdog, other));
  assert_false(request_watchdog_ended(&world->watchdog, 1));
  watchdog_check_now(&world->watchdog.base, JOINED_NS + 2 + LONG_NS);
  assert_true(request_watchdog_ended(&world->watchdog, other));
  close(near);
  close(far);
}

static void an_ended_connection_is_forgotten_when_it_closes(void **state) {
  struct world *world = *state;
  struct awaited body = {0};
  begin(world, LONG_NS, true);
  request_watchdog_join(&world->watchdog, &body, world->pair.peer, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS);
  assert_true(request_watchdog_forget(&world->watchdog, &body, world->pair.peer));
  assert_false(ended(world));
  assert_false(request_watchdog_forget(&world->watchdog, &body, world->pair.peer));
}

/* --- first heads -------------------------------------------------------------------- */

static void a_late_first_head_ends_the_connection_that_is_waited_for(void **state) {
  struct world *world = *state;
  struct awaited head = {0};
  char answer[ANSWER_BYTES];
  begin(world, SHORT_NS, true);
  wait_for_idleness(world->pair.far);
  request_watchdog_join(&world->watchdog, &head, FIRST_HEAD, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + SHORT_NS - 1);
  assert_false(ended(world));
  watchdog_check_now(&world->watchdog.base, JOINED_NS + SHORT_NS);
  assert_true(ended(world));
  assert_memory_equal(read_all(world->pair.near, answer), "HTTP/1.1 408 ", 13);
}

static void a_recently_answered_connection_is_passed_over(void **state) {
  struct world *world = *state;
  struct awaited head = {0};
  begin(world, LONG_NS, true);
  request_watchdog_join(&world->watchdog, &head, FIRST_HEAD, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + LONG_NS);
  assert_false(ended(world));
  assert_int_equal(head.since_ns, JOINED_NS + LONG_NS); /* its time-out begins anew */
  assert_ptr_equal(world->watchdog.oldest.next, &head);
}

static void a_connection_with_unread_bytes_is_passed_over(void **state) {
  struct world *world = *state;
  struct awaited head = {0};
  begin(world, SHORT_NS, true);
  wait_for_idleness(world->pair.far);
  assert_int_equal(send(world->pair.near, "G", 1, 0), 1);
  assert_true(becomes_readable(world->pair.far, LOOPBACK_COMES_MS));
  request_watchdog_join(&world->watchdog, &head, FIRST_HEAD, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + SHORT_NS);
  assert_false(ended(world));
}

static void a_connection_that_has_sent_a_head_is_passed_over_until_it_is_forgotten(void **state) {
  struct world *world = *state;
  struct awaited head = {0};
  struct awaited another = {0};
  begin(world, SHORT_NS, true);
  wait_for_idleness(world->pair.far);
  request_watchdog_join(&world->watchdog, &head, FIRST_HEAD, JOINED_NS);
  request_watchdog_leave(&world->watchdog, &head, world->pair.peer);
  request_watchdog_join(&world->watchdog, &another, FIRST_HEAD, JOINED_NS);
  watchdog_check_now(&world->watchdog.base, JOINED_NS + SHORT_NS);
  assert_false(ended(world));
  assert_false(request_watchdog_forget(&world->watchdog, &head, world->pair.peer));
  watchdog_check_now(&world->watchdog.base, JOINED_NS + 2 * SHORT_NS);
  assert_true(ended(world));
}

/* --- the thread --------------------------------------------------------------------- */

static void a_thread_looks_once_the_port_is_known(void **state) {
  struct world *world = *state;
  struct awaited body = {0};
  char answer[ANSWER_BYTES];
  assert_int_equal(request_watchdog_init(&world->watchdog, 10 * NS_PER_MS, true), STATUS_OK);
  assert_int_equal(request_watchdog_start(&world->watchdog, world->pair.port), STATUS_OK);
  request_watchdog_join(&world->watchdog, &body, world->pair.peer, clock_now_ns());
  assert_memory_equal(read_all(world->pair.near, answer), "HTTP/1.1 408 ", 13);
  assert_true(ended(world));
}

static void a_watchdog_without_its_thread_can_be_released(void **state) {
  struct world *world = *state;
  assert_int_equal(request_watchdog_init(&world->watchdog, LONG_NS, true), STATUS_OK);
  assert_false(world->watchdog.base.watching);
}

#define WATCHDOG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      WATCHDOG_TEST(a_body_is_late_when_its_time_is_over_and_no_sooner),
      WATCHDOG_TEST(over_tls_the_connection_is_ended_without_a_word),
      WATCHDOG_TEST(a_body_that_came_in_time_ends_nothing),
      WATCHDOG_TEST(only_late_bodies_of_several_are_ended),
      WATCHDOG_TEST(an_ended_connection_is_forgotten_when_it_closes),
      WATCHDOG_TEST(a_late_first_head_ends_the_connection_that_is_waited_for),
      WATCHDOG_TEST(a_recently_answered_connection_is_passed_over),
      WATCHDOG_TEST(a_connection_with_unread_bytes_is_passed_over),
      WATCHDOG_TEST(a_connection_that_has_sent_a_head_is_passed_over_until_it_is_forgotten),
      WATCHDOG_TEST(a_thread_looks_once_the_port_is_known),
      WATCHDOG_TEST(a_watchdog_without_its_thread_can_be_released),
  };
  return cmocka_run_group_tests_name("request_watchdog", tests, NULL, NULL);
}
