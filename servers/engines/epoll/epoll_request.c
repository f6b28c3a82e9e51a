/* Reads requests and answers those that are no feed's. */
#include <string.h>

#include "common/base/clock.h"
#include "common/base/growing_text.h"
#include "common/base/traits.h"
#include "servers/control/control.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/engines/epoll/http2.h"
#include "servers/wire/response_head.h"

static uint64_t after_ms(int64_t ms) {
  return clock_now_ns() + (uint64_t)ms * NS_PER_MS;
}

void request_await(struct connection *connection, bool body) {
  connection->state = CONNECTION_ASKED;
  connection->request_due = true;
  connection->awaits_body = body;
  epoll_set_deadline(&connection->exchange,
                     after_ms(connection->loop->server->options->request_timeout_ms));
}

/* --- answers ------------------------------------------------------------------------- */

static void request_refuse(struct connection *connection, int status, const char *reason) {
  if (epoll_put(connection, request_refusal(&connection->exchange, status, reason)))
    epoll_end(connection, true);
}

/* Over TLS a first head gets no answer, since the handshake may not be done. */
void request_time_out(struct connection *connection) {
  struct server *server = connection->loop->server;
  bool told = connection->awaits_body || !server->tls;
  COUNT_BY(&server->shared->counters, requests, !connection->awaits_body);
  connection->awaits_body = false;
  connection->exchange.request.route = ROUTE_NONE;
  if (told) {
    request_refuse(connection, 408, "the request took too long to come");
    return;
  }
  COUNT(&server->shared->counters, requests_refused);
  epoll_close(connection);
}

/* Waits for the next request, or ends the connection. */
static void answer_finish(struct connection *connection) {
  if (!connection->keeps) {
    epoll_end(connection, false);
    return;
  }
  connection->state = CONNECTION_ASKED;
  connection->request_due = false;
  epoll_set_deadline(&connection->exchange,
                     after_ms(connection->loop->server->options->keep_alive_timeout_ms));
}

static void control_answered(struct connection *connection, const char *body, size_t bytes) {
  connection->awaits_body = false;
  connection->request_due = false;
  epoll_set_deadline(&connection->exchange, DEADLINE_NONE);
  connection->state = CONNECTION_ANSWERS;
  if (epoll_put(connection, control_answer(connection->loop->server, &connection->exchange.request,
                                           body, bytes, clock_now_ns())) &&
      epoll_write(connection) && !connection->blocked)
    answer_finish(connection);
}

/* A request that is answered with its own head. */
static void probe_answered(struct connection *connection, const struct request_head *head) {
  struct growing_text text = {.text = NULL};
  request_head_write(head, head->text.version, &text);
  control_answered(connection, text.text ? text.text : "", text.bytes);
  growing_text_release(&text);
}

/* --- requests ------------------------------------------------------------------------ */

static void feed_asked(struct connection *connection, const struct request_head *head) {
  const struct transport_traits *traits = request_transport(&connection->exchange.request);
  if (traits->framed) {
    websocket_accept(&connection->exchange, head);
    return;
  }
  COUNT_BY(&connection->loop->server->shared->counters, streams_opened, traits->streams);
  epoll_open_session(&connection->exchange);
  if (epoll_drive(&connection->exchange))
    answer_finish(connection);
}

static void head_take(struct connection *connection, char *bytes, size_t count) {
  struct server *server = connection->loop->server;
  struct request_head head;
  const char *reason = NULL;
  COUNT(&server->shared->counters, requests);
  connection->exchange.request.route = ROUTE_NONE;
  connection->request_due = false;
  epoll_set_deadline(&connection->exchange, DEADLINE_NONE);
  int status = request_head_read(bytes, count, &head, &reason);
  if (status == 0)
    status = request_check(&connection->exchange, &head, &reason);
  if (status != 0) {
    request_refuse(connection, status, reason);
    return;
  }
  connection->keeps = head.keeps && server->options->keep_alive;
  if (!request_is_control(&connection->exchange.request))
    feed_asked(connection, &head);
  else if (request_is_probe(&connection->exchange.request))
    probe_answered(connection, &head);
  else if (connection->exchange.request.body_bytes > 0)
    request_await(connection, true);
  else
    control_answered(connection, "", 0);
}

/* A head that is not whole. */
static void head_awaited(struct connection *connection, const char *bytes, size_t count) {
  bool too_long = count >= REQUEST_HEAD_BYTES_MAX;
  if (!too_long && request_head_may_follow(bytes, count))
    return;
  COUNT(&connection->loop->server->shared->counters, requests);
  connection->exchange.request.route = ROUTE_NONE;
  request_refuse(connection, too_long ? 431 : 400,
                 too_long ? "the head is too long" : "this is no request of HTTP/1.1");
}

/* Takes the next head or body. Returns how many bytes that were; 0 when it is not whole. */
static size_t request_next(struct connection *connection, char *bytes, size_t count) {
  if (connection->awaits_body) {
    size_t body_bytes = connection->exchange.request.body_bytes;
    if (count < body_bytes)
      return 0;
    control_answered(connection, bytes, body_bytes);
    return body_bytes;
  }
  if (connection->request_due && connection->loop->server->options->http_version == HTTP_2 &&
      stream_may_speak_http2(&connection->stream)) {
    enum http2_preface preface = http2_preface_of(bytes, count);
    if (preface == HTTP2_PREFACE_WHOLE)
      http2_begin(connection);
    if (preface != HTTP2_PREFACE_NONE)
      return 0;
  }
  size_t blank = request_head_blank_bytes(bytes, count);
  size_t head_bytes = request_head_bytes(bytes + blank, count - blank);
  if (head_bytes == 0 || head_bytes > REQUEST_HEAD_BYTES_MAX)
    head_awaited(connection, bytes + blank, count - blank);
  else
    head_take(connection, bytes + blank, head_bytes);
  return blank + head_bytes;
}

/* Returns how many bytes were used. */
static size_t requests_take(struct connection *connection, char *bytes, size_t count) {
  size_t used = 0;
  size_t step = 1;
  while (connection->state == CONNECTION_ASKED && used < count && step > 0)
    used += step = request_next(connection, bytes + used, count - used);
  if (connection->exchange.joined && connection->exchange.websocket && used < count) {
    websocket_take(&connection->exchange, bytes + used, count - used);
    used = count;
  } else if (connection->state == CONNECTION_STREAMS) {
    http2_take(connection, bytes + used, count - used);
    used = count;
  }
  return connection->state >= CONNECTION_ENDS ? count : used;
}

/* Takes what is stored, while the connection waits for a request. */
static void stored_take(struct connection *connection) {
  struct fragments stored = connection->input;
  connection->input = (struct fragments){.bytes = NULL};
  size_t used = requests_take(connection, stored.bytes, stored.count);
  if (connection->state == CONNECTION_CLOSED)
    used = stored.count;
  fragments_drop(&stored, used);
  connection->input = stored;
}

void request_take(struct connection *connection, char *bytes, size_t count) {
  bool follows = connection->input.count > 0; /* on what is stored */
  size_t used = follows ? 0 : requests_take(connection, bytes, count);
  if (connection->state == CONNECTION_CLOSED || used == count)
    return;
  if (!fragments_add(&connection->input, bytes + used, count - used))
    epoll_close(connection);
  else if (follows && connection->state == CONNECTION_ASKED)
    stored_take(connection);
}

void request_answered(struct connection *connection) {
  answer_finish(connection);
  if (connection->state == CONNECTION_ASKED && connection->input.count > 0)
    stored_take(connection);
}
