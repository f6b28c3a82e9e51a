/* Headers of WebSocket frames. */
#include "common/websocket_frame.h"

enum {
  FINAL = 0x80,
  MASK_BYTES = 4,
  LENGTH_7_BITS_MAX = 125,
  LENGTH_IN_16_BITS = 126,
  LENGTH_IN_64_BITS = 127,
};

size_t websocket_header_bytes(uint64_t payload_bytes, bool masked) {
  size_t mask = masked ? MASK_BYTES : 0;
  if (payload_bytes <= LENGTH_7_BITS_MAX)
    return 2 + mask;
  return (payload_bytes <= UINT16_MAX ? 4 : 10) + mask;
}

size_t websocket_header_encode(uint8_t opcode, uint64_t payload_bytes, uint8_t *out) {
  size_t bytes = websocket_header_bytes(payload_bytes, false);
  out[0] = (uint8_t)(FINAL | opcode);
  if (bytes == 2)
    out[1] = (uint8_t)payload_bytes;
  else
    out[1] = bytes == 4 ? LENGTH_IN_16_BITS : LENGTH_IN_64_BITS;
  for (size_t i = bytes; i > 2; i--) {
    out[i - 1] = (uint8_t)payload_bytes;
    payload_bytes >>= 8;
  }
  return bytes;
}

uint16_t websocket_close_code(const void *payload, size_t payload_bytes) {
  const uint8_t *bytes = payload;
  if (payload_bytes < CLOSE_CODE_BYTES)
    return CLOSE_NO_CODE;
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}
