/* Checks each writer of a ring. */
#include "servers/engines/civetweb/write_watchdog.h"

#include "servers/control/descriptors.h"

/* The lock is held, so the writer has not left and its socket is its own. */
static void writer_check(struct write_watchdog *watchdog, struct watched_writer *writer,
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

static void writers_check(void *context, uint64_t now_ns) {
  struct write_watchdog *watchdog = context;
  for (struct watched_writer *at = watchdog->head.next; at != &watchdog->head; at = at->next)
    writer_check(watchdog, at, now_ns);
}

enum status write_watchdog_init(struct write_watchdog *watchdog,
                                const struct backlog_settings *settings,
                                struct server_counters *counters) {
  *watchdog = (struct write_watchdog){.settings = settings, .counters = counters};
  watchdog->head.previous = watchdog->head.next = &watchdog->head;
  return watchdog_init(&watchdog->base, writers_check, watchdog);
}

enum status write_watchdog_start(struct write_watchdog *watchdog, uint16_t port) {
  watchdog->port = port;
  if (watchdog->settings->bytes == 0 || watchdog->settings->policy != BACKLOG_DROP_CONNECTION)
    return STATUS_OK;
  return watchdog_start(&watchdog->base, WRITE_STUCK_NS);
}

void write_watchdog_release(struct write_watchdog *watchdog) {
  watchdog_release(&watchdog->base);
}

void write_watchdog_join(struct write_watchdog *watchdog, struct watched_writer *writer) {
  pthread_mutex_lock(&watchdog->base.lock);
  writer->previous = watchdog->head.previous;
  writer->next = &watchdog->head;
  writer->previous->next = writer;
  watchdog->head.previous = writer;
  pthread_mutex_unlock(&watchdog->base.lock);
}

void write_watchdog_leave(struct write_watchdog *watchdog, struct watched_writer *writer) {
  pthread_mutex_lock(&watchdog->base.lock);
  writer->previous->next = writer->next;
  writer->next->previous = writer->previous;
  pthread_mutex_unlock(&watchdog->base.lock);
}

void watched_writer_begin(struct watched_writer *writer, uint64_t cursor, uint64_t now_ns) {
  atomic_store(&writer->cursor, cursor);
  atomic_store(&writer->began_ns, now_ns);
}

uint64_t watched_writer_end(struct watched_writer *writer, uint64_t now_ns) {
  return now_ns - atomic_exchange(&writer->began_ns, 0);
}
