/* Builds the schemas as JSON trees. */
#include "bench/results/schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/plan/cell.h"
#include "bench/plan/parameters.h"
#include "bench/results/document.h"
#include "documents/compare_document.h"
#include "documents/figures.h"
#include "documents/run_document.h"
#include "documents/users_document.h"

const char *const schema_names[SCHEMA_DOCUMENTS] = {[SCHEMA_USERS] = "users",
                                                    [SCHEMA_CELL] = "cell",
                                                    [SCHEMA_RUN] = "run",
                                                    [SCHEMA_COMPARE] = "compare"};

#define NUMBER_OR_NULL "{\"type\":[\"number\",\"null\"]}"

#define ARRAY_OR_NULL(items) ("{\"type\":[\"array\",\"null\"],\"items\":" items "}")

#define MEMBERS_OR_NULL(types) \
  ("{\"type\":[\"object\",\"null\"],\"additionalProperties\":{\"type\":" types "}}")

/* The schema of a figure of each unit. */
static const char *const unit_schemas[FIGURE_UNITS] = {
    [UNIT_TEXT] = "{\"type\":[\"string\",\"null\"]}",
    [UNIT_WHOLE] = "{\"type\":[\"integer\",\"null\"]}",
    [UNIT_FLAG] = "{\"type\":[\"boolean\",\"null\"]}",
    [UNIT_TEXT_LIST] = ARRAY_OR_NULL("{\"type\":[\"string\",\"null\"]}"),
    [UNIT_NUMBER_LIST] = ARRAY_OR_NULL("{\"type\":\"number\"}"),
    [UNIT_COUNTS] = MEMBERS_OR_NULL("\"integer\""),
    [UNIT_TEXTS_BY_NAME] = MEMBERS_OR_NULL("[\"string\",\"null\"]"),
    [UNIT_SETTINGS] = MEMBERS_OR_NULL("[\"string\",\"number\",\"boolean\",\"array\"]"),
    [UNIT_SETTINGS_LIST] = ARRAY_OR_NULL("{\"type\":\"object\"}"),
    [UNIT_PARAMETERS] = "{\"$ref\":\"#/$defs/parameters\"}",
    [UNIT_CLOCK] = "{\"$ref\":\"#/$defs/clock\"}",
    [UNIT_HISTOGRAM_TEXT] = "{\"type\":[\"string\",\"null\"]}",
    [UNIT_OBJECT] = "{\"type\":[\"object\",\"null\"],\"additionalProperties\":false}",
    [UNIT_LIST] = ARRAY_OR_NULL("{\"type\":\"object\",\"additionalProperties\":false}"),
    [UNIT_LIMIT] = "{\"type\":[\"integer\",\"string\"]}",
    [UNIT_VALUE] = NUMBER_OR_NULL,
    [UNIT_COUNT] = "{\"type\":[\"integer\",\"null\"]}",
    [UNIT_RATIO] = NUMBER_OR_NULL,
    [UNIT_SHARE] = NUMBER_OR_NULL,
    [UNIT_NS] = NUMBER_OR_NULL,
    [UNIT_US] = NUMBER_OR_NULL,
    [UNIT_MS] = NUMBER_OR_NULL,
    [UNIT_S] = NUMBER_OR_NULL,
    [UNIT_BYTES] = NUMBER_OR_NULL,
    [UNIT_PER_S] = NUMBER_OR_NULL,
    [UNIT_BYTES_PER_S] = NUMBER_OR_NULL,
};

static const char histogram_ref[] = "{\"$ref\":\"#/$defs/histogram\"}";

static json_t *schema_from(const char *text) {
  return json_loads(text, 0, NULL);
}

/* ---- members by path ---- */

/* Finds the member of that object's schema, or adds it; borrowed. */
static json_t *member_of(json_t *schema, const char *name) {
  json_t *properties = json_object_get(schema, "properties");
  if (!properties) {
    properties = json_object();
    json_object_set_new(schema, "properties", properties);
  }
  json_t *member = json_object_get(properties, name);
  if (!member) {
    member = schema_from(unit_schemas[UNIT_OBJECT]);
    json_object_set_new(properties, name, member);
  }
  return member;
}

/* Copies the path's first part, says whether it is a list, and returns the rest of the path. */
static const char *part_take(const char *path, char *part, bool *list) {
  size_t bytes = strcspn(path, ".");
  *list = bytes > 2 && strncmp(path + bytes - 2, "[]", 2) == 0;
  snprintf(part, FIGURE_PATH_BYTES, "%.*s", (int)(*list ? bytes - 2 : bytes), path);
  return path + bytes + (path[bytes] == '.');
}

/* Finds the member at the path, or adds it; borrowed. NULL for a path that leads into a histogram,
 * which has a schema of its own. */
static json_t *member_at(json_t *schema, const char *path) {
  while (*path) {
    char part[FIGURE_PATH_BYTES];
    bool list;
    if (json_object_get(schema, "$ref"))
      return NULL;
    path = part_take(path, part, &list);
    schema = member_of(schema, part);
    if (list)
      schema = json_object_get(schema, "items");
  }
  return schema;
}

/* Sets the schema at the path; members that it has already are kept. */
static void member_put(json_t *schema, const char *path, const char *text,
                       const char *description) {
  schema = member_at(schema, path);
  if (!schema)
    return;
  if (!json_object_get(schema, "properties"))
    json_object_clear(schema);
  json_t *own = schema_from(text);
  json_object_update(schema, own);
  json_decref(own);
  if (*description)
    json_object_set_new(schema, "description", json_string(description));
}

/* Marks each part of the path as required. */
static void member_require(json_t *schema, const char *path) {
  while (*path && json_object_get(schema, "properties")) {
    char part[FIGURE_PATH_BYTES];
    bool list;
    path = part_take(path, part, &list);
    json_t *required = json_object_get(schema, "required");
    if (!required) {
      required = json_array();
      json_object_set_new(schema, "required", required);
    }
    bool there = false;
    for (size_t i = 0; i < json_array_size(required); i++)
      there = there || strcmp(json_string_value(json_array_get(required, i)), part) == 0;
    if (!there)
      json_array_append_new(required, json_string(part));
    schema = member_of(schema, part);
  }
}

/* ---- definitions ---- */

static json_t *histogram_schema(void) {
  json_t *schema = schema_from(unit_schemas[UNIT_OBJECT]);
  for (size_t i = 0; histogram_members[i]; i++)
    member_put(schema, histogram_members[i], NUMBER_OR_NULL, "");
  return schema;
}

static json_t *parameters_schema(void) {
  const struct option *table = parameters_table();
  json_t *schema = schema_from(unit_schemas[UNIT_OBJECT]);
  for (size_t i = 0; table[i].name; i++)
    member_put(schema, table[i].name, "{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]}",
               table[i].help);
  member_put(schema, "variant", unit_schemas[UNIT_TEXT], "the experiment's variant, in `varied`");
  member_put(schema, BUILD_AXIS, unit_schemas[UNIT_TEXT],
             "this or other, of a run of two builds, in `varied`");
  return schema;
}

static json_t *clock_schema(void) {
  json_t *schema = schema_from(unit_schemas[UNIT_OBJECT]);
  member_put(schema, "boot_id", unit_schemas[UNIT_TEXT], "of the kernel's start");
  member_put(schema, "time_namespace", unit_schemas[UNIT_WHOLE], "inode; 0 where there is none");
  return schema;
}

/* A figure over the repeats of a cell. */
static json_t *interval_schema(void) {
  json_t *schema = schema_from(unit_schemas[UNIT_OBJECT]);
  member_put(schema, METRIC_MEDIAN, NUMBER_OR_NULL, "of the repeats");
  member_put(schema, METRIC_LOW, NUMBER_OR_NULL, "begin of the interval");
  member_put(schema, METRIC_HIGH, NUMBER_OR_NULL, "end of the interval");
  member_put(schema, METRIC_INTERVAL, unit_schemas[UNIT_TEXT], "what kind of interval it is");
  member_put(schema, METRIC_COUNT, unit_schemas[UNIT_WHOLE], "repeats that have the figure");
  return schema;
}

static json_t *schema_open(const char *title, int number) {
  return json_pack("{s:s, s:s, s:s, s:[s], s:{s:{s:i}}, s:{s:o, s:o, s:o}}", "$schema",
                   "https://json-schema.org/draft/2020-12/schema", "title", title, "type", "object",
                   "required", "schema", "properties", "schema", "const", number, "$defs",
                   "histogram", histogram_schema(), "parameters", parameters_schema(), "clock",
                   clock_schema());
}

/* ---- documents ---- */

/* The users' document has the client's figures, and these, which cell.json has from the runner. */
static bool is_of_users(enum figure figure) {
  static const enum figure others[] = {FIGURE_TRANSPORT, FIGURE_CLIENTS, FIGURE_OUTCOME,
                                       FIGURE_ERROR};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (figure == others[i])
      return true;
  return figure_table[figure].owner == OWNER_CLIENT;
}

static void entry_put(json_t *schema, const struct figure_entry *entry) {
  member_put(schema, entry->path, unit_schemas[entry->unit], entry->meaning);
}

/* Puts all lists, or all other figures. */
static void figures_put(json_t *schema, bool users, bool lists) {
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const struct figure_entry *entry = &figure_table[i];
    if (i != FIGURE_SCHEMA && (entry->unit == UNIT_LIST) == lists &&
        (!users || is_of_users((enum figure)i)))
      entry_put(schema, entry);
  }
}

static json_t *figures_schema(const char *title, int number, bool users) {
  json_t *schema = schema_open(title, number);
  json_object_set_new(schema, "additionalProperties", json_false());
  figures_put(schema, users, true); /* before their members */
  for (int i = 0; i < HISTOGRAM_NUMBER; i++)
    if (!users || histogram_table[i].owner == OWNER_CLIENT || i == HISTOGRAM_PUBLISH_LAG)
      member_put(schema, histogram_table[i].path, histogram_ref, histogram_table[i].of);
  figures_put(schema, users, false);
  return schema;
}

static json_t *cell_schema(void) {
  json_t *schema = figures_schema("cell.json: a repeat of a cell", CELL_SCHEMA, false);
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    member_require(schema, figure_table[i].path);
  return schema;
}

/* Whether the path is that of the member, or leads into it. */
static bool is_within(const char *path, const char *member) {
  size_t bytes = strlen(member);
  return strncmp(path, member, bytes) == 0 && (path[bytes] == '\0' || path[bytes] == '.');
}

/* Puts members that run.json shares with cell.json. */
static void shared_put(json_t *schema, const char *const *members, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (int j = 0; j < HISTOGRAM_NUMBER; j++)
      if (is_within(histogram_table[j].path, members[i]))
        member_put(schema, histogram_table[j].path, histogram_ref, histogram_table[j].of);
    for (int j = 0; j < FIGURE_NUMBER; j++)
      if (is_within(figure_table[j].path, members[i]))
        entry_put(schema, &figure_table[j]);
  }
}

/* The figures over the repeats of a cell, each under its whole path. */
static json_t *metrics_schema(void) {
  json_t *metrics = json_object();
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i))
      json_object_set_new(metrics, figure_table[i].path,
                          json_pack("{s:s, s:s}", "$ref", "#/$defs/interval", "description",
                                    figure_table[i].meaning));
  return metrics;
}

static json_t *run_schema(void) {
  static const char *const of_run[] = {"time_scale", "idle"};
  static const char *const of_cell[] = {"cell",   "engine", "transport", "variant",
                                        "params", "varied", "verdict"};
  json_t *schema = schema_open("run.json: a run", RUN_SCHEMA);
  json_object_set_new(schema, "additionalProperties", json_false());
  json_object_set_new(json_object_get(schema, "$defs"), "interval", interval_schema());
  for (int i = RUN_LAYOUT + 1; i < RUN_MEMBERS; i++) /* each list stands before its members */
    entry_put(schema, &run_table[i]);
  shared_put(schema, of_run, sizeof of_run / sizeof *of_run);
  shared_put(member_at(schema, "cells[]"), of_cell, sizeof of_cell / sizeof *of_cell);
  json_object_set_new(member_at(schema, run_table[RUN_CELL_METRICS].path), "properties",
                      metrics_schema());
  for (int i = 0; i < RUN_MEMBERS; i++) /* what may be absent may be missing */
    if (!strpbrk(run_table[i].path, ".[") && !*run_table[i].absent)
      member_require(schema, run_table[i].path);
  return schema;
}

static json_t *compare_schema(void) {
  json_t *schema = schema_open("compare.json: a comparison of two runs", COMPARE_SCHEMA);
  json_object_set_new(schema, "additionalProperties", json_false());
  json_object_del(schema, "$defs");                          /* no member refers to one */
  for (int i = COMPARE_LAYOUT + 1; i < COMPARE_MEMBERS; i++) /* lists stand before their members */
    entry_put(schema, &compare_table[i]);
  for (int i = 0; i <= COMPARE_B; i++)
    if (!strpbrk(compare_table[i].path, "."))
      member_require(schema, compare_table[i].path);
  return schema;
}

json_t *schema_of(enum schema_document document) {
  switch (document) {
  case SCHEMA_USERS:
    return figures_schema("the users' document", USERS_SCHEMA, true);
  case SCHEMA_CELL:
    return cell_schema();
  case SCHEMA_RUN:
    return run_schema();
  case SCHEMA_COMPARE:
    return compare_schema();
  case SCHEMA_DOCUMENTS:
    break;
  }
  return NULL;
}
