/* Compressed streams: however the bytes are split, the result is the same; and compressed text is
 * decompressed to the same. The first byte of the input says where it is split, the second its
 * format. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/deflate/inflate.h"
#include "tests/fuzz/target.h"

enum { BYTES_MAX = 1 << 20 }; /* a limit such as the caller sets */

struct taken {
  size_t count;
  uint64_t sum;
};

static bool take(void *owner, const char *bytes, size_t count) {
  struct taken *taken = owner;
  taken->count += count;
  for (size_t i = 0; i < count; i++)
    taken->sum = (taken->sum ^ (uint8_t)bytes[i]) * UINT64_C(1099511628211);
  return taken->count <= BYTES_MAX;
}

/* Whether it could be decompressed. */
static bool stream_inflate(struct inflater *inflater, const char *bytes, size_t count,
                           size_t piece_bytes, struct taken *taken) {
  for (size_t at = 0; at < count; at += piece_bytes) {
    size_t left = count - at;
    if (!inflater_give(inflater, bytes + at, left < piece_bytes ? left : piece_bytes, take, taken))
      return false;
  }
  return true;
}

static void inflate_both_ways(const char *bytes, size_t count, size_t piece_bytes, bool gzip) {
  struct inflater *inflater = inflater_create(gzip ? INFLATE_GZIP : INFLATE_RAW, 15);
  struct taken whole = {0}, pieces = {0};
  if (!inflater)
    abort();
  bool good = stream_inflate(inflater, bytes, count, count, &whole);
  bool ended = inflater_ended(inflater);
  inflater_restart(inflater);
  bool good_again = stream_inflate(inflater, bytes, count, piece_bytes, &pieces);
  /* at the limit, the two may have stopped at different places */
  bool limited = whole.count > BYTES_MAX || pieces.count > BYTES_MAX;
  if (!limited &&
      (good != good_again || (good && (ended != inflater_ended(inflater) ||
                                       whole.sum != pieces.sum || whole.count != pieces.count))))
    abort();
  inflater_destroy(inflater);
}

static void there_and_back(const char *bytes, size_t count) {
  static const char tail[] = {0, 0, (char)0xff, (char)0xff};
  struct deflater *deflater = deflater_create(15, DEFLATE_MEMORY_LEVEL, true);
  struct inflater *inflater = inflater_create(INFLATE_RAW, 15);
  const char *packed = NULL;
  size_t packed_bytes = 0;
  struct taken expected = {0}, taken = {0};
  if (!deflater || !inflater)
    abort();
  take(&expected, bytes, count);
  if (!deflater_take(deflater, bytes, count, &packed, &packed_bytes) ||
      !inflater_give(inflater, packed, packed_bytes, take, &taken) ||
      !inflater_give(inflater, tail, sizeof tail, take, &taken) || taken.sum != expected.sum ||
      taken.count != expected.count)
    abort();
  deflater_destroy(deflater);
  inflater_destroy(inflater);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3)
    return 0;
  const char *bytes = (const char *)data + 2;
  inflate_both_ways(bytes, size - 2, (size_t)data[0] + 1, data[1] & 1);
  there_and_back(bytes, size - 2);
  return 0;
}
