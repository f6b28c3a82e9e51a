/* Checks JSON against tables of keys. */
#include "documents/shape.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/contract.h"
#include "documents/json_lines.h"
#include "documents/json_pointer.h"
#include "documents/name_near.h"

enum { POINTER_BYTES_MAX = 1024 };

struct place {
  char pointer[POINTER_BYTES_MAX];
};

/* The place of a member, or of an item. A pointer that is too long is cut between two parts. */
static struct place place_in(const char *pointer, const char *part) {
  struct place place;
  size_t used = (size_t)snprintf(place.pointer, sizeof place.pointer, "%s", pointer);
  size_t room = sizeof place.pointer - used;
  if (2 * strlen(part) + 2 > room)
    return place;
  place.pointer[used++] = '/';
  for (; *part; part++) {
    if (*part == '~' || *part == '/') {
      place.pointer[used++] = '~';
      place.pointer[used++] = *part == '~' ? '0' : '1';
    } else {
      place.pointer[used++] = *part;
    }
  }
  place.pointer[used] = '\0';
  return place;
}

static struct place place_at(const char *pointer, size_t index) {
  char part[24];
  snprintf(part, sizeof part, "%zu", index);
  return place_in(pointer, part);
}

/* "transports.sse.steps[1]" of a pointer; "" of the whole. */
static void place_write(const char *pointer, char *out, size_t capacity) {
  char part[JSON_POINTER_PART_BYTES_MAX + 1];
  size_t used = 0;
  out[0] = '\0';
  while (used < capacity && json_pointer_part(&pointer, part)) {
    bool index = part[strspn(part, "0123456789")] == '\0' && part[0];
    used += (size_t)snprintf(out + used, capacity - used,
                             index      ? "[%s]"
                             : used > 0 ? ".%s"
                                        : "%s",
                             part);
  }
}

enum status shape_fault(const struct shape_source *source, const char *pointer, struct error *error,
                        const char *format, ...) {
  char place[ERROR_TEXT_BYTES / 4], text[ERROR_TEXT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  place_write(pointer, place, sizeof place);
  return error_set(error, STATUS_USAGE, "%s:%d: %s%s%s", source->path,
                   json_line_of(source->text, source->bytes, pointer), place, *place ? ": " : "",
                   text);
}

/* ---- groups of keys: "a|b|c" ---- */

/* How many of them the object has; the first two of these in *first and *second. */
static size_t group_count(const char *group, const json_t *object, char first[static 32],
                          char second[static 32]) {
  size_t count = 0;
  while (*group) {
    char name[32];
    size_t bytes = strcspn(group, "|");
    snprintf(name, sizeof name, "%.*s", (int)bytes, group);
    if (json_object_get(object, name) && ++count <= 2)
      snprintf(count == 1 ? first : second, 32, "%s", name);
    group += bytes + (group[bytes] == '|');
  }
  return count;
}

/* "send, request or wait_s" */
static void group_words(const char *group, char *out, size_t capacity) {
  size_t used = 0;
  out[0] = '\0';
  while (*group && used < capacity) {
    size_t bytes = strcspn(group, "|");
    const char *rest = group + bytes + (group[bytes] == '|');
    const char *before = used == 0 ? "" : strchr(rest, '|') || *rest ? ", " : " or ";
    used += (size_t)snprintf(out + used, capacity - used, "%s%.*s", before, (int)bytes, group);
    group = rest;
  }
}

static enum status groups_check(const struct shape *shape, const json_t *object,
                                const char *pointer, const struct shape_source *source,
                                struct error *error) {
  char first[32] = "", second[32] = "", words[160];
  const char *alone = shape->exactly_one ? shape->exactly_one : shape->at_most_one;
  const char *needed = shape->exactly_one ? shape->exactly_one : shape->at_least_one;
  if (alone && group_count(alone, object, first, second) > 1)
    return shape_fault(source, pointer, error, "%s has only one of '%s' and '%s'", shape->words,
                       first, second);
  if (!needed || group_count(needed, object, first, second) > 0)
    return STATUS_OK;
  group_words(needed, words, sizeof words);
  return shape_fault(source, pointer, error, "%s needs %s", shape->words, words);
}

/* ---- objects ---- */

const struct shape_key *shape_key_named(const struct shape *shape, const char *name) {
  for (const struct shape_key *key = shape->keys; key->name; key++)
    if (strcmp(key->name, name) == 0)
      return key;
  return NULL;
}

static enum status key_refuse(const struct shape *shape, const char *name, const char *pointer,
                              const struct shape_source *source, struct error *error) {
  const char *names[SHAPE_KEYS_MAX + 1] = {NULL};
  char known[256];
  for (size_t i = 0; i < SHAPE_KEYS_MAX && shape->keys[i].name; i++)
    names[i] = shape->keys[i].name;
  const char *near = name_near(names, name);
  struct place place = place_in(pointer, name);
  if (near)
    return shape_fault(source, place.pointer, error, "unknown key '%s': did you mean '%s'?", name,
                       near);
  names_listed(names, known, sizeof known);
  return shape_fault(source, place.pointer, error, "unknown key '%s': %s has %s", name,
                     shape->words, known);
}

static enum status needs_check(const struct shape_key *key, const json_t *object,
                               const char *pointer, const struct shape_source *source,
                               struct error *error) {
  char ignored[32], words[160];
  if (!key->needs || group_count(key->needs, object, ignored, ignored) > 0)
    return STATUS_OK;
  group_words(key->needs, words, sizeof words);
  struct place place = place_in(pointer, key->name);
  return shape_fault(source, place.pointer, error, "it means nothing without %s beside it", words);
}

enum status shape_check(const struct shape *shape, const json_t *part, const char *pointer,
                        const struct shape_source *source, struct error *error) {
  const char *name;
  json_t *member;
  if (!json_is_object(part))
    return shape_fault(source, pointer, error, "%s must be an object, {…}", shape->words);
  json_object_foreach((json_t *)part, name, member) {
    const struct shape_key *key = shape_key_named(shape, name);
    enum status status = key ? needs_check(key, part, pointer, source, error)
                             : key_refuse(shape, name, pointer, source, error);
    if (status == STATUS_OK)
      status =
          shape_check_value(&key->value, member, place_in(pointer, name).pointer, source, error);
    if (status != STATUS_OK)
      return status;
  }
  for (const struct shape_key *key = shape->keys; key->name; key++)
    if (key->required && !json_object_get(part, key->name))
      return shape_fault(source, pointer, error, "%s needs '%s': %s", shape->words, key->name,
                         key->meaning);
  return groups_check(shape, part, pointer, source, error);
}

/* ---- values ---- */

static enum status template_fault(const struct shape_value *value, const json_t *part,
                                  enum template_place template_place, const char *pointer,
                                  const struct shape_source *source, struct error *error) {
  struct error reason = {""};
  struct template_values known = source->known(source->owner, value->scope);
  enum status status = json_is_string(part) ? template_check(json_string_value(part),
                                                             template_place, &known, &reason)
                                            : template_check_json(part, &known, &reason);
  return status == STATUS_OK ? STATUS_OK : shape_fault(source, pointer, error, "%s", reason.text);
}

static enum status path_check(const struct shape_value *value, const json_t *part,
                              const char *pointer, const struct shape_source *source,
                              struct error *error) {
  const char *text = json_string_value(part);
  bool whole = value->kind == SHAPE_URL &&
               (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0);
  if (*text != '/' && !whole)
    return shape_fault(source, pointer, error, "'%.60s' must begin with '/'%s", text,
                       value->kind == SHAPE_URL ? ", 'http://' or 'https://'" : "");
  return template_fault(value, part, TEMPLATE_URL, pointer, source, error);
}

static enum status choice_check(const struct shape_value *value, const json_t *part,
                                const char *pointer, const struct shape_source *source,
                                struct error *error) {
  const char *text = json_string_value(part);
  char known[256];
  for (size_t i = 0; value->choices[i]; i++)
    if (strcmp(value->choices[i], text) == 0)
      return STATUS_OK;
  const char *near = name_near(value->choices, text);
  if (near)
    return shape_fault(source, pointer, error, "unknown value '%.60s': did you mean '%s'?", text,
                       near);
  names_listed(value->choices, known, sizeof known);
  return shape_fault(source, pointer, error, "unknown value '%.60s': it is one of %s", text, known);
}

static enum status text_check(const struct shape_value *value, const json_t *part,
                              const char *pointer, const struct shape_source *source,
                              struct error *error) {
  struct error reason = {""};
  if (!json_is_string(part))
    return shape_fault(source, pointer, error, "it must be a text, \"…\"");
  switch (value->kind) {
  case SHAPE_TEXT:
    return json_string_length(part) > 0 ? STATUS_OK
                                        : shape_fault(source, pointer, error, "it is empty");
  case SHAPE_POINTER:
    return json_pointer_check(json_string_value(part), &reason) == STATUS_OK
               ? STATUS_OK
               : shape_fault(source, pointer, error, "%s", reason.text);
  case SHAPE_CHOICE:
    return choice_check(value, part, pointer, source, error);
  case SHAPE_TEMPLATE:
    return template_fault(value, part, TEMPLATE_TEXT, pointer, source, error);
  case SHAPE_HEADER:
    return template_fault(value, part, TEMPLATE_HEADER, pointer, source, error);
  case SHAPE_PATH:
  case SHAPE_URL:
    return path_check(value, part, pointer, source, error);
  default:
    return STATUS_OK;
  }
}

static enum status number_check(const struct shape_value *value, const json_t *part,
                                const char *pointer, const struct shape_source *source,
                                struct error *error) {
  bool whole = value->kind == SHAPE_WHOLE;
  double number = json_number_value(part);
  if (!(whole ? json_is_integer(part) : json_is_number(part)) || number < value->minimum ||
      number > value->maximum)
    return shape_fault(source, pointer, error, "it must be a %snumber from %.10g to %.10g",
                       whole ? "whole " : "", value->minimum, value->maximum);
  return STATUS_OK;
}

static enum status list_check(const struct shape_value *value, const json_t *part,
                              const char *pointer, const struct shape_source *source,
                              struct error *error) {
  if (!json_is_array(part) || json_array_size(part) == 0)
    return shape_fault(source, pointer, error, "it must be an array that is not empty, […]");
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < json_array_size(part); i++)
    status = shape_check_value(value->item, json_array_get(part, i), place_at(pointer, i).pointer,
                               source, error);
  return status;
}

static enum status map_check(const struct shape_value *value, const json_t *part,
                             const char *pointer, const struct shape_source *source,
                             struct error *error) {
  const char *name;
  json_t *member;
  if (!json_is_object(part))
    return shape_fault(source, pointer, error, "it must be an object, {…}");
  if (value->maximum > 0 && (double)json_object_size(part) > value->maximum)
    return shape_fault(source, pointer, error, "it has %zu members, and may have %g",
                       json_object_size(part), value->maximum);
  json_object_foreach((json_t *)part, name, member) {
    struct error reason = {""};
    struct place place = place_in(pointer, name);
    if (value->key_check && value->key_check(name, &reason) != STATUS_OK)
      return shape_fault(source, place.pointer, error, "%s", reason.text);
    enum status status = shape_check_value(value->item, member, place.pointer, source, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

/* Whether the part has the JSON type of that shape. */
static bool type_fits(const struct shape_value *value, const json_t *part) {
  switch (value->kind) {
  case SHAPE_OBJECT:
  case SHAPE_MAP:
    return json_is_object(part);
  case SHAPE_LIST:
    return json_is_array(part);
  case SHAPE_NUMBER:
  case SHAPE_WHOLE:
    return json_is_number(part);
  case SHAPE_SWITCH:
  case SHAPE_TRUE:
    return json_is_boolean(part);
  default:
    return json_is_string(part);
  }
}

/* The values that are no plain text. */
static enum status composed_check(const struct shape_value *value, const json_t *part,
                                  const char *pointer, const struct shape_source *source,
                                  struct error *error) {
  switch (value->kind) {
  case SHAPE_OBJECT:
    return shape_check(value->object, part, pointer, source, error);
  case SHAPE_LIST:
    return list_check(value, part, pointer, source, error);
  case SHAPE_MAP:
    return map_check(value, part, pointer, source, error);
  case SHAPE_EITHER:
    return shape_check_value(type_fits(value->other, part) ? value->other : value->item, part,
                             pointer, source, error);
  case SHAPE_SCALAR:
    if (json_is_object(part) || json_is_array(part))
      return shape_fault(source, pointer, error,
                         "it must be a text, a number, true, false or null");
    return template_fault(value, part, TEMPLATE_TEXT, pointer, source, error);
  case SHAPE_BODY:
    return template_fault(value, part, TEMPLATE_TEXT, pointer, source, error);
  default:
    return STATUS_OK;
  }
}

enum status shape_check_value(const struct shape_value *value, const json_t *part,
                              const char *pointer, const struct shape_source *source,
                              struct error *error) {
  CONTRACT(value);
  switch (value->kind) {
  case SHAPE_TEXT:
  case SHAPE_WORDS:
  case SHAPE_POINTER:
  case SHAPE_CHOICE:
  case SHAPE_TEMPLATE:
  case SHAPE_HEADER:
  case SHAPE_PATH:
  case SHAPE_URL:
    return text_check(value, part, pointer, source, error);
  case SHAPE_NUMBER:
  case SHAPE_WHOLE:
    return number_check(value, part, pointer, source, error);
  case SHAPE_SWITCH:
    return json_is_boolean(part) ? STATUS_OK
                                 : shape_fault(source, pointer, error, "it must be true or false");
  case SHAPE_TRUE:
    return json_is_true(part) ? STATUS_OK
                              : shape_fault(source, pointer, error, "it can only be true");
  default:
    return composed_check(value, part, pointer, source, error);
  }
}
