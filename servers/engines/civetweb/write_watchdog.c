/* Looks at each writer of a ring. */
#include "servers/engines/civetweb/write_watchdog.h"

#include "servers/control/descriptors.h"

/* The lock is held, so the writer has not left and its socket is its own. */
static void writer_look(struct write_watchdog *watchdog, struct watched_writer *writer,
                        uint64_t now_ns) {
  uint64_t began_ns = atomic_load(&writer->began_ns);
  uint64_t cursor = atomic_load(&writer->cursor);
  uint64_t passed_over = 0;
  if (began_ns == 0 || now_ns < began_ns + WRITE_STUCK_NS || atomic_load(&writer->dropped) ||
      backlog_judge(watchdog->settings, writer->feed, 0, &cursor, &passed_over) !=
          BACKLOG_TOO_LARGE)
    return;
  atomic_store(&writer->dropped, true);
  COUNT(watchdog->counters, connections_dropped);
  descriptors_reset(watchdog->port, writer->peer);
}

/* The lock is held. */
static void look_at_all(struct write_watchdog *watchdog, uint64_t now_ns) {
  for (struct watched_writer *at = watchdog->head.next; at != &watchdog->head; at = at->next)
    writer_look(watchdog, at, now_ns);
}

void write_watchdog_look(struct write_watchdog *watchdog, uint64_t now_ns) {
  pthread_mutex_lock(&watchdog->lock);
  look_at_all(watchdog, now_ns);
  pthread_mutex_unlock(&watchdog->lock);
}

static void *watch(void *argument) {
  struct write_watchdog *watchdog = argument;
  pthread_mutex_lock(&watchdog->lock);
  while (!watchdog->stopping) {
    uint64_t now_ns = clock_now_ns();
    struct timespec next = clock_timespec(now_ns + WRITE_STUCK_NS);
    look_at_all(watchdog, now_ns);
    pthread_cond_timedwait(&watchdog->changed, &watchdog->lock, &next);
  }
  pthread_mutex_unlock(&watchdog->lock);
  return NULL;
}

enum status write_watchdog_init(struct write_watchdog *watchdog,
                                const struct backlog_settings *settings,
                                struct server_counters *counters) {
  *watchdog = (struct write_watchdog){.settings = settings, .counters = counters};
  watchdog->head.previous = watchdog->head.next = &watchdog->head;
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return STATUS_ENVIRONMENT;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int failed = pthread_cond_init(&watchdog->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  if (failed != 0)
    return STATUS_ENVIRONMENT;
  if (pthread_mutex_init(&watchdog->lock, NULL) != 0) {
    pthread_cond_destroy(&watchdog->changed);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

enum status write_watchdog_watch(struct write_watchdog *watchdog, uint16_t port) {
  watchdog->port = port;
  if (watchdog->settings->bytes == 0 || watchdog->settings->policy != BACKLOG_DROP_CONNECTION)
    return STATUS_OK;
  watchdog->watching = pthread_create(&watchdog->thread, NULL, watch, watchdog) == 0;
  return watchdog->watching ? STATUS_OK : STATUS_ENVIRONMENT;
}

void write_watchdog_release(struct write_watchdog *watchdog) {
  pthread_mutex_lock(&watchdog->lock);
  watchdog->stopping = true;
  pthread_cond_signal(&watchdog->changed);
  pthread_mutex_unlock(&watchdog->lock);
  if (watchdog->watching)
    pthread_join(watchdog->thread, NULL);
  pthread_cond_destroy(&watchdog->changed);
  pthread_mutex_destroy(&watchdog->lock);
}

void write_watchdog_join(struct write_watchdog *watchdog, struct watched_writer *writer) {
  pthread_mutex_lock(&watchdog->lock);
  writer->previous = watchdog->head.previous;
  writer->next = &watchdog->head;
  writer->previous->next = writer;
  watchdog->head.previous = writer;
  pthread_mutex_unlock(&watchdog->lock);
}

void write_watchdog_leave(struct write_watchdog *watchdog, struct watched_writer *writer) {
  pthread_mutex_lock(&watchdog->lock);
  writer->previous->next = writer->next;
  writer->next->previous = writer->previous;
  pthread_mutex_unlock(&watchdog->lock);
}

void watched_writer_begin(struct watched_writer *writer, uint64_t cursor, uint64_t now_ns) {
  atomic_store(&writer->cursor, cursor);
  atomic_store(&writer->began_ns, now_ns);
}

uint64_t watched_writer_end(struct watched_writer *writer, uint64_t now_ns) {
  return now_ns - atomic_exchange(&writer->began_ns, 0);
}
