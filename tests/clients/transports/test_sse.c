/* Event streams, on HTTP without a network. */
#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_http.h"

#include "clients/transports/transports.h"
#include "common/wire/sse.h"

enum { CURSOR = 7, OK = 200 };

static struct made_crowd *made;
static struct made_http http;
static struct made_connection *connection;
static struct user *user;
static struct counters *counters;

static int set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  made->options.transport = TRANSPORT_SSE;
  made->options.clients = 1;
  made_crowd_open(made, &sse_transport);
  made->crowd.http = made_http_open(&http);
  made_crowd_users(made, CURSOR);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  connection = &http.connections[0];
  counters = &made->record.counters;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  made_crowd_destroy(made);
  return 0;
}

static const char *event_of(uint64_t seq) {
  static char text[MADE_TEXT_BYTES];
  char message[MADE_TEXT_BYTES];
  size_t bytes = made_message(made, seq, message, sizeof message);
  bytes = sse_encode(seq, message, bytes, text, sizeof text - 1);
  text[bytes] = '\0';
  return text;
}

static void make_ready(void) {
  user_connect(user);
  connection->handler->head(user, OK, NULL, 0);
  assert_int_equal(user->state, USER_READY);
}

static bool connects(void *owner) {
  (void)owner;
  return connection->under_way;
}

static void the_head_makes_the_user_ready(void **state) {
  (void)state;
  user_connect(user);
  assert_string_equal(connection->path, "/sse?channel=0&after=7");
  assert_string_equal(connection->header, "");
  assert_int_equal(connection->timeout_ms, 0);
  connection->handler->head(user, 503, NULL, 0);
  assert_int_equal(user->state, USER_CONNECTING);
  connection->handler->head(user, OK, NULL, 0);
  assert_int_equal(user->state, USER_READY);
  assert_int_equal(made->crowd.transport->descriptor(user), 1);
}

static void an_event_is_stamped_by_the_read_that_brought_its_end(void **state) {
  (void)state;
  char first[MADE_TEXT_BYTES];
  const char *text = event_of(8);
  snprintf(first, sizeof first, "%.20s", text);
  make_ready();
  assert_true(made_body(connection, first, made->record.start_ns + 100));
  assert_int_equal(counters->received, 0);
  assert_true(made_body(connection, text + 20, made->record.start_ns + 900));
  assert_int_equal(made->record.delivered, 1);
  assert_int_equal(made->record.latency.max_ns, 900);
  assert_int_equal(user->subscriber.cursor, 8);
}

static void comments_are_the_servers_heartbeats(void **state) {
  (void)state;
  make_ready();
  assert_true(made_body(connection, ":\n\n:\n\n", 1));
  assert_int_equal(counters->heartbeats_received, 2);
  assert_int_equal(counters->received, 0);
}

static void a_stream_that_is_none_is_broken_off(void **state) {
  (void)state;
  make_ready();
  char id[MADE_TEXT_BYTES];
  snprintf(id, sizeof id, "id: %0300d\ndata: x\n\n", 0); /* longer than any of this server's */
  assert_false(made_body(connection, id, 1));
  assert_int_equal(counters->corrupted, 1);
}

static void a_stream_that_ends_is_lost_and_opened_where_it_was(void **state) {
  (void)state;
  make_ready();
  assert_true(made_body(connection, event_of(8), made->record.start_ns + 900));
  made_complete(connection, OK);
  assert_int_equal(made->life.lost[LIFE_CLOSED], 1);
  assert_int_equal(counters->requests_failed, 1);
  run_until(made->crowd.network.loop, connects, NULL);
  assert_string_equal(connection->path, "/sse?channel=0&after=7"); /* the same path … */
  assert_string_equal(connection->header,
                      "Last-Event-ID: 8"); /* … and the newest message that was read */
}

static void half_an_event_does_not_outlive_its_connection(void **state) {
  (void)state;
  make_ready();
  assert_true(made_body(connection, "data: half", 1));
  made_break(connection, LIFE_RESET);
  assert_int_equal(made->life.lost[LIFE_RESET], 1);
  run_until(made->crowd.network.loop, connects, NULL);
  assert_string_equal(connection->header, "");
  connection->handler->head(user, OK, NULL, 0);
  assert_true(made_body(connection, event_of(9), made->record.start_ns + 1));
  assert_int_equal(counters->received, 1);
  assert_int_equal(counters->corrupted, 0);
}

static void a_stream_that_is_refused_is_a_failed_attempt(void **state) {
  (void)state;
  user_connect(user);
  made_complete(connection, 404);
  assert_int_equal(made->life.failed[LIFE_STATUS], 1);
  assert_int_equal(counters->requests_failed, 0); /* the connection counts it instead */
  run_until(made->crowd.network.loop, connects, NULL);
  made_refuse(connection);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
}

static void a_user_whose_request_cannot_start_has_failed(void **state) {
  (void)state;
  http.refuses = true;
  user_connect(user);
  assert_int_equal(user->state, USER_WAITING);
  assert_int_equal(made->life.failed[LIFE_OTHER], 1);
  struct user other;
  struct error error;
  assert_int_equal(user_init(&other, &made->crowd, 0, 0, &error), STATUS_ENVIRONMENT);
}

static void a_dead_stream_is_dropped(void **state) {
  (void)state;
  make_ready();
  sse_transport.drop(user);
  assert_int_equal(connection->aborts, 1);
  assert_int_equal(counters->connections_closed, 1);
  assert_int_equal(made->life.lost[LIFE_DEAD], 1);
  assert_int_equal(user->state, USER_WAITING);
}

static void an_abandoned_user_has_failed_a_request(void **state) {
  (void)state;
  user_connect(user);
  sse_transport.abandon(user);
  assert_int_equal(connection->aborts, 1);
  assert_int_equal(counters->requests_failed, 1);
}

static void pause_resume_and_end_reach_the_connection(void **state) {
  (void)state;
  make_ready();
  user_pause(user);
  assert_true(connection->paused);
  user_resume(user);
  assert_false(connection->paused);
  user_end(user, LIFE_ABANDONED);
  assert_int_equal(connection->aborts, 1);
  assert_int_equal(counters->requests_failed, 0);
}

#define SSE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      SSE_TEST(the_head_makes_the_user_ready),
      SSE_TEST(an_event_is_stamped_by_the_read_that_brought_its_end),
      SSE_TEST(comments_are_the_servers_heartbeats),
      SSE_TEST(a_stream_that_is_none_is_broken_off),
      SSE_TEST(a_stream_that_ends_is_lost_and_opened_where_it_was),
      SSE_TEST(half_an_event_does_not_outlive_its_connection),
      SSE_TEST(a_stream_that_is_refused_is_a_failed_attempt),
      SSE_TEST(a_user_whose_request_cannot_start_has_failed),
      SSE_TEST(a_dead_stream_is_dropped),
      SSE_TEST(an_abandoned_user_has_failed_a_request),
      SSE_TEST(pause_resume_and_end_reach_the_connection),
  };
  return cmocka_run_group_tests_name("sse", tests, NULL, NULL);
}
