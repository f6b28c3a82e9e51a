/* Heads of requests: no read beyond the bytes, the texts lie in the head, and a head that is read
 * is followed by the same request however it came. */
#include <stdlib.h>
#include <string.h>

#include "servers/wire/request_head.h"
#include "tests/fuzz/target.h"

static void expect_within(const char *text, const char *bytes, size_t count) {
  expect(!text || (text >= bytes && text + strlen(text) < bytes + count));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* copies of the exact sizes, so that sanitizers see a read beyond them */
  char *bytes = malloc(size + 1);
  expect(bytes != NULL);
  if (size > 0)
    memcpy(bytes, data, size);
  size_t blank = request_head_blank_bytes(bytes, size);
  expect(blank <= size);
  size_t head_bytes = request_head_bytes(bytes + blank, size - blank);
  expect(head_bytes <= size - blank);
  for (size_t count = 0; count < head_bytes; count++)
    expect(request_head_bytes(bytes + blank, count) == 0);
  char *head_copy = malloc(head_bytes + 1);
  expect(head_copy != NULL);
  memcpy(head_copy, bytes + blank, head_bytes);
  struct request_head head;
  const char *reason = NULL;
  int status = head_bytes > 0 ? request_head_read(head_copy, head_bytes, &head, &reason) : 1;
  if (head_bytes > 0 && status != 0)
    expect(reason && status >= 400 && status <= 599);
  if (status == 0) {
    expect(head.text.method && head.text.version && *head.text.path == '/');
    expect_within(head.text.method, head_copy, head_bytes);
    expect_within(head.text.path, head_copy, head_bytes);
    expect_within(head.text.query, head_copy, head_bytes);
    expect_within(head.text.host, head_copy, head_bytes);
    expect_within(head.text.content_length, head_copy, head_bytes);
    expect_within(head.handshake.key, head_copy, head_bytes);
    expect(request_head_may_follow(bytes + blank, head_bytes));
  }
  free(head_copy);
  free(bytes);
  return 0;
}
