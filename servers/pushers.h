/* Threads that each write for one reader, and a thread that looks after those who are
 * stuck in a write: where the policy is to drop the connection of a reader for whom too
 * much waits, nobody else can. */
#ifndef SERVERS_PUSHERS_H
#define SERVERS_PUSHERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/status.h"
#include "servers/backlog.h"
#include "servers/counters.h"

/* A write that takes so long is stuck, and as often the stuck are looked for. */
#define PUSHER_STUCK_NS (50 * NS_PER_MS)

struct pusher {
  struct pusher *previous, *next;
  struct feed *feed;
  uint16_t peer;                 /* port of its reader */
  atomic_uint_fast64_t began_ns; /* the write under way; 0 for none */
  atomic_uint_fast64_t cursor;
  atomic_bool dropped; /* its connection was shut down */
};

struct pushers {
  const struct backlog_settings *settings;
  struct server_counters *counters;
  uint16_t port;      /* of the server */
  struct pusher head; /* of a ring */
  pthread_mutex_t lock;
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  bool stopping;
  bool watching;
  pthread_t thread;
};

/* Both may be used from then on by any thread. */
enum status pushers_init(struct pushers *pushers, const struct backlog_settings *settings,
                         struct server_counters *counters);
void pushers_release(struct pushers *pushers); /* after all have left; stops watching */

/* Starts the thread, where the settings want one. */
enum status pushers_watch(struct pushers *pushers, uint16_t port);

void pushers_join(struct pushers *pushers, struct pusher *pusher);
void pushers_leave(struct pushers *pushers, struct pusher *pusher);

/* Around each write; `cursor`: the newest message handed out. Returns how long it took. */
void pusher_begin(struct pusher *pusher, uint64_t cursor, uint64_t now_ns);
uint64_t pusher_end(struct pusher *pusher, uint64_t now_ns);

#endif
