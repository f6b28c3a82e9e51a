/* Headers of WebSocket frames. */
#include "common/wire/websocket_frame.h"

#include <string.h>

#include "common/base/utf8.h"

enum {
  MASKED = 0x80, /* of a header's second byte */
  LENGTH_7_BITS_MAX = 125,
  LENGTH_IN_16_BITS = 126,
  LENGTH_IN_64_BITS = 127,
};

size_t websocket_header_bytes(uint64_t payload_bytes, bool masked) {
  size_t mask = masked ? WEBSOCKET_MASK_BYTES : 0;
  if (payload_bytes <= LENGTH_7_BITS_MAX)
    return 2 + mask;
  return (payload_bytes <= UINT16_MAX ? 4 : 10) + mask;
}

size_t websocket_header_encode(uint8_t opcode, uint64_t payload_bytes, uint8_t *out) {
  size_t bytes = websocket_header_bytes(payload_bytes, false);
  out[0] = (uint8_t)(WEBSOCKET_FINAL | opcode);
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

size_t websocket_header_encode_masked(uint8_t first_byte, uint64_t payload_bytes,
                                      const uint8_t mask[static WEBSOCKET_MASK_BYTES],
                                      uint8_t *out) {
  size_t bytes = websocket_header_encode(0, payload_bytes, out);
  out[0] = first_byte;
  out[1] |= MASKED;
  memcpy(out + bytes, mask, WEBSOCKET_MASK_BYTES);
  return bytes + WEBSOCKET_MASK_BYTES;
}

void websocket_mask(const uint8_t mask[static WEBSOCKET_MASK_BYTES], void *payload, size_t count) {
  uint8_t *bytes = payload;
  for (size_t i = 0; i < count; i++)
    bytes[i] ^= mask[i % WEBSOCKET_MASK_BYTES];
}

uint16_t websocket_close_code(const void *payload, size_t payload_bytes) {
  const uint8_t *bytes = payload;
  if (payload_bytes < CLOSE_CODE_BYTES)
    return CLOSE_NO_CODE;
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* The codes of RFC 6455, section 7.4, those registered later (1012 to 1014), and those of
 * applications. 1005, 1006 and 1015 are never sent. */
static bool close_code_allowed(uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

uint16_t websocket_close_fault(const void *payload, size_t payload_bytes) {
  if (payload_bytes == 0)
    return 0;
  if (payload_bytes < CLOSE_CODE_BYTES || payload_bytes > WEBSOCKET_CONTROL_BYTES_MAX ||
      !close_code_allowed(websocket_close_code(payload, payload_bytes)))
    return CLOSE_PROTOCOL_ERROR;
  const uint8_t *reason = (const uint8_t *)payload + CLOSE_CODE_BYTES;
  return utf8_is(reason, payload_bytes - CLOSE_CODE_BYTES) ? 0 : CLOSE_INVALID;
}

bool websocket_frame_allowed(uint8_t first_byte, uint64_t payload_bytes, bool in_message,
                             uint8_t reserved) {
  bool final = first_byte & WEBSOCKET_FINAL;
  bool begins = !in_message && !(first_byte & WEBSOCKET_CONTROL);
  if (first_byte & WEBSOCKET_RESERVED & ~(begins ? reserved : 0))
    return false;
  switch (first_byte & WEBSOCKET_OPCODE) {
  case WEBSOCKET_CONTINUATION:
    return in_message;
  case WEBSOCKET_TEXT:
  case WEBSOCKET_BINARY:
    return !in_message;
  case WEBSOCKET_CLOSE:
  case WEBSOCKET_PING:
  case WEBSOCKET_PONG:
    return final && payload_bytes <= WEBSOCKET_CONTROL_BYTES_MAX;
  default:
    return false;
  }
}
