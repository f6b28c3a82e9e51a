/* Frames of a server: however the bytes are split, the events are the same, and none is too long.
 * The first byte of the input says where it is split, the second whether compression was agreed. */
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/wire/websocket_reader.h"
#include "tests/fuzz/target.h"

enum { MESSAGE_BYTES_MAX = 4096 };

struct heard {
  uint64_t events, sum;
  uint16_t failure;
  bool closed;
};

static void event_add(struct heard *heard, const struct websocket_event *event) {
  bool message = event->kind == WEBSOCKET_EVENT_MESSAGE;
  if (event->count > (message ? MESSAGE_BYTES_MAX : WEBSOCKET_CONTROL_BYTES_MAX))
    abort();
  if (message && event->text && !event->compressed && !utf8_is(event->bytes, event->count))
    abort();
  heard->events++;
  heard->sum =
      (heard->sum ^ (uint64_t)event->kind ^ (uint64_t)event->text << 8) * UINT64_C(1099511628211);
  for (size_t i = 0; i < event->count; i++)
    heard->sum = (heard->sum ^ (uint8_t)event->bytes[i]) * UINT64_C(1099511628211);
}

static struct heard stream_read(const char *bytes, size_t count, bool compression,
                                size_t piece_bytes) {
  struct heard heard = {0};
  struct websocket_reader reader;
  struct websocket_event event;
  websocket_reader_init(&reader, compression, MESSAGE_BYTES_MAX);
  for (size_t at = 0; at < count; at += piece_bytes) {
    const char *next = bytes + at;
    size_t left = count - at < piece_bytes ? count - at : piece_bytes;
    while (websocket_reader_next(&reader, &next, &left, &event))
      event_add(&heard, &event);
    if (left != 0 && !reader.failure && !reader.closed)
      abort();
  }
  heard.failure = reader.failure;
  heard.closed = reader.closed;
  websocket_reader_release(&reader);
  return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3)
    return 0;
  const char *bytes = (const char *)data + 2;
  bool compression = data[1] & 1;
  struct heard whole = stream_read(bytes, size - 2, compression, size - 2);
  struct heard pieces = stream_read(bytes, size - 2, compression, (size_t)data[0] + 1);
  if (whole.events != pieces.events || whole.sum != pieces.sum || whole.failure != pieces.failure ||
      whole.closed != pieces.closed)
    abort();
  return 0;
}
