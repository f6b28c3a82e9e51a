/* Requests over HTTP to the civetweb engine, each handled by its connection's worker. */
#include <stdlib.h>

#include "common/clock.h"
#include "servers/control.h"
#include "servers/engine_civetweb.h"

void civetweb_open_session(struct engine_state *engine, const struct request *request,
                           struct session *session) {
  struct server *server = engine->server;
  session_open(session, transport_of((enum transport_kind)request->route), &server->settings,
               &server->hub, request->channel, request->has_after, request->after);
  session->gzip = request->gzip;
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
  civetweb_write(server, connection, control_answer(server, request, body, bytes, clock_now_ns()));
  free(body);
}

static int on_request(struct mg_connection *connection, void *argument) {
  struct engine_state *engine = argument;
  struct server *server = engine->server;
  const struct mg_request_info *info = mg_get_request_info(connection);
  struct request_text text = {.method = info->request_method,
                              .path = info->local_uri,
                              .query = info->query_string,
                              .last_event_id = mg_get_header(connection, "Last-Event-ID"),
                              .accept_encoding = mg_get_header(connection, "Accept-Encoding")};
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

void civetweb_handle_requests(struct engine_state *engine) {
  mg_set_request_handler(engine->context, "**", on_request, engine);
}
