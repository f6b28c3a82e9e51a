/* The schedule of users' heartbeats, at instants that the test sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "clients/users/heartbeat_schedule.h"
#include "tests/contracts.h"

enum { USERS = 100, INTERVAL = 1000, PATIENCE = 300, EPOCH = 7000 };

static struct heartbeat_schedule schedule;

static void schedule_make(bool pings) {
  const struct heartbeat_plan plan = {.users = {.step = 1, .count = USERS},
                                      .pings = pings,
                                      .interval_ns = INTERVAL,
                                      .patience_ns = PATIENCE,
                                      .seed = 1,
                                      .epoch_ns = EPOCH};
  assert_int_equal(heartbeat_schedule_init(&schedule, &plan, NULL), STATUS_OK);
}

static int pings_setup(void **state) {
  (void)state;
  schedule_make(true);
  return 0;
}

static int silence_setup(void **state) {
  (void)state;
  schedule_make(false);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  heartbeat_schedule_release(&schedule);
  return 0;
}

static enum heartbeat_due take(uint64_t now_ns, uint32_t *user) {
  return heartbeat_schedule_take(&schedule, now_ns, user);
}

static void expect_nothing(uint64_t now_ns) {
  uint32_t user;
  assert_int_equal(take(now_ns, &user), HEARTBEAT_NOTHING);
}

/* Goes to the instant of the user's next ping, and sends that. */
static uint64_t ping_next(uint32_t wanted) {
  for (;;) {
    uint64_t now_ns = heartbeat_schedule_next_ns(&schedule);
    uint32_t user = UINT32_MAX;
    if (take(now_ns, &user) == HEARTBEAT_PING && user == wanted)
      return now_ns;
  }
}

static void hear(uint32_t user, uint64_t now_ns, uint64_t waited_ns) {
  uint64_t waited;
  assert_true(heartbeat_schedule_hear(&schedule, user, now_ns, &waited));
  assert_int_equal(waited, waited_ns);
}

static void a_user_pings_once_an_interval_at_a_phase_of_its_own(void **state) {
  (void)state;
  uint64_t last_ns[USERS] = {0};
  for (uint32_t user = 0; user < USERS; user++)
    heartbeat_schedule_open(&schedule, user, EPOCH);
  for (size_t i = 0; i < 5UL * USERS; i++) {
    uint64_t now_ns = heartbeat_schedule_next_ns(&schedule);
    uint32_t user = 0;
    assert_int_equal(take(now_ns, &user), HEARTBEAT_PING);
    assert_true(last_ns[user] == 0 || now_ns == last_ns[user] + INTERVAL);
    assert_true(now_ns >= EPOCH + i / USERS * INTERVAL);
    last_ns[user] = now_ns;
    hear(user, now_ns, 0);
  }
}

static void only_users_with_a_connection_ping(void **state) {
  (void)state;
  expect_nothing(EPOCH + 10UL * INTERVAL);
  heartbeat_schedule_open(&schedule, 3, EPOCH);
  uint64_t ping_ns = ping_next(3);
  heartbeat_schedule_close(&schedule, 3);
  expect_nothing(ping_ns + 10UL * INTERVAL);
}

static void a_peer_that_does_not_answer_in_time_is_reported_once(void **state) {
  (void)state;
  uint32_t user = UINT32_MAX;
  heartbeat_schedule_open(&schedule, 5, EPOCH);
  uint64_t ping_ns = ping_next(5);
  expect_nothing(ping_ns + PATIENCE - 1);
  assert_false(heartbeat_schedule_overdue(&schedule, ping_ns + PATIENCE - 1));
  assert_true(heartbeat_schedule_overdue(&schedule, ping_ns + PATIENCE));
  assert_int_equal(take(ping_ns + PATIENCE, &user), HEARTBEAT_DEAD);
  assert_int_equal(user, 5);
  expect_nothing(ping_ns + 10UL * INTERVAL);
}

static void a_dead_peer_is_noticed_within_interval_and_patience(void **state) {
  (void)state;
  for (uint32_t user = 0; user < USERS; user++)
    heartbeat_schedule_open(&schedule, user, EPOCH);
  const uint64_t failure_ns = EPOCH + INTERVAL / 3;
  size_t dead = 0;
  uint64_t sum_ns = 0;
  while (dead < USERS) {
    uint64_t now_ns = heartbeat_schedule_next_ns(&schedule);
    uint32_t user = 0;
    enum heartbeat_due due = take(now_ns, &user);
    if (due == HEARTBEAT_PING && now_ns < failure_ns)
      hear(user, now_ns, 0);
    if (due != HEARTBEAT_DEAD)
      continue;
    assert_in_range(now_ns - failure_ns, PATIENCE, INTERVAL + PATIENCE);
    sum_ns += now_ns - failure_ns;
    dead++;
  }
  /* uniform over the interval */
  assert_in_range(sum_ns / USERS, PATIENCE + INTERVAL / 2 - 100, PATIENCE + INTERVAL / 2 + 100);
}

static void an_answer_in_time_tells_how_long_it_took(void **state) {
  (void)state;
  uint64_t waited_ns;
  heartbeat_schedule_open(&schedule, 9, EPOCH);
  uint64_t ping_ns = ping_next(9);
  hear(9, ping_ns + 120, 120);
  assert_false(heartbeat_schedule_hear(&schedule, 9, ping_ns + 130, &waited_ns));
  assert_int_equal(ping_next(9), ping_ns + INTERVAL);
}

static void a_connection_that_ends_takes_its_timers_along(void **state) {
  (void)state;
  uint64_t waited_ns;
  heartbeat_schedule_open(&schedule, 2, EPOCH);
  uint64_t ping_ns = ping_next(2);
  heartbeat_schedule_close(&schedule, 2);
  assert_false(heartbeat_schedule_overdue(&schedule, ping_ns + UINT64_C(10) * PATIENCE));
  assert_false(heartbeat_schedule_hear(&schedule, 2, ping_ns + 1, &waited_ns));
  heartbeat_schedule_open(&schedule, 2, ping_ns + 10);
  assert_int_equal(ping_next(2), ping_ns + INTERVAL);
}

static void the_peer_that_was_pinged_first_is_dead_first(void **state) {
  (void)state;
  uint32_t order[2] = {0};
  heartbeat_schedule_open(&schedule, 0, EPOCH);
  heartbeat_schedule_open(&schedule, 1, EPOCH);
  for (size_t dead = 0; dead < 2;) {
    uint64_t now_ns = heartbeat_schedule_next_ns(&schedule);
    uint32_t user = 0;
    if (take(now_ns, &user) == HEARTBEAT_DEAD)
      order[dead++] = user;
  }
  bool first = schedule.beats.slots[0].user == 0;
  for (size_t i = 0; i < USERS; i++)
    if (schedule.beats.slots[i].user <= 1) {
      first = schedule.beats.slots[i].user == order[0];
      break;
    }
  assert_true(first);
}

static void silence_counts_from_the_last_sign_of_life(void **state) {
  (void)state;
  uint32_t user = UINT32_MAX;
  heartbeat_schedule_open(&schedule, 0, 0);
  heartbeat_schedule_open(&schedule, 1, 100);
  hear(0, 200, 200);
  assert_int_equal(heartbeat_schedule_next_ns(&schedule), 100 + PATIENCE);
  assert_int_equal(take(100 + PATIENCE, &user), HEARTBEAT_DEAD);
  assert_int_equal(user, 1);
  expect_nothing(200 + PATIENCE - 1);
  assert_int_equal(take(200 + PATIENCE, &user), HEARTBEAT_DEAD);
  assert_int_equal(user, 0);
  assert_int_equal(heartbeat_schedule_next_ns(&schedule), HEARTBEAT_NEVER);
}

#define PINGS_TEST(name) cmocka_unit_test_setup_teardown(name, pings_setup, teardown)

static void open_one_more(void *context) {
  (void)context;
  heartbeat_schedule_open(&schedule, USERS, EPOCH);
}

static void a_user_that_there_is_not_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(open_one_more, NULL, "index < schedule->plan.users.count");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      PINGS_TEST(a_user_pings_once_an_interval_at_a_phase_of_its_own),
      PINGS_TEST(only_users_with_a_connection_ping),
      PINGS_TEST(a_peer_that_does_not_answer_in_time_is_reported_once),
      PINGS_TEST(a_dead_peer_is_noticed_within_interval_and_patience),
      PINGS_TEST(an_answer_in_time_tells_how_long_it_took),
      PINGS_TEST(a_connection_that_ends_takes_its_timers_along),
      PINGS_TEST(the_peer_that_was_pinged_first_is_dead_first),
      cmocka_unit_test_setup_teardown(silence_counts_from_the_last_sign_of_life, silence_setup,
                                      teardown),
      cmocka_unit_test(a_user_that_there_is_not_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("heartbeat_schedule", tests, NULL, NULL);
}
