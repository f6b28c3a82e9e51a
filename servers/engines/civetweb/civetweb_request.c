/* Requests over HTTP to the civetweb engine: the library's callbacks. */
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/wire/refusal.h"
#include "servers/control/control.h"
#include "servers/engines/civetweb/civetweb.h"

/* The first head or the body that this worker waits for. */
static _Thread_local struct awaited arriving;
static _Thread_local bool head_awaited; /* `arriving` itself may be read under a lock alone */

void civetweb_on_open(const struct mg_connection *connection) {
  request_watchdog_join(&civetweb_engine_of(connection)->request_watchdog, &arriving, 0,
                        clock_now_ns());
  head_awaited = true;
}

static void serve_session(struct engine_state *engine, struct mg_connection *connection,
                          const struct request *request) {
  struct server *server = engine->server;
  struct session session;
  server_open_session(server, request, &session);
  if (session.transport->framing == FRAMING_STREAM)
    COUNT(&server->shared->counters, streams_opened);
  uint64_t messages = civetweb_drive(engine, connection, &session, &engine->stopping);
  if (session.transport->framing == FRAMING_BODY) {
    COUNT(&server->shared->counters, polls_answered);
    COUNT_BY(&server->shared->counters, polls_empty, messages == 0);
  }
  session_close(&session);
}

/* The whole body, malloc'd; NULL when it is cut off. */
static char *read_body(struct mg_connection *connection, uint64_t length, size_t *bytes) {
  char *body = malloc(length + 1);
  size_t have = 0;
  while (body && have < length) {
    int got = mg_read(connection, body + have, length - have);
    if (got <= 0) {
      free(body);
      return NULL;
    }
    have += (size_t)got;
  }
  *bytes = have;
  return body;
}

static void serve_control(struct engine_state *engine, struct mg_connection *connection,
                          const struct request *request) {
  struct server *server = engine->server;
  uint16_t peer = civetweb_peer_of(connection);
  size_t bytes = 0;
  if (request->body_bytes > 0)
    request_watchdog_join(&engine->request_watchdog, &arriving, peer, clock_now_ns());
  char *body = read_body(connection, request->body_bytes, &bytes);
  if (request->body_bytes > 0)
    request_watchdog_leave(&engine->request_watchdog, &arriving, peer);
  if (!body) { /* the peer has left, so there is no answer */
    COUNT(&server->shared->counters, requests_refused);
    return;
  }
  civetweb_write(server, connection, control_answer(server, request, body, bytes, clock_now_ns()));
  free(body);
}

static void serve_probe(struct engine_state *engine, struct mg_connection *connection,
                        const struct request *request) {
  struct growing_text head = {.text = NULL};
  civetweb_received_head(connection, &head);
  civetweb_write(engine->server, connection,
                 control_answer(engine->server, request, head.text ? head.text : "", head.bytes,
                                clock_now_ns()));
  growing_text_release(&head);
}

/* The library accepts connections before its WebSocket handlers can be set, and would answer 404
 * until then. Requests that come so early, as after a restart, wait here. */
static void wait_until_open(struct engine_state *engine) {
  if (atomic_load(&engine->open))
    return;
  pthread_mutex_lock(&engine->opening);
  pthread_mutex_unlock(&engine->opening);
}

/* Returns 0 where the library is to continue with a WebSocket handshake. */
int civetweb_on_request(struct mg_connection *connection) {
  enum { HANDLED = 200 };
  struct engine_state *engine = civetweb_engine_of(connection);
  const char *reason = NULL;
  struct request request;
  if (head_awaited)
    request_watchdog_leave(&engine->request_watchdog, &arriving, civetweb_peer_of(connection));
  head_awaited = false;
  wait_until_open(engine);
  if (civetweb_wants_websocket(connection))
    return civetweb_refuse_handshake(engine, connection);
  int status = civetweb_read_request(connection, &request, &reason);
  COUNT(&engine->server->shared->counters, requests);
  if (status != 0)
    civetweb_refuse(connection, &request, status, reason);
  else if (request_is_probe(&request))
    serve_probe(engine, connection, &request);
  else if (request_is_control(&request))
    serve_control(engine, connection, &request);
  else if (request_transport(&request)->framed)
    civetweb_refuse(connection, &request, 400, REFUSAL_NO_HANDSHAKE);
  else
    serve_session(engine, connection, &request);
  return HANDLED;
}

/* The library cannot read a request. Returns 0: the answer was written here. */
int civetweb_on_error(struct mg_connection *connection, int status, const char *text) {
  enum { BAD_REQUEST = 400, LENGTH_REQUIRED = 411 };
  struct engine_state *engine = civetweb_engine_of(connection);
  struct request request = {.route = ROUTE_NONE};
  const char *reason = text;
  COUNT(&engine->server->shared->counters, requests);
  if (request_watchdog_ended(&engine->request_watchdog, civetweb_peer_of(connection))) {
    civetweb_end_refused(connection); /* the watchdog has answered and shut the socket down */
    return 0;
  }
  if (status == BAD_REQUEST || status == LENGTH_REQUIRED)
    status = civetweb_read_failed_request(connection, text, &request, &reason);
  civetweb_refuse(connection, &request, status, reason);
  return 0;
}

/* The library closes a connection without an answer where the target is no path of this server's:
 * that answer is written here. */
void civetweb_on_close(const struct mg_connection *connection) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  const struct request request = {.route = ROUTE_NONE};
  if (!info) /* no request: the library's TLS handshake failed */
    return;
  struct engine_state *engine = civetweb_engine_of(connection);
  request_watchdog_forget(&engine->request_watchdog, &arriving, civetweb_peer_of(connection));
  civetweb_end_websocket(connection);
  if (!info->request_uri || info->local_uri || civetweb_was_refused(connection))
    return;
  COUNT(&engine->server->shared->counters, requests);
  civetweb_refuse((struct mg_connection *)(uintptr_t)connection, &request, REQUEST_TARGET_REFUSED,
                  REQUEST_TARGET_REASON);
}
