/* Joins pieces. */
#include "servers/gather.h"

#include <stdlib.h>
#include <string.h>

#include "servers/request.h"

bool gather_add(struct gather *gather, const void *bytes, size_t count) {
  if (count == 0)
    return true;
  if (count > REQUEST_BODY_BYTES_MAX - gather->count)
    return false;
  char *grown = realloc(gather->bytes, gather->count + count);
  if (grown == NULL)
    return false;
  memcpy(grown + gather->count, bytes, count);
  gather->bytes = grown;
  gather->count += count;
  return true;
}

void gather_clear(struct gather *gather) {
  free(gather->bytes);
  *gather = (struct gather){.bytes = NULL};
}
