/* Heads of HTTP/1.1 as headers of HTTP/2: what is read stays within the text, and has no header
 * that HTTP/2 forbids. The first byte of the input says what kind of head it is. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/wire/http2_head.h"
#include "tests/fuzz/target.h"

static bool points_into(const uint8_t *at, size_t count, const char *text, size_t bytes) {
  const uint8_t *begin = (const uint8_t *)text;
  return at >= begin && at + count <= begin + bytes;
}

static void header_check(const nghttp2_nv *header, const char *text, size_t bytes) {
  if (header->namelen > 0 && header->name[0] == ':')
    return; /* pseudo-headers are ours */
  if (!points_into(header->name, header->namelen, text, bytes) ||
      !points_into(header->value, header->valuelen, text, bytes))
    abort();
  for (size_t i = 0; i < header->namelen; i++)
    if (isupper(header->name[i]))
      abort();
  if (header->namelen == 10 && memcmp(header->name, "connection", 10) == 0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct http2_head head;
  if (size < 1)
    return 0;
  size_t bytes = size - 1;
  char *text = input_text(data + 1, bytes);
  bool read = false;
  switch (data[0] % 3) {
  case 0:
    read = http2_head_of_answer(text, bytes, &head);
    break;
  case 1:
    read = http2_head_of_request(text, bytes, "https", &head);
    break;
  default:
    read = http2_head_of_connect(text, bytes, "http", &head);
    break;
  }
  if (read && head.count > HTTP2_HEADERS_MAX)
    abort();
  for (size_t i = 0; read && i < head.count; i++)
    header_check(&head.headers[i], text, bytes);
  free(text);
  return 0;
}
