/* Threads that each write for one reader, and a thread that looks after those who are
 * stuck in a write: where the policy is to drop the connection of a reader for whom too
 * much waits, nobody else can. */
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

/* A write that takes so long is stuck, and as often the stuck are looked for. */
#define PUSHER_STUCK_NS (50 * NS_PER_MS)

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
enum status write_watchdog_init(struct write_watchdog *pushers,
                                const struct backlog_settings *settings,
                                struct server_counters *counters);
void write_watchdog_release(
    struct write_watchdog *pushers); /* after all have left; stops watching */

/* Starts the thread, where the settings want one. */
enum status write_watchdog_watch(struct write_watchdog *pushers, uint16_t port);

void write_watchdog_join(struct write_watchdog *pushers, struct watched_writer *pusher);
void write_watchdog_leave(struct write_watchdog *pushers, struct watched_writer *pusher);

/* Around each write; `cursor`: the newest message handed out. Returns how long it took. */
void watched_writer_begin(struct watched_writer *pusher, uint64_t cursor, uint64_t now_ns);
uint64_t watched_writer_end(struct watched_writer *pusher, uint64_t now_ns);

#endif
