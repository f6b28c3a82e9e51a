/* Whether an experiment has cells with a value of a parameter, or of a variant. */
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

static bool settings_have(const struct settings *settings, size_t parameter, const char *text) {
  const struct setting *setting = settings_find(settings, parameter);
  for (size_t i = 0; setting && i < setting->count; i++)
    if (values_equal(parameter, setting->values[i], text))
      return true;
  return false;
}

static bool experiment_has(const struct experiment *experiment, size_t parameter,
                           const char *text) {
  if (settings_have(&experiment->settings, parameter, text))
    return true;
  for (size_t i = 0; i < experiment->variant_count; i++)
    if (settings_have(&experiment->variants[i].settings, parameter, text))
      return true;
  return !settings_find(&experiment->settings, parameter) &&
         values_equal(parameter, parameters_table()[parameter].fallback, text);
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

enum status experiment_value_check(const struct experiment *experiment, const char *name,
                                   const json_t *value, const char *place, struct error *error) {
  return strcmp(name, "variant") == 0 ? variant_check(experiment, value, place, error)
                                      : parameter_check(experiment, name, value, place, error);
}

/* The values of one parameter of a rule; bounds need no value of their own. */
static enum status rule_values_check(const struct experiment *experiment, const char *name,
                                     const json_t *values, const char *place, struct error *error) {
  if (json_is_object(values))
    return STATUS_OK;
  if (!json_is_array(values))
    return experiment_value_check(experiment, name, values, place, error);
  for (size_t i = 0; i < json_array_size(values); i++) {
    enum status status =
        experiment_value_check(experiment, name, json_array_get(values, i), place, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

enum status rules_check(const struct cell_rules *rules, const struct experiment *experiment,
                        const char *place, struct error *error) {
  for (size_t i = 0; i < rules->count; i++) {
    struct error_context at = claim_context(place, i);
    const char *name;
    json_t *values;
    json_object_foreach(json_array_get(rules->array, i), name, values) {
      enum status status = rule_values_check(experiment, name, values, at.text, error);
      if (status != STATUS_OK)
        return status;
    }
  }
  return STATUS_OK;
}
