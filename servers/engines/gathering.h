/* Chunks that leave for one peer together, for engines whose library takes one piece of memory for
 * a write. Zeroed it is empty. Not for concurrent use. */
#ifndef SERVERS_ENGINES_GATHERING_H
#define SERVERS_ENGINES_GATHERING_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/wire/chunk.h"

enum {
  GATHERING_CHUNKS_MAX = 64,
  GATHERING_BYTES = 1 << 16, /* at which it is full */
};

struct gathering {
  struct chunk *chunks[GATHERING_CHUNKS_MAX];
  size_t count;
  size_t bytes;
};

/* Takes the reference. Contract: it is not full. */
void gathering_add(struct gathering *gathering, struct chunk *chunk);

static inline bool gathering_is_full(const struct gathering *gathering) {
  return gathering->count == GATHERING_CHUNKS_MAX || gathering->bytes >= GATHERING_BYTES;
}

/* Empties it, and returns one chunk with all its bytes and messages, a reference for the caller: a
 * single one as it is, several as a copy, whose frame_header_bytes is 0. NULL without memory.
 * Contract: it is not empty. */
struct chunk *gathering_take(struct gathering *gathering);

void gathering_clear(struct gathering *gathering); /* drops what is in it */

#endif
