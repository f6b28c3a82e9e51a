/* Walks along dotted paths. */
#include "documents/fields.h"

#include <string.h>

enum { PATH_PART_BYTES = 64 };

/* Copies the path's first part; returns what follows it, NULL if it is too long. */
static const char *path_part(const char *path, char *part) {
  size_t bytes = strcspn(path, ".");
  if (bytes >= PATH_PART_BYTES)
    return NULL;
  memcpy(part, path, bytes);
  part[bytes] = '\0';
  return path + bytes + (path[bytes] == '.');
}

json_t *field_get(const json_t *object, const char *path) {
  char part[PATH_PART_BYTES];
  const json_t *at = object;
  while (at && path && *path) {
    path = path_part(path, part);
    at = path ? json_object_get(at, part) : NULL;
  }
  return (json_t *)at;
}

void field_put(json_t *object, const char *path, json_t *value) {
  char part[PATH_PART_BYTES];
  const char *rest = path_part(path, part);
  while (rest && *rest) {
    json_t *inner = json_object_get(object, part);
    if (!json_is_object(inner)) {
      inner = json_object();
      json_object_set_new(object, part, inner);
    }
    object = inner;
    rest = path_part(rest, part);
  }
  json_object_set_new(object, part, value);
}

double field_number(const json_t *object, const char *path, double fallback) {
  const json_t *value = field_get(object, path);
  return json_is_number(value) ? json_number_value(value) : fallback;
}

bool field_is_measured(const json_t *object, const char *path) {
  const json_t *value = field_get(object, path);
  return value && !json_is_null(value);
}
