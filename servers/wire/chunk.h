/* Immutable bytes with a reference count: what is sent, made once and handed to
 * every connection that sends it. Any thread. */
#ifndef SERVERS_WIRE_CHUNK_H
#define SERVERS_WIRE_CHUNK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Free bytes in front of chunk->bytes, where libwebsockets writes the header of
 * a frame (it wants 16). */
enum { CHUNK_HEADROOM = 32 };

struct chunk {
  atomic_uint references;
  size_t bytes_count;
  /* A WebSocket frame's chunk holds header and text; this is the header's length,
   * so that an engine which frames by itself can send the text alone. */
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
