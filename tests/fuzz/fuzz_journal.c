/* A server's journal: its first line, and each other line as a message. */
#include <stdlib.h>
#include <string.h>

#include "servers/channels/journal.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *line = (const char *)data;
  const char *end = line + size;
  struct journal_head head;
  while (line < end) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) {
      stop = end;
    }
    size_t bytes = (size_t)(stop - line);
    struct journal_entry entry;
    if (journal_head_read(line, bytes, &head) && head.schema == JOURNAL_SCHEMA &&
        strlen(head.boot) > JOURNAL_BOOT_BYTES) {
      abort();
    }
    if (journal_entry_read(line, bytes, &entry) &&
        (entry.message.data + entry.message.data_bytes != stop ||
         !message_data_plain(entry.message.data, entry.message.data_bytes))) {
      abort();
    }
    line = stop + 1;
  }
  return 0;
}
