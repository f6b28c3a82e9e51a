/* Whether an experiment has the cells that its claims are about. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/experiment_checks.h"
#include "bench/plan/parameters.h"
#include "common/suite/options.h"

static bool values_equal(size_t parameter, const char *left, const char *right) {
  json_t *a = parameter_json(parameter, left), *b = parameter_json(parameter, right);
  bool equal = json_equal(a, b);
  json_decref(a);
  json_decref(b);
  return equal;
}

/* Whether `settings` have that value; *named when they set the parameter at all. */
static bool settings_have(const struct settings *settings, size_t parameter, const char *text,
                          bool *named) {
  for (size_t i = 0; i < settings->count; i++) {
    const struct setting *setting = &settings->items[i];
    if (setting->parameter != parameter)
      continue;
    *named = true;
    for (size_t j = 0; j < setting->count; j++)
      if (values_equal(parameter, setting->values[j], text))
        return true;
  }
  return false;
}

static bool experiment_has(const struct experiment *experiment, size_t parameter,
                           const char *text) {
  bool named = false, ignored;
  if (settings_have(&experiment->settings, parameter, text, &named))
    return true;
  for (size_t i = 0; i < experiment->variant_count; i++)
    if (settings_have(&experiment->variants[i].settings, parameter, text, &ignored))
      return true;
  return !named && values_equal(parameter, parameters_table()[parameter].fallback, text);
}

static enum status variant_check(const struct experiment *experiment, const json_t *value,
                                 const char *place, struct error *error) {
  const char *name = json_string_value(value);
  for (size_t i = 0; name && i < experiment->variant_count; i++)
    if (strcmp(experiment->variants[i].name, name) == 0)
      return STATUS_OK;
  return error_set(error, STATUS_USAGE, "%s: the experiment has no variant '%s'", place,
                   name ? name : "");
}

static enum status parameter_check(const struct experiment *experiment, const char *name,
                                   const json_t *value, const char *place, struct error *error) {
  size_t parameter;
  if (parameter_find(name, &parameter, error) != STATUS_OK)
    return error_at(error, STATUS_USAGE, place);
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s: %s must be a number, a boolean or a string", place,
                     name);
  enum status status = option_check(&parameters_table()[parameter], text, error);
  if (status != STATUS_OK)
    error_at(error, status, place);
  else if (!experiment_has(experiment, parameter, text))
    status = error_set(error, STATUS_USAGE, "%s: the experiment has no cell with %s %s", place,
                       name, text);
  free(text);
  return status;
}

/* `figure`: whether the cell may also name a figure. */
static enum status cell_check(const struct experiment *experiment, const json_t *cell, bool figure,
                              const char *place, struct error *error) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)cell, key, value) {
    enum status status = STATUS_OK;
    if (strcmp(key, "variant") == 0)
      status = variant_check(experiment, value, place, error);
    else if (!figure || strcmp(key, "figure") != 0)
      status = parameter_check(experiment, key, value, place, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

enum status claims_check(const struct claims *claims, const struct experiment *experiment,
                         const char *place, struct error *error) {
  for (size_t i = 0; i < claims->count; i++) {
    struct error_context at = claim_context(place, i);
    enum status status = cell_check(experiment, claims->items[i].cell, false, at.text, error);
    if (status == STATUS_OK)
      status = cell_check(experiment, claims->items[i].relative_to, true, at.text, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}
