/* The request of a stream: as one of HTTP/1.1, and its answer or session. */
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/growing_text.h"
#include "common/wire/refusal.h"
#include "servers/control/control.h"
#include "servers/engines/epoll/http2.h"

static int refused(int status, const char *text, const char **reason) {
  *reason = text;
  return status;
}

static bool named(const char *name, size_t bytes, const char *other) {
  return bytes == strlen(other) && memcmp(name, other, bytes) == 0;
}

static void line_add(struct http2_stream *stream, const char *name, size_t name_bytes,
                     const char *value, size_t value_bytes) {
  struct growing_text *lines = &stream->lines;
  stream->too_long |= lines->bytes + name_bytes + value_bytes > REQUEST_HEAD_BYTES_MAX;
  stream->has_length |= named(name, name_bytes, "content-length");
  if (stream->too_long)
    return;
  growing_text_add(lines, name, name_bytes);
  growing_text_add_text(lines, ": ");
  growing_text_add(lines, value, value_bytes);
  growing_text_add_text(lines, "\r\n");
}

void http2_request_header(struct http2_stream *stream, const char *name, size_t name_bytes,
                          const char *value, size_t value_bytes) {
  char **pseudo = named(name, name_bytes, ":method")      ? &stream->method
                  : named(name, name_bytes, ":path")      ? &stream->path
                  : named(name, name_bytes, ":authority") ? &stream->authority
                  : named(name, name_bytes, ":protocol")  ? &stream->protocol
                                                          : NULL;
  if (*name != ':')
    line_add(stream, name, name_bytes, value, value_bytes);
  else if (pseudo && value_bytes > REQUEST_HEAD_BYTES_MAX)
    stream->too_long = true;
  else if (pseudo && !*pseudo)
    *pseudo = strndup(value, value_bytes);
}

/* All bodies of a connection have as much room as the one of HTTP/1.1. */
void http2_request_body(struct http2_stream *stream, const char *bytes, size_t count) {
  struct http2 *http2 = stream->exchange.connection->http2;
  stream->body_too_long |= http2->body_bytes + count > REQUEST_BODY_BYTES_MAX;
  if (stream->body_too_long || !fragments_add(&stream->body, bytes, count))
    stream->body_too_long = true;
  else
    http2->body_bytes += count;
}

bool http2_request_connects(const struct http2_stream *stream) {
  return stream->exchange.websocket ||
         (stream->protocol && stream->method && strcmp(stream->method, "CONNECT") == 0);
}

/* The request as HTTP/1.1 would write it; to be released. */
static struct growing_text request_text(const struct http2_stream *stream) {
  struct growing_text text = {.text = NULL};
  bool posts = stream->method && strcmp(stream->method, "POST") == 0;
  const char *method = http2_request_connects(stream) ? "GET" : stream->method;
  growing_text_add_text(&text, method ? method : "");
  growing_text_add_text(&text, " ");
  growing_text_add_text(&text, stream->path ? stream->path : "");
  growing_text_add_text(&text, " HTTP/1.1\r\n");
  if (stream->authority && *stream->authority) {
    growing_text_add_text(&text, "host: ");
    growing_text_add_text(&text, stream->authority);
    growing_text_add_text(&text, "\r\n");
  }
  if (posts && !stream->has_length) { /* the end of the stream says it over HTTP/2 */
    char line[64];
    snprintf(line, sizeof line, "content-length: %zu\r\n", stream->body.count);
    growing_text_add_text(&text, line);
  }
  if (stream->lines.bytes > 0)
    growing_text_add(&text, stream->lines.text, stream->lines.bytes);
  growing_text_add_text(&text, "\r\n");
  return text;
}

static void control_asked(struct http2_stream *stream, const struct request_head *head) {
  struct exchange *exchange = &stream->exchange;
  struct server *server = exchange->connection->loop->server;
  struct growing_text own = {.text = NULL};
  const char *body = stream->body.bytes;
  size_t bytes = stream->body.count;
  if (request_is_probe(&exchange->request)) {
    request_head_write(head, "2", &own);
    body = own.text;
    bytes = own.bytes;
  }
  http2_stream_answer(
      stream, control_answer(server, &exchange->request, body ? body : "", bytes, clock_now_ns()));
  growing_text_release(&own);
}

static void feed_asked(struct http2_stream *stream, const struct request_head *head) {
  struct exchange *exchange = &stream->exchange;
  const struct transport_traits *traits = request_transport(&exchange->request);
  if (traits->framed) {
    websocket_accept(exchange, head);
    return;
  }
  COUNT_BY(&exchange->connection->loop->server->shared->counters, streams_opened, traits->streams);
  stream->ends = !traits->streams;
  epoll_open_session(exchange);
  epoll_drive(exchange);
}

/* Returns 0, or the status to refuse with and *reason. */
static int request_take_apart(struct http2_stream *stream, struct growing_text *text,
                              struct request_head *head, const char **reason) {
  int status = 0;
  if (stream->too_long)
    return refused(431, "the head is too long", reason);
  if (text->failed || stream->lines.failed)
    return refused(503, "no memory for the request", reason);
  if (stream->protocol && strcmp(stream->protocol, "websocket") != 0)
    return refused(501, "the only protocol of a CONNECT is websocket", reason);
  status = request_head_read(text->text, text->bytes, head, reason);
  if (status != 0)
    return status;
  head->handshake.extended = stream->protocol != NULL;
  status = request_check(&stream->exchange, head, reason);
  if (status == 0 && stream->body_too_long)
    status = refused(413, REFUSAL_LONG_BODY, reason);
  return status;
}

void http2_request_asked(struct http2_stream *stream) {
  struct exchange *exchange = &stream->exchange;
  struct growing_text text = request_text(stream);
  struct request_head head;
  const char *reason = NULL;
  COUNT(&exchange->connection->loop->server->shared->counters, requests);
  stream->asked = true;
  epoll_set_deadline(exchange, DEADLINE_NONE);
  int status = request_take_apart(stream, &text, &head, &reason);
  if (status != 0)
    http2_stream_answer(stream, request_refusal(exchange, status, reason));
  else if (request_is_control(&exchange->request))
    control_asked(stream, &head);
  else
    feed_asked(stream, &head);
  growing_text_release(&text);
  http2_stream_forget_request(stream);
}
