/* The engine with a thread per connection: civetweb.
 *
 * A worker thread serves one connection for as long as that lives, idle times and
 * held polls included; handlers block. A WebSocket's worker reads, so each WebSocket
 * has a second thread that writes: a reader that stalls then holds up nobody else.
 * A handler that waits does not learn that its client has left until it writes. */
#include <civetweb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/websocket_frame.h"
#include "servers/civetweb_libssl.h"
#include "servers/descriptors.h"
#include "servers/engine.h"
#include "servers/frame.h"
#include "servers/gather.h"
#include "servers/http.h"
#include "servers/pushers.h"

/* The stack of civetweb's own workers in Debian's build; a writer needs no more. */
enum { WRITER_STACK_BYTES = 102400 };

enum {
  REQUEST_HEAD_BYTES_MAX = 16384,
  WEBSOCKET_TIMEOUT_MS = 3600000, /* of a silent WebSocket: heartbeats are not civetweb's job */
  STOP_MS = 1000,                 /* what peers get to answer a closing handshake */
};

struct engine_state {
  struct server *server;
  struct mg_context *context;
  uint16_t port;
  pthread_mutex_t opening; /* held until it is open */
  atomic_bool open;        /* the port is known, the handlers are set */
  atomic_bool stopping;
  atomic_uint websockets; /* whose handlers have not ended */
  struct pushers pushers;
};

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

/* The library's own way with a WebSocket frame is header and payload apart. */
static bool write_bytes(const struct server *server, struct mg_connection *connection,
                        const struct chunk *chunk) {
  size_t header_bytes = chunk->frame_header_bytes;
  if (header_bytes > 0 && server->options->civetweb_websocket_write == WEBSOCKET_WRITE_TWO) {
    size_t text_bytes = chunk->bytes_count - header_bytes;
    const char *text = (const char *)chunk->bytes + header_bytes;
    int opcode = chunk->bytes[0] & 0xf;
    return mg_websocket_write(connection, opcode, text, text_bytes) == (int)text_bytes;
  }
  mg_lock_connection(connection);
  int written = mg_write(connection, chunk->bytes, chunk->bytes_count);
  mg_unlock_connection(connection);
  return written == (int)chunk->bytes_count;
}

static bool write_chunk(struct server *server, struct mg_connection *connection,
                        struct chunk *chunk) {
  if (chunk == NULL)
    return false;
  size_t messages = chunk->messages;
  size_t bytes = chunk->bytes_count;
  bool written = write_bytes(server, connection, chunk);
  chunk_drop(chunk);
  if (!written) {
    COUNT(&server->counters, write_failures);
    return false;
  }
  COUNT_BY(&server->counters, messages_handed_out, messages);
  COUNT_BY(&server->counters, bytes_handed_out, bytes);
  return true;
}

/* What one thread says to one peer. */
struct speaker {
  struct engine_state *engine;
  struct mg_connection *connection;
  struct session *session;
  const atomic_bool *cancelled;
  uint64_t messages; /* handed out */
  struct pusher pusher;
};

/* False: no more can be said. */
static bool speaker_send(struct speaker *speaker, const struct step *step) {
  struct server_counters *counters = &speaker->engine->server->counters;
  size_t messages = step->chunk == NULL ? 0 : step->chunk->messages;
  pusher_begin(&speaker->pusher, speaker->session->cursor, clock_now_ns());
  bool written = write_chunk(speaker->engine->server, speaker->connection, step->chunk);
  uint64_t now_ns = clock_now_ns();
  bool stuck = pusher_end(&speaker->pusher, now_ns) >= PUSHER_STUCK_NS;
  speaker->messages += messages;
  if (!written)
    return false;
  COUNT_BY(counters, heartbeats_sent, step->heartbeat);
  if (!stuck)
    return true;
  struct step late = session_stall(speaker->session, 0, now_ns);
  COUNT_BY(counters, messages_dropped, late.passed_over);
  COUNT_BY(counters, connections_dropped,
           late.kind == STEP_BEHIND && !atomic_load(&speaker->pusher.dropped));
  if (late.kind == STEP_DEAD)
    server_count_dead(speaker->engine->server,
                      heartbeat_silence_ns(&speaker->session->heartbeat, now_ns));
  return late.kind == STEP_WAIT;
}

/* Until the session ends, its peer is gone or it is cancelled. */
static void speaker_run(struct speaker *speaker) {
  struct session *session = speaker->session;
  for (;;) {
    uint64_t now_ns = clock_now_ns();
    struct step step = session_step(session, now_ns);
    switch (step.kind) {
    case STEP_END:
    case STEP_BEHIND: /* only what was stuck is */
      return;
    case STEP_DEAD:
      server_count_dead(speaker->engine->server, heartbeat_silence_ns(&session->heartbeat, now_ns));
      return;
    case STEP_WAIT:
      if (!feed_wait(session->feed, session->cursor, step.until_ns, speaker->cancelled))
        return;
      break;
    case STEP_SEND:
      if (!speaker_send(speaker, &step))
        return;
      break;
    }
  }
}

/* Returns the number of messages handed out. */
static uint64_t drive(struct engine_state *engine, struct mg_connection *connection,
                      struct session *session, const atomic_bool *cancelled) {
  uint16_t peer = (uint16_t)mg_get_request_info(connection)->remote_port;
  struct speaker speaker = {.engine = engine,
                            .connection = connection,
                            .session = session,
                            .cancelled = cancelled,
                            .pusher = {.feed = session->feed, .peer = peer}};
  bool watched = session->transport->framing != FRAMING_BODY;
  if (watched)
    pushers_join(&engine->pushers, &speaker.pusher);
  speaker_run(&speaker);
  if (watched)
    pushers_leave(&engine->pushers, &speaker.pusher);
  return speaker.messages;
}

/* --- HTTP --------------------------------------------------------------------------- */

static void open_session(struct engine_state *engine, const struct request *request,
                         struct session *session) {
  struct server *server = engine->server;
  session_open(session, transport_of((enum transport_kind)request->route), &server->settings,
               &server->hub, request->channel, request->has_after, request->after);
}

static void serve_session(struct engine_state *engine, struct mg_connection *connection,
                          const struct request *request) {
  struct server *server = engine->server;
  struct session session;
  open_session(engine, request, &session);
  if (session.transport->framing == FRAMING_STREAM)
    COUNT(&server->counters, streams_opened);
  uint64_t messages = drive(engine, connection, &session, &engine->stopping);
  if (session.transport->framing == FRAMING_BODY) {
    COUNT(&server->counters, polls_answered);
    COUNT_BY(&server->counters, polls_empty, messages == 0);
  }
  session_close(&session);
}

/* The whole body, malloc'd; NULL when it is cut off. */
static char *read_body(struct mg_connection *connection, long long length, size_t *bytes) {
  char *body = malloc((size_t)length + 1);
  size_t have = 0;
  while (body != NULL && have < (size_t)length) {
    int got = mg_read(connection, body + have, (size_t)length - have);
    if (got <= 0) {
      free(body);
      return NULL;
    }
    have += (size_t)got;
  }
  *bytes = have;
  return body;
}

static void refuse(struct server *server, struct mg_connection *connection,
                   const struct request *request, int status, const char *reason) {
  COUNT(&server->counters, requests_refused);
  COUNT_BY(&server->counters, publishes_refused, request->route == ROUTE_PUBLISH);
  mg_send_http_error(connection, status, "%s", reason);
}

static void serve_control(struct server *server, struct mg_connection *connection,
                          const struct request *request, long long content_length) {
  size_t bytes = 0;
  if (content_length > REQUEST_BODY_BYTES_MAX) {
    refuse(server, connection, request, 413, "the body is too long");
    return;
  }
  char *body = read_body(connection, content_length > 0 ? content_length : 0, &bytes);
  if (body == NULL) { /* nobody is there to be told */
    COUNT(&server->counters, requests_refused);
    return;
  }
  write_chunk(server, connection, control_answer(server, request, body, bytes, clock_now_ns()));
  free(body);
}

static int on_request(struct mg_connection *connection, void *argument) {
  struct engine_state *engine = argument;
  struct server *server = engine->server;
  const struct mg_request_info *info = mg_get_request_info(connection);
  struct request_text text = {.method = info->request_method,
                              .path = info->local_uri,
                              .query = info->query_string,
                              .last_event_id = mg_get_header(connection, "Last-Event-ID")};
  struct request request;
  const char *reason = NULL;
  COUNT(&server->counters, requests);
  int status = request_read(&text, server->hub.channels, &request, &reason);
  if (status != 0) {
    refuse(server, connection, &request, status, reason);
  } else if (request.route == ROUTE_WEBSOCKET) {
    refuse(server, connection, &request, 400, "this path takes a WebSocket handshake");
  } else if (request.route > ROUTE_WEBSOCKET) {
    serve_control(server, connection, &request, info->content_length);
  } else {
    serve_session(engine, connection, &request);
  }
  return 200;
}

/* --- WebSocket ---------------------------------------------------------------------- */

/* The first close frame of ours, and no other; civetweb sends none by itself, neither to
 * end a connection nor in answer to the peer's. */
static bool websocket_send_close(struct websocket_user *user, struct chunk *frame) {
  bool first = !atomic_exchange(&user->close_sent, true);
  if (first)
    write_chunk(user->engine->server, user->connection, frame);
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
  drive(user->engine, user->connection, &user->session, &user->closing);
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
  open_session(engine, &request, &user->session);
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
    if (!write_chunk(server, user->connection, reply))
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
  return write_chunk(user->engine->server, user->connection,
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

/* --- start and stop ----------------------------------------------------------------- */

static int on_connection_opened(const struct mg_connection *connection, void **data) {
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  COUNT(&engine->server->counters, connections_opened);
  *data = NULL;
  return 0;
}

static void on_connection_closed(const struct mg_connection *connection) {
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  COUNT(&engine->server->counters, connections_closed);
}

/* The library listens before its handlers can be set, and would answer 404 meanwhile: who
 * comes so early, as after a restart, waits. */
static int on_request_begun(struct mg_connection *connection) {
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  if (!atomic_load(&engine->open)) {
    pthread_mutex_lock(&engine->opening);
    pthread_mutex_unlock(&engine->opening);
  }
  return 0;
}

static int on_log_message(const struct mg_connection *connection, const char *message) {
  (void)connection;
  if (strstr(message, "unexpected eof while reading")) /* a peer that left in the handshake */
    return 1;
  log_warning("civetweb: %s", message);
  return 1;
}

/* Accepted sockets inherit what is set. civetweb does not hand out the listening one. */
static void listener_set_options(const struct server_options *options, uint16_t port) {
  int mss = (int)options->mss_bytes;
  int buffer = (int)options->send_buffer_bytes;
  int timeout_ms = (int)options->tcp_user_timeout_ms;
  int unsent = backlog_kernel_bytes(options->backlog_bytes);
  int listener = descriptors_listener(port);
  if (listener < 0) {
    log_warning("civetweb's listening socket was not found: mss_bytes, send_buffer_bytes and "
                "tcp_user_timeout_ms are the system's, and backlog_bytes does not bind the kernel");
    return;
  }
  if (mss > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_MAXSEG, &mss, sizeof mss);
  if (buffer > 0)
    setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  if (timeout_ms > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
  if (unsent > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

/* civetweb then adds nothing of its own to the context, and does not free it. */
static int on_tls_context(void **context, void *argument) {
  struct engine_state *engine = argument;
  *context = engine->server->tls;
  return 1;
}

enum { SETTINGS_MAX = 16, SETTING_BYTES = 32 };

/* civetweb takes its settings as strings, name and value in turn. */
struct settings {
  const char *list[2 * SETTINGS_MAX + 1];
  char values[SETTINGS_MAX][SETTING_BYTES];
  size_t count;
};

static void settings_add(struct settings *settings, const char *name, const char *value) {
  settings->list[2 * settings->count] = name;
  settings->list[2 * settings->count + 1] = value;
  settings->count++;
}

static void settings_add_number(struct settings *settings, const char *name, long long value) {
  char *text = settings->values[settings->count];
  snprintf(text, SETTING_BYTES, "%lld", value);
  settings_add(settings, name, text);
}

/* "address:port", with an s behind it where TLS is spoken. */
static void settings_add_listen(struct settings *settings, const struct server_options *options) {
  char *text = settings->values[settings->count];
  snprintf(text, SETTING_BYTES, "%s%s", options->listen, options->tls ? "s" : "");
  settings_add(settings, "listening_ports", text);
}

static void settings_fill(struct settings *settings, const struct server_options *options) {
  settings_add_listen(settings, options);
  settings_add_number(settings, "num_threads", options->civetweb_threads);
  settings_add_number(settings, "connection_queue", options->civetweb_queue);
  settings_add_number(settings, "listen_backlog", options->listen_backlog);
  settings_add_number(settings, "tcp_nodelay", options->tcp_nodelay);
  settings_add(settings, "enable_keep_alive", options->keep_alive ? "yes" : "no");
  settings_add_number(settings, "keep_alive_timeout_ms", options->keep_alive_timeout_ms);
  settings_add_number(settings, "request_timeout_ms", options->write_timeout_ms);
  settings_add_number(settings, "websocket_timeout_ms", WEBSOCKET_TIMEOUT_MS);
  settings_add_number(settings, "max_request_size", REQUEST_HEAD_BYTES_MAX);
}

/* Frees as far as civetweb_start came. */
static void engine_free(struct engine_state *engine) {
  if (engine->context != NULL)
    mg_stop(engine->context);
  mg_exit_library();
  pushers_release(&engine->pushers);
  pthread_mutex_destroy(&engine->opening);
  free(engine);
}

static enum status civetweb_start(struct server *server, struct engine_state **state,
                                  uint16_t *port, struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (engine == NULL)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the civetweb engine");
  engine->server = server;
  if (pushers_init(&engine->pushers, &server->settings.backlog, &server->counters) != STATUS_OK) {
    free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the civetweb engine");
  }
  pthread_mutex_init(&engine->opening, NULL);
  if (server->tls != NULL && civetweb_libssl_load(error) != STATUS_OK) {
    engine_free(engine);
    return STATUS_ENVIRONMENT;
  }

  const struct mg_callbacks callbacks = {.init_connection = on_connection_opened,
                                         .connection_closed = on_connection_closed,
                                         .begin_request = on_request_begun,
                                         .external_ssl_ctx = on_tls_context,
                                         .log_message = on_log_message};
  struct settings settings = {.count = 0};
  settings_fill(&settings, server->options);
  mg_init_library(0);
  pthread_mutex_lock(&engine->opening);
  engine->context = mg_start(&callbacks, engine, settings.list);
  struct mg_server_port ports[1];
  if (engine->context == NULL || mg_get_server_ports(engine->context, 1, ports) < 1) {
    pthread_mutex_unlock(&engine->opening);
    engine_free(engine);
    return error_set(error, STATUS_ENVIRONMENT,
                     "cannot listen on %s: is the port in use? Choose another, or 0",
                     server->options->listen);
  }
  *port = (uint16_t)ports[0].port;
  engine->port = *port;
  listener_set_options(server->options, *port);
  if (pushers_watch(&engine->pushers, *port) != STATUS_OK) {
    pthread_mutex_unlock(&engine->opening);
    engine_free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "cannot start the thread that watches the others");
  }
  mg_set_request_handler(engine->context, "**", on_request, engine);
  mg_set_websocket_handler(engine->context, "/websocket", on_websocket_connect, on_websocket_ready,
                           on_websocket_data, on_websocket_close, engine);
  atomic_store(&engine->open, true);
  pthread_mutex_unlock(&engine->opening);
  *state = engine;
  return STATUS_OK;
}

static void civetweb_stop(struct engine_state *engine) {
  atomic_store(&engine->stopping, true);
  hub_close(&engine->server->hub);
  /* once told to stop, the library writes nothing more */
  uint64_t deadline_ns = clock_now_ns() + STOP_MS * NS_PER_MS;
  while (atomic_load(&engine->websockets) > 0 && clock_now_ns() < deadline_ns)
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
  engine_free(engine);
}

/* Main's thread alone asks. */
static const char *civetweb_version(void) {
  static char text[256];
  static const struct {
    unsigned bit;
    const char *name;
  } features[] = {{MG_FEATURES_FILES, "files"},
                  {MG_FEATURES_TLS, "TLS"},
                  {MG_FEATURES_CGI, "CGI"},
                  {MG_FEATURES_IPV6, "IPv6"},
                  {MG_FEATURES_WEBSOCKET, "WebSocket"},
                  {MG_FEATURES_LUA, "Lua"},
                  {MG_FEATURES_SSJS, "JavaScript"},
                  {MG_FEATURES_CACHE, "cache"},
                  {MG_FEATURES_STATS, "statistics"},
                  {MG_FEATURES_COMPRESSION, "compression"},
                  {MG_FEATURES_HTTP2, "HTTP/2"},
                  {MG_FEATURES_X_DOMAIN_SOCKET, "Unix sockets"}};
  int used = snprintf(text, sizeof text, "civetweb %s (built with", mg_version());
  const char *separator = " ";
  for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
    if (!mg_check_feature(features[i].bit))
      continue;
    used += snprintf(text + used, sizeof text - (size_t)used, "%s%s", separator, features[i].name);
    separator = ", ";
  }
  snprintf(text + used, sizeof text - (size_t)used, ")");
  return text;
}

const struct engine civetweb_engine = {
    .name = "civetweb",
    .start = civetweb_start,
    .stop = civetweb_stop,
    .version = civetweb_version,
};
