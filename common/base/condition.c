/* pthread's conditions wait by the wall clock unless their attributes name another. */
#include "common/base/condition.h"

#include "common/base/clock.h"

/* An instant that never comes, and that fits into a timespec. */
#define FAR_FUTURE_NS (UINT64_C(1) << 62)

enum status condition_init(pthread_mutex_t *lock, pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return STATUS_ENVIRONMENT;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int failed = pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
  if (failed != 0)
    return STATUS_ENVIRONMENT;
  if (pthread_mutex_init(lock, NULL) != 0) {
    pthread_cond_destroy(condition);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

bool condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, uint64_t instant_ns) {
  struct timespec instant = clock_timespec(instant_ns < FAR_FUTURE_NS ? instant_ns : FAR_FUTURE_NS);
  return pthread_cond_timedwait(condition, lock, &instant) == 0;
}
