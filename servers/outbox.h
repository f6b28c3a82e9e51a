/* What a session has to answer to what it received: chunks, first in, first out. Zeroed
 * it is empty. Not for concurrent use. */
#ifndef SERVERS_OUTBOX_H
#define SERVERS_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/chunk.h"

/* A peer that asks more than this without reading is not waited for. */
enum { OUTBOX_CHUNKS_MAX = 1024 };

struct outbox {
  struct chunk **chunks; /* a ring */
  size_t capacity, first, count;
};

void outbox_release(struct outbox *outbox);

/* Takes the reference. False, and the chunk dropped, when it is full, without memory, or
 * for no chunk. */
bool outbox_put(struct outbox *outbox, struct chunk *chunk);

/* The oldest, a reference for the caller; NULL when there is none. */
struct chunk *outbox_take(struct outbox *outbox);

#endif
