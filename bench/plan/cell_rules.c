/* Reads rules, and applies them. */
#include "bench/plan/cell_rules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/parameters.h"
#include "common/suite/options.h"

/* In the place of a parameter. */
static const size_t the_variant = PARAMETERS_MAX;

struct rule_condition {
  size_t parameter; /* or the_variant */
  char **values;    /* one of these, spelled as the cells' values */
  size_t value_count;
  double at_least, at_most; /* without values: a number between these */
};

struct cell_rule {
  struct rule_condition *conditions;
  size_t count;
};

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the rules");
}

/* ---- reading ---- */

/* Adds a value in its one spelling. */
static enum status value_add(struct rule_condition *condition, const json_t *value,
                             struct error *error) {
  bool is_variant = condition->parameter == the_variant;
  char *text = parameter_text(value);
  char *spelled = NULL;
  if (!text)
    return error_set(error, STATUS_USAGE,
                     "a value must be a number, a boolean or a string, several an array");
  enum status status =
      is_variant ? STATUS_OK : option_check(&parameters_table()[condition->parameter], text, error);
  if (status == STATUS_OK)
    spelled = is_variant ? strdup(text) : parameter_canonical(condition->parameter, text);
  free(text);
  if (status != STATUS_OK)
    return status;
  if (!spelled)
    return no_memory(error);
  condition->values[condition->value_count++] = spelled;
  return STATUS_OK;
}

static enum status values_read(struct rule_condition *condition, const json_t *value,
                               struct error *error) {
  bool several = json_is_array(value);
  size_t count = several ? json_array_size(value) : 1;
  if (count == 0)
    return error_set(error, STATUS_USAGE, "an empty array: the rule would take nothing");
  condition->values = calloc(count, sizeof *condition->values);
  if (!condition->values)
    return no_memory(error);
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    status = value_add(condition, several ? json_array_get(value, i) : value, error);
  return status;
}

static bool is_number(size_t parameter) {
  if (parameter == the_variant)
    return false;
  enum option_type type = parameters_table()[parameter].type;
  return type == OPTION_INTEGER || type == OPTION_NUMBER;
}

/* {"at_least": 100, "at_most": 1000}, or one of the two. */
static enum status bounds_read(struct rule_condition *condition, const json_t *object,
                               struct error *error) {
  const json_t *least = json_object_get(object, "at_least");
  const json_t *most = json_object_get(object, "at_most");
  size_t known = (size_t) !!least + (size_t) !!most;
  if (!is_number(condition->parameter) || known == 0 || known != json_object_size(object) ||
      (least && !json_is_number(least)) || (most && !json_is_number(most)))
    return error_set(error, STATUS_USAGE,
                     "a rule has a value, an array of values or, for a number, "
                     "{\"at_least\": …, \"at_most\": …}");
  condition->at_least = least ? json_number_value(least) : -INFINITY;
  condition->at_most = most ? json_number_value(most) : INFINITY;
  return STATUS_OK;
}

static enum status condition_read(struct rule_condition *condition, const char *name,
                                  const json_t *value, struct error *error) {
  enum status status = STATUS_OK;
  if (strcmp(name, "variant") == 0)
    condition->parameter = the_variant;
  else
    status = parameter_find(name, &condition->parameter, error);
  if (status != STATUS_OK)
    return status;
  return json_is_object(value) ? bounds_read(condition, value, error)
                               : values_read(condition, value, error);
}

static enum status rule_read(struct cell_rule *rule, json_t *object, const char *place,
                             struct error *error) {
  const char *name;
  json_t *value;
  if (json_object_size(object) == 0)
    return error_set(error, STATUS_USAGE, "%s: a rule is an object of parameters, not an empty one",
                     place);
  rule->conditions = calloc(json_object_size(object), sizeof *rule->conditions);
  if (!rule->conditions)
    return no_memory(error);
  json_object_foreach(object, name, value) {
    enum status status = condition_read(&rule->conditions[rule->count++], name, value, error);
    if (status != STATUS_OK)
      return error_at(error, status, error_context_in(place, name).text);
  }
  return STATUS_OK;
}

enum status cell_rules_read(struct cell_rules *rules, json_t *array, const char *place,
                            struct error *error) {
  size_t count = json_array_size(array);
  if (!json_is_array(array) || count == 0)
    return error_set(error, STATUS_USAGE, "%s: expected an array of rules, not an empty one",
                     place);
  rules->array = json_incref(array);
  rules->items = calloc(count, sizeof *rules->items);
  if (!rules->items)
    return no_memory(error);
  while (rules->count < count) {
    char number[32];
    snprintf(number, sizeof number, "%zu", rules->count + 1);
    struct cell_rule *rule = &rules->items[rules->count];
    enum status status = rule_read(rule, json_array_get(array, rules->count++),
                                   error_context_in(place, number).text, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static void rule_release(struct cell_rule *rule) {
  for (size_t i = 0; i < rule->count; i++) {
    for (size_t j = 0; j < rule->conditions[i].value_count; j++)
      free(rule->conditions[i].values[j]);
    free(rule->conditions[i].values);
  }
  free(rule->conditions);
}

void cell_rules_release(struct cell_rules *rules) {
  for (size_t i = 0; i < rules->count; i++)
    rule_release(&rules->items[i]);
  free(rules->items);
  json_decref(rules->array);
  *rules = (struct cell_rules){0};
}

/* ---- applying ---- */

static bool condition_holds(const struct rule_condition *condition, char *const *values,
                            const char *variant) {
  const char *own = condition->parameter == the_variant ? variant : values[condition->parameter];
  if (!own)
    return false;
  if (!condition->values) {
    double number = strtod(own, NULL);
    return number >= condition->at_least && number <= condition->at_most;
  }
  for (size_t i = 0; i < condition->value_count; i++)
    if (strcmp(condition->values[i], own) == 0)
      return true;
  return false;
}

static bool rule_takes(const struct cell_rule *rule, char *const *values, const char *variant) {
  for (size_t i = 0; i < rule->count; i++)
    if (!condition_holds(&rule->conditions[i], values, variant))
      return false;
  return true;
}

bool cell_rules_take(const struct cell_rules *rules, char *const *values, const char *variant) {
  for (size_t i = 0; i < rules->count; i++)
    if (rule_takes(&rules->items[i], values, variant))
      return true;
  return false;
}

static bool rule_names(const struct cell_rule *rule, size_t parameter) {
  for (size_t i = 0; i < rule->count; i++)
    if (rule->conditions[i].parameter == parameter)
      return true;
  return false;
}

bool cell_rules_name(const struct cell_rules *rules, size_t parameter) {
  for (size_t i = 0; i < rules->count; i++)
    if (rule_names(&rules->items[i], parameter))
      return true;
  return false;
}
