/* Histograms of heartbeats. */
#include "tests/servers/fixture.h"

#include <pthread.h>

#include "servers/transports/heartbeat_times.h"

enum { THREADS = 4, ROUNDS = 1000 };

static void answers_and_deaths_are_kept_apart(void **state) {
  (void)state;
  struct heartbeat_times times;
  assert_int_equal(heartbeat_times_init(&times), STATUS_OK);
  heartbeat_times_answered(&times, 100);
  heartbeat_times_answered(&times, 300);
  heartbeat_times_missed(&times, 9000);
  assert_int_equal(times.rtt.count, 2);
  assert_int_equal(times.rtt.min_ns, 100);
  assert_int_equal(times.rtt.max_ns, 300);
  assert_int_equal(times.silence.count, 1);
  assert_int_equal(times.silence.max_ns, 9000);
  heartbeat_times_release(&times);
}

static void *answer_often(void *argument) {
  for (uint64_t i = 0; i < ROUNDS; i++)
    heartbeat_times_answered(argument, i);
  return NULL;
}

static void threads_lose_no_answer_to_one_another(void **state) {
  (void)state;
  struct heartbeat_times times;
  pthread_t threads[THREADS];
  assert_int_equal(heartbeat_times_init(&times), STATUS_OK);
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, answer_often, &times), 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(times.rtt.count, THREADS * ROUNDS);
  assert_int_equal(times.rtt.counts[ROUNDS - 1], THREADS);
  heartbeat_times_release(&times);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_and_deaths_are_kept_apart),
      cmocka_unit_test(threads_lose_no_answer_to_one_another),
  };
  return cmocka_run_group_tests_name("heartbeat_times", tests, NULL, NULL);
}
