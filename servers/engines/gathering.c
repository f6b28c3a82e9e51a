/* Joins chunks by copying: that costs less than a second system call. */
#include "servers/engines/gathering.h"

#include <string.h>

#include "common/base/contract.h"

void gathering_add(struct gathering *gathering, struct chunk *chunk) {
  CONTRACT(!gathering_is_full(gathering));
  gathering->chunks[gathering->count++] = chunk;
  gathering->bytes += chunk->bytes_count;
}

void gathering_clear(struct gathering *gathering) {
  for (size_t i = 0; i < gathering->count; i++)
    chunk_drop(gathering->chunks[i]);
  gathering->count = gathering->bytes = 0;
}

struct chunk *gathering_take(struct gathering *gathering) {
  CONTRACT(gathering->count > 0);
  if (gathering->count == 1) {
    gathering->count = gathering->bytes = 0;
    return gathering->chunks[0];
  }
  struct chunk *joined = chunk_new(gathering->bytes);
  size_t used = 0;
  for (size_t i = 0; joined && i < gathering->count; i++) {
    const struct chunk *chunk = gathering->chunks[i];
    memcpy(joined->bytes + used, chunk->bytes, chunk->bytes_count);
    used += chunk->bytes_count;
    joined->messages += chunk->messages;
  }
  gathering_clear(gathering);
  return joined;
}
