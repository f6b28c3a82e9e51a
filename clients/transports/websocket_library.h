/* The table of the libraries that carry the users' WebSockets: connections of our own, or
 * libwebsockets. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_LIBRARY_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_LIBRARY_H

#include "common/base/status.h"
#include "common/suite/client_options.h"

struct crowd;
struct transport;
struct websockets; /* the state that all users of a library share; each library defines its own */

struct websocket_library {
  enum status (*create)(struct crowd *crowd, struct websockets **out, struct error *error);
  void (*destroy)(struct websockets *websockets); /* NULL is fine */
  const struct transport *transport;              /* of the users on this library */
};

extern const struct websocket_library websocket_raw, websocket_lws;

/* NULL for a library that cannot carry WebSockets. */
const struct websocket_library *websocket_library_of(enum client_library library);

#endif
