/* Event streams: however the bytes are split, the events are the same. The first byte of the input
 * says where it is split. */
#include <stdlib.h>
#include <string.h>

#include "common/wire/sse.h"
#include "tests/fuzz/target.h"

struct heard {
  uint64_t events, comments;
  uint64_t sum; /* of ids and data */
  bool failed;
};

static uint64_t sum_of(uint64_t sum, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sum = (sum ^ (uint8_t)bytes[i]) * UINT64_C(1099511628211);
  }
  return sum;
}

static void events_read(struct sse_reader *reader, const char *bytes, size_t count,
                        struct heard *heard) {
  struct sse_event event;
  while (sse_reader_next(reader, &bytes, &count, &event)) {
    heard->events++;
    heard->sum = sum_of(heard->sum, event.data, event.data_bytes);
    heard->sum = sum_of(heard->sum, event.id, strlen(event.id) + 1);
  }
  if (count != 0) {
    abort();
  }
}

static struct heard stream_read(const char *bytes, size_t count, size_t piece_bytes) {
  struct heard heard = {0};
  struct sse_reader reader;
  sse_reader_init(&reader);
  for (size_t at = 0; at < count; at += piece_bytes) {
    size_t left = count - at;
    events_read(&reader, bytes + at, left < piece_bytes ? left : piece_bytes, &heard);
  }
  heard.comments = reader.comments;
  heard.failed = reader.failed;
  sse_reader_release(&reader);
  return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) {
    return 0;
  }
  const char *bytes = (const char *)data + 1;
  size_t count = size - 1;
  struct heard whole = stream_read(bytes, count, count);
  struct heard pieces = stream_read(bytes, count, (size_t)data[0] + 1);
  if (whole.events != pieces.events || whole.sum != pieces.sum ||
      whole.comments != pieces.comments || whole.failed != pieces.failed) {
    abort();
  }
  return 0;
}
