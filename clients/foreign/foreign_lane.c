/* Requests and answers. */
#include "clients/foreign/foreign_lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/wire/http_reader.h"

enum { BODY_BYTES_MAX = 64 << 20, OK = 200 };

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
  return text->bytes && text->count > 0 ? text->bytes : "";
}

/* --- answers ------------------------------------------------------------------------- */

struct protocol_answer foreign_lane_answer(const struct foreign_lane *lane) {
  return (struct protocol_answer){
      .code = lane->code,
      .failure = lane->failure,
      .head = text_of(&lane->head),
      .head_bytes = lane->head.count,
      .body = text_of(&lane->body),
      .body_bytes = lane->body.count,
  };
}

static bool is_event_stream(const struct foreign_lane *lane) {
  static const char type[] = "text/event-stream";
  size_t bytes, count;
  const char *value =
      http_header_find(lane->head.bytes, lane->head.count, "Content-Type", &bytes, &count);
  return value && bytes >= strlen(type) && strncasecmp(value, type, strlen(type)) == 0;
}

static void lane_head(void *owner, int code, const char *head, size_t head_bytes) {
  struct foreign_lane *lane = owner;
  lane->head.count = 0;
  if (!text_add(&lane->head, head, head_bytes))
    return;
  lane->handler->head(lane->owner, head, head_bytes);
  if (!lane->streams || code != OK || !is_event_stream(lane))
    return;
  const struct protocol_answer answer = {.code = code,
                                         .failure = "",
                                         .head = lane->head.bytes,
                                         .head_bytes = lane->head.count,
                                         .body = ""};
  lane->reading = true;
  sse_reader_restart(&lane->events);
  lane->handler->opened(lane->owner, lane, &answer);
}

static bool events_take(struct foreign_lane *lane, const char *bytes, size_t count) {
  struct sse_event event;
  while (lane->under_way && sse_reader_next(&lane->events, &bytes, &count, &event)) {
    const struct protocol_event told = {
        .name = event.name, .id = event.id, .data = event.data, .data_bytes = event.data_bytes};
    lane->handler->event(lane->owner, lane, &told, lane->receipt_ns);
  }
  return !lane->events.failed;
}

static bool lane_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct foreign_lane *lane = owner;
  bool streamed = lane->reading;
  lane->receipt_ns = receipt_ns;
  bool good = streamed ? events_take(lane, bytes, count) : text_add(&lane->body, bytes, count);
  if (!good)
    lane->fault = streamed ? "a line or an event of the stream has more than 2 MiB"
                           : "its answer has more than 64 MiB";
  return good;
}

static void lane_ended(void *owner, const struct http_outcome *outcome) {
  struct foreign_lane *lane = owner;
  lane->under_way = false;
  lane->code = outcome->complete ? outcome->code : 0;
  lane->unconnected = outcome->unconnected;
  lane->kind = lane->reading && outcome->complete ? LIFE_CLOSED : outcome->failure;
  lane->reading = false;
  snprintf(lane->failure, sizeof lane->failure, "%s",
           outcome->complete ? ""
           : lane->fault     ? lane->fault
                             : outcome->reason);
  lane->handler->ended(lane->owner, lane);
}

static const struct http_handler lane_handler = {
    .head = lane_head, .body = lane_body, .ended = lane_ended};

bool foreign_lane_is_connected(const struct foreign_lane *lane) {
  return lane->connection && http_descriptor(lane->connection) >= 0;
}

/* --- requests ------------------------------------------------------------------------ */

static bool line_add(struct lane_text *lines, const char *name, const char *value) {
  return text_add(lines, name, strlen(name)) && text_add(lines, ": ", 2) &&
         text_add(lines, value, strlen(value)) && text_add(lines, "\r\n", 2);
}

/* The headers of the description, of the request, and the cookies. */
static bool lines_write(struct foreign_lane *lane, const struct foreign_lane_sent *sent) {
  const struct protocol_request *request = sent->request;
  lane->lines.count = 0;
  bool good = text_add(&lane->lines, sent->lines, strlen(sent->lines));
  for (size_t i = 0; good && i < request->header_count; i++)
    good = line_add(&lane->lines, request->headers[i].name, request->headers[i].value);
  return good && (*sent->cookies == '\0' || line_add(&lane->lines, "Cookie", sent->cookies));
}

/* A request that changes something may not be sent twice behind the conversation's back: a message
 * would be published twice. */
static bool changes(const struct protocol_request *request) {
  const char *method = request->method ? request->method : "GET";
  return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static bool lane_send(struct foreign_lane *lane, const struct foreign_lane_sent *sent) {
  const struct protocol_request *request = sent->request;
  bool made = lane->connection || http_connection_create(sent->http, &lane_handler, lane,
                                                         &lane->connection, NULL) == STATUS_OK;
  if (!made || !lines_write(lane, sent))
    return false;
  const struct http_request written = {
      .path = request->target,
      .timeout_ms = (long)((request->timeout_ns + NS_PER_MS - 1) / NS_PER_MS),
      .body = request->body,
      .body_bytes = request->body_bytes,
      .once = changes(request),
      .method = request->method ? request->method : "GET",
      .lines = lane->lines.bytes,
  };
  return http_send(lane->connection, &written);
}

void foreign_lane_send(struct foreign_lane *lane, const struct foreign_lane_sent *sent) {
  CONTRACT(!lane->under_way && !lane->ended);
  lane->under_way = true;
  lane->streams = sent->streams;
  lane->reading = false;
  lane->head.count = lane->body.count = 0;
  lane->code = 0;
  lane->failure[0] = '\0';
  lane->fault = NULL;
  if (lane_send(lane, sent))
    return;
  const struct http_outcome none = {
      .unconnected = true, .reason = "no memory for the request", .failure = LIFE_OTHER};
  lane_ended(lane, &none);
}

void foreign_lane_abort(struct foreign_lane *lane) {
  if (lane->under_way)
    http_abort(lane->connection);
  lane->under_way = lane->reading = lane->ended = false;
}

void foreign_lane_init(struct foreign_lane *lane, const struct foreign_lane_handler *handler,
                       void *owner, enum protocol_lane which) {
  *lane = (struct foreign_lane){.handler = handler, .owner = owner, .which = which};
  sse_reader_init(&lane->events);
}

void foreign_lane_release(struct foreign_lane *lane) {
  free(lane->lines.bytes);
  free(lane->head.bytes);
  free(lane->body.bytes);
  sse_reader_release(&lane->events);
}
