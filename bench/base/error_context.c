/* Writes the places of errors. */
#include "bench/base/error_context.h"

#include <stdio.h>
#include <string.h>

struct error_context error_context_in(const char *outer, const char *inner) {
  struct error_context place;
  if (snprintf(place.text, sizeof place.text, "%s: %s", outer, inner) >= (int)sizeof place.text)
    memcpy(place.text + sizeof place.text - 4, "...", 4);
  return place;
}

enum status error_at(struct error *error, enum status status, const char *place) {
  struct error inner = *error;
  return error_set(error, status, "%s: %.*s", place, (int)(sizeof inner.text - strlen(place) - 3),
                   inner.text);
}
