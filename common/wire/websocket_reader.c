/* A state machine over the bytes of frames. */
#include "common/wire/websocket_reader.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

enum {
  MASKED = 0x80, /* of a head's second byte */
  LENGTH = 0x7f,
  LENGTH_IN_16_BITS = 126,
  LENGTH_IN_64_BITS = 127,
  HEAD_BYTES_MIN = 2,
  MESSAGE_KEPT_BYTES = 16 << 10, /* a larger buffer is freed after its message */
};

void websocket_reader_init(struct websocket_reader *reader, bool compression,
                           size_t message_bytes_max) {
  *reader = (struct websocket_reader){.reserved = compression ? WEBSOCKET_DEFLATED : 0,
                                      .message_bytes_max = message_bytes_max};
}

void websocket_reader_release(struct websocket_reader *reader) {
  free(reader->message);
  reader->message = NULL;
  reader->message_capacity = reader->message_bytes = 0;
}

/* --- heads --------------------------------------------------------------------------- */

/* The length of the head, by its first two bytes. */
static size_t head_length(const uint8_t *head) {
  switch (head[1] & LENGTH) {
  case LENGTH_IN_16_BITS:
    return HEAD_BYTES_MIN + 2;
  case LENGTH_IN_64_BITS:
    return HEAD_BYTES_MIN + 8;
  default:
    return HEAD_BYTES_MIN;
  }
}

static uint64_t payload_length(const uint8_t *head, size_t head_bytes) {
  if (head_bytes == HEAD_BYTES_MIN)
    return head[1] & LENGTH;
  uint64_t length = 0;
  for (size_t i = HEAD_BYTES_MIN; i < head_bytes; i++)
    length = length << 8 | head[i];
  return length;
}

static bool control_frame(const struct websocket_reader *reader) {
  return reader->head[0] & WEBSOCKET_CONTROL;
}

/* The head is complete: begins the frame, if a server may send such a frame. */
static bool frame_begin(struct websocket_reader *reader) {
  const uint8_t *head = reader->head;
  uint64_t length = payload_length(head, reader->head_bytes);
  if ((head[1] & MASKED) || websocket_header_bytes(length, false) != reader->head_bytes ||
      length > INT64_MAX ||
      !websocket_frame_allowed(head[0], length, reader->in_message, reader->reserved)) {
    reader->failure = CLOSE_PROTOCOL_ERROR;
    return false;
  }
  reader->in_frame = true;
  reader->left = length;
  reader->head_bytes = 0;
  if (control_frame(reader)) {
    reader->control_bytes = 0;
    return true;
  }
  if (!reader->in_message) {
    reader->text = (head[0] & WEBSOCKET_OPCODE) == WEBSOCKET_TEXT;
    reader->compressed = head[0] & WEBSOCKET_DEFLATED;
    reader->message_bytes = 0;
  }
  if (length > reader->message_bytes_max - reader->message_bytes)
    reader->failure = CLOSE_TOO_BIG;
  return reader->failure == 0;
}

static bool head_complete(const struct websocket_reader *reader) {
  return reader->head_bytes >= HEAD_BYTES_MIN && reader->head_bytes == head_length(reader->head);
}

/* False where more bytes are needed, or where the head is wrong. */
static bool head_take(struct websocket_reader *reader, const char **bytes, size_t *count) {
  while (*count > 0 && !head_complete(reader)) {
    reader->head[reader->head_bytes++] = (uint8_t) * *bytes;
    ++*bytes;
    --*count;
  }
  return head_complete(reader) && frame_begin(reader);
}

/* --- payloads ------------------------------------------------------------------------ */

static bool message_append(struct websocket_reader *reader, const char *bytes, size_t count) {
  size_t needed = reader->message_bytes + count;
  if (count == 0)
    return true;
  if (needed > reader->message_capacity) {
    size_t capacity =
        needed < reader->message_bytes_max / 2 ? 2 * needed : reader->message_bytes_max;
    char *grown = realloc(reader->message, capacity);
    if (!grown) {
      reader->failure = CLOSE_TOO_BIG;
      return false;
    }
    reader->message = grown;
    reader->message_capacity = capacity;
  }
  memcpy(reader->message + reader->message_bytes, bytes, count);
  reader->message_bytes = needed;
  return true;
}

/* Takes the bytes of the frame's payload that are there. */
static size_t payload_take(struct websocket_reader *reader, const char **bytes, size_t *count) {
  size_t taken = reader->left < *count ? (size_t)reader->left : *count;
  reader->left -= taken;
  *bytes += taken;
  *count -= taken;
  return taken;
}

static bool control_event(struct websocket_reader *reader, struct websocket_event *event) {
  static const enum websocket_event_kind kinds[] = {
      [WEBSOCKET_CLOSE] = WEBSOCKET_EVENT_CLOSE,
      [WEBSOCKET_PING] = WEBSOCKET_EVENT_PING,
      [WEBSOCKET_PONG] = WEBSOCKET_EVENT_PONG,
  };
  *event = (struct websocket_event){.kind = kinds[reader->head[0] & WEBSOCKET_OPCODE],
                                    .bytes = reader->control,
                                    .count = reader->control_bytes};
  reader->in_frame = false;
  if (event->kind == WEBSOCKET_EVENT_CLOSE) {
    reader->failure = websocket_close_fault(event->bytes, event->count);
    reader->closed = true;
  }
  return reader->failure == 0;
}

static bool control_take(struct websocket_reader *reader, const char **bytes, size_t *count,
                         struct websocket_event *event) {
  const char *from = *bytes;
  size_t taken = payload_take(reader, bytes, count);
  if (taken > 0)
    memcpy(reader->control + reader->control_bytes, from, taken);
  reader->control_bytes += taken;
  return reader->left == 0 && control_event(reader, event);
}

/* True with a whole message. A message that is whole in the given bytes is not copied. */
static bool message_take(struct websocket_reader *reader, const char **bytes, size_t *count,
                         struct websocket_event *event) {
  const char *from = *bytes;
  size_t taken = payload_take(reader, bytes, count);
  bool complete = reader->left == 0 && (reader->head[0] & WEBSOCKET_FINAL);
  bool in_one = complete && reader->message_bytes == 0;
  if (!in_one && !message_append(reader, from, taken))
    return false;
  if (reader->left == 0) {
    reader->in_frame = false;
    reader->in_message = !complete;
  }
  if (!complete)
    return false;
  *event = (struct websocket_event){.kind = WEBSOCKET_EVENT_MESSAGE,
                                    .text = reader->text,
                                    .compressed = reader->compressed,
                                    .bytes = in_one ? from : reader->message,
                                    .count = in_one ? taken : reader->message_bytes};
  reader->message_bytes = 0;
  if (reader->text && !reader->compressed && !utf8_is(event->bytes, event->count))
    reader->failure = CLOSE_INVALID;
  return reader->failure == 0;
}

bool websocket_reader_next(struct websocket_reader *reader, const char **bytes, size_t *count,
                           struct websocket_event *event) {
  if (reader->message_capacity > MESSAGE_KEPT_BYTES && reader->message_bytes == 0)
    websocket_reader_release(reader);
  while (reader->failure == 0 && !reader->closed) {
    if (!reader->in_frame && !head_take(reader, bytes, count))
      return false;
    bool whole = control_frame(reader) ? control_take(reader, bytes, count, event)
                                       : message_take(reader, bytes, count, event);
    if (whole)
      return true;
    if (*count == 0 && (reader->in_frame || reader->head_bytes == 0))
      return false;
  }
  return false;
}
