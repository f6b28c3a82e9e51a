/* What waits for a socket: references to chunks, which leave together. Not for concurrent use. */
#ifndef SERVERS_ENGINES_EPOLL_OUTPUT_H
#define SERVERS_ENGINES_EPOLL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "servers/engines/epoll/stream.h"
#include "servers/wire/chunk.h"

enum {
  OUTPUT_OWN_CHUNKS = 2,          /* that take no memory of their own */
  OUTPUT_WRITE_CHUNKS_MAX = 64,   /* of one write */
  OUTPUT_GATHERED_BYTES = 1 << 16 /* at which a sender writes before it adds more */
};

/* Zeroed it is empty. */
struct output {
  struct chunk *own[OUTPUT_OWN_CHUNKS];
  struct chunk **more; /* all chunks, once they are more than that; NULL before */
  uint32_t count, capacity;
  uint32_t sent_bytes; /* of the first chunk */
  uint64_t bytes;      /* of all, without those */
};

enum output_result {
  OUTPUT_EMPTY,   /* all has been written */
  OUTPUT_BLOCKED, /* the socket takes no more now */
  OUTPUT_FAILED,  /* the peer is gone */
};

void output_release(struct output *output); /* what was not written is dropped */

/* Takes the reference. False, and the chunk is dropped, without memory. */
bool output_put(struct output *output, struct chunk *chunk);

/* Drops bytes from the front, which the output has. Returns how many messages end in them. */
size_t output_drop(struct output *output, size_t bytes);

/* Moves bytes from the front to `out`, as many as there are and have room. Adds to *messages how
 * many messages end in them. */
size_t output_take(struct output *output, uint8_t *out, size_t room, size_t *messages);

/* Whether a sender should write now, before it adds more. */
static inline bool output_is_full(const struct output *output) {
  return output->count >= OUTPUT_WRITE_CHUNKS_MAX || output->bytes >= OUTPUT_GATHERED_BYTES;
}

/* Writes all that the socket takes, and adds to *writes the number of system calls that brought
 * whole messages. */
enum output_result output_write(struct output *output, struct stream *stream, uint64_t *writes);

#endif
