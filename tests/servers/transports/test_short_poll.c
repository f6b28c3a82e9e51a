/* Short polls: every request is answered at once. */
#include "tests/servers/transports/world.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      TRANSPORT_TEST(a_short_poll_is_answered_at_once_even_with_nothing),
      TRANSPORT_TEST(a_short_poll_carries_all_that_waits),
  };
  return cmocka_run_group_tests_name("short_poll", tests, NULL, NULL);
}
