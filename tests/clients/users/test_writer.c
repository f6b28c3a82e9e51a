/* Users who write: what is due, what waits in line, what became of it. */
#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_http.h"

#include "common/wire/message.h"
#include "common/wire/publish.h"

enum { OK = 200, BAD_REQUEST = 400, SERVER_ERROR = 500, PAYLOAD_BYTES = 32 };

static struct made_crowd *made;
static struct made_http http;
static struct made_connection *post; /* of the first user's writer */
static struct user *user;
static struct writers *writers;
static struct counters *counters;

/* --- a transport whose socket takes as much as the test says --------------------------- */

static uint64_t said, takes;
static bool say_fails;
static char last_said[MADE_TEXT_BYTES];

static bool on_can_say(struct user *of) {
  return of->state == USER_READY && said < takes;
}

static bool on_say(struct user *of, char *text, size_t bytes) {
  assert_ptr_equal(of, user);
  if (say_fails)
    return false;
  snprintf(last_said, sizeof(last_said), "%.*s", (int)bytes, text);
  memset(text - SAY_ROOM_BYTES, 'x', SAY_ROOM_BYTES + bytes); /* used up, as it says */
  said++;
  return true;
}

static const struct transport saying = {
    .name = "saying",
    .user_init = made_user_init,
    .user_release = made_user_nothing,
    .connect = made_user_nothing,
    .close = made_user_nothing,
    .can_say = on_can_say,
    .say = on_say,
};

static const struct transport posting = {
    .name = "posting",
    .http = true,
    .user_init = made_user_init,
    .user_release = made_user_nothing,
    .connect = made_user_nothing,
    .close = made_user_nothing,
};

/* --- the stage ---------------------------------------------------------------------------- */

/* A document of two users, of whom the first writes 1000 times a second. */
static void open_crowd(const struct transport *transport, int kind) {
  made->options.transport = kind;
  made->options.workload = WORKLOAD_COLLAB;
  made->options.room_users = 2;
  made->options.editors = 1;
  made->options.rate_per_s = 1000;
  made->options.payload_bytes = PAYLOAD_BYTES;
  said = 0;
  takes = UINT64_MAX;
  say_fails = false;
  made_crowd_open(made, transport);
  made->crowd.http = made_http_open(&http);
  assert_int_equal(writers_create(&made->crowd, &made->crowd.writers, NULL), STATUS_OK);
  made_crowd_users(made, 0);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  writers = made->crowd.writers;
  counters = &made->record.counters;
  post = &http.connections[0];
}

static int say_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&saying, TRANSPORT_WEBSOCKET);
  return 0;
}

static int post_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&posting, TRANSPORT_LONG_POLL);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  made_crowd_destroy(made);
  return 0;
}

static void make_ready(void) {
  user_connect(user);
  user_ready(user);
}

static void begin(void) {
  writers_begin(writers, clock_now_ns());
}

static void run_until_written(uint64_t count) {
  run_until_count(made->crowd.network.loop, &writers->written, count);
}

/* No more is due, so that counts stand still. */
static void stop_writing(void) {
  writers_end(writers);
}

static bool hear_answer(uint64_t seq) {
  char text[PUBLISH_ANSWER_BYTES_MAX];
  size_t bytes = publish_answer_encode(seq, text);
  return writer_answered(user, text, bytes, clock_now_ns());
}

/* Which of its writer's messages a text is. */
static uint64_t number_in(const char *text) {
  uint64_t writer = UINT64_MAX;
  uint64_t number = 0;
  const char *data = strstr(text, "\"data\":\"");
  assert_non_null(data);
  const struct message message = {.data = data + 8, .data_bytes = PAYLOAD_BYTES};
  assert_true(message_written_check(PAYLOAD_PATTERN, &message, &writer, &number));
  assert_int_equal(writer, 0);
  return number;
}

/* --- who writes ---------------------------------------------------------------------------- */

static void only_editors_have_a_writer_and_only_posts_a_connection(void **state) {
  (void)state;
  assert_non_null(user->writer);
  assert_null(made->crowd.users[1].writer);
  assert_int_equal(writers_connections(&made->crowd), 0);
  assert_int_equal(http.count, 0);
  assert_int_equal(made->crowd.users[1].subscriber.hearing.writer_count, 1);
}

static void who_posts_has_a_connection_beside_the_users(void **state) {
  (void)state;
  assert_int_equal(writers_connections(&made->crowd), 1);
  assert_int_equal(http.count, 1);
}

static void where_nobody_writes_there_are_no_writers(void **state) {
  (void)state;
  struct made_crowd *other = made_crowd_create();
  struct writers *none = NULL;
  made_crowd_open(other, &saying);
  assert_int_equal(writers_create(&other->crowd, &none, NULL), STATUS_OK);
  assert_null(none);
  made_crowd_users(other, 0);
  writers_begin(none, 1);
  writers_end(none);
  assert_true(writers_settled(none, 1));
  writers_destroy(none);
  writer_ready(&other->crowd.users[0]); /* one who does not write */
  writer_interrupted(&other->crowd.users[0]);
  writer_go_on(&other->crowd.users[0]);
  assert_false(writer_answered(&other->crowd.users[0], "{\"seq\":1}", 9, 1));
  made_crowd_destroy(other);
}

static void no_writer_is_made_without_a_connection(void **state) {
  (void)state;
  struct error error;
  struct user other;
  struct made_crowd *crowd = made;
  made = made_crowd_create();
  http.refuses = true;
  made->options.workload = WORKLOAD_COLLAB;
  made_crowd_open(made, &posting);
  made->crowd.http = (struct http *)(void *)&http;
  assert_int_equal(writers_create(&made->crowd, &made->crowd.writers, NULL), STATUS_OK);
  assert_int_equal(user_init(&other, &made->crowd, 0, 0, &error), STATUS_ENVIRONMENT);
  made_crowd_destroy(made);
  made = crowd;
}

/* --- on a WebSocket --------------------------------------------------------------------- */

static void what_is_due_is_said_at_once_and_acknowledged_by_its_answer(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(2);
  stop_writing();
  uint64_t written = writers->written;
  assert_int_equal(said, written);
  assert_int_equal(number_in(last_said), written);
  assert_int_equal(writers->waited, 0);
  assert_int_equal(writers->lag.count, written);
  assert_int_equal(writers->acknowledged, 0);
  for (uint64_t i = 1; i <= written; i++)
    assert_true(hear_answer(i));
  assert_int_equal(writers->acknowledged, written);
  assert_int_equal(writers->ack.count, written);
  assert_int_equal(writer_written(user->writer), written);
  assert_false(hear_answer(written + 1)); /* nothing is unanswered */
}

static void a_text_that_is_no_answer_is_not_taken_for_one(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(1);
  assert_false(writer_answered(user, "{\"seq\":1,", 9, 1));
  assert_int_equal(writers->acknowledged, 0);
}

static void what_the_socket_does_not_take_waits_in_line_and_keeps_its_order(void **state) {
  (void)state;
  takes = 1;
  make_ready();
  begin();
  run_until_written(12); /* more than the line has room for at first */
  stop_writing();
  assert_int_equal(said, 1);
  assert_int_equal(writers->waited, writers->written - 1);
  takes = 3;
  writer_go_on(user);
  assert_int_equal(said, 3);
  assert_int_equal(number_in(last_said), 3);
  takes = UINT64_MAX;
  writer_go_on(user);
  assert_int_equal(said, writers->written);
  assert_int_equal(number_in(last_said), writers->written);
}

static void what_has_no_answer_when_the_connection_is_lost_is_said_again(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(3);
  stop_writing();
  uint64_t written = writers->written;
  assert_true(hear_answer(1));
  user_failed(user, LIFE_RESET);
  assert_false(hear_answer(2)); /* of a connection that is gone */
  make_ready();
  assert_int_equal(said, written + written - 1);
  assert_int_equal(number_in(last_said), written);
  for (uint64_t i = 2; i <= written; i++)
    assert_true(hear_answer(i));
  assert_int_equal(writers->acknowledged, written);
}

static void a_text_that_the_socket_refuses_stays_in_line(void **state) {
  (void)state;
  say_fails = true;
  make_ready();
  begin();
  run_until_written(1);
  stop_writing();
  assert_int_equal(said, 0);
  assert_int_equal(writers->waited, writers->written);
  say_fails = false;
  writer_go_on(user);
  assert_int_equal(said, writers->written);
}

static void what_is_due_outside_the_measured_phase_is_said_and_not_counted(void **state) {
  (void)state;
  record_set_phase(&made->record, 1, 2);
  make_ready();
  begin();
  run_until_count(made->crowd.network.loop, &said, 3);
  stop_writing();
  assert_true(hear_answer(1));
  assert_int_equal(writers->written, 0);
  assert_int_equal(writers->acknowledged, 0);
  assert_int_equal(writers->lag.count, 0);
  assert_int_equal(writers->ack.count, 0);
}

static void all_is_settled_when_it_is_due_later_and_answered(void **state) {
  (void)state;
  make_ready();
  assert_true(writers_settled(writers, UINT64_MAX)); /* nobody has begun */
  begin();
  run_until_written(1);
  stop_writing();
  uint64_t end_ns = made->record.start_ns;
  assert_false(writers_settled(writers, end_ns)); /* unanswered */
  for (uint64_t i = 1; i <= writers->written; i++)
    assert_true(hear_answer(i));
  assert_true(writers_settled(writers, end_ns));
  assert_false(writers_settled(writers, UINT64_MAX)); /* more is due before */
}

static void who_ended_before_the_beginning_writes_nothing(void **state) {
  (void)state;
  user_connect(user);
  user_end(user, LIFE_TIMEOUT);
  begin();
  assert_true(writers_settled(writers, UINT64_MAX));
  run_what_is_ready(made->crowd.network.loop);
  assert_int_equal(writers->written, 0);
}

/* --- by POST ----------------------------------------------------------------------------- */

static void a_connection_that_is_kept_is_opened_before_there_is_something_to_say(void **state) {
  (void)state;
  make_ready();
  assert_int_equal(post->requests, 0);
  run_what_is_ready(made->crowd.network.loop);
  assert_string_equal(post->path, "/short_poll?channel=0&after=0");
  assert_false(post->posts);
  made_answer(post, OK, "{\"next\":0,\"messages\":[]}", clock_now_ns());
  assert_int_equal(post->requests, 1);
  assert_int_equal(counters->publish_requests, 0);
}

static void one_that_is_not_kept_is_opened_by_the_first_post(void **state) {
  (void)state;
  made->options.keep_alive = false;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  assert_int_equal(post->requests, 0);
  begin();
  run_until_written(1);
  assert_string_equal(post->path, "/publish?channel=0");
  assert_true(post->posts);
}

static void one_post_is_under_way_at_a_time_and_the_rest_waits(void **state) {
  (void)state;
  begin();
  run_until_written(3);
  stop_writing();
  assert_int_equal(post->requests, 1);
  assert_int_equal(post->timeout_ms, 10000);
  assert_int_equal(number_in(post->body), 1);
  assert_int_equal(writers->waited, writers->written - 1);
  made_answer(post, OK, "{\"seq\":41}", clock_now_ns());
  assert_int_equal(number_in(post->body), 2);
  assert_int_equal(writers->acknowledged, 1);
  assert_int_equal(counters->publish_requests, 2);
}

static void an_answer_in_pieces_is_acknowledged_when_its_last_came(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  uint64_t now_ns = clock_now_ns();
  assert_true(made_body(post, "{\"se", now_ns));
  assert_true(made_body(post, "q\":41}", now_ns + NS_PER_S));
  made_complete(post, OK);
  assert_int_equal(writers->ack.count, 1);
  assert_true(writers->ack.max_ns >= NS_PER_S);
}

static void what_the_server_refuses_is_counted_and_not_sent_again(void **state) {
  (void)state;
  begin();
  run_until_written(2);
  stop_writing();
  made_answer(post, BAD_REQUEST, "a refusal has more to say than there is room for", 1);
  assert_int_equal(counters->publishes_refused, 1);
  assert_int_equal(writers->refused, 1);
  assert_int_equal(number_in(post->body), 2);
  made_complete(post, SERVER_ERROR - 1);
  assert_int_equal(counters->publishes_refused, 2);
}

static bool posts_again(void *owner) {
  const unsigned *before = owner;
  return post->requests > *before;
}

static void what_the_server_could_not_do_is_sent_again_after_a_back_off(void **state) {
  (void)state;
  static const int codes[] = {SERVER_ERROR, OK};
  begin();
  run_until_written(1);
  stop_writing();
  for (size_t i = 0; i < 2; i++) {
    unsigned before = post->requests;
    made_answer(post, codes[i], "what is no answer", clock_now_ns());
    assert_int_equal(post->requests, before);
    run_until(made->crowd.network.loop, posts_again, &before);
    assert_int_equal(number_in(post->body), 1);
  }
  assert_int_equal(writers->acknowledged, 0);
  assert_int_equal(counters->publishes_refused, 0);
  made_answer(post, OK, "{\"seq\":1}", clock_now_ns());
  assert_int_equal(writers->acknowledged, 1);
}

static void a_post_that_is_cut_off_is_sent_again(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  unsigned before = post->requests;
  made_break(post, LIFE_RESET);
  assert_int_equal(counters->connections_failed, 0);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_int_equal(number_in(post->body), 1);
  before = post->requests;
  made_refuse(post);
  assert_int_equal(counters->connections_failed, 1);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_int_equal(number_in(post->body), 1);
}

static void after_an_opening_that_fails_what_is_due_waits_for_the_back_off(void **state) {
  (void)state;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  unsigned before = post->requests;
  begin();
  made_refuse(post);
  assert_int_equal(counters->connections_failed, 1);
  assert_int_equal(post->requests, before);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_true(post->posts);
  assert_int_equal(number_in(post->body), 1);
}

static void what_is_due_while_the_connection_opens_follows_it(void **state) {
  (void)state;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  begin();
  run_until_written(1);
  stop_writing();
  assert_int_equal(post->requests, 1);
  made_answer(post, OK, "{\"next\":0,\"messages\":[]}", clock_now_ns());
  assert_true(post->posts);
  assert_int_equal(number_in(post->body), 1);
}

static void a_request_that_cannot_start_leaves_the_message_in_line(void **state) {
  (void)state;
  http.refuses = true;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  begin();
  run_until_written(2);
  assert_int_equal(post->requests, 0);
  http.refuses = false;
  run_until_written(writers->written + 1);
  assert_int_equal(number_in(post->body), 1);
}

static void a_lost_connection_of_the_user_is_not_the_writers(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  writer_interrupted(user);
  made_answer(post, OK, "{\"seq\":1}", clock_now_ns());
  assert_int_equal(writers->acknowledged, 1);
}

#define SAY_TEST(name) cmocka_unit_test_setup_teardown(name, say_set_up, tear_down)
#define POST_TEST(name) cmocka_unit_test_setup_teardown(name, post_set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      SAY_TEST(only_editors_have_a_writer_and_only_posts_a_connection),
      SAY_TEST(where_nobody_writes_there_are_no_writers),
      SAY_TEST(what_is_due_is_said_at_once_and_acknowledged_by_its_answer),
      SAY_TEST(a_text_that_is_no_answer_is_not_taken_for_one),
      SAY_TEST(what_the_socket_does_not_take_waits_in_line_and_keeps_its_order),
      SAY_TEST(what_has_no_answer_when_the_connection_is_lost_is_said_again),
      SAY_TEST(a_text_that_the_socket_refuses_stays_in_line),
      SAY_TEST(what_is_due_outside_the_measured_phase_is_said_and_not_counted),
      SAY_TEST(all_is_settled_when_it_is_due_later_and_answered),
      SAY_TEST(who_ended_before_the_beginning_writes_nothing),
      POST_TEST(who_posts_has_a_connection_beside_the_users),
      POST_TEST(no_writer_is_made_without_a_connection),
      POST_TEST(a_connection_that_is_kept_is_opened_before_there_is_something_to_say),
      POST_TEST(one_that_is_not_kept_is_opened_by_the_first_post),
      POST_TEST(one_post_is_under_way_at_a_time_and_the_rest_waits),
      POST_TEST(an_answer_in_pieces_is_acknowledged_when_its_last_came),
      POST_TEST(what_the_server_refuses_is_counted_and_not_sent_again),
      POST_TEST(what_the_server_could_not_do_is_sent_again_after_a_back_off),
      POST_TEST(a_post_that_is_cut_off_is_sent_again),
      POST_TEST(after_an_opening_that_fails_what_is_due_waits_for_the_back_off),
      POST_TEST(what_is_due_while_the_connection_opens_follows_it),
      POST_TEST(a_request_that_cannot_start_leaves_the_message_in_line),
      POST_TEST(a_lost_connection_of_the_user_is_not_the_writers),
  };
  return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
