/* Fills in the values of names in braces. */
#include "bench/plan/experiment_texts.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "common/suite/options.h"

enum { NAME_BYTES = 64 };

static void values_write(FILE *out, char *const *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    fprintf(out, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", values[i]);
}

static const struct setting *setting_named(const struct experiment *experiment, const char *name) {
  const struct option *table = parameters_table();
  for (size_t i = 0; i < experiment->settings.count; i++)
    if (strcmp(table[experiment->settings.items[i].parameter].name, name) == 0)
      return &experiment->settings.items[i];
  return NULL;
}

/* False for an unknown name. */
static bool value_write(FILE *out, const struct experiment *experiment, const char *name) {
  const struct setting *setting = setting_named(experiment, name);
  if (setting) {
    values_write(out, setting->values, setting->count);
    return true;
  }
  if (strcmp(name, "repeats") == 0)
    return fprintf(out, "%lld", (long long)experiment->repeats) > 0;
  if (strcmp(name, "time_scale") == 0)
    return fprintf(out, "%g", experiment->time_scale) > 0;
  for (const struct option *option = parameters_table(); option->name; option++)
    if (strcmp(option->name, name) == 0)
      return fputs(option->fallback, out) >= 0;
  return false;
}

/* Writes the value of the name in braces at `text`. The length with both braces; 0, with the error
 * set, for an unknown name or an open brace. */
static size_t name_fill(FILE *out, const struct experiment *experiment, const char *key,
                        const char *text, struct error *error) {
  char name[NAME_BYTES];
  size_t length = strcspn(text + 1, "}");
  snprintf(name, sizeof name, "%.*s", (int)length, text + 1);
  if (text[1 + length] == '}' && value_write(out, experiment, name))
    return length + 2;
  error_set(error, STATUS_USAGE, "%s: {%s} is no parameter: `pushbench parameters` lists them", key,
            name);
  return 0;
}

/* The text with its values filled in, malloc'd. */
static enum status text_fill(const struct experiment *experiment, const char *key, const char *text,
                             char **out, struct error *error) {
  char *filled = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&filled, &bytes);
  if (!stream)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a text");
  enum status status = STATUS_OK;
  while (status == STATUS_OK && *text) {
    size_t plain = strcspn(text, "{");
    fwrite(text, 1, plain, stream);
    text += plain;
    size_t named = *text ? name_fill(stream, experiment, key, text, error) : 0;
    if (*text && named == 0)
      status = STATUS_USAGE;
    text += named;
  }
  if (fclose(stream) != 0 && status == STATUS_OK)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for a text");
  if (status == STATUS_OK)
    *out = filled;
  else
    free(filled);
  return status;
}

enum status experiment_texts_fill(struct experiment *experiment, struct error *error) {
  static const char *const keys[] = {"title", "question", "description"};
  char **const texts[] = {&experiment->title, &experiment->question, &experiment->description};
  char *filled[] = {NULL, NULL, NULL};
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < 3; i++)
    status = text_fill(experiment, keys[i], *texts[i], &filled[i], error);
  for (size_t i = 0; i < 3; i++) {
    free(status == STATUS_OK ? *texts[i] : filled[i]);
    if (status == STATUS_OK)
      *texts[i] = filled[i];
  }
  return status;
}
