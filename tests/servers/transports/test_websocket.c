/* WebSockets: frames, texts of peers, heartbeats. */
#include "tests/servers/transports/world.h"

#include <pthread.h>

#include "common/wire/message.h"

static struct received say(struct world *world, const char *text) {
  return session_receive(&world->session, text, strlen(text), 1000);
}

static void expect_reply(struct world *world, const char *text) {
  struct chunk *reply = session_reply(&world->session);
  assert_non_null(reply);
  assert_int_equal(reply->bytes_count, reply->frame_header_bytes + strlen(text));
  assert_memory_equal(reply->bytes + reply->frame_header_bytes, text, strlen(text));
  chunk_drop(reply);
}

static void a_websocket_sends_a_frame_a_message(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 2);
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_send(world, 0, "{\"seq\":1,", 1);
  expect_send(world, 0, "{\"seq\":2,", 1);
  expect_wait(world, 0, STEP_FOREVER);
}

static void a_text_on_a_websocket_is_published_and_answered_in_order(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  struct received first = say(world, "{\"data\":\"a\",\"due_ns\":900}");
  struct received second = say(world, "{\"data\":\"b\",\"due_ns\":800}");
  assert_int_equal(first.close_code, 0);
  assert_true(first.publish);
  assert_int_equal(second.close_code, 0);
  expect_reply(world, "{\"seq\":1}");
  expect_reply(world, "{\"seq\":2}");
  assert_null(session_reply(&world->session));
  expect_send(world, 0, "{\"seq\":1,\"due_ns\":900,\"sent_ns\":1000,\"data\":\"a\"}", 1);
  expect_send(world, 0, "{\"seq\":2,\"due_ns\":800,\"sent_ns\":1000,\"data\":\"b\"}", 1);
}

static void a_text_that_is_no_message_closes_the_websocket(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  const char *texts[] = {"", "hello", "{}", "{\"data\":1}", "{\"data\":\"x\",\"due_ns\":1001}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct received received = say(world, texts[i]);
    assert_int_equal(received.close_code, 1007);
    assert_non_null(received.reason);
  }
  assert_null(session_reply(&world->session));
  assert_int_equal(feed_newest(hub_feed(&world->hub, 0)), 0);
}

static void a_text_that_is_longer_than_any_message_is_too_big(void **state) {
  struct world *world = *state;
  static const char head[] = "{\"data\":\"";
  size_t bytes = sizeof head - 1 + MESSAGE_DATA_BYTES_MAX + 1;
  char *text = malloc(bytes + 3);
  assert_non_null(text);
  memset(text, 'x', bytes);
  memcpy(text, head, sizeof head - 1);
  memcpy(text + bytes, "\"}", 3);
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  struct received received = say(world, text);
  free(text);
  assert_int_equal(received.close_code, 1009);
  assert_true(received.publish);
  assert_int_equal(feed_newest(hub_feed(&world->hub, 0)), 0);
}

static void a_user_without_the_token_publishes_nothing_but_may_send_pings(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  world->session.listens_only = true;
  struct received received = say(world, "{\"data\":\"x\"}");
  assert_int_equal(received.close_code, 1008);
  assert_string_equal(received.reason, "to publish takes the control token");
  assert_true(received.publish);
  assert_int_equal(feed_newest(hub_feed(&world->hub, 0)), 0);
  assert_int_equal(say(world, "ping").close_code, 0);
  expect_reply(world, "pong");
}

/* A journal that is not open for writing. */
static void a_message_that_cannot_be_kept_is_the_servers_error(void **state) {
  struct world *world = *state;
  struct journal unwritable = {.path = "unwritable", .descriptor = -1, .failing = true};
  pthread_mutex_init(&unwritable.lock, NULL);
  hub_keep_journal(&world->hub, &unwritable);
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  assert_int_equal(say(world, "{\"data\":\"x\"}").close_code, 1011);
  assert_null(session_reply(&world->session));
  pthread_mutex_destroy(&unwritable.lock);
}

static void pings_whose_answers_are_not_read_close_the_websocket(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  for (int i = 0; i < REPLY_QUEUE_CHUNKS_MAX; i++)
    assert_int_equal(say(world, "ping").close_code, 0);
  struct received received = say(world, "ping");
  assert_int_equal(received.close_code, 1008);
  assert_string_equal(received.reason, "answers are not read");
  assert_false(received.publish);
}

static void a_peer_that_reads_no_answer_is_not_waited_for(void **state) {
  struct world *world = *state;
  struct received received = {0};
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  for (int i = 0; i < REPLY_QUEUE_CHUNKS_MAX; i++)
    assert_int_equal(say(world, "{\"data\":\"x\"}").close_code, 0);
  received = say(world, "{\"data\":\"x\"}");
  assert_int_equal(received.close_code, 1008);
  expect_reply(world, "{\"seq\":1}");
  assert_int_equal(say(world, "{\"data\":\"x\"}").close_code, 0);
}

static void a_websocket_asks_its_peer_and_ends_with_one_that_does_not_answer(void **state) {
  struct world *world = *state;
  world->settings.heartbeat =
      (struct heartbeat_settings){.kind = HEARTBEAT_TEXT, .interval_ns = 1000, .timeout_ns = 100};
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_wait(world, 10, 1010);
  expect_send(world, 1010, "ping", 0);
  publish_many(hub_feed(&world->hub, 0), 1);
  expect_send(world, 1020, "{\"seq\":1,", 1);
  expect_wait(world, 1020, 1110);
  assert_int_equal(session_stall(&world->session, 0, 1110).kind, STEP_WAIT);
  assert_int_equal(session_step(&world->session, 1115).kind, STEP_DEAD);
  assert_int_equal(session_stall(&world->session, 0, 1115).kind, STEP_DEAD);
}

static void a_pong_keeps_a_websocket_and_tells_the_round_trip(void **state) {
  struct world *world = *state;
  world->settings.heartbeat =
      (struct heartbeat_settings){.kind = HEARTBEAT_TEXT, .interval_ns = 900, .timeout_ns = 100};
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_wait(world, 0, 900);
  expect_send(world, 950, "ping", 0);
  struct received received = say(world, "pong"); /* at 1000 */
  assert_true(received.answered);
  assert_int_equal(received.rtt_ns, 50);
  assert_false(received.publish);
  expect_wait(world, 1050, 1800);
}

static void a_pong_frame_counts_once_and_only_where_one_is_awaited(void **state) {
  struct world *world = *state;
  uint64_t rtt_ns = 0;
  world->settings.heartbeat =
      (struct heartbeat_settings){.kind = HEARTBEAT_FRAME, .interval_ns = 900, .timeout_ns = 100};
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_wait(world, 0, 900);
  assert_false(session_receive_pong(&world->session, 10, &rtt_ns));
  expect_send(world, 900, "ping", 0);
  assert_true(session_receive_pong(&world->session, 930, &rtt_ns));
  assert_int_equal(rtt_ns, 30);
  assert_false(session_receive_pong(&world->session, 940, &rtt_ns));
}

static void a_ping_is_answered_by_pong_and_published_nowhere(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  struct received received = say(world, "ping");
  assert_int_equal(received.close_code, 0);
  assert_false(received.publish);
  struct chunk *reply = session_reply(&world->session);
  assert_non_null(reply);
  assert_true(chunk_contains(reply, "pong"));
  assert_int_equal(reply->messages, 0);
  chunk_drop(reply);
  assert_int_equal(feed_newest(hub_feed(&world->hub, 0)), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TRANSPORT_TEST(a_websocket_sends_a_frame_a_message),
      TRANSPORT_TEST(a_text_on_a_websocket_is_published_and_answered_in_order),
      TRANSPORT_TEST(a_text_that_is_no_message_closes_the_websocket),
      TRANSPORT_TEST(a_text_that_is_longer_than_any_message_is_too_big),
      TRANSPORT_TEST(a_user_without_the_token_publishes_nothing_but_may_send_pings),
      TRANSPORT_TEST(a_message_that_cannot_be_kept_is_the_servers_error),
      TRANSPORT_TEST(pings_whose_answers_are_not_read_close_the_websocket),
      TRANSPORT_TEST(a_peer_that_reads_no_answer_is_not_waited_for),
      TRANSPORT_TEST(a_websocket_asks_its_peer_and_ends_with_one_that_does_not_answer),
      TRANSPORT_TEST(a_pong_keeps_a_websocket_and_tells_the_round_trip),
      TRANSPORT_TEST(a_pong_frame_counts_once_and_only_where_one_is_awaited),
      TRANSPORT_TEST(a_ping_is_answered_by_pong_and_published_nowhere),
  };
  return cmocka_run_group_tests_name("websocket", tests, NULL, NULL);
}
