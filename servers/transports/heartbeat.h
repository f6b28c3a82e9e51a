/* The server's side of a WebSocket's heartbeat. Pure: the time is a parameter.
 *
 * Every interval the peer is asked, and who has not answered after the time-out is dead.
 * The time-out counts from when the question was due: a peer that does not take what was
 * sent before does not take the question either. One thread looks, another may hear. */
#ifndef SERVERS_TRANSPORTS_HEARTBEAT_H
#define SERVERS_TRANSPORTS_HEARTBEAT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/wire/heartbeat.h"
#include "servers/wire/chunk.h"

struct heartbeat_settings {
  enum heartbeat_kind kind; /* HEARTBEAT_OFF where this side does not ask */
  uint64_t interval_ns;
  uint64_t timeout_ns;
};

struct heartbeat {
  uint64_t beat_ns;              /* when to ask next */
  uint64_t overdue_ns;           /* when not to wait for an answer any longer */
  atomic_uint_fast64_t asked_ns; /* what is not answered yet; 0: nothing */
  atomic_uint_fast64_t heard_ns; /* the last answer, or the opening */
  bool owed;                     /* asked, but not yet said */
  bool reprieved;                /* see HEARTBEAT_REPRIEVE_MAX_NS */
};

/* Where the server was late itself, as after a freeze, the answer may lie unread: who is
 * overdue gets a twentieth of the time-out more, and not more than this. */
#define HEARTBEAT_REPRIEVE_MAX_NS UINT64_C(10000000)

enum heartbeat_look { HEARTBEAT_WAIT, HEARTBEAT_ASK, HEARTBEAT_DEAD };

/* The connection is open; `heartbeat` is zeroed. */
void heartbeat_begin(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                     uint64_t now_ns);

/* What is to be done now; after HEARTBEAT_WAIT the instant to look again is *until_ns,
 * UINT64_MAX for never. Where nothing can be written now (`stalled`) a question that is
 * due stays owed. */
enum heartbeat_look heartbeat_look(struct heartbeat *heartbeat,
                                   const struct heartbeat_settings *settings, bool stalled,
                                   uint64_t now_ns, uint64_t *until_ns);

/* An answer has come: true, and how long it took, when one was awaited. */
bool heartbeat_hear(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t *rtt_ns);

/* Since the last answer, or the opening. */
uint64_t heartbeat_silence_ns(const struct heartbeat *heartbeat, uint64_t now_ns);

/* The question, and the answer to the peer's: frames for the caller, NULL without memory. */
struct chunk *heartbeat_question(const struct heartbeat_settings *settings);
struct chunk *heartbeat_answer(void);

#endif
