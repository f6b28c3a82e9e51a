/* HTTP answers: however the bytes are split, the result is the same. The first byte of the input
 * says where it is split. */
#include <stdlib.h>
#include <string.h>

#include "common/wire/header_list.h"
#include "common/wire/http_reader.h"
#include "tests/fuzz/target.h"

struct heard {
  uint64_t heads, ends, body_bytes;
  uint64_t sum; /* of heads, their fields, and bodies */
  enum http_reader_state state;
};

static void add(struct heard *heard, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    heard->sum = (heard->sum ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
}

static void piece_add(struct heard *heard, const struct http_reader *reader,
                      const struct http_piece *piece) {
  size_t bytes = 0, count = 0;
  switch (piece->kind) {
  case HTTP_PIECE_HEAD:
    heard->heads++;
    add(heard, &reader->code, sizeof reader->code);
    add(heard, &reader->keeps, sizeof reader->keeps);
    add(heard, &reader->coding, sizeof reader->coding);
    const char *value = http_header_find(piece->bytes, piece->count, "Upgrade", &bytes, &count);
    if (value && header_list_has(value, bytes, "websocket"))
      heard->sum++;
    break;
  case HTTP_PIECE_BODY:
    heard->body_bytes += piece->count;
    break;
  case HTTP_PIECE_END:
    heard->ends++;
    break;
  }
  add(heard, piece->bytes, piece->count);
}

static struct heard stream_read(const char *bytes, size_t count, size_t piece_bytes) {
  struct heard heard = {0};
  struct http_reader reader;
  struct http_piece piece;
  http_reader_init(&reader);
  for (size_t at = 0; at < count; at += piece_bytes) {
    const char *next = bytes + at;
    size_t left = count - at < piece_bytes ? count - at : piece_bytes;
    while (http_reader_next(&reader, &next, &left, &piece))
      piece_add(&heard, &reader, &piece);
    if (left != 0 && reader.state != HTTP_READER_FAILED)
      abort();
  }
  heard.state = reader.state;
  http_reader_release(&reader);
  return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2)
    return 0;
  const char *bytes = (const char *)data + 1;
  struct heard whole = stream_read(bytes, size - 1, size - 1);
  struct heard pieces = stream_read(bytes, size - 1, (size_t)data[0] + 1);
  if (whole.heads != pieces.heads || whole.ends != pieces.ends || whole.sum != pieces.sum ||
      whole.body_bytes != pieces.body_bytes || whole.state != pieces.state)
    abort();
  return 0;
}
