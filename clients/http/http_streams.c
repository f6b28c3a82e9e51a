/* HTTP/2 on connections of our own, by nghttp2, which does no I/O: each request is a stream, and
 * streams_per_connection users share a connection. Heads are those of HTTP/1.1
 * (common/wire/http2_head), bytes are counted by the frames that they are in. */
#include <stdlib.h>
#include <string.h>

#include "clients/http/http_streams_connection.h"
#include "clients/http/http_streams_request.h"
#include "clients/http/http_streams_session.h"
#include "common/base/clock.h"

static struct streams_http *http_of(struct http *http) {
  return (struct streams_http *)(void *)http;
}

static struct stream *stream_of(struct http_connection *connection) {
  return (struct stream *)(void *)connection;
}

static void request_timed_out(void *owner) {
  struct stream *stream = owner;
  if (!stream->under_way || stream->deadline_ns == 0)
    return;
  if (clock_now_ns() < stream->deadline_ns) {
    loop_timer_at(stream->timer, stream->deadline_ns);
    return;
  }
  bool connected = stream->shared->session != NULL;
  stream_reset(stream);
  if (connected)
    shared_write_soon(stream->shared);
  stream_failed(stream, connected, LIFE_TIMEOUT);
}

/* --- the library's functions --------------------------------------------------------- */

/* Begins the request that stream->request has. False without memory. */
static bool stream_begin(struct stream *stream, bool connects, long timeout_ms) {
  struct http2_connection *shared = stream->shared;
  stream_reset(stream); /* a WebSocket whose last bytes have not gone out */
  stream->under_way = true;
  stream->connects = connects;
  stream->counted = stream->early = false;
  stream->code = 0;
  stream->deadline_ns = timeout_ms ? clock_now_ns() + (uint64_t)timeout_ms * NS_PER_MS : 0;
  if (stream->deadline_ns)
    loop_timer_at(stream->timer, stream->deadline_ns);
  if (shared->connection.descriptor < 0) {
    shared_connect(shared);
    return true;
  }
  if (!shared->session || (connects && !shared->settled)) /* it is submitted when that has come */
    return true;
  if ((connects && !session_takes_websockets(shared)) || !stream_submit(stream)) {
    stream->under_way = false;
    return false;
  }
  shared_write_soon(shared);
  return true;
}

static bool streams_start(struct http_connection *handle, const struct http_request *request) {
  struct stream *stream = stream_of(handle);
  return request_write(&stream->shared->http->writer, request, 0, &stream->request) &&
         stream_begin(stream, false, request->timeout_ms);
}

static bool streams_connect(struct http_connection *handle, const char *head, size_t bytes) {
  struct stream *stream = stream_of(handle);
  return request_text_copy(&stream->request, head, bytes) && stream_begin(stream, true, 0);
}

static bool streams_write(struct http_connection *handle, const char *bytes, size_t count) {
  struct stream *stream = stream_of(handle);
  if (stream->id == 0 || !stream->shared->session || !stream_put(stream, bytes, count))
    return false;
  shared_write_soon(stream->shared);
  return true;
}

static bool streams_writes_wait(const struct http_connection *handle) {
  const struct stream *stream = (const struct stream *)(const void *)handle;
  return stream->out_bytes > 0 || connection_waits(&stream->shared->connection);
}

static void streams_finish(struct http_connection *handle) {
  struct stream *stream = stream_of(handle);
  stream->under_way = false;
  stream->deadline_ns = 0;
  if (stream->id == 0 || !stream->shared->session)
    return;
  stream_put_end(stream);
  shared_write_soon(stream->shared);
}

static void streams_set_address(struct http_connection *handle, const uint32_t *address) {
  struct http2_connection *shared = stream_of(handle)->shared;
  if (!shared->connection.address) /* the first user's */
    shared->connection.address = address;
}

static int streams_descriptor(const struct http_connection *handle) {
  const struct stream *stream = (const struct stream *)(const void *)handle;
  const struct connection *connection = &stream->shared->connection;
  return connection->established ? connection->descriptor : -1;
}

static void streams_set_paused(struct http_connection *handle, bool paused) {
  connection_set_paused(&stream_of(handle)->shared->connection, paused);
}

/* The connection of a user who has it alone closes, as over HTTP/1.1. */
static void streams_abort(struct http_connection *handle) {
  struct stream *stream = stream_of(handle);
  struct http2_connection *shared = stream->shared;
  if (!stream->under_way)
    return;
  stream->under_way = false;
  stream->deadline_ns = 0;
  if (shared->user_count == 1 || !shared->session) {
    stream->id = 0;
    if (shared->user_count == 1)
      shared_leave(shared, true);
    return;
  }
  stream_reset(stream);
  shared_write_soon(shared);
}

static void streams_close(struct http *handle) {
  struct streams_http *http = http_of(handle);
  if (http->closing)
    return;
  http->closing = true;
  for (size_t i = 0; i < http->user_count; i++)
    http->users[i].under_way = false;
  for (size_t i = 0; i < http->shared_count; i++) {
    struct http2_connection *shared = &http->shared[i];
    shared_write(shared); /* after GOAWAY nothing is sent */
    if (shared->session) {
      nghttp2_session_terminate_session(shared->session, NGHTTP2_NO_ERROR);
      shared_write(shared);
    }
    shared_leave(shared, true);
  }
}

static void streams_destroy(struct http *handle) {
  struct streams_http *http = http_of(handle);
  streams_close(handle);
  for (size_t i = 0; i < http->user_count; i++) {
    loop_timer_destroy(http->users[i].timer);
    request_text_release(&http->users[i].request);
    inflater_destroy(http->users[i].inflater);
    growing_text_release(&http->users[i].head);
    free(http->users[i].out);
  }
  for (size_t i = 0; i < http->shared_count; i++) {
    connection_release(&http->shared[i].connection);
    loop_timer_destroy(http->shared[i].timer);
  }
  request_writer_release(&http->writer);
  connections_destroy(http->connections);
  write_queue_destroy(http->queue);
  nghttp2_session_callbacks_del(http->callbacks);
  free(http->shared);
  free(http->users);
  free(http);
}

static enum status streams_create(const struct http_settings *settings, struct http **out,
                                  struct error *error) {
  size_t each = settings->streams_per_connection;
  size_t shared_most = (settings->connections + each - 1) / each;
  struct streams_http *http = calloc(1, sizeof *http);
  if (!http)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for HTTP/2");
  http->library = &http_streams;
  http->settings = *settings;
  http->writer.style = settings->style;
  http->writer.accepts_gzip = settings->compression;
  http->users = calloc(settings->connections, sizeof *http->users);
  http->shared = calloc(shared_most, sizeof *http->shared);
  http->queue = write_queue_create(settings->network.loop, shared_write);
  enum status status = STATUS_OK;
  http->callbacks = session_callbacks_make();
  if (!http->users || !http->shared || !http->queue || !http->callbacks)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for %zu users of HTTP/2",
                       settings->connections);
  if (status == STATUS_OK)
    status = connections_create(&settings->network, &http->connections, error);
  if (status != STATUS_OK) {
    streams_destroy((struct http *)(void *)http);
    return status;
  }
  *out = (struct http *)(void *)http;
  return STATUS_OK;
}

static enum status streams_connection_create(struct http *handle,
                                             const struct http_handler *handler, void *owner,
                                             struct http_connection **out, struct error *error) {
  struct streams_http *http = http_of(handle);
  bool first = http->user_count % http->settings.streams_per_connection == 0;
  struct http2_connection *shared =
      first ? shared_create(http) : &http->shared[http->shared_count - 1];
  struct stream *stream = &http->users[http->user_count];
  *stream = (struct stream){
      .library = &http_streams, .shared = shared, .handler = handler, .owner = owner};
  stream->timer =
      shared ? loop_timer_create(http->settings.network.loop, request_timed_out, stream) : NULL;
  if (!stream->timer)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a user of HTTP/2");
  http->user_count++;
  shared->user_count++;
  *out = (struct http_connection *)(void *)stream;
  return STATUS_OK;
}

/* Everything is counted when it is written or read. */
static void streams_settle(struct http *http) {
  (void)http;
}

const struct http_library http_streams = {
    .create = streams_create,
    .close = streams_close,
    .destroy = streams_destroy,
    .connection_create = streams_connection_create,
    .start = streams_start,
    .set_address = streams_set_address,
    .descriptor = streams_descriptor,
    .set_paused = streams_set_paused,
    .abort = streams_abort,
    .connect = streams_connect,
    .write = streams_write,
    .writes_wait = streams_writes_wait,
    .finish = streams_finish,
    .settle = streams_settle,
};
