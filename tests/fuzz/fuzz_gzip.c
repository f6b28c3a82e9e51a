/* An answer is compressed so that it reads back the same, or is not compressed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "servers/wire/gzip.h"
#include "tests/fuzz/target.h"

static void check(const uint8_t *packed, size_t bytes, const uint8_t *data, size_t size) {
  uint8_t *read = malloc(size + 1);
  z_stream stream = {.next_in = (uint8_t *)packed,
                     .avail_in = (uInt)bytes,
                     .next_out = read,
                     .avail_out = (uInt)size + 1};
  if (!read || inflateInit2(&stream, 15 + 16) != Z_OK ||
      inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.total_out != size ||
      (size > 0 && memcmp(read, data, size) != 0)) {
    abort();
  }
  inflateEnd(&stream);
  free(read);
}

/* The first byte of the input: the room for the compressed answer, in 1/128 of the answer's
 * length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct gzip *gzip;
  if (size == 0 || (!gzip && gzip_create(&gzip, NULL) != STATUS_OK)) {
    return 0;
  }
  size_t capacity = (size - 1) * data[0] / 128;
  uint8_t *out = malloc(capacity + 1);
  size_t bytes = out ? gzip_pack(gzip, data + 1, size - 1, out, capacity) : 0;
  if (bytes > capacity) {
    abort();
  }
  if (bytes > 0) {
    check(out, bytes, data + 1, size - 1);
  }
  free(out);
  return 0;
}
