/* Linked into a build of the server for the proof of `pushbench run --versus` (tests/proof/versus):
 * every message reaches its users LATE_MS later, at no other cost.
 *
 * The publisher's clock_now_ns and condition_wait_until are compiled as these functions (Makefile):
 * it lives that much in the past, so it publishes late and takes itself for punctual. */
#include "common/base/clock.h"
#include "common/base/condition.h"
#include "common/base/whole.h"

enum { LATE_MS = 20 };

uint64_t changed_clock_now_ns(void);
bool changed_condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock,
                                  uint64_t instant_ns);

uint64_t changed_clock_now_ns(void) {
  return clock_now_ns() - LATE_MS * NS_PER_MS;
}

bool changed_condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock,
                                  uint64_t instant_ns) {
  return condition_wait_until(condition, lock, instant_after_ns(instant_ns, LATE_MS * NS_PER_MS));
}
