/* A loop that waits on a condition, so that it can be ended at once. */
#include "servers/engines/civetweb/watchdog.h"

#include "common/base/clock.h"
#include "common/base/condition.h"

enum status watchdog_init(struct watchdog *watchdog, watchdog_check *check, void *context) {
  *watchdog = (struct watchdog){.check = check, .context = context};
  return condition_init(&watchdog->lock, &watchdog->changed);
}

void watchdog_release(struct watchdog *watchdog) {
  pthread_mutex_lock(&watchdog->lock);
  watchdog->stopping = true;
  pthread_cond_signal(&watchdog->changed);
  pthread_mutex_unlock(&watchdog->lock);
  if (watchdog->watching)
    pthread_join(watchdog->thread, NULL);
  pthread_cond_destroy(&watchdog->changed);
  pthread_mutex_destroy(&watchdog->lock);
}

static void *watchdog_run(void *argument) {
  struct watchdog *watchdog = argument;
  pthread_mutex_lock(&watchdog->lock);
  while (!watchdog->stopping) {
    uint64_t now_ns = clock_now_ns();
    uint64_t next_ns = now_ns + watchdog->interval_ns;
    watchdog->check(watchdog->context, now_ns);
    while (!watchdog->stopping && clock_now_ns() < next_ns)
      condition_wait_until(&watchdog->changed, &watchdog->lock, next_ns);
  }
  pthread_mutex_unlock(&watchdog->lock);
  return NULL;
}

enum status watchdog_start(struct watchdog *watchdog, uint64_t interval_ns) {
  watchdog->interval_ns = interval_ns;
  watchdog->watching = pthread_create(&watchdog->thread, NULL, watchdog_run, watchdog) == 0;
  return watchdog->watching ? STATUS_OK : STATUS_ENVIRONMENT;
}

void watchdog_check_now(struct watchdog *watchdog, uint64_t now_ns) {
  pthread_mutex_lock(&watchdog->lock);
  watchdog->check(watchdog->context, now_ns);
  pthread_mutex_unlock(&watchdog->lock);
}
