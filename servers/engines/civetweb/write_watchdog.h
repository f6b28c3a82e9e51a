/* Threads that each write for one reader, and a thread that resets the connections of those whose
 * write is stuck: where the policy is to drop the connection of a reader for whom too much waits,
 * nobody else can. */
#ifndef SERVERS_ENGINES_CIVETWEB_WRITE_WATCHDOG_H
#define SERVERS_ENGINES_CIVETWEB_WRITE_WATCHDOG_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "servers/transports/backlog.h"
#include "servers/transports/counters.h"

/* A write that takes so long is stuck; how often the thread looks for those. */
#define WRITE_STUCK_NS (50 * NS_PER_MS)

struct watched_writer {
  struct watched_writer *previous, *next;
  struct feed *feed;
  uint16_t peer;                 /* port of its reader */
  atomic_uint_fast64_t began_ns; /* the write under way; 0 for none */
  atomic_uint_fast64_t cursor;
  atomic_bool dropped; /* its connection was shut down */
};

struct write_watchdog {
  const struct backlog_settings *settings;
  struct server_counters *counters;
  uint16_t port;              /* of the server */
  struct watched_writer head; /* of a ring */
  pthread_mutex_t lock;
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  bool stopping;
  bool watching;
  pthread_t thread;
};

/* Both may be used from then on by any thread. */
enum status write_watchdog_init(struct write_watchdog *watchdog,
                                const struct backlog_settings *settings,
                                struct server_counters *counters);
void write_watchdog_release(
    struct write_watchdog *watchdog); /* after all have left; stops watching */

/* Starts the thread, where the settings want one. */
enum status write_watchdog_watch(struct write_watchdog *watchdog, uint16_t port);

/* What the thread does again and again: resets the connections of all writers that are stuck.
 * Any thread. */
void write_watchdog_look(struct write_watchdog *watchdog, uint64_t now_ns);

void write_watchdog_join(struct write_watchdog *watchdog, struct watched_writer *writer);
void write_watchdog_leave(struct write_watchdog *watchdog, struct watched_writer *writer);

/* Around each write; `cursor`: the newest message handed out. Returns how long it took. */
void watched_writer_begin(struct watched_writer *writer, uint64_t cursor, uint64_t now_ns);
uint64_t watched_writer_end(struct watched_writer *writer, uint64_t now_ns);

#endif
