/* A ring of chunks that grows. */
#include "servers/transports/reply_queue.h"

#include <stdlib.h>

static bool reply_queue_grow(struct reply_queue *outbox) {
  size_t capacity = outbox->capacity == 0 ? 4 : 2 * outbox->capacity;
  if (capacity > REPLY_QUEUE_CHUNKS_MAX)
    return false;
  struct chunk **chunks = calloc(capacity, sizeof(struct chunk *));
  if (!chunks)
    return false;
  for (size_t i = 0; i < outbox->count; i++)
    chunks[i] = outbox->chunks[(outbox->first + i) % outbox->capacity];
  free((void *)outbox->chunks);
  outbox->chunks = chunks;
  outbox->capacity = capacity;
  outbox->first = 0;
  return true;
}

bool reply_queue_put(struct reply_queue *outbox, struct chunk *chunk) {
  if (!chunk)
    return false;
  if (outbox->count == outbox->capacity && !reply_queue_grow(outbox)) {
    chunk_drop(chunk);
    return false;
  }
  outbox->chunks[(outbox->first + outbox->count) % outbox->capacity] = chunk;
  outbox->count++;
  return true;
}

struct chunk *reply_queue_take(struct reply_queue *outbox) {
  if (outbox->count == 0)
    return NULL;
  struct chunk *chunk = outbox->chunks[outbox->first];
  outbox->first = (outbox->first + 1) % outbox->capacity;
  outbox->count--;
  return chunk;
}

void reply_queue_release(struct reply_queue *outbox) {
  struct chunk *chunk = NULL;
  while ((chunk = reply_queue_take(outbox)))
    chunk_drop(chunk);
  free((void *)outbox->chunks);
  *outbox = (struct reply_queue){.chunks = NULL};
}
