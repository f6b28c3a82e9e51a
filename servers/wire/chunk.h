/* Immutable bytes with a reference count, made once for all connections that send them. Any
 * thread. */
#ifndef SERVERS_WIRE_CHUNK_H
#define SERVERS_WIRE_CHUNK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Free bytes before chunk->bytes: libwebsockets writes a frame's header there (at most 16). */
enum { CHUNK_HEADROOM = 32 };

struct chunk {
  atomic_uint references;
  size_t bytes_count;
  /* Of a WebSocket frame, whose chunk has header and text: an engine whose library writes the
   * header sends the text alone. */
  size_t frame_header_bytes;
  size_t messages; /* how many messages the bytes carry */
  uint8_t *bytes;  /* inside the same allocation */
};

/* One reference, contents undefined; NULL without memory. */
struct chunk *chunk_new(size_t bytes_count);

struct chunk *chunk_hold(struct chunk *chunk);

/* Gives one reference back; NULL is allowed. */
void chunk_drop(struct chunk *chunk);

#endif
