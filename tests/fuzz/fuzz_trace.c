/* A recorded log of messages. */
#include "common/load/trace.h"
#include "tests/fuzz/target.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct trace trace;
  if (trace_read((const char *)data, size, "input", &trace, NULL) != STATUS_OK) {
    return 0;
  }
  uint64_t before_ns = 0;
  for (size_t i = 0; i < trace.count; i++) {
    const struct trace_entry *entry = &trace.entries[i];
    if (entry->offset_ns < before_ns || entry->channel >= trace.channels || entry->bytes == 0) {
      abort();
    }
    before_ns = entry->offset_ns;
  }
  trace_release(&trace);
  return 0;
}
