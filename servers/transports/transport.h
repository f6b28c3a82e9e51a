/* A transport is a pure state machine: from a session, its feed and the time it derives the next
 * step. It uses no socket, no clock and no library; an engine drives it:
 *
 *   session_open(session, …)
 *   loop: step = session_step(session, now)
 *     STEP_SEND: write the chunk, drop it, step again
 *     STEP_WAIT: until the feed has a message after session->cursor, or until the
 *                instant step.until_ns; then step again
 *     STEP_END:  the answer is complete; an HTTP connection may be kept
 *     STEP_DEAD: the peer does not answer pings: close without a closing handshake
 *     STEP_BEHIND: the backlog is too large: the same
 *   session_close(session)
 *
 * The engine gives each whole text that a WebSocket receives to session_receive, and each pong to
 * session_receive_pong, and takes the replies by session_reply until there are no more. One
 * thread may call these three while another calls session_step. */
#ifndef SERVERS_TRANSPORTS_TRANSPORT_H
#define SERVERS_TRANSPORTS_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/traits.h"
#include "common/wire/header_profile.h"
#include "servers/channels/hub.h"
#include "servers/transports/backlog.h"
#include "servers/transports/heartbeat.h"
#include "servers/transports/reply_queue.h"

#define STEP_FOREVER UINT64_MAX

enum step_kind { STEP_SEND, STEP_WAIT, STEP_END, STEP_DEAD, STEP_BEHIND };

struct step {
  enum step_kind kind;
  struct chunk *chunk;  /* of STEP_SEND, a reference for the engine; NULL: no memory, close */
  uint64_t until_ns;    /* of STEP_WAIT; STEP_FOREVER for no limit */
  bool heartbeat;       /* of STEP_SEND: a ping, or an SSE comment */
  uint64_t passed_over; /* messages that the peer will miss, because it is too slow */
};

enum framing {
  FRAMING_BODY,    /* one complete HTTP answer, then STEP_END */
  FRAMING_STREAM,  /* an HTTP head, then bytes until the connection ends */
  FRAMING_MESSAGE, /* each chunk is one WebSocket frame; the engine upgrades */
};

/* The server's parameters that concern transports. */
struct transport_settings {
  uint64_t hold_ns;
  uint64_t sse_keepalive_ns; /* 0: never */
  uint64_t answer_bytes_max; /* of the texts in a poll's answer; 0: one message */
  struct backlog_settings backlog;
  struct answer_style style; /* of the heads that transports write themselves */
  struct heartbeat_settings heartbeat;
};

struct session {
  const struct transport *transport;
  const struct transport_settings *settings;
  struct hub *hub; /* in which the peer's texts are published */
  struct feed *feed;
  uint64_t cursor; /* number of the last message that was handed out or passed over */
  uint64_t deadline_ns;
  enum answer_kind answers; /* that the client takes; set after session_open */
  bool listens_only;        /* the peer may not publish; set after session_open */
  enum { SESSION_NEW, SESSION_OPEN, SESSION_DONE } phase;
  bool caught_up; /* the peer has once been sent all there was, so a backlog is not its start */
  struct reply_queue replies;
  struct heartbeat heartbeat;
};

/* The effect of a text that was received. */
struct received {
  uint16_t close_code; /* 0, or the code to close the WebSocket with (RFC 6455, 7.4.1) */
  const char *reason;  /* a constant line for the close frame */
  bool publish;        /* it was a message, which was published or refused */
  bool answered;       /* it was an awaited pong */
  uint64_t rtt_ns;     /* of `answered` */
};

struct transport {
  const char *name;
  enum framing framing;
  struct step (*step)(struct session *session, uint64_t now_ns);

  /* With FRAMING_MESSAGE; NULL for the others, whose peers send nothing after their request. */
  struct received (*receive)(struct session *session, const char *text, size_t bytes,
                             uint64_t now_ns);
};

/* <name>_transport of each; a file of its name has it. */
#define TRANSPORT_DECLARATION(KIND, name, ...) extern const struct transport name##_transport;
TRANSPORTS(TRANSPORT_DECLARATION)
#undef TRANSPORT_DECLARATION

/* By enum transport_kind. */
const struct transport *transport_of(enum transport_kind kind);

/* Contracts: a transport has the functions and the framing that its traits demand. The program
 * calls transports_check, for all transports of the table, when it starts. */
void transport_check(const struct transport *transport, const struct transport_traits *traits);
void transports_check(void);

/* `channel` is one of the hub's. The session begins after the message `after`, or without has_after
 * after the newest one. */
void session_open(struct session *session, const struct transport *transport,
                  const struct transport_settings *settings, struct hub *hub, uint64_t channel,
                  bool has_after, uint64_t after);
void session_close(struct session *session);

struct step session_step(struct session *session, uint64_t now_ns);

/* The step while nothing can be written, because the peer does not read: STEP_WAIT, STEP_DEAD or
 * STEP_BEHIND. `unsent_bytes` as in backlog.h. Takes the same time however many messages wait, but
 * for a binary search. */
struct step session_stall(struct session *session, uint64_t unsent_bytes, uint64_t now_ns);

struct received session_receive(struct session *session, const char *text, size_t bytes,
                                uint64_t now_ns);

/* True, and how long it took, if the pong was awaited. */
bool session_receive_pong(struct session *session, uint64_t now_ns, uint64_t *rtt_ns);

/* The next reply, a reference for the caller; NULL when there is none. */
struct chunk *session_reply(struct session *session);

#endif
