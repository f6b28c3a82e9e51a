/* Checks the headers of a WebSocket opening handshake, and answers it: over HTTP/1.1 (RFC 6455,
 * section 4.2.1), or on a stream of HTTP/2 (RFC 8441). Pure. */
#ifndef SERVERS_WIRE_HANDSHAKE_H
#define SERVERS_WIRE_HANDSHAKE_H

#include <stdbool.h>

#include "servers/wire/chunk.h"

/* Values of headers; "" or NULL where there is none. */
struct handshake_text {
  const char *http_version; /* "1.1" */
  const char *upgrade;
  const char *connection;
  const char *version; /* Sec-WebSocket-Version */
  const char *key;     /* Sec-WebSocket-Key */
  bool extended;       /* HTTP/2's extended CONNECT for websocket; it has none but the version */
};

/* Returns 0, or the status to refuse with, 400 or 426 (another version), and *reason. */
int handshake_check(const struct handshake_text *text, const char **reason);

/* The whole answer to a handshake that was checked. `extensions`: those that were agreed on, "" for
 * none. NULL without memory. */
struct chunk *handshake_answer(const struct handshake_text *text, const char *extensions);

#endif
