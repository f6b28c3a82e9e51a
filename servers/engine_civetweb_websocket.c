/* WebSockets of the civetweb engine: a worker that reads and a thread that writes, each. */
#include <stdlib.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/websocket_frame.h"
#include "servers/descriptors.h"
#include "servers/engine_civetweb.h"
#include "servers/frame.h"
#include "servers/gather.h"

/* The stack of civetweb's own workers in Debian's build; a writer needs no more. */
enum { WRITER_STACK_BYTES = 102400 };

/* One upgraded connection: read, and answered, by its worker; what is new in its channel
 * is written by `writer`. */
struct websocket_user {
  struct engine_state *engine;
  struct mg_connection *connection;
  struct session session;
  pthread_t writer;
  bool writing;
  struct gather text; /* the fragments of a message */
  bool in_fragments;
  atomic_bool closing;
  atomic_bool close_sent;
};

/* The first close frame of ours, and no other; civetweb sends none by itself, neither to
 * end a connection nor in answer to the peer's. */
static bool websocket_send_close(struct websocket_user *user, struct chunk *frame) {
  bool first = !atomic_exchange(&user->close_sent, true);
  if (first)
    civetweb_write(user->engine->server, user->connection, frame);
  else
    chunk_drop(frame);
  return first;
}

static void websocket_begin_close(struct websocket_user *user, uint16_t code, const char *reason) {
  if (websocket_send_close(user, frame_make_close(code, reason)))
    COUNT(&user->engine->server->counters, closes_begun);
}

static void websocket_peer_closes(struct websocket_user *user, const char *payload, size_t bytes) {
  struct server_counters *counters = &user->engine->server->counters;
  if (!websocket_send_close(user, frame_make(WEBSOCKET_CLOSE, payload, bytes)))
    return; /* it is the answer to ours */
  COUNT(counters, closes_received);
  COUNT_BY(counters, closes_normal, websocket_close_code(payload, bytes) == CLOSE_NORMAL);
}

/* Has the worker that reads end the connection: its read returns when the socket is shut
 * down. mg_close_connection would be wrong: where that worker has just left its loop, it
 * closes the socket from here, and the worker then closes its number a second time. */
static void hang_up(struct websocket_user *user) {
  descriptors_reset(user->engine->port,
                    (uint16_t)mg_get_request_info(user->connection)->remote_port);
}

static void *websocket_write_all(void *argument) {
  struct websocket_user *user = argument;
  civetweb_drive(user->engine, user->connection, &user->session, &user->closing);
  if (atomic_load(&user->engine->stopping))
    websocket_begin_close(user, CLOSE_GOING_AWAY, "");
  else if (!atomic_load(&user->closing))
    hang_up(user);
  return NULL;
}

/* Non-zero refuses the handshake. */
static int on_websocket_connect(const struct mg_connection *connection, void *argument) {
  struct engine_state *engine = argument;
  struct server *server = engine->server;
  const struct mg_request_info *info = mg_get_request_info(connection);
  struct request_text text = {
      .method = info->request_method, .path = info->local_uri, .query = info->query_string};
  struct request request;
  const char *reason = NULL;
  COUNT(&server->counters, requests);
  int status = request_read(&text, server->hub.channels, &request, &reason);
  struct websocket_user *user = status == 0 ? calloc(1, sizeof *user) : NULL;
  if (user == NULL) {
    COUNT(&server->counters, requests_refused);
    return 1;
  }
  user->engine = engine;
  civetweb_open_session(engine, &request, &user->session);
  mg_set_user_connection_data(connection, user);
  return 0;
}

static void on_websocket_ready(struct mg_connection *connection, void *argument) {
  (void)argument;
  struct websocket_user *user = mg_get_user_connection_data(connection);
  user->connection = connection;
  atomic_fetch_add(&user->engine->websockets, 1);
  COUNT(&user->engine->server->counters, sockets_upgraded);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, WRITER_STACK_BYTES);
  user->writing = pthread_create(&user->writer, &attributes, websocket_write_all, user) == 0;
  pthread_attr_destroy(&attributes);
  if (!user->writing)
    log_error("cannot start a writer thread: lower the number of users");
}

/* Closes the connection for what its peer did: returns as on_websocket_data does. */
static int expel(struct websocket_user *user, uint16_t close_code, const char *reason) {
  atomic_store(&user->closing, true);
  websocket_begin_close(user, close_code, reason);
  return 0;
}

/* What the session answers is written here, at once: to wake this connection's writer
 * would be to wake those of the whole channel, who wait for the same feed. */
static int receive_text(struct websocket_user *user, const char *text, size_t bytes) {
  struct server *server = user->engine->server;
  struct received received = session_receive(&user->session, text, bytes, clock_now_ns());
  struct chunk *reply = NULL;
  if (received.publish)
    server_count_publish(&server->counters, received.close_code == 0);
  if (received.answered)
    server_count_answer(server, received.rtt_ns);
  if (received.close_code != 0)
    return expel(user, received.close_code, received.reason);
  while ((reply = session_reply(&user->session)) != NULL)
    if (!civetweb_write(server, user->connection, reply))
      return 0;
  return 1;
}

static int frame_refused(struct websocket_user *user, uint16_t close_code, const char *reason) {
  server_count_publish(&user->engine->server->counters, false);
  return expel(user, close_code, reason);
}

/* A frame that may be a fragment of a message. */
static int receive_frame(struct websocket_user *user, bool final, const char *data, size_t bytes) {
  if (final && user->text.count == 0) /* in one piece: no need to copy it */
    return bytes <= REQUEST_BODY_BYTES_MAX
               ? receive_text(user, data, bytes)
               : frame_refused(user, CLOSE_TOO_BIG, "the text is too long");
  if (!gather_add(&user->text, data, bytes))
    return frame_refused(user, CLOSE_TOO_BIG, "the text is too long");
  if (!final)
    return 1;
  int going = receive_text(user, user->text.bytes, user->text.count);
  gather_clear(&user->text);
  return going;
}

/* One write: the library's own function makes two of it. */
static int answer_ping(struct websocket_user *user, const char *data, size_t bytes) {
  return civetweb_write(user->engine->server, user->connection,
                        frame_make(WEBSOCKET_PONG, data, bytes));
}

static int hear_pong(struct websocket_user *user) {
  uint64_t rtt_ns = 0;
  if (session_hear(&user->session, clock_now_ns(), &rtt_ns))
    server_count_answer(user->engine->server, rtt_ns);
  return 1;
}

/* Zero closes the connection. */
static int on_websocket_data(struct mg_connection *connection, int first_byte, char *data,
                             size_t bytes, void *argument) {
  (void)argument;
  struct websocket_user *user = mg_get_user_connection_data(connection);
  int opcode = first_byte & 0xf;
  bool final = first_byte & 0x80;
  switch (opcode) {
  case WEBSOCKET_CONTINUATION:
  case WEBSOCKET_TEXT:
    if (user->in_fragments != (opcode == WEBSOCKET_CONTINUATION))
      return frame_refused(user, CLOSE_PROTOCOL_ERROR, "fragments out of order");
    user->in_fragments = !final;
    return receive_frame(user, final, data, bytes);
  case WEBSOCKET_BINARY:
    return frame_refused(user, CLOSE_UNSUPPORTED, "only text is understood");
  case WEBSOCKET_PING:
    return answer_ping(user, data, bytes);
  case WEBSOCKET_PONG:
    return hear_pong(user);
  case WEBSOCKET_CLOSE:
    websocket_peer_closes(user, data, bytes);
    return 0;
  default:
    return 0;
  }
}

static void on_websocket_close(const struct mg_connection *connection, void *argument) {
  (void)argument;
  struct websocket_user *user = mg_get_user_connection_data(connection);
  if (user == NULL)
    return;
  atomic_store(&user->closing, true);
  feed_wake(user->session.feed);
  if (user->writing)
    pthread_join(user->writer, NULL);
  mg_set_user_connection_data(connection, NULL);
  session_close(&user->session);
  gather_clear(&user->text);
  if (user->connection != NULL)
    atomic_fetch_sub(&user->engine->websockets, 1);
  free(user);
}

void civetweb_handle_websockets(struct engine_state *engine) {
  mg_set_websocket_handler(engine->context, "/websocket", on_websocket_connect, on_websocket_ready,
                           on_websocket_data, on_websocket_close, engine);
}
