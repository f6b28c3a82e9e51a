/* Requests over HTTP to the civetweb engine, each handled by its connection's worker. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "servers/control/control.h"
#include "servers/engines/civetweb/civetweb.h"
#include "servers/wire/response_head.h"

/* What this worker waits for: the first head of its connection, or a body. */
static _Thread_local struct awaited arriving;
static _Thread_local bool head_awaited; /* the ring that `arriving` is in belongs to a lock */

static struct request_watchdog *request_watchdog_of(const struct mg_connection *connection) {
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  return &engine->request_watchdog;
}

static uint16_t peer_of(const struct mg_connection *connection) {
  return (uint16_t)mg_get_request_info(connection)->remote_port;
}

void civetweb_on_open(const struct mg_connection *connection) {
  request_watchdog_join(request_watchdog_of(connection), &arriving, 0, clock_now_ns());
  head_awaited = true;
}

void civetweb_open_session(struct engine_state *engine, const struct request *request,
                           struct session *session) {
  struct server *server = engine->server;
  session_open(session, transport_of(request->transport), &server->settings, &server->hub,
               request->channel, request->has_after, request->after);
  session->gzip = request->gzip;
  session->listens_only = request->listens_only;
}

static void serve_session(struct engine_state *engine, struct mg_connection *connection,
                          const struct request *request) {
  struct server *server = engine->server;
  struct session session;
  civetweb_open_session(engine, request, &session);
  if (session.transport->framing == FRAMING_STREAM)
    COUNT(&server->counters, streams_opened);
  uint64_t messages = civetweb_drive(engine, connection, &session, &engine->stopping);
  if (session.transport->framing == FRAMING_BODY) {
    COUNT(&server->counters, polls_answered);
    COUNT_BY(&server->counters, polls_empty, messages == 0);
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

/* The header's first value; NULL where there is none, or nothing in it. */
static const char *header_value(const struct mg_request_info *info, const char *name,
                                bool *repeated) {
  const char *value = NULL;
  for (int i = 0; i < info->num_headers; i++) {
    if (strcasecmp(info->http_headers[i].name, name) != 0)
      continue;
    if (value && repeated)
      *repeated = true;
    if (!value && *info->http_headers[i].value != '\0')
      value = info->http_headers[i].value;
  }
  return value;
}

/* Whether each line was of the form "name: value" and none was passed over.
 *
 * The library cuts the head up in place: it puts a NUL behind each name, and behind each value
 * for its line end. It lets blanks stand before the colon, and stops without a word at a line
 * that begins with a blank, and behind MG_MAX_HEADERS lines: what follows, a Content-Length
 * perhaps, it has not seen. */
static bool head_is_whole(const struct mg_request_info *info) {
  for (int i = 0; i < info->num_headers; i++) {
    const struct mg_header *header = &info->http_headers[i];
    const char *behind_colon = header->name + strlen(header->name) + 1;
    if (header->value > behind_colon && *behind_colon == '\0')
      return false; /* the colon itself was cut away behind blanks */
  }
  if (info->num_headers == 0 || info->num_headers >= MG_MAX_HEADERS)
    return info->num_headers == 0;
  const struct mg_header *last = &info->http_headers[info->num_headers - 1];
  const char *rest = last->value + strlen(last->value) + 1;
  rest += *rest == '\0'; /* of a line end of two bytes */
  return *rest == '\r' || *rest == '\n' || *rest == '\0';
}

/* `path`: of the target. */
static int read_head(const struct mg_connection *connection, const char *path, struct request *out,
                     const char **reason) {
  const struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  const struct server *server = engine->server;
  const struct mg_request_info *info = mg_get_request_info(connection);
  struct request_text text = {.method = info->request_method,
                              .path = path,
                              .query = info->query_string,
                              .version = info->http_version,
                              .malformed = !head_is_whole(info)};
  text.host = header_value(info, "Host", &text.repeated);
  text.origin = header_value(info, "Origin", &text.repeated);
  text.authorization = header_value(info, "Authorization", &text.repeated);
  text.content_length = header_value(info, "Content-Length", &text.repeated);
  text.transfer_encoding = header_value(info, "Transfer-Encoding", &text.repeated);
  text.accept_encoding = header_value(info, "Accept-Encoding", NULL);
  text.last_event_id = header_value(info, "Last-Event-ID", NULL);
  text.expect = header_value(info, "Expect", NULL);
  text.upgrade = header_value(info, "Upgrade", NULL);
  out->route = ROUTE_NONE;
  if (info->num_headers >= MG_MAX_HEADERS) {
    *reason = "the head has too many lines";
    return 431;
  }
  if (strlen(text.path) >= REQUEST_TARGET_BYTES_MAX ||
      (text.query && strlen(text.query) >= REQUEST_TARGET_BYTES_MAX)) {
    *reason = "the path or the query is too long";
    return 414;
  }
  return request_read(&text, &server->access, server->hub.channels, out, reason);
}

int civetweb_read_request(const struct mg_connection *connection, struct request *out,
                          const char **reason) {
  return read_head(connection, mg_get_request_info(connection)->local_uri, out, reason);
}

/* What such a connection has for its user's data. */
static char refused;

void civetweb_refuse(struct mg_connection *connection, const struct request *request, int status,
                     const char *reason) {
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  struct server *server = engine->server;
  COUNT(&server->counters, requests_refused);
  COUNT_BY(&server->counters, publishes_refused, request->route == ROUTE_PUBLISH);
  mg_set_user_connection_data(connection, &refused);
  mg_disable_connection_keep_alive(connection);
  civetweb_write(server, connection, http_refusal(status, reason, false));
}

static void serve_control(struct server *server, struct mg_connection *connection,
                          const struct request *request) {
  size_t bytes = 0;
  if (request->body_bytes > 0)
    request_watchdog_join(request_watchdog_of(connection), &arriving, peer_of(connection),
                          clock_now_ns());
  char *body = read_body(connection, request->body_bytes, &bytes);
  if (request->body_bytes > 0)
    request_watchdog_leave(request_watchdog_of(connection), &arriving, peer_of(connection));
  if (!body) { /* nobody is there to be told */
    COUNT(&server->counters, requests_refused);
    return;
  }
  civetweb_write(server, connection, control_answer(server, request, body, bytes, clock_now_ns()));
  free(body);
}

/* The library listens before its WebSocket handlers can be set, and would answer 404 meanwhile:
 * who comes so early, as after a restart, waits. */
static void wait_until_open(struct engine_state *engine) {
  if (atomic_load(&engine->open))
    return;
  pthread_mutex_lock(&engine->opening);
  pthread_mutex_unlock(&engine->opening);
}

/* Zero: the library is to go on, with a handshake. */
int civetweb_on_request(struct mg_connection *connection) {
  enum { HANDLED = 200 };
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  const char *reason = NULL;
  struct request request;
  if (head_awaited)
    request_watchdog_leave(&engine->request_watchdog, &arriving, peer_of(connection));
  head_awaited = false;
  wait_until_open(engine);
  if (civetweb_wants_websocket(connection))
    return civetweb_refuse_handshake(engine, connection);
  int status = civetweb_read_request(connection, &request, &reason);
  COUNT(&engine->server->counters, requests);
  if (status != 0)
    civetweb_refuse(connection, &request, status, reason);
  else if (request_is_control(&request))
    serve_control(engine->server, connection, &request);
  else if (request_transport(&request)->framed)
    civetweb_refuse(connection, &request, 400, "this path takes a WebSocket handshake");
  else
    serve_session(engine, connection, &request);
  return HANDLED;
}

/* What to answer where the library says that it cannot read a request: where it had cut the head
 * up before it did not like it, what is said everywhere. */
static int error_status(const struct mg_connection *connection, const char *text,
                        struct request *request, const char **reason) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  if (strcmp(text, "Invalid URI") == 0) {
    *reason = REQUEST_TARGET_REASON;
    return REQUEST_TARGET_REFUSED;
  }
  bool cut_up = info->http_version && info->num_headers > 0;
  int status = cut_up ? read_head(connection, info->request_uri, request, reason) : 0;
  return status != 0 ? status : request_unreadable(info->request_method, reason);
}

/* The library refuses, and has the answer made here: zero, it is. */
int civetweb_on_error(struct mg_connection *connection, int status, const char *text) {
  enum { BAD_REQUEST = 400, LENGTH_REQUIRED = 411 };
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  struct request request = {.route = ROUTE_NONE};
  const char *reason = text;
  COUNT(&engine->server->counters, requests);
  if (request_watchdog_ended(
          &engine->request_watchdog,
          peer_of(connection))) { /* it has been told, and cannot be told any more */
    COUNT(&engine->server->counters, requests_refused);
    mg_set_user_connection_data(connection, &refused);
    mg_disable_connection_keep_alive(connection);
    return 0;
  }
  if (status == BAD_REQUEST || status == LENGTH_REQUIRED)
    status = error_status(connection, text, &request, &reason);
  civetweb_refuse(connection, &request, status, reason);
  return 0;
}

/* A target that is not a path of this server's ends the connection without a word of the
 * library's, unless one is said here. */
void civetweb_on_close(const struct mg_connection *connection) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  const struct request request = {.route = ROUTE_NONE};
  if (!info) /* it was none: the library's handshake of TLS failed */
    return;
  request_watchdog_forget(request_watchdog_of(connection), &arriving, (uint16_t)info->remote_port);
  if (!info->request_uri || info->local_uri || mg_get_user_connection_data(connection))
    return;
  struct engine_state *engine = mg_get_user_data(mg_get_context(connection));
  COUNT(&engine->server->counters, requests);
  civetweb_refuse((struct mg_connection *)(uintptr_t)connection, &request, REQUEST_TARGET_REFUSED,
                  REQUEST_TARGET_REASON);
}
