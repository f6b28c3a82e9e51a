/* The thread that checks at intervals, and its end. */
#include "tests/servers/fixture.h"

#include "common/base/clock.h"
#include "servers/engines/civetweb/watchdog.h"

enum { CHECKS = 3, CHECKED_NS = 1000 };

struct world {
  struct watchdog watchdog;
  pthread_cond_t checked;
  uint64_t instants_ns[CHECKS]; /* of the first checks */
  size_t count;
  bool unlocked; /* the lock was not held during a check */
};

static void check(void *context, uint64_t now_ns) {
  struct world *world = context;
  world->unlocked |= pthread_mutex_trylock(&world->watchdog.lock) == 0;
  if (world->count < CHECKS)
    world->instants_ns[world->count] = now_ns;
  world->count++;
  pthread_cond_signal(&world->checked);
}

static int setup(void **state) {
  static struct world world;
  world = (struct world){.count = 0};
  pthread_cond_init(&world.checked, NULL);
  *state = &world;
  return watchdog_init(&world.watchdog, check, &world) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  struct world *world = *state;
  watchdog_release(&world->watchdog);
  assert_false(world->unlocked);
  pthread_cond_destroy(&world->checked);
  return 0;
}

static void wait_for_checks(struct world *world, size_t count) {
  pthread_mutex_lock(&world->watchdog.lock);
  while (world->count < count)
    pthread_cond_wait(&world->checked, &world->watchdog.lock);
  pthread_mutex_unlock(&world->watchdog.lock);
}

static void the_thread_checks_again_after_each_interval(void **state) {
  struct world *world = *state;
  uint64_t began_ns = clock_now_ns();
  assert_int_equal(watchdog_start(&world->watchdog, 2 * NS_PER_MS), STATUS_OK);
  assert_true(world->watchdog.watching);
  wait_for_checks(world, CHECKS);
  assert_true(world->instants_ns[0] >= began_ns);
  for (size_t i = 1; i < CHECKS; i++)
    assert_true(world->instants_ns[i] - world->instants_ns[i - 1] >= 2 * NS_PER_MS);
}

static void a_thread_that_waits_for_its_interval_is_ended_at_once(void **state) {
  struct world *world = *state;
  assert_int_equal(watchdog_start(&world->watchdog, 1000 * NS_PER_S), STATUS_OK);
  wait_for_checks(world, 1); /* otherwise the teardown would hang */
}

static void without_the_thread_a_check_is_made_when_asked_for(void **state) {
  struct world *world = *state;
  assert_false(world->watchdog.watching);
  assert_int_equal(world->count, 0);
  watchdog_check_now(&world->watchdog, CHECKED_NS);
  assert_int_equal(world->count, 1);
  assert_int_equal(world->instants_ns[0], CHECKED_NS);
}

#define WATCHDOG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      WATCHDOG_TEST(the_thread_checks_again_after_each_interval),
      WATCHDOG_TEST(a_thread_that_waits_for_its_interval_is_ended_at_once),
      WATCHDOG_TEST(without_the_thread_a_check_is_made_when_asked_for),
  };
  return cmocka_run_group_tests_name("watchdog", tests, NULL, NULL);
}
