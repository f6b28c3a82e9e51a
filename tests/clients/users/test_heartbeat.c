/* Users' heartbeats on the loop: pings, answers in time, and dead servers. */
#include "tests/clients/fixture_crowd.h"

#include <unistd.h>

#include "common/wire/heartbeat.h"

enum { INTERVAL_MS = 2, TIMEOUT_MS = 3 };

static struct made_crowd *made;
static struct user *user;
static struct counters *counters;
static uint64_t pings, drops;
static bool answers; /* whether the peer answers at once */

static void on_ping(struct user *of) {
  assert_ptr_equal(of, user);
  pings++;
  if (answers)
    heartbeat_hear(of, clock_now_ns());
}

static void on_drop(struct user *of) {
  assert_ptr_equal(of, user);
  drops++;
  user_failed(of, LIFE_DEAD);
}

static const struct transport beating = {
    .name = "beating",
    .user_init = made_user_init,
    .user_release = made_user_nothing,
    .connect = made_user_nothing,
    .pause = made_user_nothing,
    .resume = made_user_nothing,
    .close = made_user_nothing,
    .ping = on_ping,
    .drop = on_drop,
};

static int set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  made->options.transport = TRANSPORT_WEBSOCKET;
  made->options.heartbeat = HEARTBEAT_FRAME;
  made->options.heartbeat_interval_ms = INTERVAL_MS;
  made->options.heartbeat_timeout_ms = TIMEOUT_MS;
  made->options.reconnect_base_ms = made->options.reconnect_cap_ms = 60000;
  made_crowd_open(made, &beating);
  pings = drops = 0;
  answers = true;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  made_crowd_destroy(made);
  return 0;
}

static void begin(void) {
  assert_int_equal(heartbeat_create(&made->crowd, &made->crowd.heartbeat, NULL), STATUS_OK);
  assert_non_null(made->crowd.heartbeat);
  made_crowd_users(made, 0);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  counters = &made->record.counters;
  user_connect(user);
  user_ready(user);
}

static struct heartbeat *heartbeat_of_options(void) {
  struct heartbeat *heartbeat = NULL;
  assert_int_equal(heartbeat_create(&made->crowd, &heartbeat, NULL), STATUS_OK);
  return heartbeat;
}

static void the_client_sends_heartbeats_only_if_the_options_say_so(void **state) {
  (void)state;
  struct client_options *options = &made->options;
  struct heartbeat *heartbeat = heartbeat_of_options();
  assert_non_null(heartbeat);
  assert_true(heartbeat->schedule.plan.pings);
  assert_int_equal(heartbeat->schedule.plan.patience_ns, TIMEOUT_MS * NS_PER_MS);
  assert_int_equal(heartbeat->schedule.plan.interval_ns, INTERVAL_MS * NS_PER_MS);
  heartbeat_destroy(heartbeat);
  options->heartbeat_by = HEARTBEAT_BY_SERVER;
  assert_null(heartbeat_of_options());
  options->heartbeat_by = HEARTBEAT_BY_BOTH;
  options->heartbeat = HEARTBEAT_OFF;
  assert_null(heartbeat_of_options());
  options->transport = TRANSPORT_LONG_POLL;
  options->heartbeat = HEARTBEAT_TEXT;
  assert_null(heartbeat_of_options());
  heartbeat_destroy(NULL);
}

static void a_stream_is_listened_to_where_the_server_keeps_it_alive(void **state) {
  (void)state;
  made->options.transport = TRANSPORT_SSE;
  made->options.sse_keepalive_ms = 20;
  struct heartbeat *heartbeat = heartbeat_of_options();
  assert_non_null(heartbeat);
  assert_false(heartbeat->schedule.plan.pings);
  assert_int_equal(heartbeat->schedule.plan.patience_ns, (20 + TIMEOUT_MS) * NS_PER_MS);
  heartbeat_destroy(heartbeat);
  made->options.sse_keepalive_ms = 0;
  assert_null(heartbeat_of_options());
}

static void pings_that_are_answered_go_on_and_are_timed(void **state) {
  (void)state;
  begin();
  run_until_count(made->crowd.network.loop, &pings, 3);
  assert_int_equal(counters->heartbeats_sent, pings);
  assert_int_equal(counters->heartbeats_answered, pings);
  assert_int_equal(counters->heartbeats_missed, 0);
  assert_true(made->crowd.heartbeat->rtt.count <= pings);
  assert_true(made->crowd.heartbeat->rtt.count >= pings - 1);
  assert_int_equal(drops, 0);
}

static void pings_outside_the_measured_phase_are_not_timed(void **state) {
  (void)state;
  begin();
  record_set_phase(&made->record, 1, 2);
  run_until_count(made->crowd.network.loop, &pings, 2);
  assert_int_equal(counters->heartbeats_answered, pings);
  assert_int_equal(made->crowd.heartbeat->rtt.count, 0);
}

static void a_peer_that_does_not_answer_is_dropped_once(void **state) {
  (void)state;
  answers = false;
  begin();
  run_until_count(made->crowd.network.loop, &drops, 1);
  uint64_t sent = pings;
  assert_int_equal(counters->heartbeats_missed, 1);
  assert_int_equal(counters->heartbeats_answered, 0);
  assert_int_equal(made->life.lost[LIFE_DEAD], 1);
  assert_int_equal(user->state, USER_WAITING);
  heartbeat_hear(user, clock_now_ns()); /* too late */
  assert_int_equal(counters->heartbeats_answered, 0);
  user_connect(user);
  user_ready(user);
  answers = true;
  run_until_count(made->crowd.network.loop, &pings, sent + 1);
  assert_int_equal(drops, 1);
}

static bool two_intervals_are_over(void *owner) {
  const uint64_t *begin_ns = owner;
  return clock_now_ns() >= *begin_ns + 2 * NS_PER_MS * INTERVAL_MS;
}

static void users_who_do_not_read_or_have_ended_send_no_pings(void **state) {
  (void)state;
  begin();
  run_until_count(made->crowd.network.loop, &pings, 1);
  user_pause(user);
  uint64_t sent = pings;
  uint64_t begin_ns = clock_now_ns();
  run_until(made->crowd.network.loop, two_intervals_are_over, &begin_ns);
  assert_int_equal(pings, sent);
  user_resume(user);
  run_until_count(made->crowd.network.loop, &pings, sent + 1);
  user_end(user, LIFE_ABANDONED);
  sent = pings;
  begin_ns = clock_now_ns();
  run_until(made->crowd.network.loop, two_intervals_are_over, &begin_ns);
  assert_int_equal(pings, sent);
}

static void a_user_that_gets_ready_in_its_pause_does_not_ping(void **state) {
  (void)state;
  begin();
  user_failed(user, LIFE_RESET);
  user_connect(user);
  user->paused = true;
  user_ready(user);
  uint64_t sent = pings;
  uint64_t begin_ns = clock_now_ns();
  run_until(made->crowd.network.loop, two_intervals_are_over, &begin_ns);
  assert_int_equal(pings, sent);
}

static void answer_is_there(void *owner, unsigned events) {
  int *ends = owner;
  char byte;
  (void)events;
  assert_int_equal(read(ends[0], &byte, 1), 1);
  heartbeat_hear(user, clock_now_ns());
}

/* The program was late: the time is over, but the answer is in the socket. */
static void an_answer_that_lies_unread_when_its_time_is_over_is_read_first(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  answers = false;
  begin();
  struct loop_io *io = loop_io_create(made->crowd.network.loop, ends[0], answer_is_there, ends);
  loop_io_set(io, LOOP_READ);
  run_until_count(made->crowd.network.loop, &pings, 1);
  assert_int_equal(write(ends[1], "!", 1), 1); /* the loop handles the sockets in this order */
  uint64_t late_ns = clock_now_ns() + (TIMEOUT_MS + 1) * NS_PER_MS;
  while (clock_now_ns() < late_ns) {
  }
  answers = true;
  run_until_count(made->crowd.network.loop, &pings, 2);
  assert_int_equal(drops, 0);
  assert_int_equal(counters->heartbeats_missed, 0);
  assert_true(counters->heartbeats_answered >= 2);
  loop_io_destroy(io);
  close(ends[0]);
  close(ends[1]);
}

static void
a_silent_stream_is_dropped_and_one_that_speaks_is_not_counted_as_answering(void **state) {
  (void)state;
  made->options.transport = TRANSPORT_SSE;
  made->options.sse_keepalive_ms = 1;
  begin();
  heartbeat_hear(user, clock_now_ns());
  assert_int_equal(counters->heartbeats_answered, 0);
  run_until_count(made->crowd.network.loop, &drops, 1);
  assert_int_equal(pings, 0);
  assert_int_equal(counters->heartbeats_missed, 1);
}

static void without_heartbeats_nothing_is_done(void **state) {
  (void)state;
  made_crowd_users(made, 0);
  user = &made->crowd.users[0];
  user_connect(user);
  user_ready(user);
  heartbeat_hear(user, 1);
  user_failed(user, LIFE_RESET);
  assert_int_equal(made->record.counters.heartbeats_answered, 0);
}

#define HEARTBEAT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      HEARTBEAT_TEST(the_client_sends_heartbeats_only_if_the_options_say_so),
      HEARTBEAT_TEST(a_stream_is_listened_to_where_the_server_keeps_it_alive),
      HEARTBEAT_TEST(pings_that_are_answered_go_on_and_are_timed),
      HEARTBEAT_TEST(pings_outside_the_measured_phase_are_not_timed),
      HEARTBEAT_TEST(a_peer_that_does_not_answer_is_dropped_once),
      HEARTBEAT_TEST(users_who_do_not_read_or_have_ended_send_no_pings),
      HEARTBEAT_TEST(a_user_that_gets_ready_in_its_pause_does_not_ping),
      HEARTBEAT_TEST(an_answer_that_lies_unread_when_its_time_is_over_is_read_first),
      HEARTBEAT_TEST(a_silent_stream_is_dropped_and_one_that_speaks_is_not_counted_as_answering),
      HEARTBEAT_TEST(without_heartbeats_nothing_is_done),
  };
  return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}
