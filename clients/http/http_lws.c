/* HTTP by libwebsockets: the library brings sockets, buffers and the loop, as it does for
 * WebSocket; requests are written, and answers read, by code of our own.
 *
 * The library's own HTTP client would measure something else: it makes a new object and parses all
 * headers for each request, says "connection: close" unless requests of all users may share
 * connections, adds Pragma and Cache-Control, and does not tell how many bytes a head had. So a
 * connection is a raw one, which carries the same bytes as libcurl's. */
#include <errno.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clients/http/http_library.h"
#include "clients/http/http_lws_socket.h"
#include "clients/net/user_address.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/wire/http_reader.h"

enum {
  RECEIVE_BYTES = 16384, /* as libcurl's buffer */
  TIMEOUT_MORE_S = 5,    /* the library's time-outs are longer than ours, which come first */
};

struct lws_connection {
  const struct http_library *library;
  struct lws_http *http;
  const struct http_handler *handler;
  void *owner;
  struct lws_socket *socket; /* NULL: none */
  uint64_t opened;           /* sockets so far */
  bool under_way;
  bool counted; /* the request is in counters.requests */
  bool paused;
  const uint32_t *address;     /* NULL: the system's */
  struct request_text request; /* behind LWS_PRE bytes that the library needs */
  uint64_t deadline_ns;        /* of the request; 0: none */
  struct loop_timer *timer;
  struct http_reader reader;
};

struct lws_http {
  const struct http_library *library;
  struct http_settings settings;
  struct request_writer writer;
  struct lws_context *context;
  struct lws_connection *connections;
  size_t connection_count;
  bool closing;
};

static struct lws_http *http_of(struct http *http) {
  return (struct lws_http *)(void *)http;
}

static struct lws_connection *connection_of(struct http_connection *connection) {
  return (struct lws_connection *)(void *)connection;
}

/* --- the end of a request --------------------------------------------------------- */

static void request_ended(struct lws_connection *connection, const struct http_outcome *outcome) {
  connection->under_way = false;
  loop_timer_stop(connection->timer);
  http_count_request(&connection->http->settings, &connection->counted);
  if (!outcome->complete || !http_code_is_good(outcome->code))
    connection->http->settings.counters->requests_failed++;
  connection->handler->ended(connection->owner, outcome);
}

/* `connected`: there was a connection. */
static void request_failed(struct lws_connection *connection, bool connected,
                           enum life_failure failure) {
  const struct http_outcome outcome = {.unconnected = !connected,
                                       .timed_out = connected && failure == LIFE_TIMEOUT,
                                       .reason = life_failure_names[failure],
                                       .failure = failure};
  request_ended(connection, &outcome);
}

static void request_complete(struct lws_connection *connection) {
  struct lws_http *http = connection->http;
  struct lws_socket *socket = connection->socket;
  const struct http_outcome outcome = {
      .complete = true, .code = connection->reader.code, .reason = "", .failure = LIFE_STATUS};
  if (socket) {
    socket->answers++;
    if (!http->settings.keep_alive || !connection->reader.keeps)
      http_lws_socket_leave(socket, false);
  }
  request_ended(connection, &outcome);
}

static void request_break_off(struct lws_connection *connection, enum life_failure failure) {
  bool connected = connection->socket && connection->socket->descriptor >= 0;
  if (connection->socket)
    http_lws_socket_leave(connection->socket, false);
  request_failed(connection, connected, failure);
}

static void connection_timed_out(void *owner) {
  request_break_off(owner, LIFE_TIMEOUT);
}

/* --- requests --------------------------------------------------------------------- */

static bool connection_connect(struct lws_connection *connection);

/* A kept connection may have ended just now: it is opened anew, as libcurl does. */
static void request_not_written(struct lws_connection *connection) {
  bool kept = connection->socket->answers > 0;
  if (!kept) {
    request_break_off(connection, LIFE_RESET);
    return;
  }
  http_lws_socket_leave(connection->socket, false);
  if (!connection_connect(connection))
    request_failed(connection, false, LIFE_OTHER);
}

static void request_send(struct lws_connection *connection) {
  struct lws_socket *socket = connection->socket;
  struct counters *counters = connection->http->settings.counters;
  const struct request_text *request = &connection->request;
  unsigned char *bytes = (unsigned char *)request->bytes + request->room_bytes;
  size_t count = request->head_bytes + request->body_bytes;
  if (lws_write(socket->wsi, bytes, count, LWS_WRITE_RAW) < 0) {
    request_not_written(connection);
    return;
  }
  http_count_request(&connection->http->settings, &connection->counted);
  counters->up_bytes += count;
  counters->head_up_bytes += request->head_bytes;
  counters->payload_up_bytes += request->body_bytes;
  if (connection->deadline_ns)
    loop_timer_at(connection->timer, connection->deadline_ns);
  else
    loop_timer_stop(connection->timer);
}

static void socket_connected(struct lws_socket *socket) {
  struct lws_connection *connection = socket->connection;
  const struct http_settings *settings = socket->settings;
  if (!connection)
    return;
  socket->descriptor = lws_get_socket_fd(socket->wsi);
  socket->asked_ns = clock_now_ns();
  sockets_opened(settings->network.sockets, socket->descriptor);
  sockets_set_nodelay(socket->descriptor, settings->network.nodelay);
  sockets_limit_receiving(socket->descriptor, settings->network.receive_buffer_bytes);
  if (connection->paused)
    lws_rx_flow_control(socket->wsi, 0);
  http_count_opened(settings, connection->opened++, socket->asked_ns - socket->opened_ns);
  request_send(connection);
}

static void socket_refused(struct lws_socket *socket, int error_number) {
  struct lws_connection *connection = socket->connection;
  if (!connection)
    return;
  http_lws_socket_detach(socket);
  request_failed(connection, false, error_number ? life_failure_of(error_number) : LIFE_REFUSED);
}

static const struct lws_protocols protocols[];

/* All zero: the library sends no pings, and ends no connection for want of an answer to one. */
static const lws_retry_bo_t no_pings;

/* False without memory. The attempt may already have failed, and have ended the request, when this
 * returns. */
static bool connection_connect(struct lws_connection *connection) {
  struct lws_http *http = connection->http;
  const struct target *target = http->settings.network.target;
  struct lws_socket *socket =
      http_lws_socket_create(&http->settings, connection, &connection->socket);
  if (!socket)
    return false;
  char from[USER_ADDRESS_BYTES];
  user_address_write(connection->address ? *connection->address : 0, from);
  const struct lws_client_connect_info info = {
      .context = http->context,
      .iface = *from ? from : NULL,
      .address = target->address,
      .port = target->port,
      .host = target->authority,
      .path = "/",
      .method = "RAW",
      .local_protocol_name = protocols[0].name,
      .retry_and_idle_policy = &no_pings,
      .opaque_user_data = socket,
      .pwsi = &socket->wsi,
  };
  http_reader_restart(&connection->reader);
  http_count_attempted(&http->settings, socket->opened_ns);
  uint64_t give_up_ns =
      socket->opened_ns + (uint64_t)http->settings.network.connect_timeout_ms * NS_PER_MS;
  bool sooner = connection->deadline_ns && connection->deadline_ns < give_up_ns;
  loop_timer_at(connection->timer, sooner ? connection->deadline_ns : give_up_ns);
  socket->held = true;
  errno = 0;
  struct lws *made = lws_client_connect_via_info(&info);
  int error_number = errno;
  socket->held = false;
  if (!made) {
    socket->wsi = NULL;
    socket_refused(socket, error_number);
    free(socket);
  }
  return true;
}

static bool lws_http_start(struct http_connection *handle, const struct http_request *request) {
  struct lws_connection *connection = connection_of(handle);
  if (!request_write(&connection->http->writer, request, LWS_PRE, &connection->request))
    return false;
  connection->under_way = true;
  connection->counted = false;
  connection->deadline_ns =
      request->timeout_ms ? clock_now_ns() + (uint64_t)request->timeout_ms * NS_PER_MS : 0;
  if (!connection->socket) {
    if (!connection_connect(connection)) {
      connection->under_way = false;
      return false;
    }
  } else {
    request_send(connection);
  }
  return true;
}

/* --- answers ---------------------------------------------------------------------- */

static void piece_take(struct lws_connection *connection, const struct http_piece *piece) {
  const struct http_handler *handler = connection->handler;
  switch (piece->kind) {
  case HTTP_PIECE_HEAD:
    connection->http->settings.counters->head_down_bytes += piece->count;
    if (connection->reader.state == HTTP_READER_HEAD) /* an interim answer */
      break;
    if (connection->reader.code == HTTP_SWITCHING_PROTOCOLS ||
        connection->reader.coding != HTTP_IDENTITY)
      request_break_off(connection, LIFE_PROTOCOL);
    else if (handler->head)
      handler->head(connection->owner, connection->reader.code, NULL, 0);
    break;
  case HTTP_PIECE_BODY:
    if (!handler->body(connection->owner, piece->bytes, piece->count, clock_now_ns()))
      request_break_off(connection, LIFE_PROTOCOL);
    break;
  case HTTP_PIECE_END:
    request_complete(connection);
    break;
  }
}

static void socket_receive(struct lws_socket *socket, const char *bytes, size_t count) {
  struct lws_connection *connection = socket->connection;
  const struct http_settings *settings = socket->settings;
  struct http_piece piece;
  if (!connection)
    return;
  settings->counters->down_bytes += count;
  if (socket->asked_ns && settings->life)
    life_answered(settings->life, clock_now_ns() - socket->asked_ns);
  socket->asked_ns = 0;
  while (socket->connection && connection->under_way &&
         http_reader_next(&connection->reader, &bytes, &count, &piece))
    piece_take(connection, &piece);
  if (!socket->connection)
    return;
  if (!connection->under_way && count > 0) /* an answer without a request */
    http_lws_socket_leave(socket, false);
  else if (connection->reader.state == HTTP_READER_FAILED)
    request_break_off(connection, LIFE_PROTOCOL);
}

/* The connection has ended during the request. One that was kept, and ends before a byte of the
 * answer, is opened anew, as libcurl does: the server may have closed it just then. */
static void request_cut(struct lws_connection *connection, bool kept, enum life_failure failure) {
  if (failure == LIFE_CLOSED && http_reader_ends(&connection->reader))
    request_complete(connection);
  else if (!kept || http_reader_begun(&connection->reader))
    request_failed(connection, true, failure);
  else if (!connection_connect(connection))
    request_failed(connection, false, LIFE_OTHER);
}

static void socket_closed(struct lws_socket *socket) {
  struct lws_connection *connection = socket->connection;
  const struct http_settings *settings = socket->settings;
  enum life_end end = life_end_of(socket->descriptor);
  enum life_failure failure = end == LIFE_BY_RESET ? LIFE_RESET : LIFE_CLOSED;
  if (connection) {
    http_count_closed(settings, end, connection->http->closing);
    http_lws_socket_detach(socket);
    shutdown(socket->descriptor, SHUT_WR); /* our FIN goes out now, and is counted */
    sockets_closing(settings->network.sockets, socket->descriptor);
  } else {
    sockets_let_go(settings->network.sockets, socket->descriptor);
  }
  socket->descriptor = -1;
  if (connection && connection->under_way)
    request_cut(connection, socket->answers > 0, failure);
}

static void socket_destroyed(struct lws_socket *socket) {
  socket->wsi = NULL;
  if (socket->held)
    return;
  socket_refused(socket, 0); /* unless its end was told before */
  free(socket);
}

static int socket_event(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                        size_t count) {
  (void)session;
  struct lws_socket *socket = wsi ? lws_get_opaque_user_data(wsi) : NULL;
  if (!socket)
    return 0;
  switch ((int)reason) {
  case LWS_CALLBACK_RAW_CONNECTED:
    socket->wsi = wsi;
    socket_connected(socket);
    return 0;
  case LWS_CALLBACK_RAW_RX:
    socket_receive(socket, in, count);
    return 0;
  case LWS_CALLBACK_RAW_CLOSE:
    if (socket->descriptor >= 0)
      socket_closed(socket);
    return 0;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    socket_refused(socket, 0);
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    socket_destroyed(socket);
    return 0;
  default:
    return 0;
  }
}

static const struct lws_protocols protocols[] = {
    {.name = "pushbench-http", .callback = socket_event, .rx_buffer_size = RECEIVE_BYTES},
    {.name = NULL},
};

/* --- making and ending ------------------------------------------------------------ */

/* The library calls this between a failed call and our look at errno. */
static void on_library_log(int level, const char *line) {
  (void)level;
  int error_number = errno;
  log_warning("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
  errno = error_number;
}

static void lws_http_set_paused(struct http_connection *handle, bool paused) {
  struct lws_connection *connection = connection_of(handle);
  connection->paused = paused;
  if (connection->socket && connection->socket->descriptor >= 0)
    lws_rx_flow_control(connection->socket->wsi, !paused);
}

static void lws_http_abort(struct http_connection *handle) {
  struct lws_connection *connection = connection_of(handle);
  if (!connection->under_way)
    return;
  connection->under_way = false;
  loop_timer_stop(connection->timer);
  if (connection->socket)
    http_lws_socket_leave(connection->socket, true);
}

static void lws_http_close(struct http *handle) {
  struct lws_http *http = http_of(handle);
  if (http->closing)
    return;
  http->closing = true;
  for (size_t i = 0; i < http->connection_count; i++) {
    struct lws_connection *connection = &http->connections[i];
    lws_http_abort((struct http_connection *)(void *)connection);
    if (connection->socket)
      http_lws_socket_leave(connection->socket, true);
  }
}

static void lws_http_destroy(struct http *handle) {
  struct lws_http *http = http_of(handle);
  lws_http_close(handle);
  if (http->context)
    lws_context_destroy(http->context);
  for (size_t i = 0; i < http->connection_count; i++) {
    loop_timer_destroy(http->connections[i].timer);
    request_text_release(&http->connections[i].request);
    http_reader_release(&http->connections[i].reader);
  }
  request_writer_release(&http->writer);
  free(http->connections);
  free(http);
}

static enum status lws_http_create(const struct http_settings *settings, struct http **out,
                                   struct error *error) {
  unsigned timeout_s = (unsigned)(settings->network.connect_timeout_ms / 1000) + TIMEOUT_MORE_S;
  void *loops[] = {loop_native(settings->network.loop)};
  const struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN,
      .protocols = protocols,
      .options = LWS_SERVER_OPTION_LIBEV,
      .foreign_loops = loops,
      .retry_and_idle_policy = &no_pings,
      .timeout_secs = timeout_s,
      .connect_timeout_secs = timeout_s,
      .pt_serv_buf_size = RECEIVE_BYTES,
  };
  struct lws_http *http = calloc(1, sizeof *http);
  struct lws_connection *connections = calloc(settings->connections, sizeof *connections);
  if (!http || !connections) {
    free(http);
    free(connections);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu HTTP connections",
                     settings->connections);
  }
  http->library = &http_lws;
  http->settings = *settings;
  http->writer.style = settings->style;
  http->connections = connections;
  lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
  http->context = lws_create_context(&info);
  if (!http->context) {
    lws_http_destroy((struct http *)(void *)http);
    return error_set(error, STATUS_ENVIRONMENT,
                     "libwebsockets does not start; is its libev plugin installed?");
  }
  *out = (struct http *)(void *)http;
  return STATUS_OK;
}

static enum status lws_http_connection_create(struct http *handle,
                                              const struct http_handler *handler, void *owner,
                                              struct http_connection **out, struct error *error) {
  struct lws_http *http = http_of(handle);
  struct lws_connection *connection = &http->connections[http->connection_count++];
  *connection = (struct lws_connection){
      .library = &http_lws, .http = http, .handler = handler, .owner = owner};
  connection->timer =
      loop_timer_create(http->settings.network.loop, connection_timed_out, connection);
  if (!connection->timer)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for an HTTP connection");
  *out = (struct http_connection *)(void *)connection;
  return STATUS_OK;
}

static void lws_http_set_address(struct http_connection *handle, const uint32_t *address) {
  connection_of(handle)->address = address;
}

static int lws_http_descriptor(const struct http_connection *handle) {
  const struct lws_connection *connection = (const struct lws_connection *)(const void *)handle;
  return connection->socket ? connection->socket->descriptor : -1;
}

/* Everything is counted when it is written or read. */
static void lws_http_settle(struct http *http) {
  (void)http;
}

static const char *lws_http_version(void) {
  return "libwebsockets " LWS_LIBRARY_VERSION;
}

const struct http_library http_lws = {
    .create = lws_http_create,
    .close = lws_http_close,
    .destroy = lws_http_destroy,
    .connection_create = lws_http_connection_create,
    .start = lws_http_start,
    .set_address = lws_http_set_address,
    .descriptor = lws_http_descriptor,
    .set_paused = lws_http_set_paused,
    .abort = lws_http_abort,
    .settle = lws_http_settle,
    .version = lws_http_version,
};
