/* Message texts: a message that was read is written to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "common/wire/message.h"
#include "tests/fuzz/target.h"

static void said_again(const char *text, size_t bytes, const struct message *message) {
  size_t capacity = message->data_bytes + MESSAGE_ENVELOPE_BYTES_MAX;
  char *again = malloc(capacity);
  if (!again) {
    return;
  }
  if (message_encode(message, again, capacity) != bytes || memcmp(again, text, bytes) != 0) {
    abort();
  }
  free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  struct message message;
  size_t bytes = message_read(text, size, &message);
  if (bytes > size || bytes != message_span(text, size)) {
    abort();
  }
  if (bytes > 0) {
    said_again(text, bytes, &message);
    message_data_check(PAYLOAD_PATTERN, &message, 0);
  }
  if (message_decode(text, size, &message) != (bytes > 0 && bytes == size)) {
    abort();
  }
  return 0;
}
