/* Each figure has its place in the schemas, and docs/schema/ is up to date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/folder.h"
#include "bench/results/document.h"
#include "bench/results/schema.h"
#include "documents/compare_document.h"
#include "documents/figures.h"
#include "documents/json_read.h"
#include "documents/run_document.h"
#include "documents/users_document.h"

/* Follows a "$ref" into the definitions. */
static const json_t *resolved(const json_t *root, const json_t *schema) {
  const char *name = json_string_value(json_object_get(schema, "$ref"));
  if (!name)
    return schema;
  assert_memory_equal(name, "#/$defs/", strlen("#/$defs/"));
  return json_object_get(json_object_get(root, "$defs"), name + strlen("#/$defs/"));
}

/* The schema at the path; NULL without one. */
static const json_t *schema_at(const json_t *root, const char *path) {
  const json_t *at = root;
  while (at && *path) {
    char part[FIGURE_PATH_BYTES];
    size_t bytes = strcspn(path, ".");
    size_t name_bytes = strcspn(path, ".[");
    snprintf(part, sizeof part, "%.*s", (int)name_bytes, path);
    at = resolved(root, json_object_get(json_object_get(resolved(root, at), "properties"), part));
    if (name_bytes < bytes)
      at = json_object_get(at, "items");
    path += bytes + (path[bytes] == '.');
  }
  return at;
}

static bool has_text(const json_t *array, const char *text) {
  for (size_t i = 0; i < json_array_size(array); i++)
    if (strcmp(json_string_value(json_array_get(array, i)), text) == 0)
      return true;
  return false;
}

static void every_figure_has_its_place_in_the_schema_of_a_cell(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_CELL);
  for (int i = 0; i < FIGURE_NUMBER; i++)
    if (!schema_at(schema, figure_table[i].path))
      fail_msg("%s", figure_table[i].path);
  for (int i = 0; i < HISTOGRAM_NUMBER; i++)
    assert_int_equal(
        json_object_size(json_object_get(schema_at(schema, histogram_table[i].path), "properties")),
        10);
  assert_null(schema_at(schema, "latency_ns.p98"));
  assert_null(schema_at(schema, "lots"));
  json_decref(schema);
}

static void every_member_of_run_json_has_its_place_in_its_schema(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_RUN);
  for (int i = 0; i < RUN_MEMBERS; i++)
    if (!schema_at(schema, run_table[i].path))
      fail_msg("%s", run_table[i].path);
  assert_non_null(schema_at(schema, "idle.noise_ns.server.p99"));
  assert_non_null(schema_at(schema, "cells[].params.clients"));
  assert_non_null(schema_at(schema, "cells[].verdict.reasons"));
  assert_null(schema_at(schema, "cells[].latency_ns"));
  assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
  json_decref(schema);
}

static void a_cell_has_each_column(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_CELL);
  assert_true(has_text(json_object_get(schema, "required"), "latency_ns"));
  assert_true(has_text(json_object_get(schema_at(schema, "bytes"), "required"), "wire_up"));
  assert_false(has_text(json_object_get(schema, "required"), "timeline"));
  json_decref(schema);
}

static void the_users_document_has_what_the_client_owns_alone(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_USERS);
  assert_non_null(schema_at(schema, "delivered"));
  assert_non_null(schema_at(schema, "faults[].notice_ns.p50"));
  assert_non_null(schema_at(schema, "publish_lag_ns.p99"));
  assert_null(schema_at(schema, "server.cpu_s"));
  assert_null(schema_at(schema, "requests.per_message"));
  assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
  json_decref(schema);
}

/* A run has members that others lack: limits, a second build. */
static void a_run_has_each_member_that_is_never_absent(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_RUN);
  const json_t *required = json_object_get(schema, "required");
  assert_true(has_text(required, "cells"));
  assert_true(has_text(required, "outcome"));
  assert_false(has_text(required, "expect"));
  json_decref(schema);
}

static void a_figure_s_kind_follows_from_its_unit(void **state) {
  (void)state;
  json_t *schema = schema_of(SCHEMA_CELL);
  static const struct {
    enum figure figure;
    const char *type;
  } wanted[] = {{FIGURE_DELIVERED, "integer"}, {FIGURE_LATENCY_MEAN, "number"},
                {FIGURE_TRANSPORT, "string"},  {FIGURE_CLOCK_SAME, "boolean"},
                {FIGURE_TIMELINE, "array"},    {FIGURE_LIFE_LOST, "object"}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    assert_true(
        has_text(json_object_get(schema_at(schema, figure_table[wanted[i].figure].path), "type"),
                 wanted[i].type));
  json_decref(schema);
}

static void each_schema_names_the_number_of_its_layout(void **state) {
  (void)state;
  static const int numbers[SCHEMA_DOCUMENTS] = {USERS_SCHEMA, CELL_SCHEMA, RUN_SCHEMA,
                                                COMPARE_SCHEMA};
  for (int i = 0; i < SCHEMA_DOCUMENTS; i++) {
    json_t *schema = schema_of((enum schema_document)i);
    const json_t *number = json_object_get(schema_at(schema, "schema"), "const");
    assert_int_equal(json_integer_value(number), numbers[i]);
    json_decref(schema);
  }
}

static void the_pages_of_schemas_are_the_tables(void **state) {
  (void)state;
  for (int i = 0; i < SCHEMA_DOCUMENTS; i++) {
    json_t *schema = schema_of((enum schema_document)i);
    json_t *page = json_read_file(path_of("docs/schema/%s.json", schema_names[i]).text, 0, NULL);
    if (!json_equal(schema, page))
      fail_msg("docs/schema/%s.json is not what the table says: make docs", schema_names[i]);
    json_decref(page);
    json_decref(schema);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_figure_has_its_place_in_the_schema_of_a_cell),
      cmocka_unit_test(every_member_of_run_json_has_its_place_in_its_schema),
      cmocka_unit_test(a_cell_has_each_column),
      cmocka_unit_test(the_users_document_has_what_the_client_owns_alone),
      cmocka_unit_test(a_run_has_each_member_that_is_never_absent),
      cmocka_unit_test(a_figure_s_kind_follows_from_its_unit),
      cmocka_unit_test(each_schema_names_the_number_of_its_layout),
      cmocka_unit_test(the_pages_of_schemas_are_the_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
