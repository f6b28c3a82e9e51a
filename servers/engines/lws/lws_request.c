/* What the library reports of the lws engine's connections: requests and their bodies. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/traits.h"
#include "servers/engines/lws/lws.h"
#include "servers/wire/tls.h"

/* As the kernel numbers the states of a connection (include/net/tcp_states.h). */
enum { TCP_STATE_ESTABLISHED = 1, TCP_STATE_FIN_WAIT1 = 4, TCP_STATE_FIN_WAIT2 = 5 };

/* In the order of LWSHUMETH_*. */
static const char *method_name(int method) {
  static const char *const names[] = {
      [LWSHUMETH_GET] = "GET",         [LWSHUMETH_POST] = "POST",   [LWSHUMETH_OPTIONS] = "OPTIONS",
      [LWSHUMETH_PUT] = "PUT",         [LWSHUMETH_PATCH] = "PATCH", [LWSHUMETH_DELETE] = "DELETE",
      [LWSHUMETH_CONNECT] = "CONNECT", [LWSHUMETH_HEAD] = "HEAD"};
  bool named = method >= 0 && method < (int)(sizeof names / sizeof *names);
  return named && names[method] ? names[method] : "";
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

/* What request_read gets, and the texts it points into. */
struct head {
  struct request_text text;
  char path[REQUEST_TARGET_BYTES_MAX];
  char query[REQUEST_TARGET_BYTES_MAX];
  char version[16];
  char last_event_id[32];
  char values[REQUEST_HEAD_BYTES_MAX]; /* each with a NUL behind it */
  size_t used;
};

/* The value of a header; NULL where there is none, or nothing in it. Lines of the same name are
 * chained as fragments. */
static const char *head_value(struct lws *wsi, struct head *head, enum lws_token_indexes token) {
  char *out = head->values + head->used;
  int bytes = lws_hdr_copy(wsi, out, (int)(sizeof head->values - head->used), token);
  if (bytes <= 0)
    return NULL;
  head->text.malformed |= strlen(out) < (size_t)bytes; /* it has a NUL in it */
  head->used += (size_t)bytes + 1;
  return out;
}

/* The same of one that may stand there but once. */
static const char *head_single(struct lws *wsi, struct head *head, enum lws_token_indexes token) {
  head->text.repeated |= lws_hdr_fragment_length(wsi, token, 1) > 0;
  return head_value(wsi, head, token);
}

/* "HTTP/1.1" without its first half. */
static const char *head_version(struct lws *wsi, char *out, size_t capacity) {
  static const char protocol[] = "HTTP/";
  if (lws_hdr_copy(wsi, out, (int)capacity, WSI_TOKEN_HTTP) <= 0 ||
      strncmp(out, protocol, sizeof protocol - 1) != 0)
    return NULL;
  return out + sizeof protocol - 1;
}

/* False: the library has no such head. */
static bool head_gather(struct lws *wsi, struct head *head, int *status, const char **reason) {
  static const char last_id_name[] = "last-event-id:";
  char *uri = NULL;
  int uri_bytes = 0;
  int method = lws_http_get_uri_and_method(wsi, &uri, &uri_bytes);
  *status = 400;
  *reason = "this is no request of HTTP/1.1";
  if (method < 0)
    return false;
  *status = 414;
  *reason = "the path or the query is too long";
  if (uri_bytes >= (int)sizeof head->path || !read_query(wsi, head->query, sizeof head->query))
    return false;
  memcpy(head->path, uri, (size_t)uri_bytes);
  head->path[uri_bytes] = '\0';
  int last_id_bytes = lws_hdr_custom_length(wsi, last_id_name, sizeof last_id_name - 1);
  *status = 400;
  *reason = "Last-Event-ID takes a whole number";
  if (last_id_bytes >= (int)sizeof head->last_event_id)
    return false;
  head->last_event_id[0] = '\0';
  head->used = 0;
  if (last_id_bytes > 0)
    lws_hdr_custom_copy(wsi, head->last_event_id, sizeof head->last_event_id, last_id_name,
                        sizeof last_id_name - 1);
  struct request_text *text = &head->text;
  *text = (struct request_text){.method = method_name(method),
                                .path = head->path,
                                .query = head->query,
                                .version = head_version(wsi, head->version, sizeof head->version),
                                .last_event_id = head->last_event_id};
  text->host = head_single(wsi, head, WSI_TOKEN_HOST);
  text->origin = head_single(wsi, head, WSI_TOKEN_ORIGIN);
  text->authorization = head_single(wsi, head, WSI_TOKEN_HTTP_AUTHORIZATION);
  text->content_length = head_single(wsi, head, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  text->transfer_encoding = head_single(wsi, head, WSI_TOKEN_HTTP_TRANSFER_ENCODING);
  text->accept_encoding = head_value(wsi, head, WSI_TOKEN_HTTP_ACCEPT_ENCODING);
  text->expect = head_value(wsi, head, WSI_TOKEN_HTTP_EXPECT);
  text->upgrade = head_value(wsi, head, WSI_TOKEN_UPGRADE);
  return true;
}

int connection_read_request(struct connection *connection, const char **reason) {
  const struct server *server = connection->engine->server;
  struct head head;
  int status = 0;
  connection->request.route = ROUTE_NONE;
  if (!head_gather(connection->wsi, &head, &status, reason))
    return status;
  return request_read(&head.text, &server->access, server->hub.channels, &connection->request,
                      reason);
}

static int control_answered(struct connection *connection) {
  struct chunk *answer =
      control_answer(connection->engine->server, &connection->request, connection->text.bytes,
                     connection->text.count, clock_now_ns());
  fragments_clear(&connection->text);
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
  bool has_body = connection->request.body_bytes > 0;
  if (has_body && head_may_be_buffered(connection))
    return connection_refuse(connection, 503,
                             "a request with a body has to wait for the answer before it");
  if (!has_body)
    return control_answered(connection);
  connection_await_request(connection, true);
  return 0;
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
  if (request_is_control(&connection->request))
    return on_control(connection);
  const struct transport_traits *traits = request_transport(&connection->request);
  if (traits->framed)
    return connection_refuse(connection, 400, "this path takes a WebSocket handshake");

  /* the parsed head is 5 KB that a held answer needs no more; and the library would
   * end the transaction after its own time-out */
  lws_http_headers_detach(connection->wsi);
  lws_set_timeout(connection->wsi, NO_PENDING_TIMEOUT, 0);
  COUNT_BY(counters, streams_opened, traits->streams);
  connection_open_session(connection);
  return connection_drive(connection);
}

static int on_body(struct connection *connection, const void *bytes, size_t count) {
  if (!bytes || count == 0)
    return 0;
  if (connection->awaits_body && fragments_add(&connection->text, bytes, count))
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

/* A method that the library does not know, or CONNECT: it hands out what it has read, and the
 * rest of the connection with it. */
static int on_unreadable(struct connection *connection, const char *bytes, size_t count) {
  char method[32] = "";
  const char *reason = NULL;
  size_t method_bytes = 0;
  while (method_bytes < count && method_bytes < sizeof method - 1 && bytes[method_bytes] > ' ')
    method_bytes++;
  memcpy(method, bytes, method_bytes);
  int status = request_unreadable(method, &reason);
  if (strcmp(method, "CONNECT") == 0) {
    status = REQUEST_TARGET_REFUSED;
    reason = REQUEST_TARGET_REASON;
  }
  COUNT(&connection->engine->server->counters, requests);
  connection->request.route = ROUTE_NONE;
  return connection_refuse(connection, status, reason);
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
  struct connection *connection = wsi ? lws_get_opaque_user_data(wsi) : NULL;
  if (!connection)
    return 0;
  switch ((int)reason) {
  case LWS_CALLBACK_HTTP:
    return on_http(connection);
  case LWS_CALLBACK_HTTP_BODY:
    return on_body(connection, in, bytes);
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    return on_body_complete(connection);
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return connection_upgrade(connection, in);
  case LWS_CALLBACK_CONFIRM_EXTENSION_OKAY:
    return connection_refuses_extension(connection);
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
  case LWS_CALLBACK_RAW_RX:
    return on_unreadable(connection, in, bytes);
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
