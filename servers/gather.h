/* A text that comes in pieces: a request's body, the fragments of a WebSocket message.
 * Zeroed it is empty. Not for concurrent use. */
#ifndef SERVERS_GATHER_H
#define SERVERS_GATHER_H

#include <stdbool.h>
#include <stddef.h>

struct gather {
  char *bytes; /* NULL while there are none */
  size_t count, capacity;
};

/* False, and nothing added, when it would be longer than REQUEST_BODY_BYTES_MAX or
 * without memory. */
bool gather_add(struct gather *gather, const void *bytes, size_t count);

void gather_clear(struct gather *gather); /* frees */

#endif
