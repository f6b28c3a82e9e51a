/* Compares texts and JSON, and looks for values in them. */
#include "clients/protocols/plain_match.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/excerpt.h"
#include "documents/json_pointer.h"
#include "documents/json_read.h"

struct plain_input plain_input_of_answer(const struct protocol_answer *answer) {
  return (struct plain_input){.bytes = answer->body ? answer->body : "",
                              .count = answer->body ? answer->body_bytes : 0,
                              .answer = answer};
}

void plain_input_release(struct plain_input *input) {
  json_decref(input->json);
  input->json = NULL;
}

const json_t *plain_input_json(struct plain_input *input) {
  if (!input->json_read)
    input->json = json_read_text(input->bytes, input->count, JSON_DECODE_ANY, NULL);
  input->json_read = true;
  return input->json;
}

/* ---- matches ---- */

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* Whether the expanded template stands at the beginning, or anywhere. */
static bool text_fits(const struct plain_input *input, const char *template, bool begins,
                      const struct template_values *values) {
  char *text = template_expand(template, TEMPLATE_TEXT, values, NULL);
  size_t bytes = text ? strlen(text) : 0;
  bool fits = text && bytes <= input->count;
  if (fits && bytes > 0)
    fits = begins ? memcmp(input->bytes, text, bytes) == 0
                  : memmem(input->bytes, input->count, text, bytes) != NULL;
  free(text);
  return fits;
}

/* Whether the value is that one. A text also fits a number, true or false that is written so. */
static bool value_fits(const json_t *value, const json_t *is,
                       const struct template_values *values) {
  if (!json_is_string(is))
    return json_equal(value, is);
  char *wanted = template_expand(json_string_value(is), TEMPLATE_TEXT, values, NULL);
  char *text = json_value_text(value);
  bool fits = wanted && text && strcmp(wanted, text) == 0;
  free(wanted);
  free(text);
  return fits;
}

static bool pointer_fits(struct plain_input *input, const char *pointer, const json_t *is,
                         const struct template_values *values) {
  const json_t *value = json_pointer_get(plain_input_json(input), pointer);
  return value && (!is || value_fits(value, is, values));
}

bool plain_matches(struct plain_input *input, const json_t *match,
                   const struct template_values *values) {
  const json_t *status = json_object_get(match, "status");
  const char *event = text_of(match, "event");
  const char *prefix = text_of(match, "prefix");
  const char *contains = text_of(match, "contains");
  const char *pointer = text_of(match, "pointer");
  if (!match || (event && (!input->event || strcmp(input->event, event) != 0)))
    return false;
  if (status && (!input->answer || input->answer->code != json_integer_value(status)))
    return false;
  return (!prefix || text_fits(input, prefix, true, values)) &&
         (!contains || text_fits(input, contains, false, values)) &&
         (!pointer || pointer_fits(input, pointer, json_object_get(match, "is"), values));
}

/* ---- values ---- */

/* A copy; NULL where it has a NUL, which no template can carry. */
static char *copied(const char *bytes, size_t count) {
  return memchr(bytes, '\0', count) ? NULL : strndup(bytes, count);
}

char *plain_header(const struct protocol_answer *answer, const char *name) {
  size_t bytes = 0;
  const char *value = answer ? answer_header(answer, name, &bytes) : NULL;
  for (size_t i = 0; value && i < bytes; i++)
    if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
      return NULL;
  return value ? strndup(value, bytes) : NULL;
}

/* The value that "Set-Cookie: NAME=VALUE; …" gives a cookie (RFC 6265, section 4.1.1). */
static char *cookie_of(const struct protocol_answer *answer, const char *name) {
  struct protocol_answer rest = answer ? *answer : (struct protocol_answer){.code = 0};
  size_t name_bytes = strlen(name), bytes;
  const char *value;
  while ((value = answer_header(&rest, "Set-Cookie", &bytes))) {
    const char *end = memchr(value, ';', bytes);
    if (bytes > name_bytes && value[name_bytes] == '=' && memcmp(value, name, name_bytes) == 0)
      return copied(value + name_bytes + 1, (end ? (size_t)(end - value) : bytes) - name_bytes - 1);
    rest.head_bytes -= (size_t)(value + bytes - rest.head);
    rest.head = value + bytes;
  }
  return NULL;
}

static char *between(const struct plain_input *input, const char *after, const char *until) {
  const char *end = input->bytes + input->count;
  const char *begin = memmem(input->bytes, input->count, after, strlen(after));
  if (!begin)
    return NULL;
  begin += strlen(after);
  if (until)
    end = memmem(begin, (size_t)(end - begin), until, strlen(until));
  return end ? copied(begin, (size_t)(end - begin)) : NULL;
}

/* What "source" names, malloc'd, and its words in *where and *what. */
static char *source_find(struct plain_input *input, const json_t *source, const char **where,
                         const char **what) {
  if ((*what = text_of(source, "pointer"))) {
    *where = "no text or number at ";
    return json_value_text(json_pointer_get(plain_input_json(input), *what));
  }
  if ((*what = text_of(source, "header"))) {
    *where = "no header ";
    return plain_header(input->answer, *what);
  }
  if ((*what = text_of(source, "cookie"))) {
    *where = "no cookie ";
    return cookie_of(input->answer, *what);
  }
  *what = text_of(source, "after");
  *where = "no text behind ";
  return *what ? between(input, *what, text_of(source, "until")) : NULL;
}

enum status plain_capture(struct plain_input *input, const json_t *capture, json_t *captured,
                          struct error *error) {
  const char *name, *where, *what;
  json_t *source;
  json_object_foreach((json_t *)capture, name, source) {
    char *value = source_find(input, source, &where, &what);
    bool kept = value && json_object_set_new(captured, name, json_string(value)) == 0;
    free(value);
    if (!kept)
      return error_set(error, STATUS_CHECK, "{%s} was not found: %s'%s' in '%s'", name, where,
                       what ? what : "", excerpt_of(input->bytes, input->count).text);
  }
  return STATUS_OK;
}
