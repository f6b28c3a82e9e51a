/* The four transports against a feed of the test's and a clock held by hand. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "common/base/traits.h"
#include "common/wire/sse.h"
#include "servers/transports/transport.h"

enum { HISTORY = 16, HOLD_NS = 1000, KEEPALIVE_NS = 500 };

struct world {
  struct hub hub;
  struct transport_settings settings;
  struct session session;
};

static int world_setup(void **state) {
  static struct world world;
  world.settings = (struct transport_settings){
      .hold_ns = HOLD_NS, .sse_keepalive_ns = KEEPALIVE_NS, .answer_bytes_max = UINT64_MAX};
  assert_int_equal(hub_init(&world.hub, 1, HISTORY, &kept_style), STATUS_OK);
  *state = &world;
  return 0;
}

static int world_teardown(void **state) {
  struct world *world = *state;
  session_close(&world->session);
  hub_release(&world->hub);
  return 0;
}

static void open_after(struct world *world, enum transport_kind kind, uint64_t after) {
  session_open(&world->session, transport_of(kind), &world->settings, &world->hub, 0, true, after);
}

/* The step sends, and what it sends holds `text` and so many messages. */
static void expect_send(struct world *world, uint64_t now_ns, const char *text, size_t messages) {
  struct step step = session_step(&world->session, now_ns);
  assert_int_equal(step.kind, STEP_SEND);
  assert_non_null(step.chunk);
  assert_true(chunk_contains(step.chunk, text));
  assert_int_equal(step.chunk->messages, messages);
  chunk_drop(step.chunk);
}

static void expect_wait(struct world *world, uint64_t now_ns, uint64_t until_ns) {
  struct step step = session_step(&world->session, now_ns);
  assert_int_equal(step.kind, STEP_WAIT);
  assert_int_equal(step.until_ns, until_ns);
}

static void expect_end(struct world *world, uint64_t now_ns) {
  assert_int_equal(session_step(&world->session, now_ns).kind, STEP_END);
}

static void transports_have_the_names_by_which_they_are_asked_for(void **state) {
  (void)state;
  const char *at = TRANSPORT_CHOICES;
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    const char *name = transport_of((enum transport_kind)kind)->name;
    assert_int_equal(strcspn(at, "|"), strlen(name));
    assert_memory_equal(at, name, strlen(name));
    at += strlen(name) + 1;
  }
}

static void a_short_poll_is_answered_at_once_even_with_nothing(void **state) {
  open_after(*state, TRANSPORT_SHORT_POLL, 0);
  expect_send(*state, 0, "{\"next\":0,\"messages\":[]}", 0);
  expect_end(*state, 0);
}

static void a_short_poll_carries_all_that_waits(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 3);
  open_after(world, TRANSPORT_SHORT_POLL, 1);
  expect_send(world, 0, "\"next\":3", 2);
  expect_end(world, 0);
}

static void a_long_poll_with_nothing_waits_until_its_hold_is_over(void **state) {
  open_after(*state, TRANSPORT_LONG_POLL, 0);
  expect_wait(*state, 100, 100 + HOLD_NS);
  expect_wait(*state, 100 + HOLD_NS - 1, 100 + HOLD_NS);
  expect_send(*state, 100 + HOLD_NS, "\"messages\":[]", 0);
  expect_end(*state, 100 + HOLD_NS);
}

static void a_long_poll_is_answered_when_the_feed_moves(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_LONG_POLL, 0);
  expect_wait(world, 0, HOLD_NS);
  publish_many(hub_feed(&world->hub, 0), 1);
  expect_send(world, 1, "\"seq\":1,", 1);
  expect_end(world, 1);
}

static void a_long_poll_that_comes_late_is_answered_at_once(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 2);
  open_after(world, TRANSPORT_LONG_POLL, 0);
  expect_send(world, 0, "\"next\":2", 2);
}

static void without_batching_a_long_poll_carries_one_message(void **state) {
  struct world *world = *state;
  world->settings.answer_bytes_max = 0;
  publish_many(hub_feed(&world->hub, 0), 2);
  open_after(world, TRANSPORT_LONG_POLL, 0);
  expect_send(world, 0, "\"next\":1", 1);
}

static void a_session_without_after_starts_behind_the_newest(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 5);
  session_open(&world->session, transport_of(TRANSPORT_WEBSOCKET), &world->settings, &world->hub, 0,
               false, 0);
  expect_wait(world, 0, STEP_FOREVER);
  publish_many(hub_feed(&world->hub, 0), 1);
  expect_send(world, 0, "\"seq\":6,", 1);
}

static void an_event_stream_begins_with_its_head_and_sends_each_message(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 2);
  open_after(world, TRANSPORT_SSE, 0);
  expect_send(world, 0, "Content-Type: text/event-stream\r\n", 0);
  expect_send(world, 0, "id: 1\ndata: {\"seq\":1,", 1);
  expect_send(world, 0, "id: 2\ndata: {\"seq\":2,", 1);
  expect_wait(world, 10, KEEPALIVE_NS);
}

static void an_event_stream_comments_after_silence_and_not_before(void **state) {
  struct world *world = *state;
  open_after(world, TRANSPORT_SSE, 0);
  expect_send(world, 0, "HTTP/1.1 200 OK", 0);
  expect_wait(world, 400, KEEPALIVE_NS);
  publish_many(hub_feed(&world->hub, 0), 1);
  expect_send(world, 450, "data: ", 1);
  expect_wait(world, 500, 450 + KEEPALIVE_NS);
  expect_send(world, 450 + KEEPALIVE_NS, sse_comment, 0);
  expect_wait(world, 450 + KEEPALIVE_NS, 450 + 2 * KEEPALIVE_NS);
}

static void an_event_stream_without_keepalive_never_comments(void **state) {
  struct world *world = *state;
  world->settings.sse_keepalive_ns = 0;
  open_after(world, TRANSPORT_SSE, 0);
  expect_send(world, 0, "HTTP/1.1 200 OK", 0);
  expect_wait(world, UINT64_C(1) << 60, STEP_FOREVER);
}

static void a_websocket_sends_a_frame_a_message(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 2);
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_send(world, 0, "{\"seq\":1,", 1);
  expect_send(world, 0, "{\"seq\":2,", 1);
  expect_wait(world, 0, STEP_FOREVER);
}

static void every_transport_delivers_the_same_messages(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 5);
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    size_t delivered = 0;
    open_after(world, (enum transport_kind)kind, 0);
    for (;;) {
      struct step step = session_step(&world->session, 0);
      if (step.kind != STEP_SEND)
        break;
      delivered += step.chunk->messages;
      chunk_drop(step.chunk);
    }
    assert_int_equal(delivered, 5);
    assert_int_equal(world->session.cursor, 5);
  }
}

/* --- what a peer says ---------------------------------------------------------------- */

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
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct received received = say(world, texts[i]);
    assert_int_equal(received.close_code, 1007);
    assert_non_null(received.reason);
  }
  assert_null(session_reply(&world->session));
  assert_int_equal(feed_newest(hub_feed(&world->hub, 0)), 0);
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

static void a_stalled_reader_misses_the_oldest_and_one_that_catches_up_does_not(void **state) {
  struct world *world = *state;
  struct feed *feed = hub_feed(&world->hub, 0);
  world->settings.backlog = (struct backlog_settings){.bytes = 200, .policy = BACKLOG_DROP_OLDEST};
  publish_many(feed, 10);
  for (int kind = TRANSPORT_SSE; kind <= TRANSPORT_WEBSOCKET; kind++) {
    uint64_t published = feed_newest(feed);
    open_after(world, (enum transport_kind)kind, 0);
    assert_int_equal(session_stall(&world->session, 0, 0).passed_over, 0); /* catches up */
    open_after(world, (enum transport_kind)kind, published);
    if (kind == TRANSPORT_SSE)
      expect_send(world, 0, "HTTP/1.1 200 OK", 0);
    assert_int_equal(session_step(&world->session, 0).kind, STEP_WAIT);
    publish_many(feed, 10);
    struct step step = session_stall(&world->session, 0, 0);
    assert_int_equal(step.kind, STEP_WAIT);
    assert_int_equal(step.passed_over, world->session.cursor - published);
    assert_in_range(feed_waiting_bytes(feed, world->session.cursor), 1, 200);
    assert_int_equal(session_stall(&world->session, 200, 0).passed_over,
                     feed_newest(feed) - published - step.passed_over);
    assert_int_equal(world->session.cursor, feed_newest(feed));
  }
}

static void a_stalled_reader_is_dropped_where_that_is_the_policy(void **state) {
  struct world *world = *state;
  struct feed *feed = hub_feed(&world->hub, 0);
  world->settings.backlog =
      (struct backlog_settings){.bytes = 200, .policy = BACKLOG_DROP_CONNECTION};
  open_after(world, TRANSPORT_WEBSOCKET, 0);
  expect_wait(world, 0, STEP_FOREVER);
  publish_many(feed, 1);
  assert_int_equal(session_stall(&world->session, 0, 0).kind, STEP_WAIT);
  assert_int_equal(session_stall(&world->session, 200, 0).kind, STEP_BEHIND);
  assert_int_equal(world->session.cursor, 0);
  /* who reads is not behind, however much is published at once */
  publish_many(feed, 10);
  expect_send(world, 0, "{\"seq\":1,", 1);
}

static void a_poll_is_never_behind(void **state) {
  struct world *world = *state;
  world->settings.backlog =
      (struct backlog_settings){.bytes = 1, .policy = BACKLOG_DROP_CONNECTION};
  open_after(world, TRANSPORT_LONG_POLL, 0);
  expect_wait(world, 0, HOLD_NS);
  publish_many(hub_feed(&world->hub, 0), 10);
  assert_int_equal(session_stall(&world->session, 1000, 0).kind, STEP_WAIT);
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

#define TRANSPORT_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

static void open_elsewhere(void *hub) {
  struct session session;
  const struct transport_settings settings = {.hold_ns = 0};
  session_open(&session, &sse_transport, &settings, hub, 1, false, 0);
}

static void a_session_of_no_channel_breaks_a_contract(void **state) {
  (void)state;
  struct hub hub;
  assert_int_equal(hub_init(&hub, 1, 4, &kept_style), STATUS_OK);
  assert_contract_broken(open_elsewhere, &hub, "feed != NULL");
  hub_release(&hub);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transports_have_the_names_by_which_they_are_asked_for),
      TRANSPORT_TEST(a_short_poll_is_answered_at_once_even_with_nothing),
      TRANSPORT_TEST(a_short_poll_carries_all_that_waits),
      TRANSPORT_TEST(a_long_poll_with_nothing_waits_until_its_hold_is_over),
      TRANSPORT_TEST(a_long_poll_is_answered_when_the_feed_moves),
      TRANSPORT_TEST(a_long_poll_that_comes_late_is_answered_at_once),
      TRANSPORT_TEST(without_batching_a_long_poll_carries_one_message),
      TRANSPORT_TEST(a_session_without_after_starts_behind_the_newest),
      TRANSPORT_TEST(an_event_stream_begins_with_its_head_and_sends_each_message),
      TRANSPORT_TEST(an_event_stream_comments_after_silence_and_not_before),
      TRANSPORT_TEST(an_event_stream_without_keepalive_never_comments),
      TRANSPORT_TEST(a_websocket_sends_a_frame_a_message),
      TRANSPORT_TEST(every_transport_delivers_the_same_messages),
      TRANSPORT_TEST(a_text_on_a_websocket_is_published_and_answered_in_order),
      TRANSPORT_TEST(a_text_that_is_no_message_closes_the_websocket),
      TRANSPORT_TEST(a_peer_that_reads_no_answer_is_not_waited_for),
      TRANSPORT_TEST(a_websocket_asks_its_peer_and_ends_with_one_that_does_not_answer),
      TRANSPORT_TEST(a_stalled_reader_misses_the_oldest_and_one_that_catches_up_does_not),
      TRANSPORT_TEST(a_stalled_reader_is_dropped_where_that_is_the_policy),
      TRANSPORT_TEST(a_poll_is_never_behind),
      TRANSPORT_TEST(a_pong_keeps_a_websocket_and_tells_the_round_trip),
      TRANSPORT_TEST(a_ping_is_answered_by_pong_and_published_nowhere),
      cmocka_unit_test(a_session_of_no_channel_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("transports", tests, NULL, NULL);
}
