/* Finds and reads target files, and gives each server its number. */
#include "bench/plan/targets.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/base/servers.h"
#include "bench/plan/parameters.h"
#include "common/base/contract.h"
#include "documents/target_load.h"

/* Where the file is; empty where it is nowhere. */
static struct path target_find(const char *value, const char *experiment_path) {
  if (!is_json_path(value))
    return project_find(path_of("targets/%s.json", value).text);
  return value[0] == '/' ? path_of("%s", value) : path_beside(value, experiment_path);
}

/* A server's name is part of names of folders, and stands in tables whose fields spaces separate.
 */
static enum status name_check(const struct target_description *target, struct error *error) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (strcmp(target->name, SERVER_OWN) != 0 && engine_named(target->name) < 0 &&
      target->name[strspn(target->name, letters)] == '\0' && strlen(target->name) <= 40)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.300s: the file names the server: its name has up to 40 letters, digits, dots "
                   "and dashes, and is neither " SERVER_OWN " nor that of an engine",
                   target->path);
}

static bool is_taken(const struct planned_targets *targets, const char *name) {
  for (size_t i = 0; i < targets->count; i++)
    if (strcmp(targets->items[i].description.name, name) == 0)
      return true;
  return false;
}

/* Gives the server its number, and the target its place. */
static enum status target_keep(struct planned_targets *targets, struct planned_target *target,
                               struct error *error) {
  const struct target_description *description = &target->description;
  CONTRACT(description->name);
  enum status status = name_check(description, error);
  if (status == STATUS_OK && is_taken(targets, description->name))
    status = error_set(error, STATUS_USAGE, "%.300s: another target file has the name %s, too",
                       description->path, description->name);
  if (status != STATUS_OK)
    return status;
  target->server = server_add(description->name, description->title);
  if (target->server < 0)
    return error_set(error, STATUS_USAGE, "%.300s: at most %d servers in one run",
                     description->path, SERVERS_MAX - ENGINE_COUNT);
  struct planned_target *grown =
      realloc(targets->items, (targets->count + 1) * sizeof *targets->items);
  if (!grown)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for targets");
  targets->items = grown;
  targets->items[targets->count++] = *target;
  return STATUS_OK;
}

static enum status target_read(struct planned_targets *targets, const char *value, const char *path,
                               struct error *error) {
  struct planned_target target = {.value = strdup(value)};
  enum status status = target.value ? target_load(&target.description, path, error)
                                    : error_set(error, STATUS_ENVIRONMENT, "no memory for targets");
  if (status == STATUS_OK)
    status = target_keep(targets, &target, error);
  if (status == STATUS_OK)
    return status;
  target_release(&target.description);
  free(target.value);
  return status;
}

/* A path takes the place of the value. */
static enum status value_load(struct planned_targets *targets, char **value,
                              const char *experiment_path, struct error *error) {
  if (strcmp(*value, SERVER_OWN) == 0 || planned_target_of(targets, *value))
    return STATUS_OK;
  struct path found = target_find(*value, experiment_path);
  if (!*found.text)
    return error_set(
        error, STATUS_USAGE, "server '%.200s': there is no %s%.200s%s: see docs/targets.md", *value,
        is_json_path(*value) ? "" : "targets/", *value, is_json_path(*value) ? "" : ".json");
  char *copy = is_json_path(*value) ? strdup(found.text) : *value;
  if (!copy)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for targets");
  if (copy != *value)
    free(*value);
  *value = copy;
  return target_read(targets, *value, found.text, error);
}

enum status planned_targets_load(struct planned_targets *targets, struct settings *settings,
                                 const char *path, struct error *error) {
  struct setting *setting = settings_find(settings, PARAMETER_SERVER);
  enum status status = STATUS_OK;
  for (size_t i = 0; setting && status == STATUS_OK && i < setting->count; i++)
    status = value_load(targets, &setting->values[i], path, error);
  return status;
}

const struct planned_target *planned_target_of(const struct planned_targets *targets,
                                               const char *value) {
  for (size_t i = 0; i < targets->count; i++)
    if (strcmp(targets->items[i].value, value) == 0)
      return &targets->items[i];
  return NULL;
}

json_t *planned_targets_json(const struct planned_targets *targets) {
  json_t *object = json_object();
  for (size_t i = 0; i < targets->count; i++) {
    const struct target_description *description = &targets->items[i].description;
    json_t *document = json_copy(description->document);
    json_object_set_new(document, "title", json_string(description->title));
    json_object_set_new(object, description->name, document);
  }
  return object;
}

void planned_targets_release(struct planned_targets *targets) {
  for (size_t i = 0; i < targets->count; i++) {
    target_release(&targets->items[i].description);
    free(targets->items[i].value);
  }
  free(targets->items);
  *targets = (struct planned_targets){0};
}
