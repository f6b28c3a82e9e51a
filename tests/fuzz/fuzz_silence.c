/* Bodies of POST /silence, for a server without connections: nothing listens on port 1. */
#include <stdint.h>
#include <stdlib.h>

#include "servers/control/dead_peers.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t silenced = 0;
  const char *reason = NULL;
  int status = dead_peers_silence(1, (const char *)data, size, &silenced, &reason);
  if (status == 0 ? silenced != 0 : status < 400 || !reason) {
    abort();
  }
  return 0;
}
