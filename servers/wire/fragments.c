/* A buffer that grows. */
#include "servers/wire/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "servers/wire/request.h"

bool fragments_add(struct fragments *fragments, const void *bytes, size_t count) {
  if (count == 0)
    return true;
  if (count > REQUEST_BODY_BYTES_MAX - fragments->count)
    return false;
  size_t needed = fragments->count + count;
  if (needed > fragments->capacity) {
    size_t capacity = needed > 2 * fragments->capacity ? needed : 2 * fragments->capacity;
    char *grown = realloc(fragments->bytes, capacity);
    if (!grown)
      return false;
    fragments->bytes = grown;
    fragments->capacity = capacity;
  }
  memcpy(fragments->bytes + fragments->count, bytes, count);
  fragments->count = needed;
  return true;
}

void fragments_drop(struct fragments *fragments, size_t count) {
  if (count >= fragments->count) {
    fragments_clear(fragments);
    return;
  }
  fragments->count -= count;
  memmove(fragments->bytes, fragments->bytes + count, fragments->count);
}

void fragments_clear(struct fragments *fragments) {
  free(fragments->bytes);
  *fragments = (struct fragments){.bytes = NULL};
}
