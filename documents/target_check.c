/* Checks target files. */
#include "documents/target_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents/shape.h"
#include "documents/target_plain_shape.h"
#include "documents/target_shape.h"

enum { NAMES_MAX = 60 };

/* What is being checked, and the variables that are known in that part of the document. */
struct check {
  struct target_description *description;
  const json_t *part; /* whose "capture" objects name variables */
  unsigned scope;
  const char *names[NAMES_MAX + 1];
  size_t name_count;
  char secrets[NAMES_MAX][TEMPLATE_NAME_BYTES_MAX + 1];
};

/* ---- known variables ---- */

static void name_add(struct check *check, const char *name) {
  if (check->name_count < NAMES_MAX)
    check->names[check->name_count++] = name;
  check->names[check->name_count] = NULL;
}

static void keys_add(struct check *check, const json_t *object) {
  const char *name;
  json_t *ignored;
  json_object_foreach((json_t *)object, name, ignored) {
    name_add(check, name);
  }
}

/* The keys of each object "capture" in it. */
static void captured_add(struct check *check, const json_t *json) {
  const char *key;
  json_t *value;
  for (size_t i = 0; i < json_array_size(json); i++)
    captured_add(check, json_array_get(json, i));
  json_object_foreach((json_t *)json, key, value) {
    if (strcmp(key, "capture") == 0)
      keys_add(check, value);
    else
      captured_add(check, value);
  }
}

static void secrets_add(struct check *check) {
  const char *name;
  json_t *ignored;
  size_t count = 0;
  json_object_foreach(check->description->secrets, name, ignored) {
    if (count == NAMES_MAX)
      return;
    snprintf(check->secrets[count], sizeof check->secrets[count], "secret.%s", name);
    name_add(check, check->secrets[count++]);
  }
}

/* A port has any name, and is noted. */
static bool port_take(struct target_description *description, const char *name) {
  if (strcmp(name, "port") != 0 && strncmp(name, "port.", 5) != 0)
    return false;
  const char *own = name[4] ? name + 5 : "";
  for (size_t i = 0; i < description->port_count; i++)
    if (strcmp(description->ports[i], own) == 0)
      return true;
  if (description->port_count == TARGET_PORTS_MAX)
    return false;
  snprintf(description->ports[description->port_count++], TARGET_PORT_NAME_BYTES, "%s", own);
  return true;
}

static const char *value_of(void *owner, const char *name) {
  struct check *check = owner;
  if ((check->scope & SCOPE_PORT) && port_take(check->description, name))
    return "1";
  for (size_t i = 0; i < check->name_count; i++)
    if (strcmp(check->names[i], name) == 0)
      return "1";
  return NULL;
}

static struct template_values known(void *owner, unsigned scope) {
  struct check *check = owner;
  static const struct {
    unsigned scope;
    const char *name;
  } own[] = {{SCOPE_USER | SCOPE_PUBLISHER, "channel"},
             {SCOPE_USER, "user"},
             {SCOPE_USER, "random"},
             {SCOPE_USER | SCOPE_PUBLISHER, "run"},
             {SCOPE_CURSOR, "cursor"},
             {SCOPE_MESSAGE, "message"},
             {SCOPE_PORT, "port"}};
  check->scope = scope;
  check->name_count = 0;
  check->names[0] = NULL;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (own[i].scope & scope)
      name_add(check, own[i].name);
  if ((scope & SCOPE_CAPTURED) && check->part)
    captured_add(check, check->part);
  if (scope & SCOPE_SECRET)
    secrets_add(check);
  return (struct template_values){.value = value_of, .owner = check, .names = check->names};
}

/* ---- the shape ---- */

static enum status plain_check(struct check *check, const struct shape_source *source,
                               struct error *error) {
  const json_t *transports = json_object_get(check->description->document, "transports");
  char pointer[64];
  if (!json_is_object(transports))
    return shape_fault(source, "/transports", error,
                       "`plain` needs an object for each transport: {\"websocket\": {\"url\": "
                       "\"/…\"}}");
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    snprintf(pointer, sizeof pointer, "/transports/%s", transport_traits[i].name);
    check->part = json_object_get(transports, transport_traits[i].name);
    if (!check->part)
      continue;
    enum status status = shape_check(target_plain_shapes[i], check->part, pointer, source, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static enum status known_check(const json_t *document, const struct shape_source *source,
                               struct error *error) {
  const json_t *transports = json_object_get(document, "transports");
  char pointer[64];
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    const json_t *part = json_object_get(transports, transport_traits[i].name);
    snprintf(pointer, sizeof pointer, "/transports/%s", transport_traits[i].name);
    enum status status =
        part ? shape_check(&target_known_shape, part, pointer, source, error) : STATUS_OK;
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

enum status target_check_shape(struct target_description *description, struct error *error) {
  struct check check = {.description = description};
  const struct shape_source source = {.path = description->path,
                                      .text = description->text,
                                      .bytes = description->text_bytes,
                                      .known = known,
                                      .owner = &check};
  const json_t *document = description->document;
  check.part = json_object_get(json_object_get(document, "publish"), "websocket");
  enum status status = shape_check(&target_shape, document, "", &source, error);
  if (status != STATUS_OK)
    return status;
  bool plain = strcmp(json_string_value(json_object_get(document, "protocol")), target_plain) == 0;
  return plain ? plain_check(&check, &source, error) : known_check(document, &source, error);
}
