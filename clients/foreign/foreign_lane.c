/* Requests and answers. */
#include "clients/foreign/foreign_lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/foreign/foreign_user.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

enum { BODY_BYTES_MAX = 64 << 20 };

static bool text_add(struct lane_text *text, const char *bytes, size_t count) {
  size_t needed = text->count + count + 1;
  if (needed > BODY_BYTES_MAX)
    return false;
  if (needed > text->capacity) {
    size_t capacity = needed < 512 ? 512 : 2 * needed;
    char *grown = realloc(text->bytes, capacity);
    if (!grown)
      return false;
    text->bytes = grown;
    text->capacity = capacity;
  }
  if (count > 0)
    memcpy(text->bytes + text->count, bytes, count);
  text->count += count;
  text->bytes[text->count] = '\0';
  return true;
}

static const char *text_of(const struct lane_text *text) {
  return text->bytes ? text->bytes : "";
}

/* --- answers ------------------------------------------------------------------------- */

static void answer_tell(struct foreign_lane *lane) {
  struct foreign_user *own = lane->user;
  const struct protocol_answer answer = {
      .code = lane->code,
      .failure = lane->failure,
      .head = text_of(&lane->head),
      .head_bytes = lane->head.count,
      .body = text_of(&lane->body),
      .body_bytes = lane->body.count,
  };
  lane->ended = false;
  foreign_enter(own);
  own->conversation.protocol->answered(&own->conversation, lane->which, &answer);
  foreign_leave(own);
}

void foreign_lane_settle(struct foreign_lane *lane) {
  if (lane->ended)
    answer_tell(lane);
}

static bool is_event_stream(const struct foreign_lane *lane) {
  static const char type[] = "text/event-stream";
  size_t bytes, count;
  const char *value =
      http_header_find(lane->head.bytes, lane->head.count, "Content-Type", &bytes, &count);
  return value && bytes >= strlen(type) && strncasecmp(value, type, strlen(type)) == 0;
}

static void stream_opened(struct foreign_lane *lane, int code) {
  struct foreign_user *own = lane->user;
  const struct protocol_answer answer = {.code = code,
                                         .failure = "",
                                         .head = lane->head.bytes,
                                         .head_bytes = lane->head.count,
                                         .body = ""};
  lane->reading = true;
  sse_reader_restart(&lane->events);
  foreign_enter(own);
  own->conversation.protocol->opened(&own->conversation, &answer);
  foreign_leave(own);
}

static void lane_head(void *owner, int code, const char *head, size_t head_bytes) {
  struct foreign_lane *lane = owner;
  lane->head.count = 0;
  if (!text_add(&lane->head, head, head_bytes))
    return;
  if (lane->user->user->crowd->foreign->description->cookies)
    cookies_take(&lane->user->cookies, head, head_bytes);
  if (lane->streams && code == 200 && is_event_stream(lane))
    stream_opened(lane, code);
}

static bool events_take(struct foreign_lane *lane, const char *bytes, size_t count) {
  struct foreign_user *own = lane->user;
  struct sse_event event;
  while (lane->under_way && sse_reader_next(&lane->events, &bytes, &count, &event)) {
    const struct protocol_event told = {
        .name = event.name, .id = event.id, .data = event.data, .data_bytes = event.data_bytes};
    foreign_enter(own);
    own->conversation.protocol->event(&own->conversation, &told);
    foreign_leave(own);
  }
  return !lane->events.failed;
}

static bool lane_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct foreign_lane *lane = owner;
  lane->user->receipt_ns = receipt_ns;
  return lane->reading ? events_take(lane, bytes, count) : text_add(&lane->body, bytes, count);
}

static void lane_ended(void *owner, const struct http_outcome *outcome) {
  struct foreign_lane *lane = owner;
  lane->under_way = false;
  lane->reading = false;
  lane->ended = true;
  lane->code = outcome->complete ? outcome->code : 0;
  lane->kind = outcome->failure;
  snprintf(lane->failure, sizeof lane->failure, "%s", outcome->complete ? "" : outcome->reason);
  if (lane->user->calling == 0)
    answer_tell(lane);
}

static const struct http_handler lane_handler = {
    .head = lane_head, .body = lane_body, .ended = lane_ended};

/* --- requests ------------------------------------------------------------------------ */

static bool line_add(struct lane_text *lines, const char *name, const char *value) {
  return text_add(lines, name, strlen(name)) && text_add(lines, ": ", 2) &&
         text_add(lines, value, strlen(value)) && text_add(lines, "\r\n", 2);
}

/* The headers of the description, of the request, and the cookies. */
static bool lines_write(struct foreign_lane *lane, const struct protocol_request *request) {
  const struct foreign_user *own = lane->user;
  const char *cookies = cookies_line(&own->cookies);
  lane->lines.count = 0;
  bool good = text_add(&lane->lines, own->lines, strlen(own->lines));
  for (size_t i = 0; good && i < request->header_count; i++)
    good = line_add(&lane->lines, request->headers[i].name, request->headers[i].value);
  return good && (*cookies == '\0' || line_add(&lane->lines, "Cookie", cookies));
}

static bool connection_make(struct foreign_lane *lane) {
  struct crowd *crowd = lane->user->user->crowd;
  return lane->connection || http_connection_create(crowd->http, &lane_handler, lane,
                                                    &lane->connection, NULL) == STATUS_OK;
}

static bool lane_send(struct foreign_lane *lane, const struct protocol_request *request) {
  if (!lines_write(lane, request) || !connection_make(lane))
    return false;
  const struct http_request sent = {
      .path = request->target,
      .timeout_ms = (long)((request->timeout_ns + NS_PER_MS - 1) / NS_PER_MS),
      .body = request->body,
      .body_bytes = request->body_bytes,
      .method = request->method ? request->method : "GET",
      .lines = lane->lines.bytes,
  };
  return http_send(lane->connection, &sent);
}

void foreign_lane_send(struct foreign_lane *lane, const struct protocol_request *request,
                       bool streams) {
  CONTRACT(!lane->under_way && !lane->ended);
  lane->under_way = true;
  lane->streams = streams;
  lane->reading = false;
  lane->head.count = lane->body.count = 0;
  if (lane_send(lane, request))
    return;
  const struct http_outcome none = {.reason = "no memory for the request", .failure = LIFE_OTHER};
  lane_ended(lane, &none);
}

void foreign_lane_abort(struct foreign_lane *lane) {
  if (lane->under_way)
    http_abort(lane->connection);
  lane->under_way = lane->reading = lane->ended = false;
}

void foreign_lane_init(struct foreign_lane *lane, struct foreign_user *user,
                       enum protocol_lane which) {
  *lane = (struct foreign_lane){.user = user, .which = which};
  sse_reader_init(&lane->events);
}

void foreign_lane_release(struct foreign_lane *lane) {
  free(lane->lines.bytes);
  free(lane->head.bytes);
  free(lane->body.bytes);
  sse_reader_release(&lane->events);
}
