/* The library's callback: requests and their bodies, and the events of WebSockets. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/traits.h"
#include "common/wire/refusal.h"
#include "servers/control/control.h"
#include "servers/engines/lws/lws.h"
#include "servers/wire/tls.h"

/* The kernel's numbers of TCP states (include/net/tcp_states.h). */
enum { TCP_STATE_ESTABLISHED = 1, TCP_STATE_FIN_WAIT1 = 4, TCP_STATE_FIN_WAIT2 = 5 };

static int control_answered(struct connection *connection) {
  struct chunk *answer =
      control_answer(connection->engine->server, &connection->request, connection->text.bytes,
                     connection->text.count, clock_now_ns());
  fragments_clear(&connection->text);
  return connection_answer(connection, answer);
}

static int probe_answered(struct connection *connection) {
  struct growing_text head = {.text = NULL};
  connection_received_head(connection, &head);
  struct chunk *answer = control_answer(connection->engine->server, &connection->request,
                                        head.text ? head.text : "", head.bytes, clock_now_ns());
  growing_text_release(&head);
  return connection_answer(connection, answer);
}

/* Whether the head may have come out of the library's buffer, which holds bytes that were read
 * together with an earlier request.
 *
 * No body may be awaited then: the library (4.1) would take the buffer, which still begins with the
 * head, for the body, and after the answer it would never leave its loop. No call tells this of one
 * connection; this one tells whether any connection has input in its buffer, which is rare. */
static bool head_may_be_buffered(struct connection *connection) {
  return lws_service_adjust_timeout(connection->engine->context, 1, 0) == 0;
}

static int on_control(struct connection *connection) {
  bool has_body = connection->request.body_bytes > 0;
  if (has_body && head_may_be_buffered(connection))
    return connection_refuse(connection, 503,
                             "a request with a body has to wait for the answer before it");
  if (request_is_probe(&connection->request))
    return probe_answered(connection);
  if (!has_body)
    return control_answered(connection);
  connection_await_request(connection, true);
  return 0;
}

static int on_http(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  const char *reason = NULL;
  COUNT(counters, requests);
  if (connection->joined && !connection_answer_ended(connection)) {
    /* another answer cannot begin inside this one */
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
    return connection_refuse(connection, 400, REFUSAL_NO_HANDSHAKE);

  /* frees the parsed head (5 KB), and turns off the library's time-out, which would end a held
   * answer */
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

/* A method that the library does not know, or CONNECT: the library hands out all bytes of the
 * connection as they are. */
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
  COUNT(&connection->engine->server->shared->counters, requests);
  connection->request.route = ROUTE_NONE;
  return connection_refuse(connection, status, reason);
}

/* Whether the peer has not closed its end. */
static bool peer_is_there(struct lws *wsi) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  if (getsockopt(lws_get_socket_fd(wsi), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    return false;
  return info.tcpi_state == TCP_STATE_ESTABLISHED || info.tcpi_state == TCP_STATE_FIN_WAIT1 ||
         info.tcpi_state == TCP_STATE_FIN_WAIT2;
}

static void on_closed(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  connection_leave(connection);
  if (connection->awaits_body) {
    COUNT(counters, requests_refused); /* the body was cut off: there is nobody to answer */
    return;
  }
  /* if neither the engine nor the peer ended it, the library did: the request was malformed, or its
   * head was late */
  if (!connection->ending && peer_is_there(connection->wsi)) {
    COUNT(counters, requests);
    COUNT(counters, requests_refused);
  }
}

/* Fills the context that the library has made for all its connections. */
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
    connection_receive_pong(connection);
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
