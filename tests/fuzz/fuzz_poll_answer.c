/* Answers to polls: the texts are within the body, in order. */
#include <stdlib.h>

#include "common/wire/poll_answer.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *body = (const char *)data;
  struct poll_answer_reader reader;
  if (!poll_answer_open(&reader, body, size)) {
    return 0;
  }
  struct message message;
  size_t text_bytes = 0;
  size_t texts_bytes = 0;
  while (poll_answer_next(&reader, &message, &text_bytes)) {
    texts_bytes += text_bytes;
    if (text_bytes == 0 || texts_bytes > size || message.data < body ||
        message.data + message.data_bytes > body + size) {
      abort();
    }
  }
  return 0;
}
