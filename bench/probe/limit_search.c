/* Keeps a bracket. */
#include "bench/probe/limit_search.h"

enum { SHARE = 64 };

size_t limit_next(const struct limit_search *search) {
  size_t low = search->passes_bytes, high = search->fails_bytes;
  if (low >= search->most || (high > 0 && high <= search->least))
    return 0;
  if (high == 0) {
    size_t next = low == 0 ? search->least : 2 * low;
    return next < search->most ? next : search->most;
  }
  size_t near = low / SHARE > LIMIT_STEP_BYTES ? low / SHARE : LIMIT_STEP_BYTES;
  return high - low > near ? low + (high - low) / 2 : 0;
}

void limit_take(struct limit_search *search, size_t bytes, bool passed) {
  if (passed && bytes > search->passes_bytes)
    search->passes_bytes = bytes;
  if (!passed && (search->fails_bytes == 0 || bytes < search->fails_bytes))
    search->fails_bytes = bytes;
}
