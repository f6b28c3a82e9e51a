/* Event streams: an answer that does not end. */
#include "tests/servers/transports/world.h"

#include "common/wire/sse.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      TRANSPORT_TEST(an_event_stream_begins_with_its_head_and_sends_each_message),
      TRANSPORT_TEST(an_event_stream_comments_after_silence_and_not_before),
      TRANSPORT_TEST(an_event_stream_without_keepalive_never_comments),
  };
  return cmocka_run_group_tests_name("sse", tests, NULL, NULL);
}
