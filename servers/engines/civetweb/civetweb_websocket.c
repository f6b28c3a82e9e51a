/* WebSockets of the civetweb engine: each has a worker that reads and a thread that writes. */
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/wire/websocket_frame.h"
#include "servers/control/descriptors.h"
#include "servers/engines/civetweb/civetweb.h"
#include "servers/wire/frame.h"
#include "servers/wire/handshake.h"
#include "servers/wire/incoming.h"
#include "servers/wire/response_head.h"

/* The stack of civetweb's own workers in Debian's build; a writer needs no more. */
enum { WRITER_STACK_BYTES = 102400 };

/* One upgraded connection. Its worker reads frames and answers them; `writer` writes the messages
 * of its channel. */
struct websocket_user {
  struct engine_state *engine;
  struct mg_connection *connection;
  struct session session;
  pthread_t writer;
  bool writing;
  struct incoming incoming;
  atomic_bool closing;
  atomic_bool close_sent;
};

/* Sends a close frame if none was sent yet, and returns whether it did. civetweb sends none by
 * itself, neither to end a connection nor in answer to the peer's. */
static bool websocket_send_close(struct websocket_user *user, struct chunk *frame) {
  bool first = !atomic_exchange(&user->close_sent, true);
  atomic_store(&user->closing, true);
  if (first)
    civetweb_write(user->engine->server, user->connection, frame);
  else
    chunk_drop(frame);
  return first;
}

static void websocket_begin_close(struct websocket_user *user, uint16_t code, const char *reason) {
  if (websocket_send_close(user, frame_make_close(code, reason)))
    COUNT(&user->engine->server->shared->counters, closes_begun);
}

static void websocket_peer_closes(struct websocket_user *user, const char *payload, size_t bytes) {
  struct server_counters *counters = &user->engine->server->shared->counters;
  if (!websocket_send_close(user, frame_make(WEBSOCKET_CLOSE, payload, bytes)))
    return; /* the peer answers our close frame */
  COUNT(counters, closes_received);
  COUNT_BY(counters, closes_normal, websocket_close_code(payload, bytes) == CLOSE_NORMAL);
}

/* Lets the worker end the connection: its read returns when the socket is reset. With
 * mg_close_connection, a worker that has just left its loop would close the same descriptor number
 * a second time. */
static void end_connection(struct websocket_user *user) {
  descriptors_reset(user->engine->port, civetweb_peer_of(user->connection));
}

static void *writer_run(void *argument) {
  struct websocket_user *user = argument;
  civetweb_drive(user->engine, user->connection, &user->session, &user->closing);
  if (atomic_load(&user->engine->stopping))
    websocket_begin_close(user, CLOSE_GOING_AWAY, "");
  else if (!atomic_load(&user->closing))
    end_connection(user);
  return NULL;
}

static int websocket_read_request(const struct mg_connection *connection, struct request *request,
                                  const char **reason) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  const struct handshake_text handshake = {.http_version = info->http_version,
                                           .upgrade = mg_get_header(connection, "Upgrade"),
                                           .connection = mg_get_header(connection, "Connection"),
                                           .version =
                                               mg_get_header(connection, "Sec-WebSocket-Version"),
                                           .key = mg_get_header(connection, "Sec-WebSocket-Key")};
  int status = civetweb_read_request(connection, request, reason);
  return status == 0 ? handshake_check(&handshake, reason) : status;
}

/* These two headers decide it for the library. Its own answers to a bad handshake lack headers that
 * the RFC demands. */
bool civetweb_wants_websocket(const struct mg_connection *connection) {
  const char *upgrade = mg_get_header(connection, "Upgrade");
  const char *connection_header = mg_get_header(connection, "Connection");
  return upgrade && connection_header && strcasestr(upgrade, "websocket") &&
         strcasestr(connection_header, "upgrade");
}

int civetweb_refuse_handshake(struct engine_state *engine, struct mg_connection *connection) {
  struct request request;
  const char *reason = NULL;
  int status = websocket_read_request(connection, &request, &reason);
  if (status == 0)
    return 0;
  COUNT(&engine->server->shared->counters, requests);
  civetweb_refuse(connection, &request, status, reason);
  return status;
}

/* Whether a further WebSocket may begin. It is counted before it is asked whether the server ends,
 * so that civetweb_stop waits for it or it is refused. */
static bool websocket_enter(struct engine_state *engine) {
  atomic_fetch_add(&engine->websockets, 1);
  if (!atomic_load(&engine->stopping))
    return true;
  atomic_fetch_sub(&engine->websockets, 1);
  return false;
}

/* The handshake was checked before. Non-zero refuses it. */
static int on_websocket_connect(const struct mg_connection *connection, void *argument) {
  struct engine_state *engine = argument;
  struct server *server = engine->server;
  struct request request;
  const char *reason = NULL;
  COUNT(&server->shared->counters, requests);
  int status = websocket_read_request(connection, &request, &reason);
  struct websocket_user *user = status == 0 ? calloc(1, sizeof *user) : NULL;
  if (!user || !websocket_enter(engine)) {
    COUNT(&server->shared->counters, requests_refused);
    free(user);
    return 1;
  }
  user->engine = engine;
  server_open_session(server, &request, &user->session);
  mg_set_user_connection_data(connection, user);
  return 0;
}

static void on_websocket_ready(struct mg_connection *connection, void *argument) {
  (void)argument;
  struct websocket_user *user = mg_get_user_connection_data(connection);
  user->connection = connection;
  COUNT(&user->engine->server->shared->counters, sockets_upgraded);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, WRITER_STACK_BYTES);
  user->writing = pthread_create(&user->writer, &attributes, writer_run, user) == 0;
  pthread_attr_destroy(&attributes);
  if (!user->writing)
    log_error("cannot start a writer thread: lower the number of users");
}

static bool websocket_write(struct websocket_user *user, struct chunk *frame) {
  return civetweb_write_unless(user->engine->server, user->connection, frame, &user->closing);
}

/* Fails the connection (RFC 6455, 7.1.7). Returns as on_websocket_data does. */
static int websocket_fail(struct websocket_user *user, uint16_t close_code, const char *reason) {
  websocket_begin_close(user, close_code, reason);
  return 0;
}

/* The worker writes the replies: waking this connection's writer for each of them would wake all
 * writers of the channel, which wait for the same feed. */
static int receive_text(struct websocket_user *user, const char *text, size_t bytes) {
  struct server *server = user->engine->server;
  struct received received = session_receive(&user->session, text, bytes, clock_now_ns());
  struct chunk *reply = NULL;
  if (received.publish)
    server_count_publish(&server->shared->counters, received.close_code == 0);
  if (received.answered)
    server_count_answer(server, received.rtt_ns);
  if (received.close_code != 0)
    return websocket_fail(user, received.close_code, received.reason);
  while ((reply = session_reply(&user->session)))
    if (!websocket_write(user, reply))
      return 0;
  return 1;
}

/* One write; the library's own function would make two. */
static int answer_ping(struct websocket_user *user, const char *data, size_t bytes) {
  return websocket_write(user, frame_make(WEBSOCKET_PONG, data, bytes));
}

static int receive_pong(struct websocket_user *user) {
  uint64_t rtt_ns = 0;
  if (session_receive_pong(&user->session, clock_now_ns(), &rtt_ns))
    server_count_answer(user->engine->server, rtt_ns);
  return 1;
}

/* Whether a frame with this first byte belongs to a text that was to be published. */
static bool is_data(int first_byte) {
  return !(first_byte & WEBSOCKET_CONTROL);
}

/* Zero closes the connection. */
static int on_websocket_data(struct mg_connection *connection, int first_byte, char *data,
                             size_t bytes, void *argument) {
  (void)argument;
  struct websocket_user *user = mg_get_user_connection_data(connection);
  struct incoming_step step = incoming_frame(&user->incoming, (uint8_t)first_byte, data, bytes);
  switch (step.kind) {
  case INCOMING_MORE:
    return 1;
  case INCOMING_TEXT: {
    int going = receive_text(user, step.bytes, step.count);
    incoming_clear(&user->incoming);
    return going;
  }
  case INCOMING_PING:
    return answer_ping(user, step.bytes, step.count);
  case INCOMING_PONG:
    return receive_pong(user);
  case INCOMING_CLOSE:
    websocket_peer_closes(user, step.bytes, step.count);
    return 0;
  case INCOMING_REFUSED:
    break;
  }
  if (is_data(first_byte))
    server_count_publish(&user->engine->server->shared->counters, false);
  return websocket_fail(user, step.close_code, step.reason);
}

static void on_websocket_close(const struct mg_connection *connection, void *argument) {
  (void)argument;
  civetweb_end_websocket(connection);
}

void civetweb_end_websocket(const struct mg_connection *connection) {
  struct websocket_user *user = mg_get_user_connection_data(connection);
  if (!user || civetweb_was_refused(connection))
    return;
  atomic_store(&user->closing, true);
  feed_wake(user->session.feed);
  if (user->writing)
    pthread_join(user->writer, NULL);
  mg_set_user_connection_data(connection, NULL);
  session_close(&user->session);
  incoming_clear(&user->incoming);
  atomic_fetch_sub(&user->engine->websockets, 1);
  free(user);
}

void civetweb_handle_websockets(struct engine_state *engine) {
  mg_set_websocket_handler(engine->context, "/websocket", on_websocket_connect, on_websocket_ready,
                           on_websocket_data, on_websocket_close, engine);
}
