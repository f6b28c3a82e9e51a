/* The texts of publishing. */
#include "common/wire/publish.h"

#include <string.h>

#include "common/base/decimal.h"

static const char data_head[] = "{\"data\":\"";
static const char due_head[] = "\",\"due_ns\":";
static const char answer_head[] = "{\"seq\":";

#define LENGTH(literal) (sizeof(literal) - 1)

static char *text_put(char *out, const char *text, size_t bytes) {
  memcpy(out, text, bytes);
  return out + bytes;
}

size_t publish_encode(const char *data, size_t data_bytes, uint64_t due_ns, char *out,
                      size_t capacity) {
  if (capacity < PUBLISH_ENVELOPE_BYTES_MAX || capacity - PUBLISH_ENVELOPE_BYTES_MAX < data_bytes)
    return 0;
  char *at = text_put(out, data_head, LENGTH(data_head));
  at = text_put(at, data, data_bytes);
  at = text_put(at, due_head, LENGTH(due_head));
  at += decimal_write(due_ns, at);
  *at++ = '}';
  return (size_t)(at - out);
}

size_t publish_answer_encode(uint64_t seq, char out[static PUBLISH_ANSWER_BYTES_MAX]) {
  char *at = text_put(out, answer_head, LENGTH(answer_head));
  at += decimal_write(seq, at);
  *at++ = '}';
  return (size_t)(at - out);
}

bool publish_answer_decode(const char *text, size_t bytes, uint64_t *seq) {
  const char *end = text + bytes;
  const char *at = text + LENGTH(answer_head);
  uint64_t number = 0;
  if (bytes < LENGTH(answer_head) || memcmp(text, answer_head, LENGTH(answer_head)) != 0 ||
      !decimal_read(&at, end, &number) || end - at != 1 || *at != '}')
    return false;
  *seq = number;
  return true;
}
