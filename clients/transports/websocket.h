/* What carries the users' WebSockets, and the table of it: connections of our own, or
 * libwebsockets. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/suite/client_options.h"

struct crowd;
struct transport;
struct user;
struct websockets; /* what all users share; each library's own */

struct websocket_library {
  enum status (*create)(struct crowd *crowd, struct websockets **out, struct error *error);
  void (*destroy)(struct websockets *websockets); /* NULL is fine */
  const struct transport *transport;              /* its users */
};

/* NULL for a library that cannot carry it. */
const struct websocket_library *websocket_library(enum client_library library);

/* What is the same in all: a user's socket begins to connect; it is connected, and `number` others
 * of that user's were before. */
void websocket_attempted(struct user *user);
void websocket_opened(struct user *user, uint64_t number);

/* A whole text: a message, the answer to one, or a heartbeat. True where it asks for
 * HEARTBEAT_ANSWER, which is to be sent. What comes when the run is over is only bytes. */
bool websocket_text_asks(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns);

extern const struct websocket_library websocket_raw, websocket_lws;

#endif
