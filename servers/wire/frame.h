/* Makes chunks of WebSocket frames that the server sends. Pure. */
#ifndef SERVERS_WIRE_FRAME_H
#define SERVERS_WIRE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "common/wire/websocket_frame.h"
#include "servers/wire/chunk.h"

enum {
  CLOSE_PAYLOAD_BYTES_MAX = 125
}; /* code and reason: the most that a control frame may have */

/* NULL without memory. */
struct chunk *frame_make(uint8_t opcode, const void *payload, size_t bytes);

/* A closing frame; a long reason is cut. */
struct chunk *frame_make_close(uint16_t code, const char *reason);

#endif
