/* Allocation, and the reference count. */
#include "servers/wire/chunk.h"

#include <stdlib.h>

struct chunk *chunk_new(size_t bytes_count) {
  struct chunk *chunk = malloc(sizeof *chunk + CHUNK_HEADROOM + bytes_count);
  if (!chunk)
    return NULL;
  atomic_init(&chunk->references, 1);
  chunk->bytes_count = bytes_count;
  chunk->frame_header_bytes = 0;
  chunk->messages = 0;
  chunk->bytes = (uint8_t *)(chunk + 1) + CHUNK_HEADROOM;
  return chunk;
}

struct chunk *chunk_hold(struct chunk *chunk) {
  atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
  return chunk;
}

void chunk_drop(struct chunk *chunk) {
  if (!chunk)
    return;
  if (atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_acq_rel) == 1)
    free(chunk);
}
