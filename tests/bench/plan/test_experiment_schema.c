/* The schema of experiments knows the keys that the reader knows, and docs/schema/ is up to date.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/plan/axis_range.h"
#include "bench/plan/claims.h"
#include "bench/plan/experiment_faults.h"
#include "bench/plan/experiment_schema.h"
#include "bench/plan/parameters.h"
#include "bench/plan/search.h"
#include "bench/plan/user_case.h"
#include "documents/json_pointer.h"
#include "documents/json_read.h"
#include "tests/bench/experiment_text.h"

static int schema_make(void **state) {
  *state = experiment_schema();
  return *state ? 0 : -1;
}

static int schema_drop(void **state) {
  json_decref(*state);
  return 0;
}

/* The object of properties at the pointer has the tables' names, and no others. */
static void names_are(const json_t *schema, const char *pointer, const struct option *first,
                      const struct option *second, size_t others) {
  const json_t *properties = json_pointer_get(schema, pointer);
  size_t count = others;
  for (const struct option *option = first; option->name; option++, count++)
    if (!json_object_get(properties, option->name))
      fail_msg("%s: no %s", pointer, option->name);
  for (const struct option *option = second; option && option->name; option++, count++)
    if (!json_object_get(properties, option->name))
      fail_msg("%s: no %s", pointer, option->name);
  assert_int_equal(json_object_size(properties), count);
}

static void each_table_of_the_reader_is_in_the_schema(void **state) {
  names_are(*state, "/properties", experiment_keys, NULL, 0);
  names_are(*state, "/properties/claims/items/properties", claim_keys, claim_objects, 0);
  names_are(*state, "/properties/faults/items/properties", experiment_fault_keys, NULL, 0);
  names_are(*state, "/properties/search/properties", search_keys, NULL, 0);
  names_are(*state, "/properties/case/properties", user_case_table, NULL, 0);
  names_are(*state, "/$defs/range/properties", axis_range_keys, NULL, 0);
  names_are(*state, "/$defs/params/properties", parameters_table(), NULL, 0);
  names_are(*state, "/$defs/rule/properties", parameters_table(), NULL, 1); /* variant */
  names_are(*state, "/properties/claims/items/properties/relative_to/properties",
            parameters_table(), NULL, 2); /* variant, figure */
}

/* What the reader says of a key with a value that it cannot have. */
static void reader_knows(const char *before, const char *after, const char *key, bool known) {
  char text[512];
  struct error error = {""};
  struct experiment experiment;
  snprintf(text, sizeof text, "%s\"%s\":[null]%s", before, key, after);
  assert_int_equal(experiment_from(&experiment, text, &error), STATUS_USAGE);
  bool refused = strstr(error.text, "unknown");
  if (refused == known)
    fail_msg("%s: %s", key, error.text);
}

static void the_reader_knows_each_key_of_the_schema(void **state) {
  static const struct {
    const char *pointer, *before, *after;
  } objects[] = {
      {"/properties", "{", "}"},
      {"/properties/claims/items/properties", "{\"claims\":[{", "}]}"},
      {"/properties/asks/properties", "{\"asks\":{", "}}"},
      {"/properties/search/properties",
       "{\"search\":{\"vary\":\"clients\",\"until\":{\"lost\":\"=0\"},", "}}"},
  };
  for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
    const char *key;
    json_t *ignored;
    json_object_foreach(json_pointer_get(*state, objects[i].pointer), key, ignored) {
      if (strcmp(key, "$schema") != 0)
        reader_knows(objects[i].before, objects[i].after, key, true);
    }
    reader_knows(objects[i].before, objects[i].after, "zzzzzz", false);
  }
}

static void the_schema_may_be_named(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error;
  assert_int_equal(
      experiment_from(&experiment, "{\"$schema\":\"../docs/schema/experiment.json\"}", &error),
      STATUS_OK);
  experiment_release(&experiment);
  assert_int_equal(experiment_from(&experiment, "{\"$schema\":1}", &error), STATUS_USAGE);
}

static void the_file_is_up_to_date(void **state) {
  json_t *file = json_read_file("docs/schema/experiment.json", 0, NULL);
  if (!json_equal(file, *state))
    fail_msg("docs/schema/experiment.json is out of date: `make docs` writes it");
  json_decref(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_table_of_the_reader_is_in_the_schema),
      cmocka_unit_test(the_reader_knows_each_key_of_the_schema),
      cmocka_unit_test(the_schema_may_be_named),
      cmocka_unit_test(the_file_is_up_to_date),
  };
  return cmocka_run_group_tests(tests, schema_make, schema_drop);
}
