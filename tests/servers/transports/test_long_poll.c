/* Long polling: held until there is a message, or the hold time is over. */
#include "tests/servers/transports/world.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      TRANSPORT_TEST(a_long_poll_with_nothing_waits_until_its_hold_is_over),
      TRANSPORT_TEST(a_long_poll_is_answered_when_the_feed_moves),
      TRANSPORT_TEST(a_long_poll_that_comes_late_is_answered_at_once),
      TRANSPORT_TEST(without_batching_a_long_poll_carries_one_message),
  };
  return cmocka_run_group_tests_name("long_poll", tests, NULL, NULL);
}
