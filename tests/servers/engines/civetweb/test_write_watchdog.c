/* Writers that are blocked for too long, whose connections are reset. */
#include "tests/servers/fixture.h"

#include "servers/engines/civetweb/write_watchdog.h"
#include "tests/loopback.h"

enum { HISTORY = 16, BACKLOG_BYTES = 200, BEGAN_NS = 1000 };

struct world {
  struct feed feed;
  struct backlog_settings settings;
  struct server_counters counters;
  struct write_watchdog watchdog;
  struct loopback pair;
  struct watched_writer writer;
};

static int setup(void **state) {
  static struct world world;
  world = (struct world){
      .settings = {.bytes = BACKLOG_BYTES, .policy = BACKLOG_DROP_CONNECTION},
      .pair = loopback_open(),
  };
  assert_int_equal(feed_init(&world.feed, 0, HISTORY, &kept_style), STATUS_OK);
  assert_int_equal(write_watchdog_init(&world.watchdog, &world.settings, &world.counters),
                   STATUS_OK);
  world.watchdog.port = world.pair.port;
  world.writer = (struct watched_writer){.feed = &world.feed, .peer = world.pair.peer};
  write_watchdog_join(&world.watchdog, &world.writer);
  publish_many(&world.feed, 10); /* more than 20 bytes each, together more than the backlog */
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  struct world *world = *state;
  write_watchdog_release(&world->watchdog);
  loopback_close(&world->pair);
  feed_release(&world->feed);
  return 0;
}

/* Whether the connection was reset; if so, checks that it is counted and that its reader sees the
 * end. */
static bool dropped(struct world *world) {
  bool is = atomic_load(&world->writer.dropped);
  assert_int_equal(world->counters.connections_dropped, is);
  assert_int_equal(becomes_readable(world->pair.near, is ? LOOPBACK_COMES_MS : 0), is);
  return is;
}

static void a_write_is_late_when_its_time_is_over_and_no_sooner(void **state) {
  struct world *world = *state;
  watched_writer_begin(&world->writer, 0, BEGAN_NS);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + 50 * NS_PER_MS - 1);
  assert_false(dropped(world));
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + 50 * NS_PER_MS);
  assert_true(dropped(world));
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + 50 * NS_PER_MS);
  assert_true(dropped(world)); /* reported once */
}

static void a_write_that_ended_is_not_late_and_tells_how_long_it_took(void **state) {
  struct world *world = *state;
  watched_writer_begin(&world->writer, 0, BEGAN_NS);
  assert_int_equal(watched_writer_end(&world->writer, BEGAN_NS + NS_PER_S), NS_PER_S);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + NS_PER_S);
  assert_false(dropped(world));
}

static void a_reader_for_whom_little_waits_may_take_its_time(void **state) {
  struct world *world = *state;
  uint64_t cursor = feed_newest(&world->feed);
  watched_writer_begin(&world->writer, cursor, BEGAN_NS);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + NS_PER_S);
  assert_false(dropped(world));
  publish_many(&world->feed, 10);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + NS_PER_S);
  assert_true(dropped(world));
}

static void with_drop_oldest_the_connection_is_kept(void **state) {
  struct world *world = *state;
  world->settings.policy = BACKLOG_DROP_OLDEST;
  watched_writer_begin(&world->writer, 0, BEGAN_NS);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + NS_PER_S);
  assert_false(dropped(world));
  assert_int_equal(atomic_load(&world->writer.cursor), 0); /* only the session moves the cursor */
}

static void a_writer_that_has_left_is_not_looked_at_and_its_neighbours_are(void **state) {
  struct world *world = *state;
  struct watched_writer others[2] = {{.feed = &world->feed}, {.feed = &world->feed}};
  for (int i = 0; i < 2; i++) {
    write_watchdog_join(&world->watchdog, &others[i]);
    watched_writer_begin(&others[i], 0, BEGAN_NS);
  }
  watched_writer_begin(&world->writer, 0, BEGAN_NS);
  write_watchdog_leave(&world->watchdog, &others[0]);
  watchdog_check_now(&world->watchdog.base, BEGAN_NS + NS_PER_S);
  assert_true(atomic_load(&world->writer.dropped));
  assert_false(atomic_load(&others[0].dropped));
  assert_true(atomic_load(&others[1].dropped));
  assert_int_equal(world->counters.connections_dropped, 2);
}

static void a_thread_looks_where_connections_may_be_dropped(void **state) {
  struct world *world = *state;
  watched_writer_begin(&world->writer, 0, clock_now_ns() - 50 * NS_PER_MS);
  assert_int_equal(write_watchdog_start(&world->watchdog, world->pair.port), STATUS_OK);
  assert_true(world->watchdog.base.watching);
  assert_true(becomes_readable(world->pair.near, LOOPBACK_COMES_MS));
  assert_true(dropped(world));
}

static void the_watchdog_has_a_thread_only_where_connections_may_be_dropped(void **state) {
  struct world *world = *state;
  world->settings.policy = BACKLOG_DROP_OLDEST;
  assert_int_equal(write_watchdog_start(&world->watchdog, world->pair.port), STATUS_OK);
  assert_false(world->watchdog.base.watching);
  world->settings = (struct backlog_settings){.bytes = 0, .policy = BACKLOG_DROP_CONNECTION};
  assert_int_equal(write_watchdog_start(&world->watchdog, world->pair.port), STATUS_OK);
  assert_false(world->watchdog.base.watching);
}

#define WATCHDOG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      WATCHDOG_TEST(a_write_is_late_when_its_time_is_over_and_no_sooner),
      WATCHDOG_TEST(a_write_that_ended_is_not_late_and_tells_how_long_it_took),
      WATCHDOG_TEST(a_reader_for_whom_little_waits_may_take_its_time),
      WATCHDOG_TEST(with_drop_oldest_the_connection_is_kept),
      WATCHDOG_TEST(a_writer_that_has_left_is_not_looked_at_and_its_neighbours_are),
      WATCHDOG_TEST(a_thread_looks_where_connections_may_be_dropped),
      WATCHDOG_TEST(the_watchdog_has_a_thread_only_where_connections_may_be_dropped),
  };
  return cmocka_run_group_tests_name("write_watchdog", tests, NULL, NULL);
}
