/* What the library reports of the lws engine's connections: requests and their bodies. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "common/log.h"
#include "servers/engine_lws.h"
#include "servers/tls.h"

/* As the kernel numbers the states of a connection (include/net/tcp_states.h). */
enum { TCP_STATE_ESTABLISHED = 1, TCP_STATE_FIN_WAIT1 = 4, TCP_STATE_FIN_WAIT2 = 5 };

static const char *method_name(int method) {
  switch (method) {
  case LWSHUMETH_GET:
    return "GET";
  case LWSHUMETH_POST:
    return "POST";
  default:
    return "another";
  }
}

/* The library keeps the query cut at its ampersands. False: it is too long. */
static bool read_query(struct lws *wsi, char *out, size_t capacity) {
  size_t used = 0;
  /* what is joined is never longer than this total, which has a comma for each cut */
  if ((size_t)lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) >= capacity)
    return false;
  for (int i = 0;; i++) {
    size_t at = used + (i > 0);
    int bytes = at < capacity ? lws_hdr_copy_fragment(wsi, out + at, (int)(capacity - at),
                                                      WSI_TOKEN_HTTP_URI_ARGS, i)
                              : -1;
    if (bytes < 0)
      break;
    if (i > 0)
      out[used] = '&';
    used = at + (size_t)bytes;
  }
  out[used] = '\0';
  return true;
}

int connection_read_request(struct connection *connection, const char **reason) {
  struct server *server = connection->engine->server;
  struct lws *wsi = connection->wsi;
  char path[REQUEST_TARGET_BYTES_MAX];
  char query[REQUEST_TARGET_BYTES_MAX];
  char last_id[32] = "";
  char encodings[64] = "";
  char *uri = NULL;
  int uri_bytes = 0;
  connection->request.route = ROUTE_NONE;
  int method = lws_http_get_uri_and_method(wsi, &uri, &uri_bytes);
  if (method < 0 || uri_bytes >= (int)sizeof path || !read_query(wsi, query, sizeof query)) {
    *reason = "the path or the query is too long";
    return 400;
  }
  memcpy(path, uri, (size_t)uri_bytes);
  path[uri_bytes] = '\0';
  static const char last_id_name[] = "last-event-id:";
  if (lws_hdr_custom_copy(wsi, last_id, sizeof last_id, last_id_name, sizeof last_id_name - 1) < 0)
    last_id[0] = '\0';
  if (lws_hdr_copy(wsi, encodings, sizeof encodings, WSI_TOKEN_HTTP_ACCEPT_ENCODING) < 0)
    encodings[0] = '\0';
  const struct request_text text = {.method = method_name(method),
                                    .path = path,
                                    .query = query,
                                    .last_event_id = last_id,
                                    .accept_encoding = encodings};
  return request_read(&text, server->hub.channels, &connection->request, reason);
}

static int control_answered(struct connection *connection) {
  struct chunk *answer =
      control_answer(connection->engine->server, &connection->request, connection->text.bytes,
                     connection->text.count, clock_now_ns());
  gather_clear(&connection->text);
  return connection_answer(connection, answer);
}

/* Whether the head may have come out of the library's buffer, where what was read together
 * with an earlier request waits.
 *
 * There a body must not be awaited: the library (4.1) then takes what is in the buffer, which
 * still begins with the head, for the body, and after the answer it never leaves its loop. No
 * call tells of one connection whether its input is buffered; this one tells whether any
 * connection's is that could be taken out now, which is rare. */
static bool head_may_be_buffered(struct connection *connection) {
  return lws_service_adjust_timeout(connection->engine->context, 1, 0) == 0;
}

static int on_control(struct connection *connection) {
  char length[24] = "";
  lws_hdr_copy(connection->wsi, length, sizeof length, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  unsigned long bytes = strtoul(length, NULL, 10);
  if (bytes > REQUEST_BODY_BYTES_MAX)
    return connection_refuse(connection, 413, "the body is too long");
  if (bytes > 0 && head_may_be_buffered(connection))
    return connection_refuse(connection, 503,
                             "a request with a body has to wait for the answer before it");
  connection->awaits_body = connection->request.route != ROUTE_STATS && bytes > 0;
  connection->unmeasured = connection->request.route != ROUTE_STATS && length[0] == '\0';
  return connection->awaits_body ? 0 : control_answered(connection);
}

static int on_http(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->counters;
  const char *reason = NULL;
  COUNT(counters, requests);
  if (connection->joined &&
      !connection_answer_ended(
          connection)) { /* in the middle of an answer, where no other one fits */
    COUNT(counters, requests_refused);
    connection_leave(connection);
    connection->ending = true;
    return -1;
  }
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
    COUNT(counters, streams_opened);
  connection_open_session(connection);
  return connection_drive(connection);
}

static int on_body(struct connection *connection, const void *bytes, size_t count) {
  if (bytes == NULL || count == 0)
    return 0;
  if (connection->awaits_body && gather_add(&connection->text, bytes, count))
    return 0;
  connection->ending = true;
  return -1;
}

static int on_body_complete(struct connection *connection) {
  if (!connection->awaits_body)
    return 0;
  connection->awaits_body = false;
  return control_answered(connection);
}

/* Our end is closed, if any. */
static bool peer_is_there(struct lws *wsi) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  if (getsockopt(lws_get_socket_fd(wsi), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    return false;
  return info.tcpi_state == TCP_STATE_ESTABLISHED || info.tcpi_state == TCP_STATE_FIN_WAIT1 ||
         info.tcpi_state == TCP_STATE_FIN_WAIT2;
}

static void on_closed(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->counters;
  connection_leave(connection);
  if (connection->awaits_body) { /* the body was cut off: nobody is there to be told */
    COUNT(counters, requests_refused);
    return;
  }
  /* An end that neither we nor the peer decided on: the library found something
   * malformed, or a head did not become complete in time. */
  if (!connection->ending && peer_is_there(connection->wsi)) {
    COUNT(counters, requests);
    COUNT(counters, requests_refused);
  }
}

/* The library has made the context that its connections will use. */
static int on_tls_context(struct lws *wsi, struct ssl_ctx_st *context) {
  const struct engine_state *engine = lws_context_user(lws_get_context(wsi));
  struct error error;
  if (tls_context_fill(context, engine->server->options, &error) == STATUS_OK)
    return 0;
  log_error("%s", error.text);
  return -1;
}

int lws_engine_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t bytes) {
  if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS)
    return on_tls_context(wsi, user);
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
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return connection_upgrade(connection);
  case LWS_CALLBACK_ESTABLISHED:
    return connection_upgraded(connection);
  case LWS_CALLBACK_HTTP_WRITEABLE:
  case LWS_CALLBACK_SERVER_WRITEABLE:
    return connection->joined ? connection_drive(connection) : 0;
  case LWS_CALLBACK_RECEIVE_PONG:
    connection_hear(connection);
    return 0;
  case LWS_CALLBACK_RECEIVE:
    return connection_frame(connection, in, bytes);
  case LWS_CALLBACK_RAW_ADOPT: /* what the library makes of CONNECT */
    return -1;
  case LWS_CALLBACK_CLOSED_HTTP:
  case LWS_CALLBACK_RAW_CLOSE:
    on_closed(connection);
    return 0;
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    return connection_peer_closes(connection, in, bytes);
  case LWS_CALLBACK_CLOSED:
    connection_leave(connection);
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    connection_free(connection);
    return 0;
  default:
    return 0;
  }
}
