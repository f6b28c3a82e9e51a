/* The connection: nghttp2's session, and its bytes. */
#include "servers/engines/epoll/http2.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/wire/websocket_frame.h"

enum { FRAME_BYTES_MAX = 16384 + 9 }; /* as long as the peer allows no more, which is not asked */

enum http2_preface http2_preface_of(const char *bytes, size_t count) {
  size_t compared = count < NGHTTP2_CLIENT_MAGIC_LEN ? count : NGHTTP2_CLIENT_MAGIC_LEN;
  if (memcmp(bytes, NGHTTP2_CLIENT_MAGIC, compared) != 0)
    return HTTP2_PREFACE_NONE;
  return compared == NGHTTP2_CLIENT_MAGIC_LEN ? HTTP2_PREFACE_WHOLE : HTTP2_PREFACE_BEGUN;
}

/* --- what nghttp2 tells -------------------------------------------------------------------- */

static struct http2_stream *stream_of(nghttp2_session *session, int32_t id) {
  return nghttp2_session_get_stream_user_data(session, id);
}

static int told(const struct connection *connection) {
  return connection->state == CONNECTION_CLOSED ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  struct connection *connection = owner;
  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
    return 0;
  struct http2_stream *stream = http2_stream_create(connection, frame->hd.stream_id);
  if (!stream)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* this stream is reset */
  nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, stream);
  return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_bytes, const uint8_t *value, size_t value_bytes, uint8_t flags,
                     void *owner) {
  (void)flags;
  (void)owner;
  struct http2_stream *stream = stream_of(session, frame->hd.stream_id);
  if (stream && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    http2_request_header(stream, (const char *)name, name_bytes, (const char *)value, value_bytes);
  return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes,
                   size_t count, void *owner) {
  (void)flags;
  struct http2_stream *stream = stream_of(session, id);
  if (stream && !stream->asked)
    http2_request_body(stream, (const char *)bytes, count);
  else if (stream && stream->exchange.joined && stream->exchange.websocket)
    websocket_take(&stream->exchange, (const char *)bytes, count);
  return told(owner);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  bool asks = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  struct http2_stream *stream = asks ? stream_of(session, frame->hd.stream_id) : NULL;
  bool ended = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
  if (stream && !stream->asked && (ended || http2_request_connects(stream)))
    http2_request_asked(stream);
  stream = asks ? stream_of(session, frame->hd.stream_id) : NULL; /* it may be over */
  if (stream && ended)
    http2_stream_peer_ended(stream);
  return told(owner);
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *owner) {
  (void)error;
  struct http2_stream *stream = stream_of(session, id);
  if (stream)
    http2_stream_end(stream);
  return told(owner);
}

static nghttp2_session *session_create(struct connection *connection) {
  nghttp2_session_callbacks *callbacks = NULL;
  nghttp2_session *session = NULL;
  nghttp2_option *options = NULL;
  uint32_t table_bytes = (uint32_t)connection->loop->server->options->hpack_table_bytes;
  if (nghttp2_option_new(&options) != 0)
    return NULL;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) {
    nghttp2_option_del(options);
    return NULL;
  }
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
  nghttp2_option_set_max_deflate_dynamic_table_size(options, table_bytes);
  if (nghttp2_session_server_new2(&session, callbacks, connection, options) != 0)
    session = NULL;
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_option_del(options);
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, HTTP2_STREAMS_MAX},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, REQUEST_HEAD_BYTES_MAX},
      {NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1},
      {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, table_bytes}};
  size_t count = sizeof settings / sizeof *settings;
  count -= table_bytes == NGHTTP2_DEFAULT_HEADER_TABLE_SIZE; /* what the protocol begins with */
  if (session && nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, count) != 0) {
    nghttp2_session_del(session);
    session = NULL;
  }
  return session;
}

/* --- life ---------------------------------------------------------------------------------- */

/* While nobody asks, it is kept as long as a connection of HTTP/1.1. */
static void idle_begin(struct connection *connection) {
  uint64_t kept_ms = (uint64_t)connection->loop->server->options->keep_alive_timeout_ms;
  bool idle = connection->http2->streams.next == &connection->http2->streams;
  epoll_set_deadline(&connection->exchange,
                     idle ? clock_now_ns() + kept_ms * NS_PER_MS : DEADLINE_NONE);
}

/* The connection closes, or sends its last bytes. Harmless when repeated. */
static void streams_close(struct connection *connection) {
  struct http2 *http2 = connection->http2;
  while (http2->streams.next != &http2->streams)
    http2_stream_end(container_of(http2->streams.next, struct http2_stream, in_connection));
  if (http2->waits)
    link_remove(&http2->unflushed);
  http2->waits = false;
  link_remove(&http2->closed);
  link_insert_before(&connection->loop->closed_http2, &http2->closed);
}

/* A connection that still sends its last bytes keeps it. */
void http2_free_closed(struct loop *loop) {
  struct link *next = NULL;
  for (struct link *at = loop->closed_http2.next; at != &loop->closed_http2; at = next) {
    struct http2 *http2 = container_of(at, struct http2, closed);
    next = at->next;
    if (http2->connection->state != CONNECTION_CLOSED)
      continue;
    link_remove(at);
    nghttp2_session_del(http2->session);
    free(http2);
  }
}

void http2_begin(struct connection *connection) {
  struct http2 *http2 = calloc(1, sizeof *http2);
  nghttp2_session *session = http2 ? session_create(connection) : NULL;
  if (!session) {
    free(http2);
    epoll_close(connection);
    return;
  }
  http2->session = session;
  http2->connection = connection;
  link_init(&http2->streams);
  link_init(&http2->sending);
  link_init(&http2->stalled);
  link_init(&http2->drained);
  link_init(&http2->closed);
  http2->flush = http2_flush;
  connection->http2 = http2;
  connection->close_streams = streams_close;
  connection->request_due = false;
  connection->state = CONNECTION_STREAMS;
}

/* What they have is written before GOAWAY, after which nghttp2 sends nothing. */
static void websockets_close(struct connection *connection) {
  struct link *next = NULL;
  for (struct link *at = connection->http2->streams.next;
       connection->state == CONNECTION_STREAMS && at != &connection->http2->streams; at = next) {
    struct http2_stream *stream = container_of(at, struct http2_stream, in_connection);
    next = at->next;
    if (stream->exchange.joined && stream->exchange.websocket)
      websocket_begin_close(&stream->exchange, CLOSE_GOING_AWAY, "");
  }
}

void http2_end(struct connection *connection) {
  websockets_close(connection);
  if (!http2_flush(connection) || connection->state != CONNECTION_STREAMS)
    return;
  nghttp2_session_terminate_session(connection->http2->session, NGHTTP2_NO_ERROR);
  if (http2_flush(connection) && connection->state == CONNECTION_STREAMS)
    epoll_end(connection, true);
}

/* --- bytes --------------------------------------------------------------------------------- */

void http2_take(struct connection *connection, const char *bytes, size_t count) {
  connection->http2->taking = true;
  ssize_t taken =
      nghttp2_session_mem_recv(connection->http2->session, (const uint8_t *)bytes, count);
  connection->http2->taking = false;
  if (connection->state == CONNECTION_CLOSED)
    return;
  if (taken < 0)
    epoll_close(connection);
  else
    http2_flush(connection);
}

/* Writes bytes; what the socket does not take stays with the connection. */
static bool bytes_write(struct connection *connection, const uint8_t *bytes, size_t count) {
  struct server_counters *counters = &connection->loop->server->shared->counters;
  const struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = count};
  ssize_t written = stream_write(&connection->stream, &part, 1);
  if (written == STREAM_FAILED) {
    COUNT(counters, write_failures);
    epoll_close(connection);
    return false;
  }
  size_t done = written > 0 ? (size_t)written : 0;
  COUNT_BY(counters, writes, connection->http2->messages > 0 && done > 0);
  connection->http2->messages = 0;
  if (done == count)
    return true;
  struct chunk *rest = chunk_new(count - done);
  if (rest)
    memcpy(rest->bytes, bytes + done, count - done);
  if (!rest || !output_put(&connection->output, rest)) {
    epoll_close(connection);
    return false;
  }
  return epoll_write(connection);
}

/* Gathers frames, and writes them. False when the connection was closed. */
static bool frames_write(struct connection *connection) {
  uint8_t *gathered = connection->loop->gathered;
  ssize_t bytes = 1;
  while (bytes > 0 && !connection->blocked) {
    const uint8_t *frame = NULL;
    size_t used = 0;
    while (used + FRAME_BYTES_MAX <= OUTPUT_GATHERED_BYTES &&
           (bytes = nghttp2_session_mem_send(connection->http2->session, &frame)) > 0) {
      CONTRACT((size_t)bytes <= OUTPUT_GATHERED_BYTES - used);
      memcpy(gathered + used, frame, (size_t)bytes);
      used += (size_t)bytes;
    }
    if (bytes < 0 || connection->state == CONNECTION_CLOSED) {
      epoll_close(connection);
      return false;
    }
    if (used > 0 && !bytes_write(connection, gathered, used))
      return false;
  }
  return true;
}

static struct http2_stream *list_take(struct link *list) {
  if (list->next == list)
    return NULL;
  struct http2_stream *stream = container_of(list->next, struct http2_stream, in_list);
  http2_stream_list(stream, NULL);
  return stream;
}

/* Tells the sessions whose streams are blocked now, or not any more. True where one was told. */
static bool sessions_drive(struct http2 *http2) {
  bool driven = false;
  struct http2_stream *stream = NULL;
  while ((stream = list_take(&http2->sending))) {
    bool was_blocked = stream->blocked;
    stream->blocked = stream->output.count > 0;
    if (stream->blocked)
      http2_stream_list(stream, &http2->stalled);
    if (stream->blocked == was_blocked)
      continue;
    driven = true;
    if (stream->exchange.joined)
      epoll_drive(&stream->exchange);
  }
  while ((stream = list_take(&http2->drained))) {
    stream->blocked = false;
    driven = true;
    if (stream->exchange.joined)
      epoll_drive(&stream->exchange);
  }
  return driven;
}

bool http2_flush(struct connection *connection) {
  struct http2 *http2 = connection->http2;
  if (http2->flushing || http2->taking)
    return true;
  http2->flushing = true;
  if (http2->waits)
    link_remove(&http2->unflushed);
  http2->waits = false;
  bool open = true;
  do
    open = frames_write(connection);
  while (open && sessions_drive(http2) && connection->state != CONNECTION_CLOSED);
  http2->flushing = false;
  if (connection->state != CONNECTION_STREAMS)
    return connection->state != CONNECTION_CLOSED;
  if (!nghttp2_session_want_read(http2->session) && !nghttp2_session_want_write(http2->session))
    epoll_end(connection, true);
  else
    idle_begin(connection);
  return connection->state != CONNECTION_CLOSED;
}

void http2_flush_all(struct loop *loop) {
  while (loop->unflushed.next != &loop->unflushed) {
    struct http2 *http2 = container_of(loop->unflushed.next, struct http2, unflushed);
    struct connection *connection = http2->connection;
    if (http2_flush(connection))
      epoll_watch(connection);
  }
}
