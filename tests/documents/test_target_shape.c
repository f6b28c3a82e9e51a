/* The tables of target files: complete, without contradictions; the schema has what they have, and
 * docs/schema/ is up to date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "documents/json_pointer.h"
#include "documents/json_read.h"
#include "documents/target_plain_shape.h"
#include "documents/target_shape.h"

/* Calls `check` with the shape, and with all that it holds. */
static void for_each(const struct shape *shape, void (*check)(const struct shape *shape)) {
  check(shape);
  for (const struct shape_key *key = shape->keys; key->name; key++)
    for (const struct shape_value *value = &key->value; value; value = value->item)
      if (value->object)
        for_each(value->object, check);
}

static void for_all(void (*check)(const struct shape *shape)) {
  for_each(&target_shape, check);
  for_each(&target_known_shape, check);
  for_each(&target_publisher_shape, check);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    for_each(target_plain_shapes[i], check);
}

/* Each name of "a|b|c" is a key. */
static void names_check(const struct shape *shape, const char *names) {
  while (names && *names) {
    char name[32];
    size_t bytes = strcspn(names, "|");
    snprintf(name, sizeof name, "%.*s", (int)bytes, names);
    if (!shape_key_named(shape, name))
      fail_msg("%s has no %s", shape->name, name);
    names += bytes + (names[bytes] == '|');
  }
}

static void shape_is_complete(const struct shape *shape) {
  size_t count = 0;
  assert_true(shape->name && shape->words && shape->keys);
  names_check(shape, shape->exactly_one);
  names_check(shape, shape->at_most_one);
  names_check(shape, shape->at_least_one);
  assert_false(shape->exactly_one && (shape->at_most_one || shape->at_least_one));
  for (const struct shape_key *key = shape->keys; key->name; key++, count++) {
    if (!key->meaning || !*key->meaning)
      fail_msg("%s of %s has no meaning", key->name, shape->name);
    names_check(shape, key->needs);
    assert_ptr_equal(shape_key_named(shape, key->name), key); /* no earlier one has the name */
  }
  assert_in_range(count, 1, SHAPE_KEYS_MAX);
}

static void the_tables_do_not_contradict_themselves(void **state) {
  (void)state;
  for_all(shape_is_complete);
}

static const json_t *properties_of(const json_t *schema, const char *name) {
  char pointer[64];
  snprintf(pointer, sizeof pointer, "/$defs/%s/properties", name);
  return json_pointer_get(schema, pointer);
}

static void shape_is_in_the_schema(const struct shape *shape) {
  json_t *schema = target_schema();
  const json_t *properties = shape == &target_shape ? json_object_get(schema, "properties")
                                                    : properties_of(schema, shape->name);
  for (int i = 0; !properties && i < TRANSPORT_COUNT; i++) {
    char pointer[96];
    snprintf(pointer, sizeof pointer, "/%s/properties/transports/properties/%s/properties",
             shape == &target_known_shape ? "else" : "then", transport_traits[i].name);
    if (shape == target_plain_shapes[i] || shape == &target_known_shape)
      properties = json_pointer_get(schema, pointer);
  }
  size_t count = 0;
  for (const struct shape_key *key = shape->keys; key->name; key++, count++)
    if (!json_object_get(properties, key->name))
      fail_msg("the schema's %s has no %s", shape->name, key->name);
  assert_int_equal(json_object_size(properties), count);
  json_decref(schema);
}

static void the_schema_has_the_keys_of_the_tables(void **state) {
  (void)state;
  for_all(shape_is_in_the_schema);
}

static void docs_is_complete_for(const struct shape *shape) {
  size_t bytes;
  char *page = json_read_bytes("docs/targets.md", &bytes);
  assert_non_null(page);
  for (const struct shape_key *key = shape->keys; key->name; key++) {
    char name[64];
    snprintf(name, sizeof name, "`%s`", key->name);
    if (!strstr(page, name))
      fail_msg("docs/targets.md has no %s (of %s)", name, shape->name);
  }
  free(page);
}

static void the_page_has_each_key(void **state) {
  (void)state;
  for_all(docs_is_complete_for);
}

static void the_file_is_up_to_date(void **state) {
  (void)state;
  json_t *file = json_read_file("docs/schema/target.json", 0, NULL);
  json_t *schema = target_schema();
  if (!json_equal(file, schema))
    fail_msg("docs/schema/target.json is out of date: `make docs` writes it");
  json_decref(schema);
  json_decref(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_tables_do_not_contradict_themselves),
      cmocka_unit_test(the_schema_has_the_keys_of_the_tables),
      cmocka_unit_test(the_page_has_each_key),
      cmocka_unit_test(the_file_is_up_to_date),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
