/* What comes in on a WebSocket: the rules of RFC 6455 that the engines' libraries leave to
 * us, and the joining of fragments. Pure; zeroed it is at the beginning. Not for concurrent
 * use. */
#ifndef SERVERS_WIRE_INCOMING_H
#define SERVERS_WIRE_INCOMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/utf8.h"
#include "servers/wire/fragments.h"

struct incoming {
  struct fragments text; /* the fragments of the message under way */
  struct utf8 utf8;
  bool in_message; /* a fragment has come, and not the last */
};

enum incoming_kind {
  INCOMING_MORE,    /* of a message: the rest is to come */
  INCOMING_TEXT,    /* a whole message */
  INCOMING_PING,    /* to be answered with the same payload */
  INCOMING_PONG,    /* payload does not matter */
  INCOMING_CLOSE,   /* to be answered with the same payload, and then the end */
  INCOMING_REFUSED, /* to be answered with a close frame, and then the end */
};

struct incoming_step {
  enum incoming_kind kind;
  const char *bytes; /* payload; of a text valid until incoming_clear, and as long as the input */
  size_t count;
  uint16_t close_code; /* of INCOMING_REFUSED */
  const char *reason;
};

/* A whole frame, unmasked: of a library that shows all of them, without extensions. */
struct incoming_step incoming_frame(struct incoming *incoming, uint8_t first_byte,
                                    const char *payload, size_t count);

/* A piece of a text frame's payload: of a library that has checked the frame's head. `left`:
 * bytes of the frame that are still to come; `last`: the message ends with this piece. */
struct incoming_step incoming_piece(struct incoming *incoming, const char *bytes, size_t count,
                                    uint64_t left, bool last);

/* After each whole text, and at the end: frees what was joined. */
void incoming_clear(struct incoming *incoming);

#endif
