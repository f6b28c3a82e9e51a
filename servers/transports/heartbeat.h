/* Pings the peer of a WebSocket, and finds out when it is dead. Pure: the time is a parameter.
 *
 * The peer gets a ping every interval, and is dead if it has not answered after the time-out. The
 * time-out begins when the ping is due, even if it cannot be written: a peer that does not read
 * does not read a ping either. One thread may call heartbeat_step while another calls
 * heartbeat_receive_answer. */
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
  uint64_t beat_ns;                 /* when the next ping is due */
  uint64_t overdue_ns;              /* when the peer is dead without an answer */
  atomic_uint_fast64_t asked_ns;    /* the ping that is not answered yet; 0 for none */
  atomic_uint_fast64_t answered_ns; /* the last answer, or the opening */
  bool owed;                        /* the ping is due, but not yet written */
  bool in_grace;                    /* overdue_ns has the grace in it: see HEARTBEAT_GRACE_MAX_NS */
};

/* After the server itself was late, as after a freeze, the answer may be there unread. So an
 * overdue peer gets a twentieth of the time-out more, and not more than this. */
#define HEARTBEAT_GRACE_MAX_NS UINT64_C(10000000)

enum heartbeat_action { HEARTBEAT_WAIT, HEARTBEAT_ASK, HEARTBEAT_DEAD };

/* When the connection has opened; `heartbeat` is zeroed. */
void heartbeat_begin(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                     uint64_t now_ns);

/* Returns what to do now: wait until the instant *until_ns (UINT64_MAX: for ever), send a ping, or
 * take the peer for dead. While nothing can be written (`stalled`), a ping that is due stays owed.
 */
enum heartbeat_action heartbeat_step(struct heartbeat *heartbeat,
                                     const struct heartbeat_settings *settings, bool stalled,
                                     uint64_t now_ns, uint64_t *until_ns);

/* An answer has come. True, and how long it took, if one was awaited. */
bool heartbeat_receive_answer(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t *rtt_ns);

/* Time since the last answer, or since the opening. */
uint64_t heartbeat_silence_ns(const struct heartbeat *heartbeat, uint64_t now_ns);

/* A ping, and the answer to a ping of the peer's: a reference for the caller, NULL without memory.
 */
struct chunk *heartbeat_question(const struct heartbeat_settings *settings);
struct chunk *heartbeat_answer(void);

#endif
