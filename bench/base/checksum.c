/* Computes checksums. */
#include "bench/base/checksum.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { READ_BYTES = 1 << 16 };

static const uint64_t FNV_PRIME = UINT64_C(0x100000001b3);

struct checksum_text checksum_text(uint64_t checksum) {
  struct checksum_text text;
  snprintf(text.text, sizeof text.text, "%016" PRIx64, checksum);
  return text;
}

enum status checksum_file(uint64_t *checksum, const char *path, struct error *error) {
  unsigned char bytes[READ_BYTES];
  uint64_t sum = *checksum;
  size_t got = 0;
  FILE *file = fopen(path, "re");
  while (file && (got = fread(bytes, 1, sizeof bytes, file)) > 0)
    for (size_t i = 0; i < got; i++)
      sum = (sum ^ bytes[i]) * FNV_PRIME;
  bool failed = !file || ferror(file);
  enum status status =
      failed ? error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno))
             : STATUS_OK;
  if (file)
    fclose(file);
  if (status == STATUS_OK)
    *checksum = sum;
  return status;
}
