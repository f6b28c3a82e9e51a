/* Finds, adds and releases settings. */
#include "bench/plan/settings.h"

#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the experiment");
}

void setting_release(struct setting *setting) {
  for (size_t i = 0; i < setting->count; i++)
    free(setting->values[i]);
  free(setting->values);
}

void settings_release(struct settings *settings) {
  for (size_t i = 0; i < settings->count; i++)
    setting_release(&settings->items[i]);
  free(settings->items);
}

struct setting *settings_find(const struct settings *settings, size_t parameter) {
  for (size_t i = 0; i < settings->count; i++)
    if (settings->items[i].parameter == parameter)
      return &settings->items[i];
  return NULL;
}

enum status settings_put(struct settings *settings, struct setting *setting, struct error *error) {
  struct setting *known = settings_find(settings, setting->parameter);
  if (known) {
    setting_release(known);
    *known = *setting;
    return STATUS_OK;
  }
  struct setting *grown = realloc(settings->items, (settings->count + 1) * sizeof *grown);
  if (!grown) {
    setting_release(setting);
    return no_memory(error);
  }
  settings->items = grown;
  grown[settings->count++] = *setting;
  return STATUS_OK;
}

enum status settings_put_one(struct settings *settings, size_t parameter, const char *value,
                             struct error *error) {
  struct setting setting = {.parameter = parameter, .values = calloc(1, sizeof *setting.values)};
  char *copy = strdup(value);
  if (!setting.values || !copy) {
    free(setting.values);
    free(copy);
    return no_memory(error);
  }
  setting.values[setting.count++] = copy;
  return settings_put(settings, &setting, error);
}
