/* The stream: its answer, and what waits to be sent. */
#include "servers/engines/epoll/http2.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/growing_text.h"
#include "common/wire/http2_head.h"
#include "servers/wire/response_head.h"

static struct http2_stream *stream_of(const struct exchange *exchange) {
  return (struct http2_stream *)(uintptr_t)exchange;
}

static nghttp2_session *session_of(const struct http2_stream *stream) {
  return stream->exchange.connection->http2->session;
}

/* Lets the connection be flushed with all others of its loop. */
static void flush_later(struct connection *connection) {
  struct http2 *http2 = connection->http2;
  if (http2->waits || http2->flushing)
    return;
  http2->waits = true;
  link_insert_before(&connection->loop->unflushed, &http2->unflushed);
}

/* --- the answer ---------------------------------------------------------------------------- */

static ssize_t data_read(nghttp2_session *session, int32_t id, uint8_t *out, size_t room,
                         uint32_t *flags, nghttp2_data_source *source, void *owner) {
  (void)session;
  (void)id;
  struct connection *connection = owner;
  struct http2_stream *stream = source->ptr;
  size_t bytes = output_take(&stream->output, out, room, &connection->http2->messages);
  bool empty = stream->output.count == 0;
  if (empty && stream->blocked)
    http2_stream_list(stream, &connection->http2->drained);
  if (empty && stream->ends)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  else if (bytes == 0)
    return NGHTTP2_ERR_DEFERRED;
  return (ssize_t)bytes;
}

/* Reads the head with which the chunk begins into `text`, to which the headers point. Returns its
 * length. */
static size_t head_read(const struct chunk *chunk, char text[static REQUEST_HEAD_BYTES_MAX],
                        struct http2_head *out) {
  const uint8_t *blank = memmem(chunk->bytes, chunk->bytes_count, "\r\n\r\n", 4);
  size_t bytes = blank ? (size_t)(blank - chunk->bytes) + 4 : 0;
  CONTRACT(bytes > 0 && bytes <= REQUEST_HEAD_BYTES_MAX);
  memcpy(text, chunk->bytes, bytes);
  bool read = http2_head_of_answer(text, bytes, out);
  CONTRACT(read);
  return bytes;
}

/* Submits the head that the chunk begins with, and leaves the rest of it to the output. */
static bool answer_begin(struct http2_stream *stream, struct chunk *chunk) {
  char text[REQUEST_HEAD_BYTES_MAX];
  struct http2_head head;
  size_t head_bytes = head_read(chunk, text, &head);
  bool has_body = !stream->ends || chunk->bytes_count > head_bytes;
  const nghttp2_data_provider body = {.source.ptr = stream, .read_callback = data_read};
  if (!output_put(&stream->output, chunk))
    return false;
  output_drop(&stream->output, head_bytes);
  stream->answered = true;
  http2_head_index(&head, stream->exchange.connection->loop->server->options->hpack_indexing);
  return nghttp2_submit_response(session_of(stream), stream->id, head.headers, head.count,
                                 has_body ? &body : NULL) == 0;
}

/* The rest of what waits for the stream is not sent. A peer that reads nothing at all loses its
 * connection, which may never take the reset. */
static void stream_drop(struct exchange *exchange) {
  struct http2_stream *stream = stream_of(exchange);
  if (stream->over)
    return;
  if (exchange->connection->blocked) {
    epoll_abort(exchange->connection);
    return;
  }
  nghttp2_submit_rst_stream(session_of(stream), NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
  nghttp2_session_set_stream_user_data(session_of(stream), stream->id, NULL);
  flush_later(exchange->connection);
  http2_stream_end(stream);
}

static bool stream_put(struct exchange *exchange, struct chunk *chunk) {
  struct http2_stream *stream = stream_of(exchange);
  size_t messages = chunk ? chunk->messages : 0;
  size_t bytes = chunk ? chunk->bytes_count : 0;
  if (stream->over) {
    chunk_drop(chunk);
    return false;
  }
  bool put = chunk &&
             (stream->answered ? output_put(&stream->output, chunk) : answer_begin(stream, chunk));
  if (!put) {
    stream_drop(exchange);
    return false;
  }
  nghttp2_session_resume_data(session_of(stream), stream->id); /* fails where it goes on already */
  if (!stream->blocked)
    http2_stream_list(stream, &exchange->connection->http2->sending);
  flush_later(exchange->connection);
  epoll_count_handed_out(exchange, messages, bytes);
  return true;
}

static bool stream_written(struct exchange *exchange) {
  const struct http2_stream *stream = stream_of(exchange);
  return !stream->over;
}

static bool stream_write_much(struct exchange *exchange) {
  struct http2_stream *stream = stream_of(exchange);
  if (!output_is_full(&stream->output))
    return true;
  if (!exchange->connection->http2->flush(exchange->connection) || stream->over)
    return false;
  stream->blocked = stream->output.count > 0;
  return true;
}

static bool stream_is_blocked(const struct exchange *exchange) {
  return stream_of(exchange)->blocked;
}

static uint64_t stream_unsent_bytes(const struct exchange *exchange) {
  return stream_of(exchange)->output.bytes;
}

static uint64_t request_deadline_ns(const struct http2_stream *stream) {
  const struct server *server = stream->exchange.connection->loop->server;
  return clock_now_ns() + (uint64_t)server->options->request_timeout_ms * NS_PER_MS;
}

/* The peer has the time of a request to take the answer. */
static void stream_answered(struct exchange *exchange) {
  struct http2_stream *stream = stream_of(exchange);
  if (!stream->over)
    epoll_set_deadline(exchange, request_deadline_ns(stream));
}

/* The peer has that time to end its side, too. */
static void stream_finish(struct exchange *exchange, bool lingers) {
  struct http2_stream *stream = stream_of(exchange);
  (void)lingers;
  if (stream->over)
    return;
  stream->ends = true;
  nghttp2_session_resume_data(session_of(stream), stream->id);
  flush_later(exchange->connection);
  stream_answered(exchange);
}

static const struct exchange_writer stream_writer = {
    .is_blocked = stream_is_blocked,
    .put = stream_put,
    .write_much = stream_write_much,
    .write = stream_written,
    .unsent_bytes = stream_unsent_bytes,
    .drop = stream_drop,
    .answered = stream_answered,
    .end = stream_finish,
};

void http2_stream_answer(struct http2_stream *stream, struct chunk *chunk) {
  stream->ends = true;
  stream_put(&stream->exchange, chunk);
  stream_answered(&stream->exchange);
}

/* --- life ---------------------------------------------------------------------------------- */

static void on_deadline(struct deadline *deadline) {
  struct http2_stream *stream = container_of(deadline, struct http2_stream, exchange.deadline);
  struct connection *connection = stream->exchange.connection;
  if (stream->exchange.joined) {
    epoll_drive(&stream->exchange);
  } else if (stream->asked) { /* the peer does not take the answer, or does not end its side */
    stream_drop(&stream->exchange);
  } else {
    COUNT(&connection->loop->server->shared->counters, requests);
    stream->asked = true;
    http2_stream_answer(
        stream, request_refusal(&stream->exchange, 408, "the request took too long to come"));
  }
  epoll_watch(connection);
}

struct http2_stream *http2_stream_create(struct connection *connection, int32_t id) {
  struct loop *loop = connection->loop;
  struct http2_stream *stream = calloc(1, sizeof *stream);
  if (!stream || !deadlines_reserve(&loop->deadlines)) {
    free(stream);
    return NULL;
  }
  stream->id = id;
  stream->exchange.connection = connection;
  stream->exchange.writer = &stream_writer;
  link_init(&stream->in_list);
  link_insert_before(&connection->http2->streams, &stream->in_connection);
  deadline_init(&stream->exchange.deadline, on_deadline);
  epoll_set_deadline(&stream->exchange, request_deadline_ns(stream));
  return stream;
}

void http2_stream_list(struct http2_stream *stream, struct link *list) {
  link_remove(&stream->in_list);
  link_init(&stream->in_list);
  if (list)
    link_insert_before(list, &stream->in_list);
}

void http2_stream_forget_request(struct http2_stream *stream) {
  free(stream->method);
  free(stream->path);
  free(stream->authority);
  free(stream->protocol);
  stream->method = stream->path = stream->authority = stream->protocol = NULL;
  growing_text_release(&stream->lines);
  stream->exchange.connection->http2->body_bytes -= stream->body.count;
  fragments_clear(&stream->body);
}

void http2_stream_end(struct http2_stream *stream) {
  struct loop *loop = stream->exchange.connection->loop;
  if (stream->over)
    return;
  epoll_leave(&stream->exchange);
  stream->over = true;
  deadlines_forget(&loop->deadlines, &stream->exchange.deadline);
  http2_stream_list(stream, NULL);
  link_remove(&stream->in_connection);
  link_insert_before(&loop->closed_streams, &stream->in_connection);
}

void http2_stream_free(struct http2_stream *stream) {
  link_remove(&stream->in_connection);
  output_release(&stream->output);
  websocket_free(stream->exchange.websocket);
  http2_stream_forget_request(stream);
  free(stream);
}

void http2_stream_peer_ended(struct http2_stream *stream) {
  if (!stream->exchange.joined || !stream->exchange.websocket)
    return;
  epoll_leave(&stream->exchange);
  stream_finish(&stream->exchange, false);
}
