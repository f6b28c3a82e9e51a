/* Answers to a handshake: accepted ones have the right key, and parameters within their limits. The
 * first byte of the input says what was offered. */
#include <stdlib.h>
#include <string.h>

#include "clients/transports/websocket_handshake.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const offers[] = {"", "permessage-deflate",
                                       "permessage-deflate; client_max_window_bits"};
  static const char accept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  struct websocket_compression got;
  if (size < 1)
    return 0;
  const char *head = (const char *)data + 1;
  const char *offer = offers[data[0] % 3];
  if (websocket_answer_fault(head, size - 1, accept, offer, "a, mqtt", &got))
    return 0;
  if (!memmem(head, size - 1, accept, sizeof accept - 1) || (got.agreed && !*offer))
    abort();
  if (got.agreed && (got.client_window_bits < 9 || got.client_window_bits > 15 ||
                     got.server_window_bits < 8 || got.server_window_bits > 15))
    abort();
  return 0;
}
