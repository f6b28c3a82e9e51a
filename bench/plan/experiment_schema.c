/* Builds the schema as a JSON tree. */
#include "bench/plan/experiment_schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "bench/plan/axis_range.h"
#include "bench/plan/claims.h"
#include "bench/plan/experiment_faults.h"
#include "bench/plan/experiment_read.h"
#include "bench/plan/parameters.h"
#include "bench/plan/search.h"
#include "bench/plan/user_case.h"
#include "common/suite/fault.h"

/* ---- values ---- */

static json_t *typed(const char *type) {
  return json_pack("{s:s}", "type", type);
}

static json_t *list_of(json_t *items) {
  return json_pack("{s:s, s:i, s:o}", "type", "array", "minItems", 1, "items", items);
}

static json_t *reference(const char *to) {
  return json_pack("{s:s}", "$ref", to);
}

/* "a|b|c" as an array. */
static json_t *choices_of(const char *choices) {
  json_t *names = json_array();
  while (*choices) {
    size_t bytes = strcspn(choices, "|");
    json_array_append_new(names, json_stringn(choices, bytes));
    choices += bytes + (choices[bytes] == '|');
  }
  return names;
}

static json_t *numbers_schema(const struct option *option) {
  json_t *schema = typed(option->type == OPTION_INTEGER ? "integer" : "number");
  json_object_set_new(schema, "minimum", json_real(option->minimum));
  json_object_set_new(schema, "maximum", json_real(option->maximum));
  return schema;
}

/* One value of an option. */
static json_t *value_schema(const struct option *option) {
  switch (option->type) {
  case OPTION_INTEGER:
  case OPTION_NUMBER:
    return numbers_schema(option);
  case OPTION_SWITCH:
    return json_pack("{s:[b,b,s,s]}", "enum", 1, 0, "on", "off");
  case OPTION_CHOICE: {
    json_t *choices = choices_of(option->choices);
    if (option_choice(option->choices, "true") >= 0 || option_choice(option->choices, "on") >= 0) {
      json_array_append_new(choices, json_true());
      json_array_append_new(choices, json_false());
    }
    return json_pack("{s:o}", "enum", choices);
  }
  default:
    return typed("string");
  }
}

static json_t *described(json_t *schema, const char *help) {
  if (help && *help)
    json_object_set_new(schema, "description", json_string(help));
  return schema;
}

/* ---- objects ---- */

static json_t *object_of(json_t *properties) {
  return json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0, "properties",
                   properties);
}

static void properties_add(json_t *properties, const struct option *table) {
  for (const struct option *option = table; option->name; option++)
    json_object_set_new(properties, option->name, described(value_schema(option), option->help));
}

/* All parameters, each with the values that `make` says. */
static json_t *parameters_of(json_t *(*make)(const struct option *option)) {
  json_t *properties = json_object();
  for (const struct option *option = parameters_table(); option->name; option++)
    json_object_set_new(properties, option->name, make(option));
  return properties;
}

/* One value of a parameter, which stands among the definitions. */
static json_t *parameter_schema(const struct option *option) {
  char to[96];
  snprintf(to, sizeof to, "#/$defs/%s", option->name);
  return reference(to);
}

static bool is_number(const struct option *option) {
  return option->type == OPTION_INTEGER || option->type == OPTION_NUMBER;
}

/* A value, several, or a range of them. */
static json_t *axis_schema(const struct option *option) {
  json_t *forms = json_pack("[o, o]", parameter_schema(option), list_of(parameter_schema(option)));
  if (is_number(option))
    json_array_append_new(forms, reference("#/$defs/range"));
  return json_pack("{s:o}", "anyOf", forms);
}

/* A value, several, or bounds. */
static json_t *condition_schema(const struct option *option) {
  json_t *forms = json_pack("[o, o]", parameter_schema(option), list_of(parameter_schema(option)));
  if (is_number(option))
    json_array_append_new(forms, reference("#/$defs/bounds"));
  return json_pack("{s:o}", "anyOf", forms);
}

static json_t *texts_or_text(void) {
  return json_pack("{s:[o, o]}", "anyOf", typed("string"), list_of(typed("string")));
}

/* A cell by its parameters, or by its variant. */
static json_t *cell_schema(bool figure) {
  json_t *properties = parameters_of(parameter_schema);
  json_object_set_new(properties, "variant", typed("string"));
  if (figure)
    json_object_set_new(properties, "figure", typed("string"));
  return object_of(properties);
}

/* ---- keys that hold more than a plain value ---- */

static json_t *params_schema(void) {
  return reference("#/$defs/params");
}

static json_t *variants_schema(void) {
  json_t *properties = json_pack("{s:o, s:o, s:o}", "name", typed("string"), "base",
                                 typed("string"), "params", params_schema());
  json_t *variant = object_of(properties);
  json_object_set_new(variant, "required", json_pack("[s, s]", "name", "params"));
  return list_of(variant);
}

static json_t *claims_schema(void) {
  json_t *properties = json_object();
  properties_add(properties, claim_keys);
  for (const struct option *key = claim_objects; key->name; key++)
    json_object_set_new(properties, key->name, cell_schema(strcmp(key->name, "relative_to") == 0));
  json_t *claim = object_of(properties);
  json_object_set_new(claim, "required", json_pack("[s, s]", "claim", "figure"));
  return json_pack("{s:s, s:o}", "type", "array", "items", claim);
}

static json_t *faults_schema(void) {
  json_t *properties = json_object(), *kinds = json_array();
  for (int i = 0; i < FAULT_KINDS; i++)
    json_array_append_new(kinds, json_string(fault_kinds[i].name));
  properties_add(properties, experiment_fault_keys);
  json_object_set_new(json_object_get(properties, "do"), "enum", kinds);
  json_t *fault = object_of(properties);
  json_object_set_new(fault, "required", json_pack("[s, s]", "at_s", "do"));
  return json_pack("{s:s, s:o}", "type", "array", "items", fault);
}

static json_t *asks_schema(void) {
  return object_of(json_pack("{s:o, s:o}", "axes", list_of(typed("string")), "figures",
                             list_of(typed("string"))));
}

static json_t *rules_schema(void) {
  return list_of(reference("#/$defs/rule"));
}

/* Texts by figures or selectors. */
static json_t *limits_schema(void) {
  return json_pack("{s:s, s:o}", "type", "object", "additionalProperties", typed("string"));
}

/* A list may be an array. */
static json_t *case_schema(void) {
  json_t *properties = json_object();
  for (const struct option *option = user_case_table; option->name; option++) {
    json_t *schema = option->type == OPTION_TEXT
                         ? json_pack("{s:[s,s,s]}", "type", "string", "number", "array")
                         : value_schema(option);
    json_object_set_new(properties, option->name, described(schema, option->help));
  }
  return object_of(properties);
}

static json_t *compare_schema(void) {
  return list_of(typed("string"));
}

static json_t *search_schema(void) {
  json_t *properties = json_object(), *names = json_array();
  for (const struct option *option = parameters_table(); option->name; option++)
    if (is_number(option))
      json_array_append_new(names, json_string(option->name));
  for (const struct option *key = search_keys; key->name; key++)
    json_object_set_new(properties, key->name, limits_schema());
  properties_add(properties, search_numbers);
  json_object_set_new(properties, "vary", json_pack("{s:o}", "enum", names));
  json_t *search = object_of(properties);
  json_object_set_new(search, "required", json_pack("[s, s]", "vary", "until"));
  return search;
}

/* NULL for a key with a plain value. */
static json_t *special_schema(const char *key) {
  static const struct {
    const char *key;
    json_t *(*make)(void);
  } special[] = {
      {"params", params_schema},   {"variants", variants_schema}, {"claims", claims_schema},
      {"faults", faults_schema},   {"asks", asks_schema},         {"only", rules_schema},
      {"except", rules_schema},    {"expect", limits_schema},     {"case", case_schema},
      {"compare", compare_schema}, {"until", limits_schema},      {"search", search_schema}};
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (strcmp(special[i].key, key) == 0)
      return special[i].make();
  return NULL;
}

/* ---- the whole ---- */

static json_t *rule_schema(void) {
  json_t *properties = parameters_of(condition_schema);
  json_object_set_new(properties, "variant", texts_or_text());
  json_t *rule = object_of(properties);
  json_object_set_new(rule, "minProperties", json_integer(1));
  return rule;
}

static json_t *range_schema(void) {
  json_t *properties = json_object();
  properties_add(properties, axis_range_keys);
  json_t *range = object_of(properties);
  json_object_set_new(range, "required", json_pack("[s, s, s]", "from", "to", "steps"));
  return range;
}

static json_t *bounds_schema(void) {
  json_t *bounds =
      object_of(json_pack("{s:o, s:o}", "at_least", typed("number"), "at_most", typed("number")));
  json_object_set_new(bounds, "minProperties", json_integer(1));
  return bounds;
}

json_t *experiment_schema(void) {
  json_t *properties = json_object();
  for (const struct option *key = experiment_keys; key->name; key++) {
    json_t *schema = special_schema(key->name);
    json_object_set_new(properties, key->name,
                        described(schema ? schema : value_schema(key), key->help));
  }
  json_t *schema = object_of(properties);
  json_object_set_new(schema, "$schema",
                      json_string("https://json-schema.org/draft/2020-12/schema"));
  json_object_set_new(schema, "title", json_string("an experiment of pushbench"));
  json_t *definitions = json_object();
  properties_add(definitions, parameters_table());
  json_object_set_new(definitions, "params", object_of(parameters_of(axis_schema)));
  json_object_set_new(definitions, "rule", rule_schema());
  json_object_set_new(definitions, "range", range_schema());
  json_object_set_new(definitions, "bounds", bounds_schema());
  json_object_set_new(schema, "$defs", definitions);
  return schema;
}
