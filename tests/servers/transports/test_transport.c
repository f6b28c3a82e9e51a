/* Sessions of all transports. */
#include "tests/contracts.h"
#include "tests/servers/transports/world.h"

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

static void a_session_without_after_starts_behind_the_newest(void **state) {
  struct world *world = *state;
  publish_many(hub_feed(&world->hub, 0), 5);
  session_open(&world->session, transport_of(TRANSPORT_WEBSOCKET), &world->settings, &world->hub, 0,
               false, 0);
  expect_wait(world, 0, STEP_FOREVER);
  publish_many(hub_feed(&world->hub, 0), 1);
  expect_send(world, 0, "\"seq\":6,", 1);
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

static void a_stalled_reader_misses_the_oldest_and_one_that_catches_up_does_not(void **state) {
  struct world *world = *state;
  struct feed *feed = hub_feed(&world->hub, 0);
  world->settings.backlog = (struct backlog_settings){.bytes = 200, .policy = BACKLOG_DROP_OLDEST};
  publish_many(feed, 10);
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    if (transport_traits[kind].polls)
      continue;
    uint64_t published = feed_newest(feed);
    open_after(world, (enum transport_kind)kind, 0);
    assert_int_equal(session_stall(&world->session, 0, 0).passed_over, 0); /* catches up */
    open_after(world, (enum transport_kind)kind, published);
    if (transport_traits[kind].streams)
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
  /* a session that reads is not behind, however much is published at once */
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

static void open_elsewhere(void *hub) {
  struct session session;
  const struct transport_settings settings = {.hold_ns = 0};
  session_open(&session, &sse_transport, &settings, hub, 1, false, 0);
}

static void a_session_without_a_channel_breaks_a_contract(void **state) {
  struct world *world = *state;
  assert_contract_broken(open_elsewhere, &world->hub, "feed");
}

static struct transport made;

static void check_made(void *traits) {
  transport_check(&made, traits);
}

static void a_transport_that_lacks_something_is_noticed(void **state) {
  (void)state;
  struct transport_traits traits = transport_traits[TRANSPORT_WEBSOCKET];
  transports_check();
  made = websocket_transport;
  made.step = NULL;
  assert_contract_broken(check_made, &traits, "websocket: transport && transport->step");
  made = websocket_transport;
  made.receive = NULL;
  assert_contract_broken(check_made, &traits, "(transport->receive != NULL) == traits->framed");
  made = sse_transport;
  assert_contract_broken(check_made, &traits, "strcmp(transport->name, traits->name) == 0");
  made = websocket_transport;
  made.framing = FRAMING_BODY;
  assert_contract_broken(check_made, &traits, "transport->framing == framing_of(traits)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transports_have_the_names_by_which_they_are_asked_for),
      TRANSPORT_TEST(a_session_without_after_starts_behind_the_newest),
      TRANSPORT_TEST(every_transport_delivers_the_same_messages),
      TRANSPORT_TEST(a_stalled_reader_misses_the_oldest_and_one_that_catches_up_does_not),
      TRANSPORT_TEST(a_stalled_reader_is_dropped_where_that_is_the_policy),
      TRANSPORT_TEST(a_poll_is_never_behind),
      TRANSPORT_TEST(a_session_without_a_channel_breaks_a_contract),
      cmocka_unit_test(a_transport_that_lacks_something_is_noticed),
  };
  return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
