/* What a session has to answer to what it received: chunks, first in, first out. Zeroed
 * it is empty. Not for concurrent use. */
#ifndef SERVERS_TRANSPORTS_REPLY_QUEUE_H
#define SERVERS_TRANSPORTS_REPLY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/wire/chunk.h"

/* A peer that asks more than this without reading is not waited for. */
enum { REPLY_QUEUE_CHUNKS_MAX = 1024 };

struct reply_queue {
  struct chunk **chunks; /* a ring */
  size_t capacity, first, count;
};

void reply_queue_release(struct reply_queue *outbox);

/* Takes the reference. False, and the chunk dropped, when it is full, without memory, or
 * for no chunk. */
bool reply_queue_put(struct reply_queue *outbox, struct chunk *chunk);

/* The oldest, a reference for the caller; NULL when there is none. */
struct chunk *reply_queue_take(struct reply_queue *outbox);

#endif
