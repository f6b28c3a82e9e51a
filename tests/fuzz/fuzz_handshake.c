/* The headers of an opening handshake, a line each: HTTP version, Upgrade, Connection,
 * Sec-WebSocket-Version, Sec-WebSocket-Key. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "servers/wire/handshake.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = input_text(data, size);
  char *rest = text;
  const char *lines[5];
  for (size_t i = 0; i < 5; i++) {
    lines[i] = rest ? strsep(&rest, "\n") : NULL;
  }
  const struct handshake_text asked = {.http_version = lines[0],
                                       .upgrade = lines[1],
                                       .connection = lines[2],
                                       .version = lines[3],
                                       .key = lines[4]};
  const char *reason = NULL;
  int status = handshake_check(&asked, &reason);
  if (status == 0 ? strlen(lines[4]) != 24 || !strcasestr(lines[1], "websocket")
                  : !reason || (status != 400 && status != 426)) {
    abort();
  }
  free(text);
  return 0;
}
