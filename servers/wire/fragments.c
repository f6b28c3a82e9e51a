/* Joins pieces. */
#include "servers/wire/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "servers/wire/request.h"

bool fragments_add(struct fragments *gather, const void *bytes, size_t count) {
  if (count == 0)
    return true;
  if (count > REQUEST_BODY_BYTES_MAX - gather->count)
    return false;
  size_t needed = gather->count + count;
  if (needed > gather->capacity) {
    size_t capacity = needed > 2 * gather->capacity ? needed : 2 * gather->capacity;
    char *grown = realloc(gather->bytes, capacity);
    if (!grown)
      return false;
    gather->bytes = grown;
    gather->capacity = capacity;
  }
  memcpy(gather->bytes + gather->count, bytes, count);
  gather->count = needed;
  return true;
}

void fragments_clear(struct fragments *gather) {
  free(gather->bytes);
  *gather = (struct fragments){.bytes = NULL};
}
