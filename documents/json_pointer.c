/* Follows a pointer part by part. */
#include "documents/json_pointer.h"

#include <stdint.h>
#include <string.h>

#include "common/base/decimal.h"

enum status json_pointer_check(const char *pointer, struct error *error) {
  int position = 0;
  size_t part_bytes = 0;
  if (*pointer && *pointer != '/')
    return error_set(error, STATUS_USAGE,
                     "'%.40s' is no JSON pointer: it must begin with '/' (\"/items/0/id\"), or be "
                     "empty for the whole",
                     pointer);
  for (const char *at = pointer; *at; at++) {
    position += (*at & 0xc0) != 0x80;
    part_bytes = *at == '/' ? 0 : part_bytes + 1;
    if (*at == '~' && at[1] != '0' && at[1] != '1')
      return error_set(error, STATUS_USAGE,
                       "'%.40s' is no JSON pointer: '~' at character %d must be '~0', or '~1' for "
                       "a slash",
                       pointer, position);
    if (part_bytes > JSON_POINTER_PART_BYTES_MAX)
      return error_set(error, STATUS_USAGE, "'%.40s…' is too long for a JSON pointer", pointer);
  }
  return STATUS_OK;
}

bool json_pointer_part(const char **at, char part[static JSON_POINTER_PART_BYTES_MAX + 1]) {
  size_t bytes = 0;
  if (**at != '/')
    return false;
  const char *from = *at + 1;
  for (; *from && *from != '/'; from++) {
    char c = *from;
    if (c == '~')
      c = *++from == '1' ? '/' : '~';
    if (!*from || bytes == JSON_POINTER_PART_BYTES_MAX)
      return false;
    part[bytes++] = c;
  }
  part[bytes] = '\0';
  *at = from;
  return true;
}

/* An index has digits without a leading zero. */
static json_t *item_of(const json_t *array, const char *part) {
  const char *at = part;
  const char *end = part + strlen(part);
  uint64_t index;
  if (!decimal_read(&at, end, &index) || at != end || index >= json_array_size(array))
    return NULL;
  return json_array_get(array, (size_t)index);
}

json_t *json_pointer_get(const json_t *json, const char *pointer) {
  char part[JSON_POINTER_PART_BYTES_MAX + 1];
  const json_t *at = json;
  while (at && *pointer) {
    if (!json_pointer_part(&pointer, part))
      return NULL;
    at = json_is_array(at) ? item_of(at, part) : json_object_get(at, part);
  }
  return (json_t *)at;
}

char *json_value_text(const json_t *value) {
  if (json_is_string(value))
    return strlen(json_string_value(value)) == json_string_length(value)
               ? strdup(json_string_value(value))
               : NULL;
  if (json_is_number(value) || json_is_boolean(value))
    return json_dumps(value, JSON_ENCODE_ANY);
  return NULL;
}
