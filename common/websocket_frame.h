/* WebSocket framing (RFC 6455, section 5.2) as far as both sides count it. */
#ifndef COMMON_WEBSOCKET_FRAME_H
#define COMMON_WEBSOCKET_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  WEBSOCKET_HEADER_BYTES_MAX = 14,
  WEBSOCKET_CONTINUATION = 0x0,
  WEBSOCKET_TEXT = 0x1,
  WEBSOCKET_BINARY = 0x2,
  WEBSOCKET_CLOSE = 0x8,
  WEBSOCKET_PING = 0x9,
  WEBSOCKET_PONG = 0xa,
};

/* Length of a frame's header: 2, 4 or 10 bytes by payload, and 4 for a mask. */
size_t websocket_header_bytes(uint64_t payload_bytes, bool masked);

/* Writes the header of one whole, unmasked frame; returns its length. */
size_t websocket_header_encode(uint8_t opcode, uint64_t payload_bytes, uint8_t *out);

#endif
