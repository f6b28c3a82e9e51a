/* What the files of the lws engine share. All of it belongs to the loop's thread, but
 * for `movements`. */
#ifndef SERVERS_ENGINES_LWS_LWS_H
#define SERVERS_ENGINES_LWS_LWS_H

#include <ev.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/wire/websocket_frame.h"
#include "servers/control/server.h"
#include "servers/engines/dirty_channels.h"
#include "servers/engines/serving_order.h"
#include "servers/wire/fragments.h"
#include "servers/wire/incoming.h"
#include "servers/wire/request.h"

/* Of a request; the library gives it for as long as it reads one. */
enum { REQUEST_HEAD_BYTES_MAX = 16384 };

struct connection {
  struct link channel; /* in its channel's row, while `joined`: first, for the cast back */
  struct link all;     /* in engine->connections */
  struct engine_state *engine;
  struct lws *wsi;
  struct request request;
  struct session session;
  bool joined; /* the session is open */
  bool websocket;
  bool awaits_body;
  bool request_due;         /* a first head, or a body, is to come before the deadline */
  bool ending;              /* that it ends is our decision */
  struct fragments text;    /* the body that is coming */
  struct incoming incoming; /* of a WebSocket */
  uint64_t answer_messages; /* of the poll that is being answered */
  size_t written_bytes;     /* of the newest chunk: no more of it is in the library's buffer */
  ev_timer deadline;        /* of a waiting session, or of an idle kept connection */
  uint64_t deadline_ns;     /* what it is armed for, while it is active */
};

struct engine_state {
  struct server *server;
  struct ev_loop *loop;
  struct lws_protocols protocols[2]; /* the library keeps the address */
  struct lws_extension extensions[2];
  struct lws_context *context;
  struct lws_vhost *vhost;
  pthread_t thread;
  int listener;
  ev_io acceptable;
  ev_timer accept_again;
  ev_async moved;
  ev_async stop;
  ev_timer stop_deadline;
  bool stopping;
  bool accept_failed; /* the last time */
  struct link connections;
  struct serving_order *channels; /* the sessions of each */
  struct random random;           /* of where their rounds begin */
  struct dirty_channels movements;
};

/* --- lws_connection.c: the connections, and how their sessions are driven ------ */

/* A socket that was accepted; the descriptor is the library's from here on, or closed. */
void connection_adopt(struct engine_state *engine, int descriptor);

/* A first head, or the body behind a head, is to come within the time there is for it. */
void connection_await_request(struct connection *connection, bool body);

/* The library has let go of it. */
void connection_free(struct connection *connection);

/* Begins the session that connection->request asks for. */
void connection_open_session(struct connection *connection);

/* Whether the answer under way has gone out and only its end has not been noticed, which
 * it then is: the peer asks again as soon as it has the last byte. */
bool connection_answer_ended(struct connection *connection);

/* Ends the session and its deadline; nothing is written any more. Again is harmless. */
void connection_leave(struct connection *connection);

/* Steps the session as far as it goes. As a callback of the library returns: -1 closes. */
int connection_drive(struct connection *connection);

/* The same from outside the library's callbacks. The connection may be gone after. */
void connection_drive_or_close(struct connection *connection);

/* Closes from outside the library's callbacks; the connection may be gone after. */
void connection_close(struct connection *connection);

/* A text that was received goes to the session, and what it says to that goes out. As a
 * callback returns. */
int connection_receive(struct connection *connection, const char *text, size_t bytes);

/* A pong frame was received. */
void connection_hear(struct connection *connection);

/* Closes a WebSocket for what its peer did. As a callback returns. */
int connection_expel(struct connection *connection, uint16_t close_code, const char *reason);

/* Writes a whole answer, and takes the reference. As a callback returns. */
int connection_answer(struct connection *connection, struct chunk *answer);
int connection_refuse(struct connection *connection, int status, const char *reason);

/* --- lws_head.c ------ */

/* Reads the request that the library has parsed into connection->request. Returns 0, or the
 * status to refuse with. */
int connection_read_request(struct connection *connection, const char **reason);

/* --- lws_websocket.c: each as a callback returns ------ */

/* A request that wants another protocol. Only WebSocket is spoken, at its own path. */
int connection_upgrade(struct connection *connection, const char *protocol);

/* Whether what the peer offers of permessage-deflate cannot be kept: then it is not used. */
int connection_refuses_extension(struct connection *connection);

/* The handshake is done. */
int connection_upgraded(struct connection *connection);

/* A piece of a frame's payload. */
int connection_frame(struct connection *connection, const char *bytes, size_t count);

/* The peer's close frame, where it is not the answer to ours. */
int connection_peer_closes(struct connection *connection, const char *payload, size_t bytes);

/* --- lws_request.c ------ */

/* What the library calls; a connection is the opaque user data of its wsi. */
int lws_engine_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t bytes);

#endif
