/* A ring of chunks that grows. */
#include "servers/transports/reply_queue.h"

#include <stdlib.h>

static bool reply_queue_grow(struct reply_queue *queue) {
  size_t capacity = queue->capacity == 0 ? 4 : 2 * queue->capacity;
  if (capacity > REPLY_QUEUE_CHUNKS_MAX)
    return false;
  struct chunk **chunks = calloc(capacity, sizeof(struct chunk *));
  if (!chunks)
    return false;
  for (size_t i = 0; i < queue->count; i++)
    chunks[i] = queue->chunks[(queue->first + i) % queue->capacity];
  free((void *)queue->chunks);
  queue->chunks = chunks;
  queue->capacity = capacity;
  queue->first = 0;
  return true;
}

bool reply_queue_put(struct reply_queue *queue, struct chunk *chunk) {
  if (!chunk)
    return false;
  if (queue->count == queue->capacity && !reply_queue_grow(queue)) {
    chunk_drop(chunk);
    return false;
  }
  queue->chunks[(queue->first + queue->count) % queue->capacity] = chunk;
  queue->count++;
  return true;
}

struct chunk *reply_queue_take(struct reply_queue *queue) {
  if (queue->count == 0)
    return NULL;
  struct chunk *chunk = queue->chunks[queue->first];
  queue->first = (queue->first + 1) % queue->capacity;
  queue->count--;
  return chunk;
}

void reply_queue_release(struct reply_queue *queue) {
  struct chunk *chunk = NULL;
  while ((chunk = reply_queue_take(queue)))
    chunk_drop(chunk);
  free((void *)queue->chunks);
  *queue = (struct reply_queue){.chunks = NULL};
}
