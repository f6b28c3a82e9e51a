/* Short and long polls, on HTTP without a network. */
#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_http.h"

#include "clients/transports/transports.h"

enum { CURSOR = 7, OK = 200, BODY_BYTES_MAX = 64 << 20 };

static struct made_crowd *made;
static struct made_http http;
static struct made_connection *connection; /* of the first user */
static struct user *user;
static struct counters *counters;

static void open_crowd(const struct transport *transport, int kind) {
  made->options.transport = kind;
  made->options.interval_ms = 20;
  made->options.heartbeat_timeout_ms = 400;
  made->options.hold_ms = 600;
  made_crowd_open(made, transport);
  made->crowd.http = made_http_open(&http);
  made_crowd_users(made, CURSOR);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  connection = &http.connections[0];
  counters = &made->record.counters;
}

static int short_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&short_poll_transport, TRANSPORT_SHORT_POLL);
  return 0;
}

static int long_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&long_poll_transport, TRANSPORT_LONG_POLL);
  return 0;
}

static int pausing_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  made->options.pause_ms = 5;
  open_crowd(&long_poll_transport, TRANSPORT_LONG_POLL);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  if (made->crowd.transport->end)
    made->crowd.transport->end(&made->crowd);
  made_crowd_destroy(made);
  return 0;
}

/* An answer with one message; with none if seq is 0. */
static const char *answer_of(uint64_t next, uint64_t seq) {
  static char text[MADE_TEXT_BYTES];
  char message[MADE_TEXT_BYTES];
  size_t bytes = seq > 0 ? made_message(made, seq, message, sizeof message) : 0;
  snprintf(text, sizeof text, "{\"next\":%llu,\"messages\":[%.*s]}", (unsigned long long)next,
           (int)bytes, message);
  return text;
}

static void answer(uint64_t next, uint64_t seq) {
  made_answer(connection, OK, answer_of(next, seq), made->record.start_ns + 1000);
}

static void make_ready(void) {
  user_connect(user);
  answer(CURSOR, 0);
  assert_int_equal(user->state, USER_READY);
}

static bool asks(void *owner) {
  const unsigned *requests = owner;
  return connection->requests > *requests;
}

static void begin(void) {
  assert_int_equal(made->crowd.transport->begin(&made->crowd, clock_now_ns(), NULL), STATUS_OK);
  made->crowd.begun = true;
}

/* --- both kinds of polls -------------------------------------------------------------- */

static void the_first_poll_is_a_short_one_and_makes_the_user_ready(void **state) {
  (void)state;
  user_connect(user);
  assert_string_equal(connection->path, "/short_poll?channel=0&after=7");
  assert_int_equal(connection->timeout_ms, 0); /* only the user's own time-out ends it */
  assert_int_equal(made->ready, 0);
  answer(CURSOR, 0);
  assert_int_equal(made->ready, 1);
  assert_false(connection->under_way);
  assert_int_equal(counters->polls_answered, 1);
  assert_int_equal(counters->requests_empty, 1);
  assert_int_equal(user->crowd->transport->descriptor(user), 1);
}

static void an_answer_in_pieces_is_read_whole_and_stamped_by_its_last(void **state) {
  (void)state;
  const char *text = answer_of(9, 9);
  char first[MADE_TEXT_BYTES];
  snprintf(first, sizeof first, "%.10s", text);
  user_connect(user);
  assert_true(made_body(connection, first, made->record.start_ns + 500));
  assert_true(made_body(connection, text + 10, made->record.start_ns + 2000));
  made_complete(connection, OK);
  assert_int_equal(made->record.delivered, 1);
  assert_int_equal(made->record.latency.max_ns, 2000);
  assert_int_equal(user->subscriber.cursor, 9);
  assert_int_equal(counters->requests_empty, 0);
}

static void the_cursor_follows_the_answer_and_never_goes_back(void **state) {
  (void)state;
  user_connect(user);
  answer(20, 0);
  assert_int_equal(user->subscriber.cursor, 20);
  user_connect(user);
  assert_string_equal(connection->path, "/short_poll?channel=0&after=20");
  answer(12, 0);
  assert_int_equal(user->subscriber.cursor, 20);
}

static void an_answer_that_is_none_is_corrupted_and_fails_the_attempt(void **state) {
  (void)state;
  user_connect(user);
  made_answer(connection, OK, "{\"next\":8,\"messages\":[{]}", 1);
  assert_int_equal(user->state, USER_WAITING);
  assert_int_equal(counters->corrupted, 1);
  assert_int_equal(counters->requests_failed, 1);
  assert_int_equal(made->life.failed[LIFE_PROTOCOL], 1);
  user_connect(user);
  made_complete(connection, OK); /* without a body */
  assert_int_equal(counters->corrupted, 2);
  assert_int_equal(counters->polls_answered, 0);
}

static void a_status_that_is_not_200_fails_without_a_look_at_the_body(void **state) {
  (void)state;
  user_connect(user);
  made_answer(connection, 503, answer_of(9, 9), 1);
  assert_int_equal(made->life.failed[LIFE_STATUS], 1);
  assert_int_equal(counters->corrupted, 0);
  assert_int_equal(counters->received, 0);
}

static void a_first_connection_that_is_refused_is_one_failed_attempt(void **state) {
  (void)state;
  user_connect(user);
  made_refuse(connection);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
  assert_int_equal(counters->connections_failed, 1);
  assert_int_equal(made->lost, 0);
}

static void a_user_whose_request_cannot_start_has_failed(void **state) {
  (void)state;
  http.refuses = true;
  user_connect(user);
  assert_int_equal(user->state, USER_WAITING);
  assert_int_equal(made->life.failed[LIFE_OTHER], 1);
  http.refuses = false;
  make_ready(); /* nothing is outstanding */
}

static void a_user_without_a_connection_is_not_made(void **state) {
  (void)state;
  struct user other;
  struct error error;
  http.refuses = true;
  assert_int_equal(user_init(&other, &made->crowd, 0, 0, &error), STATUS_ENVIRONMENT);
}

static void an_abandoned_user_receives_nothing_and_has_failed_a_request(void **state) {
  (void)state;
  user_connect(user);
  made->crowd.transport->abandon(user);
  assert_int_equal(connection->aborts, 1);
  assert_int_equal(counters->requests_failed, 1);
}

static void pause_and_resume_reach_the_connection(void **state) {
  (void)state;
  make_ready();
  user_pause(user);
  assert_true(connection->paused);
  user_resume(user);
  assert_false(connection->paused);
}

static void a_body_without_end_is_broken_off(void **state) {
  (void)state;
  enum { PIECE_BYTES = 1 << 20 };
  char *piece = malloc(PIECE_BYTES);
  assert_non_null(piece);
  memset(piece, 'x', PIECE_BYTES);
  user_connect(user);
  for (size_t bytes = 0; bytes < BODY_BYTES_MAX; bytes += PIECE_BYTES)
    assert_true(connection->handler->body(user, piece, PIECE_BYTES, 1));
  assert_false(connection->handler->body(user, piece, 1, 1));
  free(piece);
}

/* --- long polls ----------------------------------------------------------------------- */

static void a_long_poll_follows_each_answer_once_the_run_has_begun(void **state) {
  (void)state;
  make_ready();
  assert_false(connection->under_way);
  begin();
  assert_string_equal(connection->path, "/long_poll?channel=0&after=7");
  assert_int_equal(connection->timeout_ms,
                   1000); /* the hold time and the time-out for the answer */
  answer(8, 8);
  assert_string_equal(connection->path, "/long_poll?channel=0&after=8");
  assert_true(connection->under_way);
  assert_int_equal(http.connections[1].requests, 0); /* this user is not ready */
}

static void a_user_who_gets_ready_later_polls_at_once(void **state) {
  (void)state;
  begin();
  assert_int_equal(connection->requests, 0);
  make_ready();
  assert_string_equal(connection->path, "/long_poll?channel=0&after=7");
}

static void a_long_poll_that_is_overdue_is_a_missed_heartbeat(void **state) {
  (void)state;
  make_ready();
  begin();
  made_break(connection, LIFE_TIMEOUT);
  assert_int_equal(counters->heartbeats_missed, 1);
  assert_int_equal(made->life.lost[LIFE_TIMEOUT], 1);
  assert_int_equal(counters->connections_failed, 0);
  unsigned before = connection->requests;
  run_until(made->crowd.network.loop, asks, &before);
  assert_string_equal(connection->path, "/short_poll?channel=0&after=7");
  made_break(connection, LIFE_TIMEOUT); /* while connecting, this is no heartbeat */
  assert_int_equal(counters->heartbeats_missed, 1);
}

static void a_ready_user_that_cannot_connect_anew_has_lost_and_failed(void **state) {
  (void)state;
  make_ready();
  begin();
  made_refuse(connection);
  assert_int_equal(made->life.lost[LIFE_REFUSED], 1);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
  assert_int_equal(counters->connections_failed, 1);
}

static void the_end_breaks_a_poll_off_and_asks_no_more(void **state) {
  (void)state;
  make_ready();
  begin();
  user_end(user, LIFE_ABANDONED);
  assert_int_equal(connection->aborts, 1);
  assert_int_equal(counters->requests_failed, 0); /* the client ended it itself */
}

/* --- long polls with a pause ----------------------------------------------------------- */

static void a_user_takes_its_pause_after_each_answer(void **state) {
  (void)state;
  make_ready();
  begin();
  unsigned before = connection->requests;
  uint64_t answered_ns = clock_now_ns();
  answer(8, 8);
  assert_int_equal(connection->requests, before);
  run_until(made->crowd.network.loop, asks, &before);
  assert_true(clock_now_ns() - answered_ns >= 5 * NS_PER_MS);
  assert_string_equal(connection->path, "/long_poll?channel=0&after=8");
}

static bool the_pause_is_over(void *owner) {
  const uint64_t *until_ns = owner;
  return clock_now_ns() >= *until_ns;
}

static void a_user_who_ends_in_its_pause_sends_no_more_polls(void **state) {
  (void)state;
  make_ready();
  begin();
  unsigned before = connection->requests;
  answer(8, 8);
  user_end(user, LIFE_ABANDONED);
  uint64_t until_ns = clock_now_ns() + 8 * NS_PER_MS;
  run_until(made->crowd.network.loop, the_pause_is_over, &until_ns);
  assert_int_equal(connection->requests, before);
}

static void a_pausing_user_without_a_connection_is_not_made(void **state) {
  (void)state;
  struct user other;
  struct error error;
  http.refuses = true;
  assert_int_equal(user_init(&other, &made->crowd, 0, 0, &error), STATUS_ENVIRONMENT);
}

/* --- short polls ----------------------------------------------------------------------- */

static bool is_under_way(void *owner) {
  (void)owner;
  return connection->under_way;
}

static void a_short_poll_starts_every_interval_whatever_is_answered(void **state) {
  (void)state;
  uint64_t epoch_ns = clock_now_ns();
  made->crowd.count = 1;
  make_ready();
  begin();
  for (uint64_t i = 0; i < 3; i++) {
    run_until(made->crowd.network.loop, is_under_way, NULL);
    assert_true(clock_now_ns() >= epoch_ns + i * 20 * NS_PER_MS); /* never early */
    assert_string_equal(connection->path, "/short_poll?channel=0&after=7");
    assert_int_equal(connection->timeout_ms, 400);
    answer(CURSOR, 0);
  }
  made->crowd.count = 2;
}

static bool overran(void *owner) {
  const uint64_t *wanted = owner;
  return counters->overruns >= *wanted;
}

static void polls_that_are_due_while_one_is_outstanding_become_one(void **state) {
  (void)state;
  uint64_t wanted = 3;
  made->crowd.count = 1;
  make_ready();
  begin();
  unsigned before = connection->requests;
  run_until(made->crowd.network.loop, asks, &before);
  run_until(made->crowd.network.loop, overran, &wanted);
  assert_int_equal(connection->requests, before + 1);
  answer(CURSOR, 0);
  assert_int_equal(connection->requests, before + 2); /* at once */
  answer(CURSOR, 0);
  assert_int_equal(connection->requests, before + 2);
  made->crowd.count = 2;
}

static void a_poll_that_is_due_while_the_user_is_not_ready_follows_when_it_is(void **state) {
  (void)state;
  uint64_t wanted = 1;
  made->crowd.count = 1;
  user_connect(user);
  begin();
  run_until(made->crowd.network.loop, overran, &wanted);
  answer(CURSOR, 0);
  assert_true(connection->under_way);
  assert_string_equal(connection->path, "/short_poll?channel=0&after=7");
  assert_int_equal(connection->timeout_ms, 400);
  made->crowd.count = 2;
}

static void an_ended_user_has_no_overruns(void **state) {
  (void)state;
  user_end(user, LIFE_ABANDONED);
  made->crowd.count = 1;
  begin();
  uint64_t until_ns = clock_now_ns() + 50 * NS_PER_MS; /* two intervals */
  run_until(made->crowd.network.loop, the_pause_is_over, &until_ns);
  assert_int_equal(counters->overruns, 0);
  made->crowd.count = 2;
}

static void the_schedule_ends_once(void **state) {
  (void)state;
  begin();
  assert_non_null(made->crowd.schedule);
  short_poll_transport.end(&made->crowd);
  assert_null(made->crowd.schedule);
  short_poll_transport.end(&made->crowd);
}

#define LONG_TEST(name) cmocka_unit_test_setup_teardown(name, long_set_up, tear_down)
#define PAUSING_TEST(name) cmocka_unit_test_setup_teardown(name, pausing_set_up, tear_down)
#define SHORT_TEST(name) cmocka_unit_test_setup_teardown(name, short_set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      LONG_TEST(the_first_poll_is_a_short_one_and_makes_the_user_ready),
      LONG_TEST(an_answer_in_pieces_is_read_whole_and_stamped_by_its_last),
      LONG_TEST(the_cursor_follows_the_answer_and_never_goes_back),
      LONG_TEST(an_answer_that_is_none_is_corrupted_and_fails_the_attempt),
      LONG_TEST(a_status_that_is_not_200_fails_without_a_look_at_the_body),
      LONG_TEST(a_first_connection_that_is_refused_is_one_failed_attempt),
      LONG_TEST(a_user_whose_request_cannot_start_has_failed),
      LONG_TEST(a_user_without_a_connection_is_not_made),
      LONG_TEST(an_abandoned_user_receives_nothing_and_has_failed_a_request),
      LONG_TEST(pause_and_resume_reach_the_connection),
      LONG_TEST(a_body_without_end_is_broken_off),
      LONG_TEST(a_long_poll_follows_each_answer_once_the_run_has_begun),
      LONG_TEST(a_user_who_gets_ready_later_polls_at_once),
      LONG_TEST(a_long_poll_that_is_overdue_is_a_missed_heartbeat),
      LONG_TEST(a_ready_user_that_cannot_connect_anew_has_lost_and_failed),
      LONG_TEST(the_end_breaks_a_poll_off_and_asks_no_more),
      PAUSING_TEST(a_user_takes_its_pause_after_each_answer),
      PAUSING_TEST(a_user_who_ends_in_its_pause_sends_no_more_polls),
      PAUSING_TEST(a_pausing_user_without_a_connection_is_not_made),
      SHORT_TEST(a_short_poll_starts_every_interval_whatever_is_answered),
      SHORT_TEST(polls_that_are_due_while_one_is_outstanding_become_one),
      SHORT_TEST(a_poll_that_is_due_while_the_user_is_not_ready_follows_when_it_is),
      SHORT_TEST(an_ended_user_has_no_overruns),
      SHORT_TEST(the_schedule_ends_once),
  };
  return cmocka_run_group_tests_name("polls", tests, NULL, NULL);
}
