/* Errors, secrets and memory of target files. */
#include "documents/target.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/growing_text.h"
#include "documents/shape.h"
#include "documents/template.h"

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

/* How a template may have written a secret. */
static const char *const writings[] = {"{x:raw}", "{x:url}", "{x:json}"};
enum { WRITINGS = sizeof writings / sizeof *writings };

static const char *secret_value(void *owner, const char *name) {
  (void)name;
  return owner;
}

/* A secret in a text: the first, and of those that begin there the longest. */
struct secret_place {
  const char *at, *name;
  size_t bytes;
};

static void place_look(struct secret_place *place, const char *text, const char *name,
                       const char *written) {
  const char *at = strstr(text, written);
  size_t bytes = strlen(written);
  bool nearer = at && (!place->at || at < place->at || (at == place->at && bytes > place->bytes));
  if (nearer)
    *place = (struct secret_place){at, name, bytes};
}

/* False without memory. */
static bool place_find(const json_t *secrets, const char *text, struct secret_place *place) {
  const char *name;
  json_t *value;
  *place = (struct secret_place){.at = NULL};
  json_object_foreach((json_t *)secrets, name, value) {
    const struct template_values values = {.value = secret_value,
                                           .owner = (void *)(uintptr_t)json_string_value(value)};
    for (size_t i = 0; i < WRITINGS; i++) {
      char *written = template_expand(writings[i], TEMPLATE_TEXT, &values, NULL);
      if (!written)
        return false;
      place_look(place, text, name, written);
      free(written);
    }
  }
  return true;
}

char *target_secrets_hide(const struct target_description *description, const char *text) {
  struct growing_text out = {.text = NULL};
  struct secret_place place;
  bool good = true;
  while ((good = place_find(description->secrets, text, &place)) && place.at) {
    growing_text_add(&out, text, (size_t)(place.at - text));
    growing_text_add_text(&out, "{secret.");
    growing_text_add_text(&out, place.name);
    growing_text_add_text(&out, "}");
    text = place.at + place.bytes;
  }
  if (good)
    growing_text_add_text(&out, text);
  else
    growing_text_release(&out);
  return good ? growing_text_take(&out) : NULL;
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
