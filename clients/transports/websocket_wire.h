/* What carries the bytes of a WebSocket: a connection of its own, or a stream of HTTP/2, which
 * counts its bytes and its connection itself. One thread. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_WIRE_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "clients/http/http.h"
#include "clients/net/connection.h"

struct websocket_wire {
  struct connection connection;
  struct http_connection *stream; /* NULL: the connection */
};

static inline bool wire_is_stream(const struct websocket_wire *wire) {
  return wire->stream != NULL;
}

/* False where it is broken, or without memory. */
bool wire_send(struct websocket_wire *wire, const char *bytes, size_t count);

/* Whether bytes wait until they can go out. */
bool wire_waits(const struct websocket_wire *wire);

void wire_set_paused(struct websocket_wire *wire, bool paused);

int wire_descriptor(const struct websocket_wire *wire); /* -1: none */

/* Ends it; `in_order`: what was sent is still written. Returns which side has ended the connection;
 * LIFE_BY_CLIENT for a stream. */
enum life_end wire_leave(struct websocket_wire *wire, bool in_order);

#endif
