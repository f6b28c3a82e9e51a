/* Compares JSON values. */
#include "bench/base/json_difference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"

enum { VALUE_BYTES = 80, PLACE_BYTES = 96, NUMBER_BYTES = 32 };

static void value_write(const json_t *value, char out[VALUE_BYTES]) {
  char *text =
      value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
  *out = '\0';
  bounded_append(out, VALUE_BYTES, "%s", text ? text : "nothing");
  free(text);
}

static bool numbers_equal(const json_t *was, const json_t *now) {
  char texts[2][NUMBER_BYTES];
  if (json_is_integer(was) && json_is_integer(now))
    return json_integer_value(was) == json_integer_value(now);
  snprintf(texts[0], sizeof texts[0], "%.15g", json_number_value(was));
  snprintf(texts[1], sizeof texts[1], "%.15g", json_number_value(now));
  return strcmp(texts[0], texts[1]) == 0;
}

static bool is_nothing(const json_t *value) {
  return !value || json_is_null(value);
}

static bool scalars_equal(const json_t *was, const json_t *now) {
  if (is_nothing(was) || is_nothing(now))
    return is_nothing(was) && is_nothing(now);
  if (json_is_number(was) && json_is_number(now))
    return numbers_equal(was, now);
  return json_equal(was, now) == 1;
}

static bool values_differ(const json_t *was, const json_t *now, const char *place,
                          struct json_difference *out);

static bool member_differs(const json_t *was, const json_t *now, const char *place,
                           const char *name, struct json_difference *out) {
  char inner[PLACE_BYTES] = "";
  bounded_append(inner, sizeof inner, "%s%s%s", place, *place ? "." : "", name);
  return values_differ(was, now, inner, out);
}

static bool objects_differ(const json_t *was, const json_t *now, const char *place,
                           struct json_difference *out) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)was, name, value) {
    if (member_differs(value, json_object_get(now, name), place, name, out))
      return true;
  }
  json_object_foreach((json_t *)now, name, value) {
    if (!json_object_get(was, name) && member_differs(NULL, value, place, name, out))
      return true;
  }
  return false;
}

static bool arrays_differ(const json_t *was, const json_t *now, const char *place,
                          struct json_difference *out) {
  for (size_t i = 0; i < json_array_size(was) || i < json_array_size(now); i++) {
    char inner[PLACE_BYTES] = "";
    bounded_append(inner, sizeof inner, "%s[%zu]", place, i + 1);
    if (values_differ(json_array_get(was, i), json_array_get(now, i), inner, out))
      return true;
  }
  return false;
}

/* Recursive: a document's depth is bounded when it is read (documents/json_read.h). */
static bool values_differ(const json_t *was, const json_t *now, const char *place,
                          struct json_difference *out) {
  char before[VALUE_BYTES], after[VALUE_BYTES];
  if (json_is_object(was) && json_is_object(now))
    return objects_differ(was, now, place, out);
  if (json_is_array(was) && json_is_array(now))
    return arrays_differ(was, now, place, out);
  if (scalars_equal(was, now))
    return false;
  value_write(was, before);
  value_write(now, after);
  *out->text = '\0';
  bounded_append(out->text, sizeof out->text, "%s%s%s, now %s", place, *place ? ": " : "", before,
                 after);
  return true;
}

bool json_differ(const json_t *was, const json_t *now, struct json_difference *out) {
  return values_differ(was, now, "", out);
}
