/* pthread's conditions wait by the wall clock unless their attributes name another. */
#include "common/base/condition.h"

#include "common/base/clock.h"

/* An instant that never comes, and that fits into a timespec. */
#define FAR_FUTURE_NS (UINT64_C(1) << 62)

static bool condition_made(pthread_cond_t *condition, int shared) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return false;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_condattr_setpshared(&attributes, shared);
  bool made = pthread_cond_init(condition, &attributes) == 0;
  pthread_condattr_destroy(&attributes);
  return made;
}

static bool lock_made(pthread_mutex_t *lock, int shared) {
  pthread_mutexattr_t attributes;
  if (pthread_mutexattr_init(&attributes) != 0)
    return false;
  pthread_mutexattr_setpshared(&attributes, shared);
  bool made = pthread_mutex_init(lock, &attributes) == 0;
  pthread_mutexattr_destroy(&attributes);
  return made;
}

static enum status both_make(pthread_mutex_t *lock, pthread_cond_t *condition, int shared) {
  if (!condition_made(condition, shared))
    return STATUS_ENVIRONMENT;
  if (lock_made(lock, shared))
    return STATUS_OK;
  pthread_cond_destroy(condition);
  return STATUS_ENVIRONMENT;
}

enum status condition_init(pthread_mutex_t *lock, pthread_cond_t *condition) {
  return both_make(lock, condition, PTHREAD_PROCESS_PRIVATE);
}

enum status condition_init_shared(pthread_mutex_t *lock, pthread_cond_t *condition) {
  return both_make(lock, condition, PTHREAD_PROCESS_SHARED);
}

bool condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, uint64_t instant_ns) {
  struct timespec instant = clock_timespec(instant_ns < FAR_FUTURE_NS ? instant_ns : FAR_FUTURE_NS);
  return pthread_cond_timedwait(condition, lock, &instant) == 0;
}
