/* Header and payload in one allocation. */
#include "servers/wire/frame.h"

#include <string.h>

struct chunk *frame_make(uint8_t opcode, const void *payload, size_t bytes) {
  size_t header_bytes = websocket_header_bytes(bytes, false);
  struct chunk *chunk = chunk_new(header_bytes + bytes);
  if (!chunk)
    return NULL;
  chunk->frame_header_bytes = websocket_header_encode(opcode, bytes, chunk->bytes);
  if (bytes > 0)
    memcpy(chunk->bytes + header_bytes, payload, bytes);
  return chunk;
}

struct chunk *frame_make_close(uint16_t code, const char *reason) {
  uint8_t payload[CLOSE_PAYLOAD_BYTES_MAX] = {(uint8_t)(code >> 8), (uint8_t)code};
  size_t bytes = strnlen(reason, sizeof payload - 2);
  memcpy(payload + 2, reason, bytes);
  return frame_make(WEBSOCKET_CLOSE, payload, 2 + bytes);
}
