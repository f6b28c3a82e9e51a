/* Joins a text that comes in pieces: a request's body, or the fragments of a WebSocket message.
 * Zeroed it is empty. Not for concurrent use. */
#ifndef SERVERS_WIRE_FRAGMENTS_H
#define SERVERS_WIRE_FRAGMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct fragments {
  char *bytes; /* NULL while there are none */
  size_t count, capacity;
};

/* False, and nothing is added, when the text would be longer than REQUEST_BODY_BYTES_MAX or without
 * memory. */
bool fragments_add(struct fragments *fragments, const void *bytes, size_t count);

/* Removes bytes from the front; frees where none are left. */
void fragments_drop(struct fragments *fragments, size_t count);

void fragments_clear(struct fragments *fragments); /* frees */

#endif
