/* Conditions on which threads wait until an instant of the monotonic clock. */
#ifndef COMMON_BASE_CONDITION_H
#define COMMON_BASE_CONDITION_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

/* A lock, and a condition for those who hold it; destroyed by pthread's functions.
 * STATUS_ENVIRONMENT without memory. */
enum status condition_init(pthread_mutex_t *lock, pthread_cond_t *condition);

/* The same for the threads of all processes that share the memory in which they lie. */
enum status condition_init_shared(pthread_mutex_t *lock, pthread_cond_t *condition);

/* Waits for a signal, and returns true; false when the instant (UINT64_MAX: never) has come. As
 * with pthread_cond_wait, the lock is held, and a wait may end without a signal. */
bool condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, uint64_t instant_ns);

#endif
