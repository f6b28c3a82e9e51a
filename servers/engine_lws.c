/* The engine with an event loop: libwebsockets on libev, one thread.
 *
 * libwebsockets' own loop on poll(2) costs time in proportion to the open connections
 * at each wake-up; with libev it is epoll. The listening socket is ours, so that
 * backlog and segment size are parameters; each accepted socket is adopted.
 *
 * When a channel moves, its sessions are stepped at once and write directly; a
 * connection whose socket does not take all has at most one chunk buffered by the
 * library and goes on when it is writable. The rest stays in the feed: its cursor is
 * its queue. All but feed_moved runs on the loop's thread. */
#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <libwebsockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "servers/engine.h"
#include "servers/http.h"

enum {
  SERVICE_BUFFER_BYTES = 16384,
  REQUEST_HEAD_BYTES_MAX = 4096,
  REQUEST_TIMEOUT_S = 30,
  SEND_BYTES_MAX = 4 << 20, /* of one write: above the largest answer that is usual */
};

struct connection {
  struct engine_state *engine;
  struct lws *wsi;
  struct session session;
  struct connection *previous, *next; /* in its channel's ring, while `joined` */
  bool joined;
  bool awaits_body;
  bool closing;
  struct request request;
  char *body;
  size_t body_bytes;
  uint64_t answer_messages; /* of the poll that is being answered */
  ev_timer deadline;        /* of a waiting session, or of an idle kept connection */
};

struct channel {
  struct connection ring; /* head: sessions of this channel */
  bool dirty;             /* under engine->lock */
};

struct engine_state {
  struct server *server;
  struct ev_loop *loop;
  struct lws_context *context;
  struct lws_vhost *vhost;
  struct lws_protocols protocols[2]; /* the library keeps pointing at them */
  pthread_t thread;
  int listener;
  ev_io acceptable;
  ev_async moved;
  ev_async stopped;
  struct channel *channels;
  pthread_mutex_t lock; /* of the dirty list */
  uint64_t *dirty;
  size_t dirty_count;
};

/* --- sessions of a channel ---------------------------------------------------------- */

static void connection_join(struct connection *connection, uint64_t channel) {
  struct connection *head = &connection->engine->channels[channel].ring;
  connection->previous = head->previous;
  connection->next = head;
  head->previous->next = connection;
  head->previous = connection;
  connection->joined = true;
}

static void connection_leave(struct connection *connection) {
  ev_timer_stop(connection->engine->loop, &connection->deadline);
  if (!connection->joined)
    return;
  connection->previous->next = connection->next;
  connection->next->previous = connection->previous;
  connection->joined = false;
}

static void connection_set_deadline(struct connection *connection, uint64_t after_ns) {
  struct ev_loop *loop = connection->engine->loop;
  ev_timer_stop(loop, &connection->deadline);
  ev_timer_set(&connection->deadline, (double)after_ns / (double)NS_PER_S, 0);
  ev_timer_start(loop, &connection->deadline);
}

/* From outside the library's callbacks, where returning -1 is no way to close. */
static void connection_kill(struct connection *connection) {
  connection->closing = true;
  connection_leave(connection);
  lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
  lws_cancel_service(connection->engine->context); /* so that the loop looks at time-outs */
}

/* --- writing ------------------------------------------------------------------------ */

/* Takes the reference. False: close the connection. */
static bool connection_write(struct connection *connection, struct chunk *chunk,
                             enum lws_write_protocol protocol) {
  struct server_counters *counters = &connection->engine->server->counters;
  if (chunk == NULL)
    return false;
  size_t skip = protocol == LWS_WRITE_TEXT ? chunk->frame_header_bytes : 0;
  size_t bytes = chunk->bytes_count;
  size_t messages = chunk->messages;
  int written = lws_write(connection->wsi, chunk->bytes + skip, bytes - skip, protocol);
  chunk_drop(chunk);
  if (written < 0) {
    COUNT(counters, write_failures);
    return false;
  }
  connection->answer_messages += messages;
  COUNT_BY(counters, messages_handed_out, messages);
  COUNT_BY(counters, bytes_handed_out, bytes);
  return true;
}

/* An answer is complete. Returns what a callback returns: -1 closes. */
static int connection_answered(struct connection *connection) {
  const struct server_options *options = connection->engine->server->options;
  connection_leave(connection);
  if (!options->keep_alive || lws_http_transaction_completed(connection->wsi) != 0)
    return -1;
  lws_set_timeout(connection->wsi, NO_PENDING_TIMEOUT, 0);
  connection_set_deadline(connection, (uint64_t)options->keep_alive_timeout_ms * NS_PER_MS);
  return 0;
}

static int poll_answered(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->counters;
  COUNT(counters, polls_answered);
  COUNT_BY(counters, polls_empty, connection->answer_messages == 0);
  return connection_answered(connection);
}

static enum lws_write_protocol write_protocol(const struct session *session) {
  switch (session->transport->framing) {
  case FRAMING_BODY:
    return LWS_WRITE_HTTP_HEADERS;
  case FRAMING_STREAM:
    return LWS_WRITE_HTTP;
  case FRAMING_MESSAGE:
    break;
  }
  return LWS_WRITE_TEXT;
}

static int connection_wait(struct connection *connection, uint64_t until_ns, uint64_t now_ns) {
  if (until_ns != STEP_FOREVER)
    connection_set_deadline(connection, until_ns > now_ns ? until_ns - now_ns : 0);
  return 0;
}

/* Steps the session as far as it goes. Returns what a callback returns. */
static int connection_drive(struct connection *connection) {
  enum lws_write_protocol protocol = write_protocol(&connection->session);
  for (;;) {
    if (lws_partial_buffered(connection->wsi)) {
      lws_callback_on_writable(connection->wsi);
      return 0;
    }
    uint64_t now_ns = clock_now_ns();
    struct step step = session_step(&connection->session, now_ns);
    if (step.kind == STEP_END)
      return poll_answered(connection);
    if (step.kind == STEP_WAIT)
      return connection_wait(connection, step.until_ns, now_ns);
    if (!connection_write(connection, step.chunk, protocol))
      return -1;
  }
}

static void connection_drive_or_kill(struct connection *connection) {
  if (!connection->closing && connection_drive(connection) != 0)
    connection_kill(connection);
}

static void on_deadline(struct ev_loop *loop, ev_timer *timer, int events) {
  (void)loop;
  (void)events;
  struct connection *connection = timer->data;
  if (connection->joined)
    connection_drive_or_kill(connection);
  else
    connection_kill(connection); /* idle for too long */
}

static void connection_open_session(struct connection *connection) {
  struct server *server = connection->engine->server;
  const struct request *request = &connection->request;
  connection->answer_messages = 0;
  session_open(&connection->session, transport_of((enum transport_kind)request->route),
               &server->settings, hub_feed(&server->hub, request->channel), request->has_after,
               request->after);
  connection_join(connection, request->channel);
}

/* --- requests ----------------------------------------------------------------------- */

static int connection_refuse(struct connection *connection, int status, const char *reason) {
  COUNT(&connection->engine->server->counters, requests_refused);
  connection_write(connection, http_refusal(status, reason), LWS_WRITE_HTTP_HEADERS);
  return -1;
}

/* The query as it was sent: the library has taken it apart at each `&`. False when
 * it does not fit. */
static bool copy_query(struct lws *wsi, char *out, size_t capacity) {
  size_t length = 0;
  out[0] = '\0';
  for (int i = 0;; i++) {
    int room = (int)(capacity - length) - 1;
    int bytes =
        lws_hdr_copy_fragment(wsi, out + length + (i > 0), room, WSI_TOKEN_HTTP_URI_ARGS, i);
    if (bytes < 0)
      return bytes == -1; /* -1: no more; -2: too long */
    if (i > 0)
      out[length++] = '&';
    length += (size_t)bytes;
    out[length] = '\0';
  }
}

/* Reads the request that the library has parsed. Returns 0 or the status to refuse with. */
static int connection_read_request(struct connection *connection, const char **reason) {
  struct lws *wsi = connection->wsi;
  char path[REQUEST_TARGET_BYTES_MAX] = "";
  char query[REQUEST_TARGET_BYTES_MAX] = "";
  char last_id[32] = "";
  bool post = lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0;
  bool get = lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0;
  int path_bytes =
      lws_hdr_copy(wsi, path, sizeof path, post ? WSI_TOKEN_POST_URI : WSI_TOKEN_GET_URI);
  bool fits = copy_query(wsi, query, sizeof query);
  COUNT(&connection->engine->server->counters, requests);
  if (path_bytes < 0 || !fits) {
    *reason = "the path or the query is too long";
    return 400;
  }
  if (lws_hdr_custom_copy(wsi, last_id, sizeof last_id, "last-event-id:", 14) < 0)
    last_id[0] = '\0';
  struct request_text text = {.method = post  ? "POST"
                                        : get ? "GET"
                                              : "other",
                              .path = path,
                              .query = query,
                              .last_event_id = last_id};
  return request_read(&text, connection->engine->server->hub.channels, &connection->request,
                      reason);
}

static int control_answered(struct connection *connection) {
  struct chunk *answer = control_answer(connection->engine->server, &connection->request,
                                        connection->body, connection->body_bytes, clock_now_ns());
  free(connection->body);
  connection->body = NULL;
  connection->body_bytes = 0;
  if (!connection_write(connection, answer, LWS_WRITE_HTTP_HEADERS))
    return -1;
  return connection_answered(connection);
}

static int on_control(struct connection *connection) {
  char length[24] = "";
  lws_hdr_copy(connection->wsi, length, sizeof length, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  unsigned long bytes = strtoul(length, NULL, 10);
  if (bytes > REQUEST_BODY_BYTES_MAX)
    return connection_refuse(connection, 413, "the body is too long");
  connection->awaits_body = connection->request.route != ROUTE_STATS && bytes > 0;
  return connection->awaits_body ? 0 : control_answered(connection);
}

static int on_http(struct connection *connection) {
  const char *reason = NULL;
  connection_leave(connection);
  int status = connection_read_request(connection, &reason);
  if (status != 0)
    return connection_refuse(connection, status, reason);
  if (connection->request.route == ROUTE_WEBSOCKET)
    return connection_refuse(connection, 400, "this path takes a WebSocket handshake");
  if (connection->request.route > ROUTE_WEBSOCKET)
    return on_control(connection);

  /* the parsed head is 5 KB that a held answer needs no more; and the library would
   * end the transaction after its own time-out */
  lws_http_headers_detach(connection->wsi);
  lws_set_timeout(connection->wsi, NO_PENDING_TIMEOUT, 0);
  if (connection->request.route == ROUTE_SSE)
    COUNT(&connection->engine->server->counters, streams_opened);
  connection_open_session(connection);
  return connection_drive(connection);
}

static int on_body(struct connection *connection, const void *bytes, size_t count) {
  size_t have = connection->body_bytes;
  if (!connection->awaits_body || have + count > REQUEST_BODY_BYTES_MAX)
    return -1;
  char *grown = realloc(connection->body, have + count);
  if (grown == NULL)
    return -1;
  memcpy(grown + have, bytes, count);
  connection->body = grown;
  connection->body_bytes = have + count;
  return 0;
}

static int on_body_complete(struct connection *connection) {
  if (!connection->awaits_body)
    return 0;
  connection->awaits_body = false;
  return control_answered(connection);
}

/* Non-zero refuses the handshake. */
static int on_handshake(struct connection *connection) {
  const char *reason = NULL;
  if (connection_read_request(connection, &reason) == 0 &&
      connection->request.route == ROUTE_WEBSOCKET)
    return 0;
  COUNT(&connection->engine->server->counters, requests_refused);
  return 1;
}

static int on_upgraded(struct connection *connection) {
  COUNT(&connection->engine->server->counters, sockets_upgraded);
  connection_leave(connection);
  connection_open_session(connection);
  lws_callback_on_writable(connection->wsi);
  return 0;
}

static int on_writable(struct connection *connection) {
  return connection->joined ? connection_drive(connection) : 0;
}

static void on_destroyed(struct connection *connection) {
  COUNT(&connection->engine->server->counters, connections_closed);
  connection_leave(connection);
  lws_set_opaque_user_data(connection->wsi, NULL);
  free(connection->body);
  free(connection);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t bytes) {
  (void)user;
  struct connection *connection = wsi == NULL ? NULL : lws_get_opaque_user_data(wsi);
  if (connection == NULL)
    return 0;
  switch ((int)reason) {
  case LWS_CALLBACK_HTTP:
    return on_http(connection);
  case LWS_CALLBACK_HTTP_BODY:
    return on_body(connection, in, bytes);
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    return on_body_complete(connection);
  case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
    return on_handshake(connection);
  case LWS_CALLBACK_ESTABLISHED:
    return on_upgraded(connection);
  case LWS_CALLBACK_HTTP_WRITEABLE:
  case LWS_CALLBACK_SERVER_WRITEABLE:
    return on_writable(connection);
  case LWS_CALLBACK_CLOSED:
  case LWS_CALLBACK_CLOSED_HTTP:
    connection_leave(connection);
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    on_destroyed(connection);
    return 0;
  default:
    return 0;
  }
}

/* --- the loop ----------------------------------------------------------------------- */

/* Any thread: called by the publisher. */
static void feed_moved(void *context, uint64_t channel) {
  struct engine_state *engine = context;
  pthread_mutex_lock(&engine->lock);
  if (!engine->channels[channel].dirty) {
    engine->channels[channel].dirty = true;
    engine->dirty[engine->dirty_count++] = channel;
  }
  pthread_mutex_unlock(&engine->lock);
  ev_async_send(engine->loop, &engine->moved);
}

static bool dirty_take(struct engine_state *engine, uint64_t *channel) {
  pthread_mutex_lock(&engine->lock);
  bool taken = engine->dirty_count > 0;
  if (taken) {
    *channel = engine->dirty[--engine->dirty_count];
    engine->channels[*channel].dirty = false;
  }
  pthread_mutex_unlock(&engine->lock);
  return taken;
}

static void on_moved(struct ev_loop *loop, ev_async *async, int events) {
  (void)loop;
  (void)events;
  struct engine_state *engine = async->data;
  uint64_t channel = 0;
  while (dirty_take(engine, &channel)) {
    struct connection *head = &engine->channels[channel].ring;
    struct connection *next = NULL;
    for (struct connection *at = head->next; at != head; at = next) {
      next = at->next; /* a session that ends leaves the ring */
      connection_drive_or_kill(at);
    }
  }
}

static void on_stopped(struct ev_loop *loop, ev_async *async, int events) {
  (void)async;
  (void)events;
  ev_break(loop, EVBREAK_ALL);
}

static void adopt(struct engine_state *engine, int descriptor) {
  struct connection *connection = calloc(1, sizeof *connection);
  struct lws *wsi = connection == NULL ? NULL : lws_adopt_socket_vhost(engine->vhost, descriptor);
  if (wsi == NULL) {
    free(connection);
    close(descriptor);
    return;
  }
  connection->engine = engine;
  connection->wsi = wsi;
  ev_init(&connection->deadline, on_deadline);
  connection->deadline.data = connection;
  lws_set_opaque_user_data(wsi, connection);
  COUNT(&engine->server->counters, connections_opened);

  /* the library turns it on by itself when it adopts */
  int nodelay = engine->server->options->tcp_nodelay;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &nodelay, sizeof nodelay);
}

static void on_acceptable(struct ev_loop *loop, ev_io *io, int events) {
  (void)loop;
  (void)events;
  struct engine_state *engine = io->data;
  for (;;) {
    int descriptor = accept4(engine->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0)
      adopt(engine, descriptor);
    else if (errno != EINTR && errno != ECONNABORTED)
      break;
  }
  if (errno != EAGAIN)
    log_warning("cannot accept a connection: %s", strerror(errno));
}

static void *loop_run(void *argument) {
  struct engine_state *engine = argument;
  ev_run(engine->loop, 0);
  return NULL;
}

/* --- start and stop ----------------------------------------------------------------- */

static void set_option(int descriptor, int level, int name, int value) {
  if (setsockopt(descriptor, level, name, &value, sizeof value) != 0)
    log_warning("socket option %d: %s", name, strerror(errno));
}

static enum status listener_open(const struct server_options *options, int *out, uint16_t *port,
                                 struct error *error) {
  struct endpoint endpoint;
  enum status status = endpoint_read(options->listen, &endpoint, error);
  if (status != STATUS_OK)
    return status;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(endpoint.port)};
  socklen_t size = sizeof address;
  inet_pton(AF_INET, endpoint.address, &address.sin_addr);

  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return error_set(error, STATUS_ENVIRONMENT, "cannot make a socket: %s", strerror(errno));
  set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
  if (options->mss_bytes > 0)
    set_option(descriptor, IPPROTO_TCP, TCP_MAXSEG, (int)options->mss_bytes);
  if (options->send_buffer_bytes > 0)
    set_option(descriptor, SOL_SOCKET, SO_SNDBUF, (int)options->send_buffer_bytes);
  if (bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
      listen(descriptor, (int)options->listen_backlog) != 0 ||
      getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) {
    status =
        error_set(error, STATUS_ENVIRONMENT, "cannot listen on %s: %s; choose another port, or 0",
                  options->listen, strerror(errno));
    close(descriptor);
    return status;
  }
  *out = descriptor;
  *port = ntohs(address.sin_port);
  return STATUS_OK;
}

static void on_library_log(int level, const char *line) {
  (void)level;
  log_warning("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

static enum status context_open(struct engine_state *engine, struct error *error) {
  engine->protocols[0] =
      (struct lws_protocols){.name = "pushbench",
                             .callback = on_event,
                             .rx_buffer_size = (size_t)engine->server->options->lws_rx_buffer_bytes,
                             .tx_packet_size = SEND_BYTES_MAX};
  /* LWSMPRO_CALLBACK without .protocol: with it, 4.1 spins when a client leaves a
   * held transaction (warmcat/libwebsockets#2455) */
  static const struct lws_http_mount mount = {.mountpoint = "/",
                                              .mountpoint_len = 1,
                                              .origin_protocol = LWSMPRO_CALLBACK,
                                              .origin = "pushbench"};
  static const lws_retry_bo_t no_validity_pings = {.secs_since_valid_ping = 0};
  void *loops[] = {engine->loop};
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN_SERVER,
      .protocols = engine->protocols,
      .mounts = &mount,
      .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
      .foreign_loops = loops,
      .pt_serv_buf_size = SERVICE_BUFFER_BYTES,
      .max_http_header_data = REQUEST_HEAD_BYTES_MAX,
      .timeout_secs = REQUEST_TIMEOUT_S,
      .keepalive_timeout = REQUEST_TIMEOUT_S,
      .retry_and_idle_policy = &no_validity_pings,
  };
  lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
  engine->context = lws_create_context(&info);
  if (engine->context != NULL)
    engine->vhost = lws_create_vhost(engine->context, &info);
  if (engine->vhost == NULL)
    return error_set(error, STATUS_ENVIRONMENT,
                     "libwebsockets did not start: is libwebsockets-evlib-ev installed? "
                     "scripts/install-deps does it");
  return STATUS_OK;
}

static enum status channels_open(struct engine_state *engine, uint64_t count) {
  engine->channels = calloc(count, sizeof *engine->channels);
  engine->dirty = calloc(count, sizeof *engine->dirty);
  if (engine->channels == NULL || engine->dirty == NULL)
    return STATUS_ENVIRONMENT;
  for (uint64_t i = 0; i < count; i++) {
    struct connection *head = &engine->channels[i].ring;
    head->previous = head;
    head->next = head;
  }
  return STATUS_OK;
}

static void engine_free(struct engine_state *engine) {
  if (engine->context != NULL)
    lws_context_destroy(engine->context);
  if (engine->loop != NULL)
    ev_loop_destroy(engine->loop);
  if (engine->listener >= 0)
    close(engine->listener);
  pthread_mutex_destroy(&engine->lock);
  free(engine->channels);
  free(engine->dirty);
  free(engine);
}

static void watchers_start(struct engine_state *engine) {
  ev_io_init(&engine->acceptable, on_acceptable, engine->listener, EV_READ);
  ev_async_init(&engine->moved, on_moved);
  ev_async_init(&engine->stopped, on_stopped);
  engine->acceptable.data = engine;
  engine->moved.data = engine;
  ev_io_start(engine->loop, &engine->acceptable);
  ev_async_start(engine->loop, &engine->moved);
  ev_async_start(engine->loop, &engine->stopped);
}

static enum status lws_start(struct server *server, struct engine_state **state, uint16_t *port,
                             struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (engine == NULL)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the lws engine");
  engine->server = server;
  engine->listener = -1;
  pthread_mutex_init(&engine->lock, NULL);
  engine->loop = ev_loop_new(EVBACKEND_EPOLL);
  enum status status = channels_open(engine, server->hub.channels);
  if (status != STATUS_OK || engine->loop == NULL)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the lws engine");
  if (status == STATUS_OK)
    status = listener_open(server->options, &engine->listener, port, error);
  if (status == STATUS_OK)
    status = context_open(engine, error);
  if (status != STATUS_OK)
    goto fail;

  watchers_start(engine);
  server->hub.observer = (struct hub_observer){.moved = feed_moved, .context = engine};
  if (pthread_create(&engine->thread, NULL, loop_run, engine) != 0) {
    status = error_set(error, STATUS_ENVIRONMENT, "cannot start the loop's thread");
    goto fail;
  }
  *state = engine;
  return STATUS_OK;

fail:
  engine_free(engine);
  return status;
}

static void lws_stop(struct engine_state *engine) {
  ev_async_send(engine->loop, &engine->stopped);
  pthread_join(engine->thread, NULL);
  engine_free(engine);
}

static const char *lws_version(void) {
  return "libwebsockets " LWS_LIBRARY_VERSION;
}

const struct engine lws_engine = {
    .name = "lws",
    .start = lws_start,
    .stop = lws_stop,
    .version = lws_version,
};
