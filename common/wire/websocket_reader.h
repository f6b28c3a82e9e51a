/* Reads the frames that a server sends (RFC 6455, section 5) from a stream of bytes that is cut
 * anywhere, and puts the fragments of messages together. Everything that a server may not send is a
 * failure, such as a mask, or a length that is not in its shortest form. No sockets. */
#ifndef COMMON_WIRE_WEBSOCKET_READER_H
#define COMMON_WIRE_WEBSOCKET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/websocket_frame.h"

enum websocket_event_kind {
  WEBSOCKET_EVENT_MESSAGE, /* whole, and not inflated yet */
  WEBSOCKET_EVENT_PING,
  WEBSOCKET_EVENT_PONG,
  WEBSOCKET_EVENT_CLOSE, /* nothing that follows is read */
};

struct websocket_event {
  enum websocket_event_kind kind;
  bool text;         /* a message that is not binary */
  bool compressed;   /* a message compressed by permessage-deflate, whose text is not checked */
  const char *bytes; /* the payload; valid until the next call */
  size_t count;
};

struct websocket_reader {
  uint8_t reserved;          /* bits of the first byte that may be set: WEBSOCKET_DEFLATED or 0 */
  size_t message_bytes_max;  /* before a message is inflated */
  uint16_t failure;          /* enum close_code of the server's mistake; 0: none */
  bool closed;               /* a close frame has come */
  bool in_frame, in_message; /* its head is read; its last fragment is not */
  bool text, compressed;     /* the message that is being read is */
  uint8_t head[WEBSOCKET_HEADER_BYTES_MAX];
  size_t head_bytes;
  uint64_t left;                             /* payload bytes of the frame that have not come */
  char control[WEBSOCKET_CONTROL_BYTES_MAX]; /* of a control frame that comes in pieces */
  size_t control_bytes;
  char *message; /* of a message that comes in pieces */
  size_t message_bytes, message_capacity;
};

/* `compression`: permessage-deflate was agreed. */
void websocket_reader_init(struct websocket_reader *reader, bool compression,
                           size_t message_bytes_max);
void websocket_reader_release(struct websocket_reader *reader);

/* Reads up to the next event, and moves *bytes behind what it has read. False when all is read, or
 * where reader->failure or reader->closed is set, and then the rest is to be ignored. */
bool websocket_reader_next(struct websocket_reader *reader, const char **bytes, size_t *count,
                           struct websocket_event *event);

#endif
