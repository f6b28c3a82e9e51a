/* WebSocket frames (RFC 6455, section 5.2): their headers, masks and close codes. */
#ifndef COMMON_WIRE_WEBSOCKET_FRAME_H
#define COMMON_WIRE_WEBSOCKET_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  WEBSOCKET_HEADER_BYTES_MAX = 14,
  WEBSOCKET_MASK_BYTES = 4,
  WEBSOCKET_CONTROL_BYTES_MAX = 125, /* payload of a close, ping or pong frame */
  WEBSOCKET_FINAL = 0x80,            /* of a frame's first byte: no fragment follows */
  WEBSOCKET_RESERVED = 0x70,         /* bits that only an extension gives a meaning */
  WEBSOCKET_DEFLATED = 0x40,         /* the one that permessage-deflate uses */
  WEBSOCKET_CONTROL = 0x8,           /* of the opcode: a close, ping or pong frame */
  WEBSOCKET_OPCODE = 0xf,            /* bits that hold one of these: */
  WEBSOCKET_CONTINUATION = 0x0,
  WEBSOCKET_TEXT = 0x1,
  WEBSOCKET_BINARY = 0x2,
  WEBSOCKET_CLOSE = 0x8,
  WEBSOCKET_PING = 0x9,
  WEBSOCKET_PONG = 0xa,
};

/* The size of each side's buffers with permessage-deflate, for texts and for compressed ones; also
 * as a power of two in text. It is above the longest message: libwebsockets 4.1 loses the end of
 * one that does not fit (lib/roles/ws/ext/extension-permessage-deflate.c puts the trailer behind
 * input that was used up, though output waits). Pages that nothing is written to cost no memory. */
#define DEFLATE_BUFFER_BITS "21"
enum { DEFLATE_BUFFER_BYTES = 1 << 21 };

/* The close codes of WebSockets that are used here (RFC 6455, section 7.4.1). */
enum close_code {
  CLOSE_NORMAL = 1000,
  CLOSE_GOING_AWAY = 1001,
  CLOSE_PROTOCOL_ERROR = 1002,
  CLOSE_UNSUPPORTED = 1003, /* binary */
  CLOSE_NO_CODE = 1005,     /* stands for a frame without one */
  CLOSE_NO_FRAME = 1006,    /* stands for an end without a close frame */
  CLOSE_INVALID = 1007,     /* a text that is not of the form it should have */
  CLOSE_POLICY = 1008,
  CLOSE_TOO_BIG = 1009,
  CLOSE_SERVER_ERROR = 1011,
};

enum { CLOSE_CODE_BYTES = 2 };

/* The code in the payload of a close frame, which is unmasked. */
uint16_t websocket_close_code(const void *payload, size_t payload_bytes);

/* Checks the payload of a peer's close frame: 0 where it is allowed, else the code to close with
 * instead of answering it. */
uint16_t websocket_close_fault(const void *payload, size_t payload_bytes);

/* Whether a peer may send a frame with that first byte and length of payload. `in_message`: it
 * comes behind a fragment that was not the last. `reserved`: bits of the first byte that an
 * extension gives a meaning in a frame that begins a message. */
bool websocket_frame_allowed(uint8_t first_byte, uint64_t payload_bytes, bool in_message,
                             uint8_t reserved);

/* Length of a frame's header: 2, 4 or 10 bytes by payload, and 4 for a mask. */
size_t websocket_header_bytes(uint64_t payload_bytes, bool masked);

/* Writes the header of one whole, unmasked frame; returns its length. */
size_t websocket_header_encode(uint8_t opcode, uint64_t payload_bytes, uint8_t *out);

/* The same for a masked frame whose first byte is given; the mask ends the header. */
size_t websocket_header_encode_masked(uint8_t first_byte, uint64_t payload_bytes,
                                      const uint8_t mask[static WEBSOCKET_MASK_BYTES],
                                      uint8_t *out);

/* Masks a payload where it lies, or unmasks it. */
void websocket_mask(const uint8_t mask[static WEBSOCKET_MASK_BYTES], void *payload, size_t count);

#endif
