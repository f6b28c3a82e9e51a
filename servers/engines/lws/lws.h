/* The state of the lws engine, its connections, and the functions that its files share. All of it
 * is the loop thread's, except `dirty_channels`. */
#ifndef SERVERS_ENGINES_LWS_LWS_H
#define SERVERS_ENGINES_LWS_LWS_H

#include <ev.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/growing_text.h"
#include "common/wire/websocket_frame.h"
#include "servers/control/server.h"
#include "servers/engines/dirty_channels.h"
#include "servers/engines/gathering.h"
#include "servers/engines/serving_order.h"
#include "servers/wire/fragments.h"
#include "servers/wire/incoming.h"
#include "servers/wire/request.h"

struct connection {
  struct link in_channel; /* of its channel's order, while `joined`; the first member, for a cast */
  struct link in_engine;  /* of engine->connections */
  struct engine_state *engine;
  struct lws *wsi;
  struct request request;
  struct session session;
  bool joined; /* the session is open */
  bool websocket;
  bool awaits_body;
  bool request_due;         /* a first head or a body has to come before the deadline */
  bool ending;              /* the engine, not the library or the peer, ends it */
  struct fragments text;    /* the body so far */
  struct incoming incoming; /* of a WebSocket */
  uint64_t answer_messages; /* in the answer under way */
  size_t written_bytes;     /* of the last chunk: the most that is in the library's buffer */
  ev_timer deadline;        /* of a session, a request or an idle kept connection */
  uint64_t deadline_ns;     /* of the timer, while it is active */
};

struct engine_state {
  struct server *server;
  struct ev_loop *loop;
  struct lws_protocols protocols[2]; /* the library keeps pointers to them */
  struct lws_extension extensions[2];
  struct lws_context *context;
  struct lws_vhost *vhost;
  pthread_t thread;
  int listener;
  ev_io acceptable;
  ev_timer accept_again;
  ev_async dirty; /* wakes the loop: there are dirty channels */
  ev_async stop;
  ev_timer stop_deadline;
  bool stopping;
  bool accept_failed; /* at the last attempt */
  struct link connections;
  struct serving_order *channels; /* the sessions of each channel */
  struct random random;           /* draws where rounds begin */
  struct gathering gathering;     /* of the session that is being driven */
  struct dirty_channels dirty_channels;
};

/* --- lws_connection.c: connections and their sessions ------ */

/* Takes an accepted socket over: the library owns the descriptor from now on, or it is closed. */
void connection_adopt(struct engine_state *engine, int descriptor);

/* Begins the time-out of a first head, or of a body. */
void connection_await_request(struct connection *connection, bool body);

/* The library has destroyed its part of the connection. */
void connection_free(struct connection *connection);

/* Opens the session that connection->request asks for. */
void connection_open_session(struct connection *connection);

/* Ends the session and returns true if its answer has gone out. The peer sends its next request as
 * soon as it has the last byte, perhaps before the library reports that the answer has gone out. */
bool connection_answer_ended(struct connection *connection);

/* Ends the session and its deadline; nothing more is written. Harmless when repeated. */
void connection_leave(struct connection *connection);

/* Steps the session until it waits or ends. The functions that return int return as the library's
 * callbacks do: -1 closes the connection. */
int connection_drive(struct connection *connection);

/* The same outside the library's callbacks. The connection may be freed. */
void connection_drive_or_close(struct connection *connection);

/* Closes the connection outside the library's callbacks; it may be freed. */
void connection_close(struct connection *connection);

/* Hands a received text to the session, and writes its replies. */
int connection_receive(struct connection *connection, const char *text, size_t bytes);

/* Hands a received pong to the session. */
void connection_receive_pong(struct connection *connection);

/* Fails a WebSocket (RFC 6455, 7.1.7). */
int connection_fail(struct connection *connection, uint16_t close_code, const char *reason);

/* Write a whole answer. connection_answer takes the reference; after connection_refuse the
 * connection is closed. */
int connection_answer(struct connection *connection, struct chunk *answer);
int connection_refuse(struct connection *connection, int status, const char *reason);

/* --- lws_head.c ------ */

/* Reads the head that the library has parsed into connection->request. Returns 0, or the status to
 * refuse with and *reason. */
int connection_read_request(struct connection *connection, const char **reason);

/* Writes the head (servers/wire/received_head.h), as long as the library has it. */
void connection_received_head(struct connection *connection, struct growing_text *out);

/* --- lws_websocket.c ------ */

/* Checks a request for an upgrade to `protocol`. */
int connection_upgrade(struct connection *connection, const char *protocol);

/* Whether the library cannot keep what the peer's offer of permessage-deflate asks for; then the
 * extension is not used. */
int connection_refuses_extension(struct connection *connection);

/* After the handshake: opens the session. */
int connection_upgraded(struct connection *connection);

/* Takes a piece of a frame's payload. */
int connection_frame(struct connection *connection, const char *bytes, size_t count);

/* Takes the peer's close frame, unless it answers the server's. */
int connection_peer_closes(struct connection *connection, const char *payload, size_t bytes);

/* --- lws_request.c ------ */

/* The library's callback. A connection is the opaque user data of its wsi. */
int lws_engine_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t bytes);

#endif
