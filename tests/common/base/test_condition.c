/* Waiting until an instant of the monotonic clock, or a signal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/condition.h"

struct stage {
  pthread_mutex_t lock;
  pthread_cond_t condition;
  bool signalled;
};

static int setup(void **state) {
  static struct stage stage;
  stage.signalled = false;
  *state = &stage;
  return condition_init(&stage.lock, &stage.condition) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  struct stage *stage = *state;
  pthread_cond_destroy(&stage->condition);
  pthread_mutex_destroy(&stage->lock);
  return 0;
}

/* An instant of the wall clock would be over for decades, or would not come for decades. */
static void a_wait_ends_at_its_instant_and_no_sooner(void **state) {
  struct stage *stage = *state;
  uint64_t instant_ns = clock_now_ns() + 2 * NS_PER_MS;
  pthread_mutex_lock(&stage->lock);
  while (condition_wait_until(&stage->condition, &stage->lock, instant_ns)) {
  }
  pthread_mutex_unlock(&stage->lock);
  assert_true(clock_now_ns() >= instant_ns);
}

static void *send_signal(void *argument) {
  struct stage *stage = argument;
  pthread_mutex_lock(&stage->lock);
  stage->signalled = true;
  pthread_cond_signal(&stage->condition);
  pthread_mutex_unlock(&stage->lock);
  return NULL;
}

static void without_an_instant_a_wait_ends_by_a_signal_alone(void **state) {
  struct stage *stage = *state;
  pthread_t thread;
  bool waiting = true;
  pthread_mutex_lock(&stage->lock);
  assert_int_equal(pthread_create(&thread, NULL, send_signal, stage), 0);
  while (waiting && !stage->signalled)
    waiting = condition_wait_until(&stage->condition, &stage->lock, UINT64_MAX);
  pthread_mutex_unlock(&stage->lock);
  pthread_join(thread, NULL);
  assert_true(waiting);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_wait_ends_at_its_instant_and_no_sooner, setup, teardown),
      cmocka_unit_test_setup_teardown(without_an_instant_a_wait_ends_by_a_signal_alone, setup,
                                      teardown),
  };
  return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
