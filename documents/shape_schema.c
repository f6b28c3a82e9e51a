/* The JSON Schema of a shape. Objects stand in "$defs", once each. */
#include <stdio.h>
#include <string.h>

#include "documents/shape.h"

static json_t *value_schema(const struct shape_value *value, json_t *definitions);

static json_t *typed(const char *type) {
  return json_pack("{s:s}", "type", type);
}

static json_t *number_schema(const struct shape_value *value) {
  json_t *schema = typed(value->kind == SHAPE_WHOLE ? "integer" : "number");
  json_object_set_new(schema, "minimum", json_real(value->minimum));
  json_object_set_new(schema, "maximum", json_real(value->maximum));
  return schema;
}

static json_t *choice_schema(const struct shape_value *value) {
  json_t *choices = json_array();
  for (size_t i = 0; value->choices[i]; i++)
    json_array_append_new(choices, json_string(value->choices[i]));
  return json_pack("{s:o}", "enum", choices);
}

static json_t *map_schema(const struct shape_value *value, json_t *definitions) {
  json_t *schema = json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
                             value_schema(value->item, definitions));
  if (value->maximum > 0)
    json_object_set_new(schema, "maxProperties", json_real(value->maximum));
  if (value->key_pattern)
    json_object_set_new(schema, "propertyNames", json_pack("{s:s}", "pattern", value->key_pattern));
  return schema;
}

/* ---- objects ---- */

/* [{"required": ["a"]}, {"required": ["b"]}] of "a|b" */
static json_t *group_schema(const char *group) {
  json_t *items = json_array();
  while (*group) {
    size_t bytes = strcspn(group, "|");
    json_array_append_new(items, json_pack("{s:[s%]}", "required", group, bytes));
    group += bytes + (group[bytes] == '|');
  }
  return items;
}

/* "anyOf" some of these, where a key is there. */
static json_t *needs_schema(const char *needs) {
  return json_pack("{s:o}", "anyOf", group_schema(needs));
}

/* At most one: one of them, or none. */
static json_t *at_most_one_schema(const char *group) {
  json_t *items = group_schema(group);
  json_t *none = json_pack("{s:{s:o}}", "not", "anyOf", group_schema(group));
  json_array_append_new(items, none);
  return items;
}

static void groups_put(json_t *schema, const struct shape *shape) {
  if (shape->exactly_one)
    json_object_set_new(schema, "oneOf", group_schema(shape->exactly_one));
  if (shape->at_most_one)
    json_object_set_new(schema, "oneOf", at_most_one_schema(shape->at_most_one));
  if (shape->at_least_one)
    json_object_set_new(schema, "anyOf", group_schema(shape->at_least_one));
}

static json_t *object_schema(const struct shape *shape, json_t *definitions) {
  json_t *properties = json_object(), *required = json_array(), *needs = json_object();
  for (const struct shape_key *key = shape->keys; key->name; key++) {
    json_t *member = value_schema(&key->value, definitions);
    json_object_set_new(member, "description", json_string(key->meaning));
    json_object_set_new(properties, key->name, member);
    if (key->required)
      json_array_append_new(required, json_string(key->name));
    if (key->needs)
      json_object_set_new(needs, key->name, needs_schema(key->needs));
  }
  json_t *schema = json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0,
                             "properties", properties, "required", required);
  if (json_object_size(needs) > 0)
    json_object_set(schema, "dependentSchemas", needs);
  json_decref(needs);
  groups_put(schema, shape);
  return schema;
}

static json_t *object_reference(const struct shape *shape, json_t *definitions) {
  char reference[64];
  if (!json_object_get(definitions, shape->name)) {
    json_object_set_new(definitions, shape->name, json_null()); /* keeps its place */
    json_object_set_new(definitions, shape->name, object_schema(shape, definitions));
  }
  snprintf(reference, sizeof reference, "#/$defs/%s", shape->name);
  return json_pack("{s:s}", "$ref", reference);
}

/* ---- values ---- */

static json_t *text_schema(const struct shape_value *value) {
  json_t *schema = typed("string");
  if (value->kind == SHAPE_TEXT)
    json_object_set_new(schema, "minLength", json_integer(1));
  else if (value->kind == SHAPE_POINTER)
    json_object_set_new(schema, "pattern", json_string("^(/([^~]|~[01])*)?$"));
  else if (value->kind == SHAPE_PATH)
    json_object_set_new(schema, "pattern", json_string("^/"));
  else if (value->kind == SHAPE_URL)
    json_object_set_new(schema, "pattern", json_string("^(/|https?://)"));
  return schema;
}

static json_t *value_schema(const struct shape_value *value, json_t *definitions) {
  switch (value->kind) {
  case SHAPE_ANY:
  case SHAPE_BODY:
    return json_object();
  case SHAPE_NUMBER:
  case SHAPE_WHOLE:
    return number_schema(value);
  case SHAPE_SWITCH:
    return typed("boolean");
  case SHAPE_TRUE:
    return json_pack("{s:b}", "const", 1);
  case SHAPE_CHOICE:
    return choice_schema(value);
  case SHAPE_SCALAR:
    return json_pack("{s:[s,s,s,s]}", "type", "string", "number", "boolean", "null");
  case SHAPE_OBJECT:
    return object_reference(value->object, definitions);
  case SHAPE_LIST:
    return json_pack("{s:s, s:i, s:o}", "type", "array", "minItems", 1, "items",
                     value_schema(value->item, definitions));
  case SHAPE_MAP:
    return map_schema(value, definitions);
  case SHAPE_EITHER:
    return json_pack("{s:[o,o]}", "anyOf", value_schema(value->item, definitions),
                     value_schema(value->other, definitions));
  default:
    return text_schema(value);
  }
}

json_t *shape_schema(const struct shape *shape, const char *title) {
  json_t *definitions = json_object();
  json_t *schema = json_pack("{s:s, s:s}", "$schema",
                             "https://json-schema.org/draft/2020-12/schema", "title", title);
  json_t *object = object_schema(shape, definitions);
  json_object_update(schema, object);
  json_decref(object);
  json_object_set_new(schema, "$defs", definitions);
  return schema;
}
