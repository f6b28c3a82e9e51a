/* Frames of a WebSocket's peer: a first byte, a byte of length, and that much payload, again and
 * again. If the first byte of the input is odd: pieces of one text message. */
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/wire/websocket_frame.h"
#include "servers/wire/incoming.h"
#include "servers/wire/request.h"
#include "tests/fuzz/target.h"

/* The texts joined by the test: the texts that come out must be the same. */
struct expected {
  uint8_t *bytes;
  size_t count;
};

static void check_text(const struct incoming_step *step, const struct expected *expected) {
  expect(step->count == expected->count);
  expect(step->count == 0 || memcmp(step->bytes, expected->bytes, step->count) == 0);
  expect(utf8_is(step->bytes, step->count));
}

/* Returns 0 if the connection would end here. */
static int check_step(struct incoming *incoming, const struct incoming_step *step,
                      struct expected *expected) {
  switch (step->kind) {
  case INCOMING_TEXT:
    check_text(step, expected);
    incoming_clear(incoming);
    expected->count = 0;
    return 1;
  case INCOMING_CLOSE:
    expect(websocket_close_fault(step->bytes, step->count) == 0);
    return 0;
  case INCOMING_REFUSED:
    expect(step->close_code != 0 && step->reason);
    return 0;
  case INCOMING_PING:
    expect(step->count <= WEBSOCKET_CONTROL_BYTES_MAX);
    return 1;
  case INCOMING_PONG:
  case INCOMING_MORE:
    return 1;
  }
  return 0;
}

static void join(struct expected *expected, const uint8_t *bytes, size_t count) {
  if (count > 0) {
    memcpy(expected->bytes + expected->count, bytes, count);
  }
  expected->count += count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct incoming incoming = {.in_message = false};
  struct expected expected = {.bytes = malloc(size + 1)};
  int pieces = size > 0 && data[0] & 1;
  size_t at = size > 0;
  int going = expected.bytes != NULL;
  while (going && at + 2 <= size) {
    uint8_t first = data[at];
    size_t count = data[at + 1];
    at += 2;
    count = count < size - at ? count : size - at;
    const char *payload = (const char *)data + at;
    if (pieces || !(first & WEBSOCKET_CONTROL)) {
      join(&expected, data + at, count);
    }
    struct incoming_step step =
        pieces ? incoming_piece(&incoming, payload, count, first & 0x7f, first & WEBSOCKET_FINAL)
               : incoming_frame(&incoming, first, payload, count);
    going = check_step(&incoming, &step, &expected);
    at += count;
  }
  incoming_clear(&incoming);
  free(expected.bytes);
  return 0;
}
