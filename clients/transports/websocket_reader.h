/* Reads the frames that a server sends (RFC 6455, section 5) from a stream of bytes, cut anywhere,
 * and puts the fragments of a message together. Strict: what a server may not send, masks and
 * lengths that are longer than need be included, is a failure. No sockets. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_READER_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/websocket_frame.h"

enum websocket_event_kind {
  WEBSOCKET_EVENT_MESSAGE, /* whole; compressed as it came */
  WEBSOCKET_EVENT_PING,
  WEBSOCKET_EVENT_PONG,
  WEBSOCKET_EVENT_CLOSE, /* nothing is read behind it */
};

struct websocket_event {
  enum websocket_event_kind kind;
  bool text;         /* of a message: not binary */
  bool compressed;   /* of a message, by permessage-deflate: its text is not checked */
  const char *bytes; /* payload; valid until the next call */
  size_t count;
};

struct websocket_reader {
  uint8_t reserved;          /* bits of the first byte that may be set: WEBSOCKET_DEFLATED or 0 */
  size_t message_bytes_max;  /* of a message as it comes */
  uint16_t failure;          /* enum close_code of what the server did wrong; 0: nothing */
  bool closed;               /* by a close frame */
  bool in_frame, in_message; /* a head was read; a fragment that was not the last */
  bool text, compressed;     /* of the message under way */
  uint8_t head[WEBSOCKET_HEADER_BYTES_MAX];
  size_t head_bytes;
  uint64_t left;                             /* of the frame under way */
  char control[WEBSOCKET_CONTROL_BYTES_MAX]; /* a control frame that comes in pieces */
  size_t control_bytes;
  char *message; /* as far as it has come, where it comes in pieces */
  size_t message_bytes, message_capacity;
};

/* `compression`: permessage-deflate was agreed. */
void websocket_reader_init(struct websocket_reader *reader, bool compression,
                           size_t message_bytes_max);
void websocket_reader_release(struct websocket_reader *reader);

/* Reads on until there is an event; the bytes are moved on. False when they are used up, or where
 * reader->failure or reader->closed is set, and then what is left is of no interest. */
bool websocket_reader_next(struct websocket_reader *reader, const char **bytes, size_t *count,
                           struct websocket_event *event);

#endif
