/* HTTP/2 on connections of our own, by nghttp2, which does no I/O: each request is a stream, and
 * streams_per_connection users share a connection. Heads are those of HTTP/1.1
 * (common/wire/http2_head), bytes are counted by the frames that they are in. */
#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http/http_library.h"
#include "clients/http/write_queue.h"
#include "clients/net/connection.h"
#include "common/base/clock.h"
#include "common/deflate/inflate.h"
#include "common/wire/http2_head.h"

enum { FRAME_HEAD_BYTES = 9, GATHERED_BYTES = 1 << 16 };

struct stream {
  const struct http_library *library;
  struct http2_connection *shared;
  const struct http_handler *handler;
  void *owner;
  int32_t id; /* of the request under way; 0: it is not submitted */
  bool under_way;
  bool once;    /* it must not be repeated once it is sent */
  bool counted; /* the request under way is in counters.requests */
  int code;     /* of the answer; 0 before it */
  size_t body_sent;
  struct request_text request;
  uint64_t deadline_ns; /* of the request; 0: none */
  struct loop_timer *timer;
  struct inflater *inflater; /* of a compressed answer; NULL: it is not */
  bool gzip;                 /* the answer's head says so */
  uint64_t inflated_bytes;
};

/* A connection, and the users who share it. */
struct http2_connection {
  struct streams_http *http;
  struct connection connection;
  nghttp2_session *session; /* NULL while it is not open */
  nghttp2_session *retired; /* its connection was left while it was told of bytes */
  bool reading;             /* the session is told of bytes */
  bool spoken;              /* a frame has come */
  struct stream *users;
  size_t user_count;
  uint64_t opened;     /* connections so far */
  uint64_t opened_ns;  /* when the newest one was begun */
  uint64_t asked_ns;   /* when it could send its first request; 0 once bytes have come */
  uint64_t give_up_ns; /* of the attempt to connect; 0: it is over */
  struct loop_timer *timer;
  struct write_queue_entry unwritten;
};

struct streams_http {
  const struct http_library *library;
  struct http_settings settings;
  struct connections *connections;
  struct request_writer writer;
  struct http2_connection *shared;
  size_t shared_count;
  struct stream *users;
  size_t user_count;
  nghttp2_session_callbacks *callbacks;
  struct write_queue *queue;
  uint64_t received_ns; /* when the bytes that are being read were received */
  bool receiving;
  bool closing;
};

static struct streams_http *http_of(struct http *http) {
  return (struct streams_http *)(void *)http;
}

static struct stream *stream_of(struct http_connection *connection) {
  return (struct stream *)(void *)connection;
}

static struct counters *counters_of(const struct http2_connection *shared) {
  return shared->http->settings.counters;
}

/* --- the end of a request ------------------------------------------------------------ */

static void request_ended(struct stream *stream, const struct http_outcome *outcome) {
  const struct http_settings *settings = &stream->shared->http->settings;
  stream->under_way = false;
  stream->id = 0;
  stream->deadline_ns = 0;
  inflater_destroy(stream->inflater);
  stream->inflater = NULL;
  http_count_request(settings, &stream->counted);
  settings->counters->requests_failed += !outcome->complete || outcome->code != 200;
  stream->handler->ended(stream->owner, outcome);
}

static void request_failed(struct stream *stream, bool connected, enum life_failure failure) {
  bool foreign = failure == LIFE_PROTOCOL && !stream->shared->spoken;
  const struct http_outcome outcome = {.unconnected = !connected,
                                       .timed_out = connected && failure == LIFE_TIMEOUT,
                                       .reason = foreign ? "the server does not speak HTTP/2"
                                                         : life_failure_names[failure],
                                       .failure = failure};
  request_ended(stream, &outcome);
}

static void request_complete(struct stream *stream) {
  const struct http_outcome outcome = {
      .complete = true, .code = stream->code, .reason = "", .failure = LIFE_STATUS};
  request_ended(stream, &outcome);
}

/* The server is told that nobody reads the answer. */
static void stream_reset(struct stream *stream) {
  nghttp2_session *session = stream->shared->session;
  if (stream->id == 0 || !session)
    return;
  nghttp2_session_set_stream_user_data(session, stream->id, NULL);
  nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
  stream->id = 0;
}

/* --- bytes --------------------------------------------------------------------------- */

/* Gathers the frames that wait, and sends them by one call. */
static void shared_write(void *owner) {
  static char gathered[GATHERED_BYTES];
  struct http2_connection *shared = owner;
  size_t used = 0;
  for (;;) {
    const uint8_t *frame = NULL;
    ssize_t bytes = shared->session ? nghttp2_session_mem_send(shared->session, &frame) : 0;
    if (used > 0 && (bytes <= 0 || used + (size_t)bytes > sizeof gathered)) {
      counters_of(shared)->up_bytes += used;
      if (!connection_send(&shared->connection, gathered, used))
        return; /* its end follows */
      used = 0;
    }
    if (bytes <= 0)
      return;
    memcpy(gathered + used, frame, (size_t)bytes);
    used += (size_t)bytes;
  }
}

static void shared_write_soon(struct http2_connection *shared) {
  if (shared->http->receiving)
    write_queue_add(shared->http->queue, &shared->unwritten);
  else
    shared_write(shared);
}

static ssize_t body_read(nghttp2_session *session, int32_t id, uint8_t *out, size_t room,
                         uint32_t *flags, nghttp2_data_source *source, void *owner) {
  (void)session;
  (void)id;
  (void)owner;
  struct stream *stream = source->ptr;
  size_t left = stream->request.body_bytes - stream->body_sent;
  size_t bytes = left < room ? left : room;
  memcpy(out, stream->request.bytes + stream->request.head_bytes + stream->body_sent, bytes);
  stream->body_sent += bytes;
  if (bytes == left)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  return (ssize_t)bytes;
}

/* False without memory. */
static bool request_submit(struct stream *stream) {
  struct http2_connection *shared = stream->shared;
  const char *scheme = shared->http->settings.network.tls ? "https" : "http";
  struct http2_head head;
  const nghttp2_data_provider body = {.source.ptr = stream, .read_callback = body_read};
  stream->code = 0;
  stream->gzip = false;
  stream->body_sent = 0;
  if (!http2_head_of_request(stream->request.bytes, stream->request.head_bytes, scheme, &head))
    return false;
  int32_t id = nghttp2_submit_request(shared->session, NULL, head.headers, head.count,
                                      stream->request.body_bytes > 0 ? &body : NULL, stream);
  stream->id = id > 0 ? id : 0;
  return id > 0;
}

/* --- what nghttp2 tells -------------------------------------------------------------- */

static struct stream *stream_by_id(nghttp2_session *session, int32_t id) {
  struct stream *stream = nghttp2_session_get_stream_user_data(session, id);
  return stream && stream->id == id ? stream : NULL;
}

static int on_frame_sent(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  struct http2_connection *shared = owner;
  struct stream *stream = stream_by_id(session, frame->hd.stream_id);
  if (frame->hd.type == NGHTTP2_HEADERS) {
    counters_of(shared)->head_up_bytes += FRAME_HEAD_BYTES + frame->hd.length;
    if (stream)
      http_count_request(&shared->http->settings, &stream->counted);
  } else if (frame->hd.type == NGHTTP2_DATA) {
    counters_of(shared)->payload_up_bytes += frame->hd.length;
  }
  return 0;
}

static bool is_text(const uint8_t *bytes, size_t count, const char *text) {
  return count == strlen(text) && memcmp(bytes, text, count) == 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_bytes, const uint8_t *value, size_t value_bytes, uint8_t flags,
                     void *owner) {
  (void)flags;
  (void)owner;
  struct stream *stream = stream_by_id(session, frame->hd.stream_id);
  if (!stream)
    return 0;
  if (is_text(name, name_bytes, ":status")) /* three digits, which nghttp2 has checked */
    stream->code = (value[0] - '0') * 100 + (value[1] - '0') * 10 + (value[2] - '0');
  else if (is_text(name, name_bytes, "content-encoding"))
    stream->gzip = is_text(value, value_bytes, "gzip");
  return 0;
}

static bool inflated_take(void *owner, const char *bytes, size_t count) {
  struct stream *stream = owner;
  stream->inflated_bytes += count;
  return stream->under_way &&
         stream->handler->body(stream->owner, bytes, count, stream->shared->http->received_ns);
}

static bool body_take(struct stream *stream, const char *bytes, size_t count) {
  struct streams_http *http = stream->shared->http;
  if (!stream->gzip)
    return stream->handler->body(stream->owner, bytes, count, http->received_ns);
  if (!stream->inflater)
    stream->inflater = inflater_create(INFLATE_GZIP, 15);
  if (http->settings.compressed)
    *http->settings.compressed = true;
  stream->inflated_bytes = 0;
  bool good =
      stream->inflater && inflater_give(stream->inflater, bytes, count, inflated_take, stream);
  http->settings.counters->saved_down_bytes += stream->inflated_bytes - count;
  return good;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes,
                   size_t count, void *owner) {
  (void)flags;
  (void)owner;
  struct stream *stream = stream_by_id(session, id);
  if (!stream || body_take(stream, (const char *)bytes, count) || !stream->under_way)
    return 0;
  stream_reset(stream);
  request_failed(stream, true, LIFE_PROTOCOL);
  return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  struct http2_connection *shared = owner;
  struct stream *stream = stream_by_id(session, frame->hd.stream_id);
  shared->spoken = true;
  if (frame->hd.type == NGHTTP2_HEADERS) {
    counters_of(shared)->head_down_bytes += FRAME_HEAD_BYTES + frame->hd.length;
    if (stream && stream->handler->head && stream->code >= 200)
      stream->handler->head(stream->owner, stream->code, NULL, 0);
  }
  bool ends = (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
              frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
  if (!stream || !ends || !stream->under_way)
    return 0;
  if (stream->inflater && !inflater_ended(stream->inflater))
    request_failed(stream, true, LIFE_PROTOCOL);
  else
    request_complete(stream);
  return 0;
}

/* The server has reset it, or has not looked at it. */
static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *owner) {
  (void)owner;
  struct stream *stream = stream_by_id(session, id);
  if (stream && stream->under_way)
    request_failed(stream, true, error == NGHTTP2_NO_ERROR ? LIFE_CLOSED : LIFE_RESET);
  return 0;
}

/* --- connections --------------------------------------------------------------------- */

static void shared_leave(struct http2_connection *shared, bool wanted) {
  write_queue_remove(shared->http->queue, &shared->unwritten);
  if (shared->reading)
    shared->retired = shared->session;
  else
    nghttp2_session_del(shared->session);
  shared->session = NULL;
  shared->give_up_ns = 0;
  if (!shared->connection.established) {
    connection_leave(&shared->connection);
    return;
  }
  http_count_closed(&shared->http->settings, connection_leave(&shared->connection), wanted);
}

/* All requests that are under way on it fail. Those that begin meanwhile go to the next one. */
static void requests_fail(struct http2_connection *shared, bool connected,
                          enum life_failure failure) {
  for (size_t i = 0; i < shared->user_count; i++)
    shared->users[i].id = -shared->users[i].under_way;
  for (size_t i = 0; i < shared->user_count; i++)
    if (shared->users[i].id == -1)
      request_failed(&shared->users[i], connected, failure);
}

/* Begins to connect. */
static void shared_connect(struct http2_connection *shared) {
  const struct http_settings *settings = &shared->http->settings;
  int error_number = 0;
  shared->opened_ns = clock_now_ns();
  shared->asked_ns = 0;
  shared->spoken = false;
  http_count_attempted(settings, shared->opened_ns);
  if (!connection_open(&shared->connection, &error_number)) {
    requests_fail(shared, false, life_failure_of(error_number));
    return;
  }
  shared->give_up_ns =
      shared->opened_ns + (uint64_t)settings->network.connect_timeout_ms * NS_PER_MS;
  loop_timer_at(shared->timer, shared->give_up_ns);
}

static void on_established(void *owner) {
  struct http2_connection *shared = owner;
  http_count_opened(&shared->http->settings, shared->opened++, clock_now_ns() - shared->opened_ns);
}

static bool session_begin(struct http2_connection *shared) {
  const nghttp2_settings_entry push = {NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
  return nghttp2_session_client_new(&shared->session, shared->http->callbacks, shared) == 0 &&
         nghttp2_submit_settings(shared->session, NGHTTP2_FLAG_NONE, &push, 1) == 0;
}

static void on_open(void *owner) {
  struct http2_connection *shared = owner;
  shared->asked_ns = clock_now_ns();
  shared->give_up_ns = 0;
  bool good = session_begin(shared);
  for (size_t i = 0; i < shared->user_count && good; i++)
    good = !shared->users[i].under_way || request_submit(&shared->users[i]);
  if (good) {
    shared_write(shared);
    return;
  }
  shared_leave(shared, false);
  requests_fail(shared, true, LIFE_OTHER);
}

static void on_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct http2_connection *shared = owner;
  struct streams_http *http = shared->http;
  uint32_t generation = shared->connection.generation;
  counters_of(shared)->down_bytes += count;
  if (shared->asked_ns && http->settings.life)
    life_answered(http->settings.life, receipt_ns - shared->asked_ns);
  shared->asked_ns = 0;
  http->received_ns = receipt_ns;
  http->receiving = shared->reading = true;
  ssize_t taken = nghttp2_session_mem_recv(shared->session, (const uint8_t *)bytes, count);
  http->receiving = shared->reading = false;
  nghttp2_session_del(shared->retired);
  shared->retired = NULL;
  if (shared->connection.generation != generation || !shared->session)
    return;
  bool over = !nghttp2_session_want_read(shared->session);
  if (taken < 0 || over) {
    shared_leave(shared, false);
    requests_fail(shared, true, LIFE_PROTOCOL);
  } else if (nghttp2_session_want_write(shared->session)) {
    shared_write_soon(shared);
  }
}

static void on_ended(void *owner, const struct connection_end *end) {
  struct http2_connection *shared = owner;
  bool open = shared->session != NULL;
  bool other = open && shared->asked_ns == 0 && !shared->spoken; /* it spoke something else */
  write_queue_remove(shared->http->queue, &shared->unwritten);
  nghttp2_session_del(shared->session);
  shared->session = NULL;
  shared->give_up_ns = 0;
  if (end->established)
    http_count_closed(&shared->http->settings, end->by, shared->http->closing);
  requests_fail(shared, open, other ? LIFE_PROTOCOL : end->failure);
}

static const struct connection_handler connection_handler = {
    .established = on_established,
    .open = on_open,
    .received = on_received,
    .ended = on_ended,
};

/* --- time ---------------------------------------------------------------------------- */

static void connect_timed_out(void *owner) {
  struct http2_connection *shared = owner;
  if (shared->give_up_ns == 0)
    return;
  if (clock_now_ns() < shared->give_up_ns) {
    loop_timer_at(shared->timer, shared->give_up_ns);
    return;
  }
  shared_leave(shared, false);
  requests_fail(shared, false, LIFE_TIMEOUT);
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
  request_failed(stream, connected, LIFE_TIMEOUT);
}

/* --- the library's functions --------------------------------------------------------- */

static bool streams_start(struct http_connection *handle, const struct http_request *request) {
  struct stream *stream = stream_of(handle);
  struct http2_connection *shared = stream->shared;
  if (!request_write(&shared->http->writer, request, 0, &stream->request))
    return false;
  stream->under_way = true;
  stream->counted = false;
  stream->id = 0;
  stream->deadline_ns =
      request->timeout_ms ? clock_now_ns() + (uint64_t)request->timeout_ms * NS_PER_MS : 0;
  if (stream->deadline_ns)
    loop_timer_at(stream->timer, stream->deadline_ns);
  if (shared->connection.descriptor < 0) {
    shared_connect(shared);
    return true;
  }
  if (!shared->session) /* it is submitted when the connection opens */
    return true;
  if (!request_submit(stream)) {
    stream->under_way = false;
    return false;
  }
  shared_write_soon(shared);
  return true;
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

static bool callbacks_make(struct streams_http *http) {
  if (nghttp2_session_callbacks_new(&http->callbacks) != 0)
    return false;
  nghttp2_session_callbacks_set_on_frame_send_callback(http->callbacks, on_frame_sent);
  nghttp2_session_callbacks_set_on_header_callback(http->callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(http->callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(http->callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(http->callbacks, on_stream_close);
  return true;
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
  if (!http->users || !http->shared || !http->queue || !callbacks_make(http))
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

/* NULL without memory. */
static struct http2_connection *shared_create(struct streams_http *http) {
  struct http2_connection *shared = &http->shared[http->shared_count];
  *shared = (struct http2_connection){.http = http, .users = &http->users[http->user_count]};
  shared->unwritten.owner = shared;
  shared->timer = loop_timer_create(http->settings.network.loop, connect_timed_out, shared);
  if (!shared->timer)
    return NULL;
  connection_init(&shared->connection, http->connections, &connection_handler, shared);
  http->shared_count++;
  return shared;
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
    .settle = streams_settle,
};
