/* Fills in the templates of a server. */
#include "bench/host/launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/environment.h"
#include "bench/base/folder.h"
#include "documents/template.h"

/* ---- values ---- */

struct launch_values {
  const struct target_description *description;
  const struct ports *ports;
};

static const char *value_of(void *owner, const char *name) {
  const struct launch_values *values = owner;
  if (strncmp(name, "secret.", 7) == 0)
    return json_string_value(json_object_get(values->description->secrets, name + 7));
  return ports_value(values->ports, name);
}

/* malloc'd; NULL with the error of the value at the pointer. */
static char *expanded(const char *text, enum template_place place, struct launch_values *values,
                      const char *pointer, struct error *error) {
  const struct template_values known = {.value = value_of, .owner = values};
  struct error reason = {""};
  char *made = template_expand(text, place, &known, &reason);
  if (!made)
    target_fault(values->description, pointer, error, "%s", reason.text);
  return made;
}

char *launch_url(const struct target_description *description, const struct ports *ports,
                 struct error *error) {
  struct launch_values values = {description, ports};
  if (description->server.command && strstr(description->url, "{port}") &&
      !ports_value(ports, "port")) {
    target_fault(description, "/server", error,
                 "it has no {port}, so the server cannot know where it is to listen: put {port} "
                 "into its command or environment, or give its \"url\"");
    return NULL;
  }
  return expanded(description->url, TEMPLATE_URL, &values, "/url", error);
}

char *launch_ready_path(const struct target_description *description, const struct ports *ports,
                        struct error *error) {
  struct launch_values values = {description, ports};
  return expanded(description->server.ready_get, TEMPLATE_URL, &values, "/server/ready/get", error);
}

/* ---- the command line ---- */

static enum status arguments_fill(struct launch *launch, struct launch_values *values,
                                  struct error *error) {
  const json_t *command = values->description->server.command;
  size_t count = json_array_size(command);
  if (count == 0)
    return target_fault(values->description, "/server/command", error, "it names no program");
  launch->arguments = calloc(count + 1, sizeof *launch->arguments);
  if (!launch->arguments)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a command line");
  for (size_t i = 0; i < count; i++) {
    char pointer[64];
    snprintf(pointer, sizeof pointer, "/server/command/%zu", i);
    launch->arguments[i] = expanded(json_string_value(json_array_get(command, i)), TEMPLATE_TEXT,
                                    values, pointer, error);
    if (!launch->arguments[i])
      return STATUS_USAGE;
  }
  return STATUS_OK;
}

/* ---- the environment ---- */

/* Sets a variable, which may be there already. There is room. Takes over the entry. */
static void entry_put(char **entries, char *entry) {
  size_t name_bytes = strcspn(entry, "=") + 1;
  while (*entries && strncmp(*entries, entry, name_bytes) != 0)
    entries++;
  free(*entries);
  *entries = entry;
}

static enum status entry_add(struct launch *launch, struct launch_values *values, const char *name,
                             const char *text, struct error *error) {
  char pointer[160];
  char *entry = NULL;
  snprintf(pointer, sizeof pointer, "/server/environment/%s", name);
  char *value = expanded(text, TEMPLATE_TEXT, values, pointer, error);
  if (!value)
    return STATUS_USAGE;
  int bytes = asprintf(&entry, "%s=%s", name, value);
  free(value);
  if (bytes < 0)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for an environment");
  entry_put(launch->environment, entry);
  return STATUS_OK;
}

/* A copy of an entry; in PATH the folder of these programs comes first, so that "pushbench-server"
 * is this build's. NULL without memory. */
static char *entry_of(const char *entry) {
  static const char path[] = "PATH=";
  char *text = NULL;
  if (strncmp(entry, path, strlen(path)) != 0)
    return strdup(entry);
  return asprintf(&text, "%s%s:%s", path, program_folder().text, entry + strlen(path)) < 0 ? NULL
                                                                                           : text;
}

static enum status environment_fill(struct launch *launch, struct launch_values *values,
                                    struct error *error) {
  const struct environment made = environment_make(environ, NULL);
  json_t *own = (json_t *)values->description->server.environment, *text;
  const char *name;
  launch->environment =
      calloc(ENVIRONMENT_ENTRIES_MAX + json_object_size(own) + 1, sizeof *launch->environment);
  if (!launch->environment)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for an environment");
  for (size_t i = 0; made.entries[i]; i++) {
    char *entry = entry_of(made.entries[i]);
    if (!entry)
      return error_set(error, STATUS_ENVIRONMENT, "no memory for an environment");
    entry_put(launch->environment, entry);
  }
  json_object_foreach(own, name, text) {
    enum status status = entry_add(launch, values, name, json_string_value(text), error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

/* ---- the whole ---- */

static void texts_free(char **texts) {
  for (size_t i = 0; texts && texts[i]; i++)
    free(texts[i]);
  free(texts);
}

void launch_release(struct launch *launch) {
  texts_free(launch->arguments);
  texts_free(launch->environment);
  *launch = (struct launch){.arguments = NULL};
}

enum status launch_make(struct launch *launch, const struct target_description *description,
                        const struct ports *ports, struct error *error) {
  struct launch_values values = {description, ports};
  struct launch made = {.folder = description->server.folder};
  enum status status = arguments_fill(&made, &values, error);
  if (status == STATUS_OK)
    status = environment_fill(&made, &values, error);
  if (status == STATUS_OK)
    *launch = made;
  else
    launch_release(&made);
  return status;
}
