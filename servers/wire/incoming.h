/* Turns the frames that a WebSocket receives into whole texts, and checks those rules of RFC 6455
 * that the engines' libraries do not. Pure; zeroed for a new connection. Not for concurrent use. */
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
  bool in_message; /* a fragment has come, but not the last one */
};

enum incoming_kind {
  INCOMING_MORE,    /* the message is not complete yet */
  INCOMING_TEXT,    /* a whole message */
  INCOMING_PING,    /* the answer has the same payload */
  INCOMING_PONG,    /* its payload is ignored */
  INCOMING_CLOSE,   /* answer with the same payload, then end the connection */
  INCOMING_REFUSED, /* answer with a close frame, then end the connection */
};

struct incoming_step {
  enum incoming_kind kind;
  const char *bytes; /* payload; a text is valid until incoming_clear, and as long as the input */
  size_t count;
  uint16_t close_code; /* of INCOMING_REFUSED */
  const char *reason;
};

/* For a library that hands out all frames: a whole frame, unmasked and without extensions. */
struct incoming_step incoming_frame(struct incoming *incoming, uint8_t first_byte,
                                    const char *payload, size_t count);

/* For a library that has checked the frame's header: a piece of a text frame's payload. `left`:
 * bytes of the frame that are still to come; `last`: the message ends with this piece. */
struct incoming_step incoming_piece(struct incoming *incoming, const char *bytes, size_t count,
                                    uint64_t left, bool last);

/* After each whole text, and when the connection ends: frees the joined text. */
void incoming_clear(struct incoming *incoming);

#endif
