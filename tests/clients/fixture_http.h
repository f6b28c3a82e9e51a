/* HTTP without a network: tests inspect the requests, and answer them. */
#ifndef TESTS_CLIENTS_FIXTURE_HTTP_H
#define TESTS_CLIENTS_FIXTURE_HTTP_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "clients/http/http_library.h"

enum { MADE_CONNECTIONS_MAX = 8, MADE_TEXT_BYTES = 512 };

struct made_http;

struct made_connection {
  const struct http_library *library;
  struct made_http *http;
  const struct http_handler *handler;
  void *owner;
  bool under_way, paused;
  const uint32_t *address;
  unsigned requests, aborts;
  char path[MADE_TEXT_BYTES]; /* the path of the newest request; the members below are of the same
                                 request */
  char body[MADE_TEXT_BYTES]; /* "" for a GET */
  char header[MADE_TEXT_BYTES];
  bool posts, once;
  char method[16], lines[MADE_TEXT_BYTES]; /* "" where the request has none of its own */
  long timeout_ms;
};

struct made_http {
  const struct http_library *library;
  struct made_connection connections[MADE_CONNECTIONS_MAX];
  size_t count;
  bool refuses; /* every request fails for lack of memory */
};

static inline enum status made_connection_create(struct http *handle,
                                                 const struct http_handler *handler, void *owner,
                                                 struct http_connection **out,
                                                 struct error *error) {
  struct made_http *http = (struct made_http *)(void *)handle;
  if (http->refuses)
    return error_set(error, STATUS_ENVIRONMENT, "no memory");
  assert_true(http->count < MADE_CONNECTIONS_MAX);
  struct made_connection *connection = &http->connections[http->count++];
  *connection = (struct made_connection){
      .library = http->library, .http = http, .handler = handler, .owner = owner};
  *out = (struct http_connection *)(void *)connection;
  return STATUS_OK;
}

static inline bool made_start(struct http_connection *handle, const struct http_request *request) {
  struct made_connection *connection = (struct made_connection *)(void *)handle;
  if (connection->http->refuses)
    return false;
  assert_false(connection->under_way);
  connection->under_way = true;
  connection->requests++;
  connection->timeout_ms = request->timeout_ms;
  connection->posts = request->body != NULL;
  connection->once = request->once;
  snprintf(connection->method, sizeof connection->method, "%s",
           request->method ? request->method : "");
  snprintf(connection->lines, MADE_TEXT_BYTES, "%s", request->lines ? request->lines : "");
  snprintf(connection->path, MADE_TEXT_BYTES, "%s", request->path);
  snprintf(connection->header, MADE_TEXT_BYTES, "%s", request->header ? request->header : "");
  snprintf(connection->body, MADE_TEXT_BYTES, "%.*s", (int)request->body_bytes,
           request->body ? request->body : "");
  return true;
}

static inline void made_set_address(struct http_connection *handle, const uint32_t *address) {
  struct made_connection *connection = (struct made_connection *)(void *)handle;
  connection->address = address;
}

static inline int made_descriptor(const struct http_connection *handle) {
  const struct made_connection *connection = (const struct made_connection *)(const void *)handle;
  return (int)connection->requests;
}

static inline void made_set_paused(struct http_connection *handle, bool paused) {
  struct made_connection *connection = (struct made_connection *)(void *)handle;
  connection->paused = paused;
}

static inline void made_abort(struct http_connection *handle) {
  struct made_connection *connection = (struct made_connection *)(void *)handle;
  connection->under_way = false;
  connection->aborts++;
}

static const struct http_library made_library = {
    .connection_create = made_connection_create,
    .start = made_start,
    .set_address = made_set_address,
    .descriptor = made_descriptor,
    .set_paused = made_set_paused,
    .abort = made_abort,
};

static inline struct http *made_http_open(struct made_http *http) {
  *http = (struct made_http){.library = &made_library};
  return (struct http *)(void *)http;
}

/* Ends the outstanding request. */
static inline void made_end(struct made_connection *connection,
                            const struct http_outcome *outcome) {
  assert_true(connection->under_way);
  connection->under_way = false;
  connection->handler->ended(connection->owner, outcome);
}

/* Delivers a piece of the answer's body. */
static inline bool made_body(struct made_connection *connection, const char *text,
                             uint64_t receipt_ns) {
  assert_true(connection->under_way);
  return connection->handler->body(connection->owner, text, strlen(text), receipt_ns);
}

static inline void made_complete(struct made_connection *connection, int code) {
  const struct http_outcome outcome = {
      .complete = true, .code = code, .reason = "", .failure = LIFE_STATUS};
  made_end(connection, &outcome);
}

/* Delivers a whole answer with this body. */
static inline void made_answer(struct made_connection *connection, int code, const char *body,
                               uint64_t receipt_ns) {
  assert_true(made_body(connection, body, receipt_ns));
  made_complete(connection, code);
}

/* The request fails without a whole answer, on an open connection. */
static inline void made_break(struct made_connection *connection, enum life_failure failure) {
  const struct http_outcome outcome = {
      .timed_out = failure == LIFE_TIMEOUT, .reason = "broken", .failure = failure};
  made_end(connection, &outcome);
}

/* The request fails because no connection could be opened. */
static inline void made_refuse(struct made_connection *connection) {
  const struct http_outcome outcome = {
      .unconnected = true, .reason = "refused", .failure = LIFE_REFUSED};
  made_end(connection, &outcome);
}

#endif
