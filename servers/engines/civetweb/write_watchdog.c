/* Who is stuck. */
#include "servers/engines/civetweb/write_watchdog.h"

#include "servers/control/descriptors.h"

/* The lock is held, so the pusher has not left and its socket is its own. */
static void watched_writer_look(struct write_watchdog *pushers, struct watched_writer *pusher,
                                uint64_t now_ns) {
  uint64_t began_ns = atomic_load(&pusher->began_ns);
  uint64_t cursor = atomic_load(&pusher->cursor);
  uint64_t passed_over = 0;
  if (began_ns == 0 || now_ns < began_ns + PUSHER_STUCK_NS || atomic_load(&pusher->dropped) ||
      backlog_judge(pushers->settings, pusher->feed, 0, &cursor, &passed_over) != BACKLOG_TOO_LARGE)
    return;
  atomic_store(&pusher->dropped, true);
  COUNT(pushers->counters, connections_dropped);
  descriptors_reset(pushers->port, pusher->peer);
}

static void *write_watchdog_watch_all(void *argument) {
  struct write_watchdog *pushers = argument;
  pthread_mutex_lock(&pushers->lock);
  while (!pushers->stopping) {
    uint64_t now_ns = clock_now_ns();
    struct timespec next = clock_timespec(now_ns + PUSHER_STUCK_NS);
    for (struct watched_writer *at = pushers->head.next; at != &pushers->head; at = at->next)
      watched_writer_look(pushers, at, now_ns);
    pthread_cond_timedwait(&pushers->changed, &pushers->lock, &next);
  }
  pthread_mutex_unlock(&pushers->lock);
  return NULL;
}

enum status write_watchdog_init(struct write_watchdog *pushers,
                                const struct backlog_settings *settings,
                                struct server_counters *counters) {
  *pushers = (struct write_watchdog){.settings = settings, .counters = counters};
  pushers->head.previous = pushers->head.next = &pushers->head;
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return STATUS_ENVIRONMENT;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int failed = pthread_cond_init(&pushers->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  if (failed != 0)
    return STATUS_ENVIRONMENT;
  if (pthread_mutex_init(&pushers->lock, NULL) != 0) {
    pthread_cond_destroy(&pushers->changed);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

enum status write_watchdog_watch(struct write_watchdog *pushers, uint16_t port) {
  pushers->port = port;
  if (pushers->settings->bytes == 0 || pushers->settings->policy != BACKLOG_DROP_CONNECTION)
    return STATUS_OK;
  pushers->watching =
      pthread_create(&pushers->thread, NULL, write_watchdog_watch_all, pushers) == 0;
  return pushers->watching ? STATUS_OK : STATUS_ENVIRONMENT;
}

void write_watchdog_release(struct write_watchdog *pushers) {
  pthread_mutex_lock(&pushers->lock);
  pushers->stopping = true;
  pthread_cond_signal(&pushers->changed);
  pthread_mutex_unlock(&pushers->lock);
  if (pushers->watching)
    pthread_join(pushers->thread, NULL);
  pthread_cond_destroy(&pushers->changed);
  pthread_mutex_destroy(&pushers->lock);
}

void write_watchdog_join(struct write_watchdog *pushers, struct watched_writer *pusher) {
  pthread_mutex_lock(&pushers->lock);
  pusher->previous = pushers->head.previous;
  pusher->next = &pushers->head;
  pusher->previous->next = pusher;
  pushers->head.previous = pusher;
  pthread_mutex_unlock(&pushers->lock);
}

void write_watchdog_leave(struct write_watchdog *pushers, struct watched_writer *pusher) {
  pthread_mutex_lock(&pushers->lock);
  pusher->previous->next = pusher->next;
  pusher->next->previous = pusher->previous;
  pthread_mutex_unlock(&pushers->lock);
}

void watched_writer_begin(struct watched_writer *pusher, uint64_t cursor, uint64_t now_ns) {
  atomic_store(&pusher->cursor, cursor);
  atomic_store(&pusher->began_ns, now_ns);
}

uint64_t watched_writer_end(struct watched_writer *pusher, uint64_t now_ns) {
  return now_ns - atomic_exchange(&pusher->began_ns, 0);
}
