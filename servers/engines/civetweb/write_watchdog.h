/* A watchdog for threads that each write to one reader: it resets the connection of a reader whose
 * write is stuck while too much waits for it. The thread that is stuck in the write cannot do that
 * itself. */
#ifndef SERVERS_ENGINES_CIVETWEB_WRITE_WATCHDOG_H
#define SERVERS_ENGINES_CIVETWEB_WRITE_WATCHDOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/clock.h"
#include "servers/engines/civetweb/watchdog.h"
#include "servers/transports/backlog.h"
#include "servers/transports/counters.h"

/* A write that takes so long is stuck; the thread looks for such writes as often. */
#define WRITE_STUCK_NS (50 * NS_PER_MS)

struct watched_writer {
  struct watched_writer *previous, *next;
  struct feed *feed;
  uint16_t peer;                 /* port of its reader */
  atomic_uint_fast64_t began_ns; /* the write under way; 0 for none */
  atomic_uint_fast64_t cursor;
  atomic_bool dropped; /* its connection was reset here */
};

struct write_watchdog {
  struct watchdog base;
  const struct backlog_settings *settings;
  struct server_counters *counters;
  uint16_t port;              /* of the server */
  struct watched_writer head; /* of a ring */
};

/* STATUS_ENVIRONMENT without memory. After it, any thread may call the functions below. */
enum status write_watchdog_init(struct write_watchdog *watchdog,
                                const struct backlog_settings *settings,
                                struct server_counters *counters);
void write_watchdog_release(struct write_watchdog *watchdog); /* after all writers have left */

/* Starts the thread, where the settings ask for connections to be dropped. STATUS_ENVIRONMENT when
 * it cannot. */
enum status write_watchdog_start(struct write_watchdog *watchdog, uint16_t port);

void write_watchdog_join(struct write_watchdog *watchdog, struct watched_writer *writer);
void write_watchdog_leave(struct write_watchdog *watchdog, struct watched_writer *writer);

/* Around each write; `cursor`: the newest message handed out. Returns how long it took. */
void watched_writer_begin(struct watched_writer *writer, uint64_t cursor, uint64_t now_ns);
uint64_t watched_writer_end(struct watched_writer *writer, uint64_t now_ns);

#endif
