/* Whole WebSocket frames of the server's, as chunks. Pure. */
#ifndef SERVERS_FRAME_H
#define SERVERS_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "servers/chunk.h"

/* The codes of RFC 6455, section 7.4.1, that are used here. */
enum close_code {
  CLOSE_GOING_AWAY = 1001,
  CLOSE_PROTOCOL_ERROR = 1002,
  CLOSE_UNSUPPORTED = 1003, /* binary */
  CLOSE_INVALID = 1007,     /* a text that is not of the form it should have */
  CLOSE_POLICY = 1008,
  CLOSE_TOO_BIG = 1009,
  CLOSE_SERVER_ERROR = 1011,
};

enum { CLOSE_PAYLOAD_BYTES_MAX = 125 }; /* code and reason: a control frame has no more */

/* NULL without memory. */
struct chunk *frame_make(uint8_t opcode, const void *payload, size_t bytes);

/* A closing frame; a long reason is cut. */
struct chunk *frame_make_close(uint16_t code, const char *reason);

#endif
