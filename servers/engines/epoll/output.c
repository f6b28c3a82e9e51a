/* A list of references, and the position in its first chunk. */
#include "servers/engines/epoll/output.h"

#include <stdlib.h>
#include <string.h>

static struct chunk **output_chunks(struct output *output) {
  return output->more ? output->more : output->own;
}

void output_release(struct output *output) {
  struct chunk **chunks = output_chunks(output);
  for (uint32_t i = 0; i < output->count; i++)
    chunk_drop(chunks[i]);
  free(output->more);
  *output = (struct output){.more = NULL};
}

static bool output_grow(struct output *output) {
  uint32_t capacity = output->more ? 2 * output->capacity : 4 * OUTPUT_OWN_CHUNKS;
  struct chunk **grown = reallocarray(output->more, capacity, sizeof(struct chunk *));
  if (!grown)
    return false;
  if (!output->more)
    memcpy(grown, output->own, output->count * sizeof(struct chunk *));
  output->more = grown;
  output->capacity = capacity;
  return true;
}

bool output_put(struct output *output, struct chunk *chunk) {
  uint32_t room = output->more ? output->capacity : OUTPUT_OWN_CHUNKS;
  if (output->count == room && !output_grow(output)) {
    chunk_drop(chunk);
    return false;
  }
  output_chunks(output)[output->count++] = chunk;
  output->bytes += chunk->bytes_count;
  return true;
}

size_t output_drop(struct output *output, size_t bytes) {
  struct chunk **chunks = output_chunks(output);
  uint32_t whole = 0;
  size_t messages = 0;
  output->bytes -= bytes;
  bytes += output->sent_bytes;
  while (whole < output->count && bytes >= chunks[whole]->bytes_count) {
    bytes -= chunks[whole]->bytes_count;
    messages += chunks[whole]->messages;
    chunk_drop(chunks[whole++]);
  }
  output->sent_bytes = (uint32_t)bytes;
  output->count -= whole;
  if (whole > 0)
    memmove(chunks, chunks + whole, output->count * sizeof(struct chunk *));
  return messages;
}

size_t output_take(struct output *output, uint8_t *out, size_t room, size_t *messages) {
  struct chunk **chunks = output_chunks(output);
  size_t skip = output->sent_bytes;
  size_t taken = 0;
  for (uint32_t i = 0; i < output->count && taken < room; i++) {
    size_t bytes = chunks[i]->bytes_count - skip;
    if (bytes > room - taken)
      bytes = room - taken;
    memcpy(out + taken, chunks[i]->bytes + skip, bytes);
    taken += bytes;
    skip = 0;
  }
  *messages += output_drop(output, taken);
  return taken;
}

static int output_gather(struct output *output, struct iovec parts[OUTPUT_WRITE_CHUNKS_MAX]) {
  struct chunk **chunks = output_chunks(output);
  int count = 0;
  size_t skip = output->sent_bytes;
  while (count < OUTPUT_WRITE_CHUNKS_MAX && (uint32_t)count < output->count) {
    const struct chunk *chunk = chunks[count];
    parts[count++] =
        (struct iovec){.iov_base = chunk->bytes + skip, .iov_len = chunk->bytes_count - skip};
    skip = 0;
  }
  return count;
}

enum output_result output_write(struct output *output, struct stream *stream, uint64_t *writes) {
  struct iovec parts[OUTPUT_WRITE_CHUNKS_MAX];
  while (output->count > 0) {
    ssize_t written = stream_write(stream, parts, output_gather(output, parts));
    if (written < 0)
      return written == STREAM_AGAIN ? OUTPUT_BLOCKED : OUTPUT_FAILED;
    *writes += output_drop(output, (size_t)written) > 0;
  }
  free(output->more);
  output->more = NULL;
  return OUTPUT_EMPTY;
}
