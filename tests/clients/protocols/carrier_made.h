/* A carrier that notes each call as a line of text, for tests of protocols. */
#ifndef TESTS_CLIENTS_PROTOCOLS_CARRIER_MADE_H
#define TESTS_CLIENTS_PROTOCOLS_CARRIER_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/protocol.h"
#include "common/base/clock.h"

struct made {
  struct conversation conversation;
  struct random random;
  json_t *description, *options;
  char said[16384]; /* the calls since the last look */
  size_t bytes;
  char text[16384]; /* what `made_said` gave */
};

static inline void made_note(struct made *made, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline void made_note(struct made *made, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int bytes =
      vsnprintf(made->said + made->bytes, sizeof made->said - made->bytes, format, arguments);
  va_end(arguments);
  assert_true(bytes >= 0 && made->bytes + (size_t)bytes < sizeof made->said);
  made->bytes += (size_t)bytes;
}

/* "GET /sub; Name: value; body: text; 5000 ms" */
static inline void made_note_request(struct made *made, const struct protocol_request *request) {
  made_note(made, " %s %s", request->method ? request->method : "GET", request->target);
  assert_true(request->header_count <= PROTOCOL_HEADERS_MAX);
  for (size_t i = 0; i < request->header_count; i++)
    made_note(made, "; %s: %s", request->headers[i].name, request->headers[i].value);
  if (request->body)
    made_note(made, "; body: %.*s", (int)request->body_bytes, request->body);
  if (request->timeout_ns)
    made_note(made, "; %" PRIu64 " ms", request->timeout_ns / NS_PER_MS);
}

static inline void made_request(void *owner, enum protocol_lane lane,
                                const struct protocol_request *request) {
  made_note(owner, "%s", lane == PROTOCOL_RECEIVES ? "receives" : "sends");
  made_note_request(owner, request);
  made_note(owner, "\n");
}

static inline void made_stream(void *owner, const struct protocol_request *request) {
  made_note(owner, "stream");
  made_note_request(owner, request);
  made_note(owner, "\n");
}

static inline void made_websocket(void *owner, const struct protocol_request *request,
                                  const char *subprotocols) {
  made_note(owner, "websocket");
  made_note_request(owner, request);
  if (subprotocols)
    made_note(owner, "; subprotocols %s", subprotocols);
  made_note(owner, "\n");
}

static inline void made_send(void *owner, const char *bytes, size_t count, bool binary) {
  made_note(owner, "%s %.*s\n", binary ? "send binary" : "send", (int)count, bytes);
}

static inline void made_close(void *owner) {
  made_note(owner, "close\n");
}

static inline void made_wake(void *owner, uint64_t delay_ns) {
  if (delay_ns == UINT64_MAX)
    made_note(owner, "wake never\n");
  else
    made_note(owner, "wake %" PRIu64 " ms\n", delay_ns / NS_PER_MS);
}

static inline void made_ready(void *owner) {
  made_note(owner, "ready\n");
}

static inline void made_received(void *owner, const char *bytes, size_t count) {
  made_note(owner, "received %.*s\n", (int)count, bytes);
}

static inline void made_polled(void *owner, bool empty) {
  made_note(owner, "%s\n", empty ? "polled empty" : "polled");
}

static inline void made_published(void *owner, enum protocol_published outcome) {
  static const char *const names[] = {"published", "refused", "unanswered"};
  made_note(owner, "%s\n", names[outcome]);
}

static inline void made_heartbeat(void *owner, bool ours) {
  made_note(owner, "heartbeat %s\n", ours ? "ours" : "theirs");
}

static inline void made_failed(void *owner, const char *step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline void made_failed(void *owner, const char *step, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  made_note(owner, "failed at %s: %s\n", step, text);
}

static const struct protocol_carrier carrier_made = {
    .request = made_request,
    .stream = made_stream,
    .websocket = made_websocket,
    .send = made_send,
    .close = made_close,
    .wake = made_wake,
    .ready = made_ready,
    .received = made_received,
    .polled = made_polled,
    .published = made_published,
    .heartbeat = made_heartbeat,
    .failed = made_failed,
};

static inline json_t *made_json(const char *text) {
  json_t *json = text ? json_loads(text, 0, NULL) : NULL;
  assert_true(!text || json);
  return json;
}

/* A conversation of user "u" with channel "c" in run "r". `options`, `description`: JSON, or NULL.
 */
static inline void made_begin(struct made *made, const struct protocol *protocol,
                              enum transport_kind transport, const char *options,
                              const char *description) {
  memset(made, 0, sizeof *made);
  made->random = random_seeded(1, 1);
  made->options = made_json(options);
  made->description = made_json(description);
  made->conversation = (struct conversation){
      .protocol = protocol,
      .carrier = &carrier_made,
      .owner = made,
      .transport = transport,
      .description = made->description,
      .options = made->options,
      .channel = "c",
      .user = "u",
      .run = "r",
      .random = &made->random,
      .state = calloc(1, protocol->state_bytes),
  };
  assert_non_null(made->conversation.state);
}

static inline void made_end(struct made *made) {
  if (made->conversation.protocol->release)
    made->conversation.protocol->release(&made->conversation);
  free(made->conversation.state);
  json_decref(made->options);
  json_decref(made->description);
}

/* What the conversation has asked for since the last look. */
static const char *made_said(struct made *made) {
  memcpy(made->text, made->said, made->bytes);
  made->text[made->bytes] = '\0';
  made->bytes = 0;
  return made->text;
}

/* The options' error, or "". */
static const char *made_check(struct made *made) {
  struct error error = {.text = ""};
  enum status status = made->conversation.protocol->check(&made->conversation, &error);
  assert_int_equal(status, *error.text ? STATUS_USAGE : STATUS_OK);
  snprintf(made->text, sizeof made->text, "%s", error.text);
  return made->text;
}

/* The code of "HTTP/1.1 200 OK". */
static inline int made_code(const char *head) {
  return (int)strtol(head + strlen("HTTP/1.1 "), NULL, 10);
}

/* An answer with that head and body, each copied to memory of its size, so that sanitizers see a
 * read beyond it. `head`: "HTTP/1.1 200 OK\r\n…", or NULL for none, and then `body` says why. */
static inline void made_answer_bytes(struct made *made, enum protocol_lane lane, const char *head,
                                     const char *body, size_t body_bytes) {
  struct protocol_answer answer = {.failure = body};
  char *head_copy = NULL, *body_copy = NULL;
  if (head) {
    head_copy = malloc(strlen(head) + 1);
    body_copy = malloc(body_bytes + 1);
    assert_true(head_copy && body_copy);
    memcpy(head_copy, head, strlen(head));
    memcpy(body_copy, body, body_bytes);
    answer = (struct protocol_answer){.code = made_code(head),
                                      .head = head_copy,
                                      .head_bytes = strlen(head),
                                      .body = body_copy,
                                      .body_bytes = body_bytes};
  }
  made->conversation.protocol->answered(&made->conversation, lane, &answer);
  free(head_copy);
  free(body_copy);
}

static inline void made_answer(struct made *made, enum protocol_lane lane, const char *head,
                               const char *body) {
  made_answer_bytes(made, lane, head, body, strlen(body));
}

static inline void made_open(struct made *made) {
  made->conversation.protocol->open(&made->conversation);
}

/* The stream's or the handshake's answer. */
static inline void made_opened(struct made *made, const char *head) {
  const struct protocol_answer answer = {
      .code = made_code(head), .head = head, .head_bytes = strlen(head)};
  made->conversation.protocol->opened(&made->conversation, &answer);
}

static inline void made_event(struct made *made, const char *name, const char *id,
                              const char *data) {
  const struct protocol_event event = {
      .name = name, .id = id, .data = data, .data_bytes = strlen(data)};
  made->conversation.protocol->event(&made->conversation, &event);
}

static inline void made_text(struct made *made, const char *text) {
  size_t count = strlen(text);
  char *copy = malloc(count + 1);
  assert_non_null(copy);
  memcpy(copy, text, count);
  made->conversation.protocol->text(&made->conversation, copy, count, false);
  free(copy);
}

static inline void made_publish(struct made *made, const char *text) {
  made->conversation.protocol->publish(&made->conversation, text, strlen(text));
}

#define assert_said(made, expected) assert_string_equal(made_said(made), expected)

#endif
