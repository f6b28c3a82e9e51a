/* Pings the peer of a WebSocket, and finds out when it is dead. Pure: the time is a parameter.
 *
 * The peer gets a ping every interval, a ping frame or a text, and is dead if no pong has come
 * after the time-out. The time-out begins when the ping is due, even if it cannot be written: a
 * peer that does not read would not read the ping either. One thread may call heartbeat_step while
 * another calls heartbeat_receive_pong. */
#ifndef SERVERS_TRANSPORTS_HEARTBEAT_H
#define SERVERS_TRANSPORTS_HEARTBEAT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/wire/heartbeat.h"
#include "servers/wire/chunk.h"

struct heartbeat_settings {
  enum heartbeat_kind kind; /* HEARTBEAT_OFF where the server sends no pings */
  uint64_t interval_ns;
  uint64_t timeout_ns;
};

struct heartbeat {
  uint64_t ping_due_ns;             /* of the next ping */
  uint64_t overdue_ns;              /* when the peer is dead without a pong */
  atomic_uint_fast64_t pinged_ns;   /* the unanswered ping; 0 for none */
  atomic_uint_fast64_t answered_ns; /* the last pong, or the opening */
  bool ping_owed;                   /* the ping is due, but not yet written */
  bool in_grace;                    /* overdue_ns has the grace in it: see HEARTBEAT_GRACE_MAX_NS */
};

/* After the server itself was late, as after a freeze, the pong may be there unread. So an overdue
 * peer gets a twentieth of the time-out more, and not more than this. */
#define HEARTBEAT_GRACE_MAX_NS UINT64_C(10000000)

enum heartbeat_action { HEARTBEAT_WAIT, HEARTBEAT_PING, HEARTBEAT_DEAD };

/* When the connection has opened; `heartbeat` is zeroed. */
void heartbeat_begin(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                     uint64_t now_ns);

/* Returns what to do now: wait until the instant *until_ns (UINT64_MAX: for ever), send a ping, or
 * take the peer for dead. A ping that is due stays owed while nothing can be written (`stalled`).
 */
enum heartbeat_action heartbeat_step(struct heartbeat *heartbeat,
                                     const struct heartbeat_settings *settings, bool stalled,
                                     uint64_t now_ns, uint64_t *until_ns);

/* A pong has come. True, and how long it took, if it was awaited. */
bool heartbeat_receive_pong(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t *rtt_ns);

/* Time since the last pong, or since the opening. */
uint64_t heartbeat_silence_ns(const struct heartbeat *heartbeat, uint64_t now_ns);

/* A ping, and the answer to one of the peer. A reference for the caller; NULL without memory. */
struct chunk *heartbeat_ping(const struct heartbeat_settings *settings);
struct chunk *heartbeat_pong(void);

#endif
