/* The states of a user, on a transport that only records its calls. */
#include "tests/clients/fixture_crowd.h"

#include <string.h>

enum { CURSOR = 7, NOTES_BYTES = 256 };

/* The calls of the transport, in order. */
static char notes[NOTES_BYTES];
static uint64_t connects, abandons;
static bool init_fails;
static struct made_crowd *made;
static struct user *user;

static void note(const struct user *of, const char *what) {
  size_t used = strlen(notes);
  assert_true(of == user || of->id == 1);
  snprintf(notes + used, sizeof notes - used, "%s%s", used ? " " : "", what);
}

static enum status on_init(struct user *of, struct error *error) {
  (void)of;
  return init_fails ? error_set(error, STATUS_ENVIRONMENT, "no memory") : STATUS_OK;
}

static void on_release(struct user *of) {
  note(of, "release");
}

static void on_connect(struct user *of) {
  connects++;
  note(of, "connect");
}

static void on_abandon(struct user *of) {
  abandons++;
  note(of, "abandon");
}

static void on_pause(struct user *of) {
  note(of, "pause");
}

static void on_resume(struct user *of) {
  note(of, "resume");
}

static void on_close(struct user *of) {
  note(of, "close");
}

static const struct transport noting = {
    .name = "noting",
    .user_init = on_init,
    .user_release = on_release,
    .connect = on_connect,
    .abandon = on_abandon,
    .pause = on_pause,
    .resume = on_resume,
    .close = on_close,
};

static int set_up(void **state) {
  (void)state;
  notes[0] = '\0';
  connects = abandons = 0;
  init_fails = false;
  made = made_crowd_create();
  made_crowd_open(made, &noting);
  made_crowd_users(made, CURSOR);
  user = &made->crowd.users[0];
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  made_crowd_destroy(made);
  return 0;
}

static uint64_t series_sum(enum series_column column) {
  uint64_t sum = 0;
  for (size_t i = 0; i < made->record.series.count; i++)
    sum += made->record.series.slots[i].counts[column];
  return sum;
}

static void make_ready(void) {
  user_connect(user);
  user_ready(user);
  assert_int_equal(user->state, USER_READY);
}

static void a_new_user_reads_on_behind_its_cursor(void **state) {
  (void)state;
  char path[USER_PATH_BYTES];
  assert_int_equal(user->state, USER_NEW);
  assert_null(user->writer);
  assert_int_equal(user->subscriber.channel, 0);
  user_path(user, "sse", path);
  assert_string_equal(path, "/sse?channel=0&after=7");
  user->subscriber.cursor = 12;
  user_path(user, "short_poll", path);
  assert_string_equal(path, "/short_poll?channel=0&after=12");
  user_path_first(user, "short_poll", path);
  assert_string_equal(path, "/short_poll?channel=0&after=7");
}

static void a_transport_without_memory_makes_no_user(void **state) {
  (void)state;
  struct user other;
  struct error error = {.text = ""};
  init_fails = true;
  assert_int_equal(user_init(&other, &made->crowd, 1, 0, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "no memory");
}

static void a_user_that_gets_ready_is_counted_and_told_of(void **state) {
  (void)state;
  make_ready();
  assert_string_equal(notes, "connect");
  assert_int_equal(made->ready, 1);
  assert_int_equal(made->life.ready, 1);
  assert_int_equal(made->life.ready_time.count, 1);
  assert_int_equal(made->life.outage.count, 0);
  assert_int_equal(series_sum(SERIES_READY), 1);
  assert_true(user->subscriber.ready_ns >= user->started_ns);
  assert_true(user->subscriber.ready_ns < UINT64_MAX);
}

static void ready_is_heard_only_of_one_who_connects(void **state) {
  (void)state;
  user_ready(user);
  assert_int_equal(user->state, USER_NEW);
  make_ready();
  user_ready(user);
  assert_int_equal(made->ready, 1);
  user_end(user, LIFE_ABANDONED);
  user_ready(user);
  assert_int_equal(user->state, USER_ENDED);
  assert_int_equal(made->ready, 1);
}

static void an_attempt_that_fails_is_counted_and_followed_by_another(void **state) {
  (void)state;
  user_connect(user);
  user_failed(user, LIFE_REFUSED);
  assert_int_equal(user->state, USER_WAITING);
  assert_int_equal(made->record.counters.connections_failed, 1);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
  assert_int_equal(series_sum(SERIES_FAILED), 1);
  assert_int_equal(made->lost, 0);
  run_until_count(made->crowd.network.loop, &connects, 2);
  assert_int_equal(user->state, USER_CONNECTING);
  user_ready(user);
  assert_int_equal(made->life.outage.count, 0); /* it had no connection to lose */
}

static void a_failure_is_heard_only_of_an_active_user(void **state) {
  (void)state;
  user_failed(user, LIFE_RESET);
  assert_int_equal(user->state, USER_NEW);
  user_connect(user);
  user_failed(user, LIFE_RESET);
  user_failed(user, LIFE_RESET); /* the user waits for its back-off */
  assert_int_equal(made->record.counters.connections_failed, 1);
  user_end(user, LIFE_ABANDONED);
  user_failed(user, LIFE_RESET);
  assert_int_equal(user->state, USER_ENDED);
  assert_int_equal(made->record.counters.connections_failed, 1);
}

static void a_user_that_loses_its_connection_is_out_until_it_is_ready_again(void **state) {
  (void)state;
  make_ready();
  uint64_t before_ns = clock_now_ns();
  user_failed(user, LIFE_CLOSED);
  assert_int_equal(user->state, USER_WAITING);
  assert_int_equal(made->lost, 1);
  assert_int_equal(made->life.lost[LIFE_CLOSED], 1);
  assert_int_equal(made->life.lost_provoked, 0);
  assert_int_equal(made->record.counters.connections_failed, 0);
  assert_int_equal(series_sum(SERIES_LOST), 1);
  assert_true(user->subscriber.ready_ns == UINT64_MAX);
  uint64_t lost_ns = user->lost_ns;
  assert_in_range(lost_ns, before_ns, clock_now_ns());
  run_until_count(made->crowd.network.loop, &connects, 2);
  user_ready(user);
  assert_int_equal(made->life.outage.count, 1);
  assert_in_range(made->life.outage.max_ns, user->subscriber.ready_ns - lost_ns,
                  user->subscriber.ready_ns - lost_ns);
  assert_int_equal(user->lost_ns, 0);
}

static void attempts_that_fail_one_after_the_other_back_off_ever_longer(void **state) {
  (void)state;
  user->backoff.base_ns = 1000;
  user->backoff.cap_ns = 1000000;
  for (unsigned tries = 1; tries <= 3; tries++) {
    user_connect(user);
    user_failed(user, LIFE_REFUSED);
    assert_int_equal(user->backoff.tries, tries);
  }
  make_ready();
  assert_int_equal(user->backoff.tries, 0);
}

static void a_loss_in_a_run_with_faults_is_noticed_by_the_fault(void **state) {
  (void)state;
  const struct faults plan = {.items = {{.kind = FAULT_KILL_SERVER, .at_s = 0, .for_s = 1}},
                              .count = 1};
  struct fault_record faults;
  assert_int_equal(fault_record_init(&faults, &plan, 2, 0, NULL), STATUS_OK);
  fault_record_set_phase(&faults, clock_now_ns(), UINT64_MAX);
  made->record.faults = &faults;
  make_ready();
  user_failed(user, LIFE_RESET);
  assert_int_equal(made->life.lost_provoked, 1);
  assert_int_equal(life_lost_unprovoked(&made->life), 0);
  assert_int_equal(faults.effects[0].notice.count, 1);
  made->record.faults = NULL;
  fault_record_release(&faults);
}

static void a_user_not_ready_in_time_is_abandoned_and_tries_again(void **state) {
  (void)state;
  made->options.connect_timeout_ms = 1;
  user_connect(user);
  run_until_count(made->crowd.network.loop, &abandons, 1);
  run_until_count(made->crowd.network.loop, &connects, 2);
  assert_memory_equal(notes, "connect abandon connect", 23);
  assert_true(made->life.failed[LIFE_TIMEOUT] >= 1);
  assert_int_equal(made->life.failed[LIFE_TIMEOUT], made->record.counters.connections_failed);
}

static bool a_while_has_passed(void *owner) {
  const uint64_t *until_ns = owner;
  return clock_now_ns() >= *until_ns;
}

static void the_time_out_of_the_attempt_ends_with_it(void **state) {
  (void)state;
  made->options.connect_timeout_ms = 5;
  make_ready();
  uint64_t until_ns = user->started_ns + 8 * NS_PER_MS;
  run_until(made->crowd.network.loop, a_while_has_passed, &until_ns);
  assert_int_equal(user->state, USER_READY);
  assert_string_equal(notes, "connect");
}

static void a_user_pauses_once_and_counts_as_slow_from_then_on(void **state) {
  (void)state;
  make_ready();
  user_pause(user);
  user_pause(user);
  assert_true(user->paused);
  user_resume(user);
  user_resume(user);
  assert_false(user->paused);
  assert_true(user->slow);
  assert_string_equal(notes, "connect pause resume");
}

static void an_ended_user_neither_pauses_nor_resumes(void **state) {
  (void)state;
  make_ready();
  user_pause(user);
  user_end(user, LIFE_ABANDONED);
  assert_string_equal(notes, "connect pause resume close");
  user_resume(user);
  user_pause(user);
  assert_string_equal(notes, "connect pause resume close");
}

static void ending_a_connecting_user_is_a_failed_attempt(void **state) {
  (void)state;
  user_connect(user);
  user_end(user, LIFE_TIMEOUT);
  assert_int_equal(user->state, USER_ENDED);
  assert_int_equal(made->life.failed[LIFE_TIMEOUT], 1);
  assert_int_equal(made->record.counters.connections_failed, 1);
  assert_string_equal(notes, "connect close");
}

static void ending_a_waiting_user_is_no_end_of_a_connection_and_stops_its_attempts(void **state) {
  (void)state;
  user_connect(user);
  user_failed(user, LIFE_REFUSED);
  user_end(user, LIFE_ABANDONED);
  assert_int_equal(made->life.failed[LIFE_ABANDONED], 0);
  assert_int_equal(made->record.counters.connections_failed, 1);
  uint64_t until_ns = clock_now_ns() + 3 * NS_PER_MS; /* the back-off is 1 ms at most */
  run_until(made->crowd.network.loop, a_while_has_passed, &until_ns);
  assert_int_equal(connects, 1);
}

static void a_user_lost_and_not_back_at_the_end_is_counted_once(void **state) {
  (void)state;
  make_ready();
  user_failed(user, LIFE_RESET);
  user_end(user, LIFE_ABANDONED);
  user_end(user, LIFE_ABANDONED);
  assert_int_equal(made->life.not_back, 1);
  assert_string_equal(notes, "connect close");
}

static void a_connection_beside_the_users_own_that_fails_is_an_attempt(void **state) {
  (void)state;
  make_ready();
  user_connect_failed(user, LIFE_NO_PORT);
  assert_int_equal(user->state, USER_READY);
  assert_int_equal(made->life.failed[LIFE_NO_PORT], 1);
  assert_int_equal(made->record.counters.connections_failed, 1);
  assert_int_equal(series_sum(SERIES_FAILED), 1);
}

#define STATES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      STATES_TEST(a_new_user_reads_on_behind_its_cursor),
      STATES_TEST(a_transport_without_memory_makes_no_user),
      STATES_TEST(a_user_that_gets_ready_is_counted_and_told_of),
      STATES_TEST(ready_is_heard_only_of_one_who_connects),
      STATES_TEST(an_attempt_that_fails_is_counted_and_followed_by_another),
      STATES_TEST(a_failure_is_heard_only_of_an_active_user),
      STATES_TEST(a_user_that_loses_its_connection_is_out_until_it_is_ready_again),
      STATES_TEST(attempts_that_fail_one_after_the_other_back_off_ever_longer),
      STATES_TEST(a_loss_in_a_run_with_faults_is_noticed_by_the_fault),
      STATES_TEST(a_user_not_ready_in_time_is_abandoned_and_tries_again),
      STATES_TEST(the_time_out_of_the_attempt_ends_with_it),
      STATES_TEST(a_user_pauses_once_and_counts_as_slow_from_then_on),
      STATES_TEST(an_ended_user_neither_pauses_nor_resumes),
      STATES_TEST(ending_a_connecting_user_is_a_failed_attempt),
      STATES_TEST(ending_a_waiting_user_is_no_end_of_a_connection_and_stops_its_attempts),
      STATES_TEST(a_user_lost_and_not_back_at_the_end_is_counted_once),
      STATES_TEST(a_connection_beside_the_users_own_that_fails_is_an_attempt),
  };
  return cmocka_run_group_tests_name("user_states", tests, NULL, NULL);
}
