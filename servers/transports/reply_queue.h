/* Replies of a session to the texts that it received, first in, first out. Zeroed it is empty. Not
 * for concurrent use. */
#ifndef SERVERS_TRANSPORTS_REPLY_QUEUE_H
#define SERVERS_TRANSPORTS_REPLY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/wire/chunk.h"

/* A peer that leaves more replies than this unread is disconnected. */
enum { REPLY_QUEUE_CHUNKS_MAX = 1024 };

struct reply_queue {
  struct chunk **chunks; /* a ring */
  size_t capacity, first, count;
};

void reply_queue_release(struct reply_queue *queue);

/* Takes the reference. False, and the chunk is dropped, when the queue is full, without memory, or
 * for NULL. */
bool reply_queue_put(struct reply_queue *queue, struct chunk *chunk);

/* The oldest, a reference for the caller; NULL when there is none. */
struct chunk *reply_queue_take(struct reply_queue *queue);

#endif
