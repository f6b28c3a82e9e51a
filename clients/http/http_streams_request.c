/* How a request begins and ends, and what it sends. */
#include "clients/http/http_streams_request.h"

#include <stdlib.h>
#include <string.h>

#include "common/wire/http2_head.h"

/* --- the end ------------------------------------------------------------------------- */

/* A WebSocket that was lost is a connection's end, and no request's. */
static bool is_failed(const struct stream *stream, const struct http_outcome *outcome) {
  bool answered = stream->connects ? stream->code != 0 : outcome->complete;
  return !answered || !http_code_is_good(stream->code);
}

static void request_ended(struct stream *stream, const struct http_outcome *outcome) {
  const struct http_settings *settings = &stream->shared->http->settings;
  stream->under_way = false;
  stream->id = 0;
  stream->deadline_ns = 0;
  inflater_destroy(stream->inflater);
  stream->inflater = NULL;
  http_count_request(settings, &stream->counted);
  settings->counters->requests_failed += is_failed(stream, outcome);
  stream->handler->ended(stream->owner, outcome);
}

static const char *failure_words(const struct stream *stream, enum life_failure failure) {
  const struct http2_connection *shared = stream->shared;
  if (failure != LIFE_PROTOCOL)
    return life_failure_names[failure];
  if (!shared->spoken)
    return "the server does not speak HTTP/2";
  return stream->connects && shared->settled && stream->code == 0
             ? "the server takes no WebSockets over HTTP/2"
             : life_failure_names[failure];
}

void stream_failed(struct stream *stream, bool connected, enum life_failure failure) {
  const struct http_outcome outcome = {.unconnected = !connected,
                                       .timed_out = connected && failure == LIFE_TIMEOUT,
                                       .reason = failure_words(stream, failure),
                                       .failure = failure};
  request_ended(stream, &outcome);
}

void stream_complete(struct stream *stream) {
  const struct http_outcome outcome = {
      .complete = true, .code = stream->code, .reason = "", .failure = LIFE_STATUS};
  request_ended(stream, &outcome);
}

void stream_reset(struct stream *stream) {
  nghttp2_session *session = stream->shared->session;
  if (stream->id == 0 || !session)
    return;
  nghttp2_session_set_stream_user_data(session, stream->id, NULL);
  nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
  stream->id = 0;
}

/* --- the beginning, and bytes ------------------------------------------------------- */

static ssize_t out_read(nghttp2_session *session, int32_t id, uint8_t *out, size_t room,
                        uint32_t *flags, nghttp2_data_source *source, void *owner) {
  (void)session;
  (void)owner;
  struct stream *stream = source->ptr;
  if (stream->id != id)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* it is reset */
  size_t bytes = stream->out_bytes < room ? stream->out_bytes : room;
  if (bytes == 0 && !stream->out_ends)
    return NGHTTP2_ERR_DEFERRED;
  if (bytes > 0)
    memcpy(out, stream->out + stream->out_first, bytes);
  stream->out_first += bytes;
  stream->out_bytes -= bytes;
  if (stream->out_bytes > 0)
    return (ssize_t)bytes;
  stream->out_first = 0;
  if (stream->out_ends)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  return (ssize_t)bytes;
}

/* False without memory. */
static bool out_add(struct stream *stream, const char *bytes, size_t count) {
  size_t end = stream->out_first + stream->out_bytes;
  if (end + count > stream->out_capacity) {
    char *grown = realloc(stream->out, 2 * (end + count));
    if (!grown)
      return false;
    stream->out = grown;
    stream->out_capacity = 2 * (end + count);
  }
  memcpy(stream->out + end, bytes, count);
  stream->out_bytes += count;
  return true;
}

bool stream_put(struct stream *stream, const char *bytes, size_t count) {
  if (!out_add(stream, bytes, count))
    return false;
  nghttp2_session_resume_data(stream->shared->session, stream->id); /* it may go on already */
  return true;
}

void stream_put_end(struct stream *stream) {
  stream->out_ends = true;
  nghttp2_session_resume_data(stream->shared->session, stream->id);
}

bool stream_submit(struct stream *stream) {
  struct http2_connection *shared = stream->shared;
  const struct request_text *request = &stream->request;
  const char *scheme = shared->http->settings.network.tls ? "https" : "http";
  struct http2_head head;
  const nghttp2_data_provider out = {.source.ptr = stream, .read_callback = out_read};
  bool has_body = stream->connects || request->body_bytes > 0;
  stream->code = 0;
  stream->gzip = false;
  stream->head.bytes = 0;
  stream->out_first = stream->out_bytes = 0;
  stream->out_ends = !stream->connects;
  if (request->body_bytes > 0 &&
      !out_add(stream, request->bytes + request->head_bytes, request->body_bytes))
    return false;
  bool read = stream->connects
                  ? http2_head_of_connect(request->bytes, request->head_bytes, scheme, &head)
                  : http2_head_of_request(request->bytes, request->head_bytes, scheme, &head);
  if (!read)
    return false;
  http2_head_index(&head, shared->http->settings.hpack_indexing);
  int32_t id = nghttp2_submit_request(shared->session, NULL, head.headers, head.count,
                                      has_body ? &out : NULL, stream);
  stream->id = id > 0 ? id : 0;
  return id > 0;
}
