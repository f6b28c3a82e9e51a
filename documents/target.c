/* Errors, secrets and memory of target files. */
#include "documents/target.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/growing_text.h"
#include "documents/shape.h"

enum status target_fault(const struct target_description *description, const char *pointer,
                         struct error *error, const char *format, ...) {
  char text[ERROR_TEXT_BYTES];
  const struct shape_source source = {
      .path = description->path, .text = description->text, .bytes = description->text_bytes};
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return shape_fault(&source, pointer, error, "%s", text);
}

/* ---- secrets ---- */

/* Adds the text up to the first secret in it, and that secret's name. Returns what follows, NULL
 * where there is no secret. */
static const char *hide_next(const json_t *secrets, const char *text, struct growing_text *out) {
  const char *first = NULL, *first_name = NULL, *name;
  size_t first_bytes = 0;
  json_t *value;
  json_object_foreach((json_t *)secrets, name, value) {
    const char *found = strstr(text, json_string_value(value));
    size_t bytes = json_string_length(value);
    if (!found || (first && (found > first || (found == first && bytes <= first_bytes))))
      continue;
    first = found;
    first_name = name;
    first_bytes = bytes;
  }
  if (!first)
    return NULL;
  growing_text_add(out, text, (size_t)(first - text));
  growing_text_add_text(out, "{secret.");
  growing_text_add_text(out, first_name);
  growing_text_add_text(out, "}");
  return first + first_bytes;
}

char *target_secrets_hide(const struct target_description *description, const char *text) {
  struct growing_text out = {.text = NULL};
  for (const char *next = text; next; next = hide_next(description->secrets, text, &out))
    text = next;
  growing_text_add_text(&out, text);
  return growing_text_take(&out);
}

/* ---- memory ---- */

void target_release(struct target_description *description) {
  free(description->path);
  free(description->name);
  free(description->text);
  free(description->server.folder);
  free(description->pid_file);
  json_decref(description->document);
  json_decref(description->secrets);
  *description = (struct target_description){.path = NULL};
}
