/* What nghttp2 tells of a connection, and the bytes of its frames. */
#include "clients/http/http_streams_session.h"

#include <string.h>

#include "clients/http/http_streams_request.h"
#include "common/wire/http2_head.h"
#include "common/wire/http_reader.h"

enum {
  HTTP2_FIRST_REQUESTS = 2, /* of a connection: later ones find their heads in the tables */
  HTTP_FINAL_CODES = 200,   /* from here on */
};

static struct stream *stream_by_id(nghttp2_session *session, int32_t id) {
  struct stream *stream = nghttp2_session_get_stream_user_data(session, id);
  return stream && stream->id == id ? stream : NULL;
}

/* --- frames in numbers --------------------------------------------------------------- */

static void frame_count(struct counters *counters, uint8_t type, size_t payload_bytes) {
  counters->http2_frame_head_bytes += HTTP2_FRAME_HEAD_BYTES;
  switch (type) {
  case NGHTTP2_DATA:
    counters->http2_data_bytes += payload_bytes;
    break;
  case NGHTTP2_HEADERS:
  case NGHTTP2_CONTINUATION:
    counters->http2_header_block_bytes += payload_bytes;
    break;
  case NGHTTP2_SETTINGS:
    counters->http2_settings_bytes += payload_bytes;
    break;
  case NGHTTP2_WINDOW_UPDATE:
    counters->http2_window_update_bytes += payload_bytes;
    break;
  case NGHTTP2_PING:
    counters->http2_ping_bytes += payload_bytes;
    break;
  case NGHTTP2_GOAWAY:
    counters->http2_goaway_bytes += payload_bytes;
    break;
  default:
    counters->http2_other_bytes += payload_bytes;
    break;
  }
}

void session_count_sent(struct http2_connection *shared, const uint8_t *bytes, size_t count) {
  struct counters *counters = shared_counters(shared);
  size_t at = 0;
  if (count >= NGHTTP2_CLIENT_MAGIC_LEN && memcmp(bytes, NGHTTP2_CLIENT_MAGIC, 3) == 0) {
    counters->http2_other_bytes += NGHTTP2_CLIENT_MAGIC_LEN;
    at = NGHTTP2_CLIENT_MAGIC_LEN;
  }
  while (at + HTTP2_FRAME_HEAD_BYTES <= count) {
    size_t payload_bytes = (size_t)bytes[at] << 16 | (size_t)bytes[at + 1] << 8 | bytes[at + 2];
    frame_count(counters, bytes[at + 3], payload_bytes);
    at += HTTP2_FRAME_HEAD_BYTES + payload_bytes;
  }
}

static int on_frame_begun(nghttp2_session *session, const nghttp2_frame_hd *head, void *owner) {
  (void)session;
  frame_count(shared_counters(owner), head->type, head->length);
  return 0;
}

/* The tables of heads fill with the first requests of a connection. */
static void request_sent(struct stream *stream, size_t head_bytes) {
  struct http2_connection *shared = stream->shared;
  struct counters *counters = shared_counters(shared);
  stream->early = shared->requests_sent++ < HTTP2_FIRST_REQUESTS;
  counters->http2_first_requests += stream->early;
  counters->http2_first_head_bytes += stream->early ? head_bytes : 0;
  http_count_request(&shared->http->settings, &stream->counted);
}

static int on_frame_sent(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  struct http2_connection *shared = owner;
  struct stream *stream = stream_by_id(session, frame->hd.stream_id);
  if (frame->hd.type == NGHTTP2_HEADERS) {
    shared_counters(shared)->head_up_bytes += HTTP2_FRAME_HEAD_BYTES + frame->hd.length;
    if (stream)
      request_sent(stream, HTTP2_FRAME_HEAD_BYTES + frame->hd.length);
  } else if (frame->hd.type == NGHTTP2_DATA && stream && !stream->connects) {
    shared_counters(shared)->payload_up_bytes += frame->hd.length;
  }
  return 0;
}

/* --- answers ------------------------------------------------------------------------- */

static bool is_text(const uint8_t *bytes, size_t count, const char *text) {
  return count == strlen(text) && memcmp(bytes, text, count) == 0;
}

/* The status makes the first line. */
static void head_line_add(struct stream *stream, const char *name, size_t name_bytes,
                          const char *value, size_t value_bytes) {
  struct growing_text *head = &stream->head;
  if (head->bytes + name_bytes + value_bytes > HTTP_READER_HEAD_BYTES_MAX)
    return;
  if (*name == ':') {
    growing_text_add_text(head, "HTTP/1.1");
  } else {
    growing_text_add(head, name, name_bytes);
    growing_text_add_text(head, ":");
  }
  growing_text_add_text(head, " ");
  growing_text_add(head, value, value_bytes);
  growing_text_add_text(head, "\r\n");
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
  if (stream->connects)
    head_line_add(stream, (const char *)name, name_bytes, (const char *)value, value_bytes);
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
  stream_failed(stream, true, LIFE_PROTOCOL);
  return 0;
}

static void head_told(struct stream *stream) {
  if (stream->connects)
    growing_text_add_text(&stream->head, "\r\n");
  if (stream->handler->head)
    stream->handler->head(stream->owner, stream->code, stream->head.text, stream->head.bytes);
}

/* The server has said what it takes: those who ask for WebSockets have waited for it (RFC 8441,
 * section 3). */
static void settings_came(struct http2_connection *shared) {
  bool first = !shared->settled;
  shared->settled = true;
  for (size_t i = 0; first && i < shared->user_count && shared->session; i++) {
    struct stream *stream = &shared->users[i];
    if (!stream->under_way || !stream->connects || stream->id != 0)
      continue;
    if (!session_takes_websockets(shared))
      stream_failed(stream, true, LIFE_PROTOCOL);
    else if (!stream_submit(stream))
      stream_failed(stream, true, LIFE_OTHER);
  }
}

static void head_came(struct http2_connection *shared, struct stream *stream, size_t block_bytes) {
  struct counters *counters = shared_counters(shared);
  size_t bytes = HTTP2_FRAME_HEAD_BYTES + block_bytes;
  counters->head_down_bytes += bytes;
  if (!stream)
    return;
  counters->http2_first_head_bytes += stream->early ? bytes : 0;
  if (stream->code >= HTTP_FINAL_CODES)
    head_told(stream);
}

static void answer_ended(struct stream *stream) {
  if (!stream->under_way)
    return;
  if (stream->connects) /* our side of it is open */
    stream_reset(stream);
  if (stream->inflater && !inflater_ended(stream->inflater))
    stream_failed(stream, true, LIFE_PROTOCOL);
  else
    stream_complete(stream);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *owner) {
  struct http2_connection *shared = owner;
  struct stream *stream = stream_by_id(session, frame->hd.stream_id);
  uint8_t type = frame->hd.type;
  shared->spoken = true;
  if (type == NGHTTP2_SETTINGS && !(frame->hd.flags & NGHTTP2_FLAG_ACK))
    settings_came(shared);
  if (type == NGHTTP2_HEADERS)
    head_came(shared, stream, frame->hd.length);
  bool of_answer = type == NGHTTP2_HEADERS || type == NGHTTP2_DATA;
  if (stream && of_answer && frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
    answer_ended(stream);
  return 0;
}

/* The server has reset it, or has not looked at it. */
static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *owner) {
  (void)owner;
  struct stream *stream = stream_by_id(session, id);
  if (stream && stream->under_way)
    stream_failed(stream, true, error == NGHTTP2_NO_ERROR ? LIFE_CLOSED : LIFE_RESET);
  else if (stream)
    stream->id = 0;
  return 0;
}

nghttp2_session_callbacks *session_callbacks_make(void) {
  nghttp2_session_callbacks *callbacks = NULL;
  if (nghttp2_session_callbacks_new(&callbacks) != 0)
    return NULL;
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_frame_sent);
  nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, on_frame_begun);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
  return callbacks;
}

bool session_begin(struct http2_connection *shared) {
  const struct http_settings *settings = &shared->http->settings;
  const nghttp2_settings_entry entries[] = {
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, (uint32_t)settings->hpack_table_bytes}};
  /* what the protocol begins with is not said */
  size_t count = settings->hpack_table_bytes == NGHTTP2_DEFAULT_HEADER_TABLE_SIZE ? 1 : 2;
  nghttp2_option *options = NULL;
  if (nghttp2_option_new(&options) != 0)
    return false;
  nghttp2_option_set_max_deflate_dynamic_table_size(options, settings->hpack_table_bytes);
  bool good =
      nghttp2_session_client_new2(&shared->session, shared->http->callbacks, shared, options) == 0;
  nghttp2_option_del(options);
  return good && nghttp2_submit_settings(shared->session, NGHTTP2_FLAG_NONE, entries, count) == 0;
}

bool session_takes_websockets(const struct http2_connection *shared) {
  return nghttp2_session_get_remote_settings(shared->session,
                                             NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) == 1;
}
