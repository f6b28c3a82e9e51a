/* The server's pings, with instants that the test chooses. */
#include "tests/servers/fixture.h"

#include "servers/transports/heartbeat.h"

enum { OPENED = 5000, INTERVAL = 1000, TIMEOUT = 200, GRACE = TIMEOUT / 20 };

static const struct heartbeat_settings asking = {
    .kind = HEARTBEAT_FRAME, .interval_ns = INTERVAL, .timeout_ns = TIMEOUT};

static struct heartbeat opened(void) {
  struct heartbeat heartbeat = {.ping_due_ns = 0};
  heartbeat_begin(&heartbeat, &asking, OPENED);
  return heartbeat;
}

static void expect(struct heartbeat *heartbeat, bool stalled, uint64_t now_ns,
                   enum heartbeat_action action) {
  uint64_t until_ns;
  assert_int_equal(heartbeat_step(heartbeat, &asking, stalled, now_ns, &until_ns), action);
}

static void expect_wait(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t until_ns) {
  uint64_t until;
  assert_int_equal(heartbeat_step(heartbeat, &asking, false, now_ns, &until), HEARTBEAT_WAIT);
  assert_int_equal(until, until_ns);
}

static void expect_answer(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t rtt_ns) {
  uint64_t rtt;
  assert_true(heartbeat_receive_pong(heartbeat, now_ns, &rtt));
  assert_int_equal(rtt, rtt_ns);
}

static void a_side_that_sends_no_pings_waits_for_ever(void **state) {
  (void)state;
  const struct heartbeat_settings off = {.kind = HEARTBEAT_OFF};
  struct heartbeat heartbeat = {.ping_due_ns = 0};
  uint64_t until_ns;
  assert_int_equal(heartbeat_step(&heartbeat, &off, false, 1, &until_ns), HEARTBEAT_WAIT);
  assert_int_equal(until_ns, UINT64_MAX);
}

static void pings_are_sent_an_interval_after_the_opening_and_every_interval(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  expect_wait(&heartbeat, OPENED, OPENED + INTERVAL);
  for (uint64_t i = 1; i <= 3; i++) {
    uint64_t beat_ns = OPENED + i * INTERVAL;
    expect_wait(&heartbeat, beat_ns - 1, beat_ns);
    expect(&heartbeat, false, beat_ns, HEARTBEAT_PING);
    expect_wait(&heartbeat, beat_ns, beat_ns + TIMEOUT);
    expect_answer(&heartbeat, beat_ns + 30, 30);
    expect_wait(&heartbeat, beat_ns + TIMEOUT, beat_ns + INTERVAL);
  }
}

static void a_silent_peer_is_dead_after_the_time_out_and_a_twentieth(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t beat_ns = OPENED + INTERVAL;
  expect(&heartbeat, false, beat_ns, HEARTBEAT_PING);
  expect_wait(&heartbeat, beat_ns + TIMEOUT, beat_ns + TIMEOUT + GRACE);
  expect(&heartbeat, false, beat_ns + TIMEOUT + GRACE, HEARTBEAT_DEAD);
  assert_int_equal(heartbeat_silence_ns(&heartbeat, beat_ns + TIMEOUT + GRACE),
                   INTERVAL + TIMEOUT + GRACE);
}

static void an_answer_that_lay_unread_while_the_server_stood_still_counts(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t beat_ns = OPENED + INTERVAL;
  uint64_t late_ns = beat_ns + 10UL * INTERVAL;
  expect(&heartbeat, false, beat_ns, HEARTBEAT_PING);
  expect_wait(&heartbeat, late_ns, late_ns + GRACE);
  expect_answer(&heartbeat, late_ns + 1, late_ns + 1 - beat_ns);
  expect(&heartbeat, false, late_ns + GRACE, HEARTBEAT_WAIT);
}

static void missed_intervals_make_one_heartbeat(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t late_ns = OPENED + 5UL * INTERVAL + 7;
  expect(&heartbeat, false, late_ns, HEARTBEAT_PING);
  expect_answer(&heartbeat, late_ns, 0);
  expect_wait(&heartbeat, late_ns, OPENED + 6UL * INTERVAL);
}

static void a_peer_that_takes_nothing_is_dead_as_soon(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t beat_ns = OPENED + INTERVAL;
  expect(&heartbeat, true, beat_ns, HEARTBEAT_WAIT);
  expect(&heartbeat, true, beat_ns + TIMEOUT, HEARTBEAT_WAIT);
  expect(&heartbeat, true, beat_ns + TIMEOUT + GRACE, HEARTBEAT_DEAD);
}

static void a_question_that_was_owed_is_asked_when_the_peer_takes_it(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t beat_ns = OPENED + INTERVAL;
  expect(&heartbeat, true, beat_ns, HEARTBEAT_WAIT);
  expect(&heartbeat, false, beat_ns + 50, HEARTBEAT_PING);
  expect_answer(&heartbeat, beat_ns + 60, 60);
  expect(&heartbeat, false, beat_ns + 70, HEARTBEAT_WAIT);
}

static void with_a_time_out_beyond_the_interval_there_is_one_ping_at_a_time(void **state) {
  (void)state;
  const struct heartbeat_settings patient = {
      .kind = HEARTBEAT_TEXT, .interval_ns = 100, .timeout_ns = 1000};
  struct heartbeat heartbeat = {.ping_due_ns = 0};
  uint64_t until_ns;
  heartbeat_begin(&heartbeat, &patient, 0);
  assert_int_equal(heartbeat_step(&heartbeat, &patient, false, 100, &until_ns), HEARTBEAT_PING);
  for (uint64_t now_ns = 200; now_ns < 1100; now_ns += 100)
    assert_int_equal(heartbeat_step(&heartbeat, &patient, false, now_ns, &until_ns),
                     HEARTBEAT_WAIT);
  assert_int_equal(heartbeat_step(&heartbeat, &patient, false, 1100, &until_ns), HEARTBEAT_WAIT);
  assert_int_equal(heartbeat_step(&heartbeat, &patient, false, 1150, &until_ns), HEARTBEAT_DEAD);
}

static void an_answer_that_nobody_asked_for_is_none(void **state) {
  (void)state;
  struct heartbeat heartbeat = opened();
  uint64_t rtt_ns;
  assert_false(heartbeat_receive_pong(&heartbeat, OPENED + 1, &rtt_ns));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_side_that_sends_no_pings_waits_for_ever),
      cmocka_unit_test(pings_are_sent_an_interval_after_the_opening_and_every_interval),
      cmocka_unit_test(a_silent_peer_is_dead_after_the_time_out_and_a_twentieth),
      cmocka_unit_test(an_answer_that_lay_unread_while_the_server_stood_still_counts),
      cmocka_unit_test(missed_intervals_make_one_heartbeat),
      cmocka_unit_test(a_peer_that_takes_nothing_is_dead_as_soon),
      cmocka_unit_test(a_question_that_was_owed_is_asked_when_the_peer_takes_it),
      cmocka_unit_test(with_a_time_out_beyond_the_interval_there_is_one_ping_at_a_time),
      cmocka_unit_test(an_answer_that_nobody_asked_for_is_none),
  };
  return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}
