/* Reads templates from left to right. */
#include "documents/template.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/growing_text.h"
#include "documents/name_near.h"

/* A text that is being expanded. */
struct expansion {
  const char *begin, *at;
  enum template_place place;
  const struct template_values *values;
  struct growing_text out;
};

enum writing { WRITING_RAW, WRITING_URL, WRITING_JSON };

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_mark(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("_-.", c));
}

/* The position in characters of UTF-8, from 1. */
static int position_of(const struct expansion *expansion, const char *at) {
  int position = 1;
  for (const char *byte = expansion->begin; byte < at; byte++)
    position += (*byte & 0xc0) != 0x80;
  return position;
}

/* ---- values ---- */

static void add_encoded(struct growing_text *out, const char *value) {
  for (; *value; value++) {
    char escape[4];
    if (is_name_mark(*value) || *value == '~') {
      growing_text_add(out, value, 1);
      continue;
    }
    snprintf(escape, sizeof escape, "%%%02X", (unsigned)(unsigned char)*value);
    growing_text_add(out, escape, 3);
  }
}

static void add_escaped(struct growing_text *out, const char *value) {
  for (; *value; value++) {
    char escape[8];
    unsigned char c = (unsigned char)*value;
    if (c == '"' || c == '\\')
      snprintf(escape, sizeof escape, "\\%c", c);
    else if (c < 0x20)
      snprintf(escape, sizeof escape, "\\u%04x", c);
    else
      snprintf(escape, sizeof escape, "%c", c);
    growing_text_add_text(out, escape);
  }
}

/* Whether a byte may stand where the text goes. */
static bool byte_fits(enum template_place place, char byte) {
  unsigned char c = (unsigned char)byte;
  if (place == TEMPLATE_URL)
    return c > 0x20 && c < 0x7f;
  return place != TEMPLATE_HEADER || c == '\t' || (c >= 0x20 && c != 0x7f);
}

static const char *what_fits(enum template_place place) {
  return place == TEMPLATE_URL ? "a URL has no blanks, control characters or letters beyond ASCII: "
                                 "they are written %XX"
                               : "a header has no control characters";
}

static enum status add_value(struct expansion *expansion, const char *value, enum writing writing,
                             const char *place_at, struct error *error) {
  if (writing == WRITING_URL) {
    add_encoded(&expansion->out, value);
    return STATUS_OK;
  }
  if (writing == WRITING_JSON)
    add_escaped(&expansion->out, value);
  else
    growing_text_add_text(&expansion->out, value);
  for (const char *byte = value; *byte; byte++)
    if (!byte_fits(expansion->place, *byte))
      return error_set(error, STATUS_USAGE, "the value at character %d does not fit: %s",
                       position_of(expansion, place_at), what_fits(expansion->place));
  return STATUS_OK;
}

/* ---- places ---- */

/* Reads ":json" and the closing brace. */
static enum status writing_read(struct expansion *expansion, const char *brace,
                                enum writing *writing, struct error *error) {
  static const struct {
    const char *end;
    enum writing writing;
  } modifiers[] = {{":url}", WRITING_URL}, {":json}", WRITING_JSON}, {":raw}", WRITING_RAW}};
  *writing = expansion->place == TEMPLATE_URL ? WRITING_URL : WRITING_RAW;
  if (*expansion->at == '}') {
    expansion->at++;
    return STATUS_OK;
  }
  for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
    size_t bytes = strlen(modifiers[i].end);
    if (strncmp(expansion->at, modifiers[i].end, bytes) != 0)
      continue;
    *writing = modifiers[i].writing;
    expansion->at += bytes;
    return STATUS_OK;
  }
  if (*expansion->at == ':')
    return error_set(error, STATUS_USAGE,
                     "'%.40s' at character %d: a variable ends with '}', ':url}', ':json}' or "
                     "':raw}'",
                     brace, position_of(expansion, brace));
  return error_set(error, STATUS_USAGE,
                   "'%.40s' at character %d is no variable: '{name}' is one, and '{{' is a brace",
                   brace, position_of(expansion, brace));
}

static enum status unknown_say(const struct expansion *expansion, const char *name,
                               const char *brace, struct error *error) {
  const char *near = name_near(expansion->values->names, name);
  int position = position_of(expansion, brace);
  if (near)
    return error_set(error, STATUS_USAGE,
                     "unknown variable {%s} at character %d: did you mean {%s}?", name, position,
                     near);
  char known[256];
  names_listed(expansion->values->names, known, sizeof known);
  return error_set(error, STATUS_USAGE, "unknown variable {%s} at character %d%s%s", name, position,
                   *known ? ": there are " : "", known);
}

/* The opening brace has been read. */
static enum status place_expand(struct expansion *expansion, struct error *error) {
  const char *brace = expansion->at++;
  const char *begin = expansion->at;
  char name[TEMPLATE_NAME_BYTES_MAX + 1];
  enum writing writing;
  while (is_letter(*begin) && is_name_mark(*expansion->at))
    expansion->at++;
  size_t bytes = (size_t)(expansion->at - begin);
  if (bytes == 0 || bytes > TEMPLATE_NAME_BYTES_MAX)
    return error_set(error, STATUS_USAGE,
                     "'%.40s' at character %d is no variable: '{name}' is one, and '{{' is a brace",
                     brace, position_of(expansion, brace));
  snprintf(name, sizeof name, "%.*s", (int)bytes, begin);
  enum status status = writing_read(expansion, brace, &writing, error);
  if (status != STATUS_OK)
    return status;
  const char *value = expansion->values->value(expansion->values->owner, name);
  if (!value)
    return unknown_say(expansion, name, brace, error);
  return add_value(expansion, value, writing, brace, error);
}

/* One byte, a brace, or a variable. */
static enum status next_expand(struct expansion *expansion, struct error *error) {
  const char *at = expansion->at;
  bool doubled = at[0] == at[1];
  if (*at == '{' && !doubled)
    return place_expand(expansion, error);
  if (*at == '}' && !doubled)
    return error_set(error, STATUS_USAGE, "'}' at character %d closes nothing: '}}' is a brace",
                     position_of(expansion, at));
  if (!byte_fits(expansion->place, *at))
    return error_set(error, STATUS_USAGE, "character %d does not fit: %s",
                     position_of(expansion, at), what_fits(expansion->place));
  growing_text_add(&expansion->out, at, 1);
  expansion->at += *at == '{' || *at == '}' ? 2 : 1;
  return STATUS_OK;
}

char *template_expand(const char *text, enum template_place place,
                      const struct template_values *values, struct error *error) {
  struct expansion expansion = {.begin = text, .at = text, .place = place, .values = values};
  enum status status = STATUS_OK;
  while (status == STATUS_OK && *expansion.at)
    status = next_expand(&expansion, error);
  if (status != STATUS_OK) {
    growing_text_release(&expansion.out);
    return NULL;
  }
  char *expanded = growing_text_take(&expansion.out);
  if (!expanded)
    error_set(error, STATUS_ENVIRONMENT, "no memory for a text");
  return expanded;
}

enum status template_check(const char *text, enum template_place place,
                           const struct template_values *values, struct error *error) {
  char *expanded = template_expand(text, place, values, error);
  free(expanded);
  return expanded ? STATUS_OK : STATUS_USAGE;
}

/* ---- JSON ---- */

static json_t *json_expanded(const json_t *json, const struct template_values *values,
                             struct error *error);

static json_t *text_expanded(const json_t *text, const struct template_values *values,
                             struct error *error) {
  char *expanded = template_expand(json_string_value(text), TEMPLATE_TEXT, values, error);
  json_t *json = expanded ? json_string(expanded) : NULL;
  if (expanded && !json)
    error_set(error, STATUS_USAGE, "a value is not UTF-8, so that it cannot go into JSON");
  free(expanded);
  return json;
}

static json_t *array_expanded(const json_t *array, const struct template_values *values,
                              struct error *error) {
  json_t *expanded = json_array();
  for (size_t i = 0; i < json_array_size(array); i++) {
    json_t *item = json_expanded(json_array_get(array, i), values, error);
    if (!item) {
      json_decref(expanded);
      return NULL;
    }
    json_array_append_new(expanded, item);
  }
  return expanded;
}

static json_t *object_expanded(const json_t *object, const struct template_values *values,
                               struct error *error) {
  json_t *expanded = json_object();
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    json_t *member = json_expanded(value, values, error);
    if (!member) {
      json_decref(expanded);
      return NULL;
    }
    json_object_set_new(expanded, key, member);
  }
  return expanded;
}

static json_t *json_expanded(const json_t *json, const struct template_values *values,
                             struct error *error) {
  if (json_is_string(json))
    return text_expanded(json, values, error);
  if (json_is_array(json))
    return array_expanded(json, values, error);
  if (json_is_object(json))
    return object_expanded(json, values, error);
  return json_incref((json_t *)json);
}

char *template_expand_json(const json_t *json, const struct template_values *values,
                           struct error *error) {
  if (json_is_string(json))
    return template_expand(json_string_value(json), TEMPLATE_TEXT, values, error);
  json_t *expanded = json_expanded(json, values, error);
  char *text = expanded ? json_dumps(expanded, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  json_decref(expanded);
  return text;
}

enum status template_check_json(const json_t *json, const struct template_values *values,
                                struct error *error) {
  char *expanded = template_expand_json(json, values, error);
  free(expanded);
  return expanded ? STATUS_OK : STATUS_USAGE;
}
