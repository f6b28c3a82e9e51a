/* A transport is a pure state machine: given its session, the feed and the time it
 * says what to do next. It touches no socket, no clock and no library; an engine
 * drives it:
 *
 *   session_open(session, …)
 *   loop: step = session_step(session, now)
 *     STEP_SEND: write the chunk, drop it, step again
 *     STEP_WAIT: until the feed has a message after session->cursor, or until the
 *                instant step.until_ns; then step again
 *     STEP_END:  the answer is complete; an HTTP connection may be kept
 *     STEP_DEAD: the peer does not answer: close without farewell
 *     STEP_BEHIND: more waits for the peer than may: the same
 *   session_close(session)
 *
 * What a peer says on an open WebSocket goes to session_receive, whole texts only; what
 * it is answered is then taken by session_reply until there is no more. Receiving,
 * hearing and replying do not touch what stepping does, so one thread may do the former while
 * another does the latter. */
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
  bool heartbeat;       /* of STEP_SEND: it is there to keep alive, or to be answered */
  uint64_t passed_over; /* messages that the peer will miss from here on, being too slow */
};

enum framing {
  FRAMING_BODY,    /* one complete HTTP answer, then STEP_END */
  FRAMING_STREAM,  /* an HTTP head, then bytes until the connection ends */
  FRAMING_MESSAGE, /* each chunk is one WebSocket frame; the engine upgrades */
};

/* What the transports need to know of the server's parameters. */
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
  struct hub *hub; /* where what the peer says is published */
  struct feed *feed;
  uint64_t cursor; /* number of the last message handed out, or skipped */
  uint64_t deadline_ns;
  bool gzip;         /* the client takes it; set when the session is open */
  bool listens_only; /* the peer's texts are refused; the same */
  enum { SESSION_NEW, SESSION_OPEN, SESSION_DONE } phase;
  bool current; /* it has once had nothing more to say: what waits now is not its catching up */
  struct reply_queue replies;
  struct heartbeat heartbeat;
};

/* What became of a text that was received. */
struct received {
  uint16_t close_code; /* 0, or what to close the WebSocket with (RFC 6455, 7.4.1) */
  const char *reason;  /* a constant line for the close frame */
  bool publish;        /* it was one message to be published: done, or refused */
  bool answered;       /* it was the answer to a heartbeat, so late: */
  uint64_t rtt_ns;
};

struct transport {
  const char *name;
  enum framing framing;
  struct step (*step)(struct session *session, uint64_t now_ns);

  /* With FRAMING_MESSAGE; NULL where a peer says nothing after its request. */
  struct received (*receive)(struct session *session, const char *text, size_t bytes,
                             uint64_t now_ns);
};

extern const struct transport short_poll_transport;
extern const struct transport long_poll_transport;
extern const struct transport sse_transport;
extern const struct transport websocket_transport;

/* By enum transport_kind. */
const struct transport *transport_of(enum transport_kind kind);

/* Contracts: a transport has what its traits need; transports_check: each of the table. The
 * program calls it when it starts. */
void transport_check(const struct transport *transport, const struct transport_traits *traits);
void transports_check(void);

/* `channel` is one of the hub's. `after`: the number to start behind; without has_after
 * the newest there is. */
void session_open(struct session *session, const struct transport *transport,
                  const struct transport_settings *settings, struct hub *hub, uint64_t channel,
                  bool has_after, uint64_t after);
void session_close(struct session *session);

struct step session_step(struct session *session, uint64_t now_ns);

/* The same while nothing can be written, because the peer does not take it: STEP_WAIT,
 * STEP_DEAD or STEP_BEHIND. unsent_bytes: of what was handed out, what has not left.
 * Takes the same time however many messages wait. */
struct step session_stall(struct session *session, uint64_t unsent_bytes, uint64_t now_ns);

struct received session_receive(struct session *session, const char *text, size_t bytes,
                                uint64_t now_ns);

/* A pong frame has come: true, and how late, when it was awaited. */
bool session_hear(struct session *session, uint64_t now_ns, uint64_t *rtt_ns);

/* The next answer, a reference for the caller; NULL when there is none. */
struct chunk *session_reply(struct session *session);

#endif
