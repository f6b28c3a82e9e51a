/* The thread and the lock of a watchdog, which checks something at regular intervals until it is
 * released. */
#ifndef SERVERS_ENGINES_CIVETWEB_WATCHDOG_H
#define SERVERS_ENGINES_CIVETWEB_WATCHDOG_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

/* Called with the lock held. */
typedef void watchdog_check(void *context, uint64_t now_ns);

struct watchdog {
  pthread_mutex_t lock;   /* also of what is checked */
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  watchdog_check *check;
  void *context;
  uint64_t interval_ns;
  bool stopping;
  bool watching; /* the thread was started */
  pthread_t thread;
};

/* STATUS_ENVIRONMENT without memory. */
enum status watchdog_init(struct watchdog *watchdog, watchdog_check *check, void *context);

/* Ends and joins the thread, if it was started; nobody holds the lock or waits for it. */
void watchdog_release(struct watchdog *watchdog);

/* Starts the thread, which checks at once and then every interval. STATUS_ENVIRONMENT when it
 * cannot. */
enum status watchdog_start(struct watchdog *watchdog, uint64_t interval_ns);

/* One check, on the calling thread. */
void watchdog_check_now(struct watchdog *watchdog, uint64_t now_ns);

#endif
