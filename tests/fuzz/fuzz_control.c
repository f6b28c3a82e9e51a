/* The server's answers to /stats and /start. */
#include <stdlib.h>

#include "clients/http/server_answer.h"
#include "tests/fuzz/target.h"

enum { CHANNELS = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct server_channel channels[CHANNELS];
  struct server_answer answer = {.channels = channels, .channel_count = CHANNELS};
  if (server_answer_read_stats((const char *)data, size, &answer) &&
      answer.channel_count != CHANNELS) {
    abort();
  }
  server_answer_read_start((const char *)data, size, &answer);
  return 0;
}
