/* The server's answers to /stats and /start. */
#include <stdlib.h>

#include "clients/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANNELS = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct control_channel channels[CHANNELS];
  struct control_answer answer = {.channels = channels, .channel_count = CHANNELS};
  if (control_read_stats((const char *)data, size, &answer) && answer.channel_count != CHANNELS) {
    abort();
  }
  control_read_start((const char *)data, size, &answer);
  return 0;
}
