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

/* Drops the chunks that were written, and returns how many messages they have brought. */
static size_t output_advance(struct output *output, size_t written) {
  struct chunk **chunks = output_chunks(output);
  uint32_t whole = 0;
  size_t messages = 0;
  output->bytes -= written;
  written += output->sent_bytes;
  while (whole < output->count && written >= chunks[whole]->bytes_count) {
    written -= chunks[whole]->bytes_count;
    messages += chunks[whole]->messages;
    chunk_drop(chunks[whole++]);
  }
  output->sent_bytes = (uint32_t)written;
  output->count -= whole;
  if (whole > 0)
    memmove(chunks, chunks + whole, output->count * sizeof(struct chunk *));
  return messages;
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
    *writes += output_advance(output, (size_t)written) > 0;
  }
  free(output->more);
  output->more = NULL;
  return OUTPUT_EMPTY;
}
