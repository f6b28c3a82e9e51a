/* The table of the members of run.json, and the way to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "documents/run_document.h"

static int member_named(const char *path) {
  int i = 0;
  while (i < RUN_MEMBERS && strcmp(run_table[i].path, path) != 0)
    i++;
  return i;
}

static void every_path_stands_once_and_has_a_meaning(void **state) {
  (void)state;
  for (int i = 0; i < RUN_MEMBERS; i++) {
    const struct figure_entry *entry = &run_table[i];
    assert_true(strlen(entry->path) > 0 && strlen(entry->path) < FIGURE_PATH_BYTES);
    assert_true(strlen(entry->meaning) > 0);
    assert_int_equal(member_named(entry->path), i); /* the first of that path */
  }
}

/* Objects and lists, before their members. */
static void the_members_of_an_object_follow_it(void **state) {
  (void)state;
  for (int i = 0; i < RUN_MEMBERS; i++) {
    char outer[FIGURE_PATH_BYTES];
    const char *dot = strrchr(run_table[i].path, '.');
    if (!dot)
      continue;
    bool in_list = dot[-1] == ']';
    size_t bytes = (size_t)(dot - run_table[i].path) - (in_list ? strlen("[]") : 0);
    memcpy(outer, run_table[i].path, bytes);
    outer[bytes] = '\0';
    int owner = member_named(outer);
    assert_in_range(owner, 0, i - 1);
    assert_int_equal(run_table[owner].unit, in_list ? UNIT_LIST : UNIT_OBJECT);
  }
}

static void a_member_is_put_at_its_path_or_into_its_object(void **state) {
  (void)state;
  json_t *record = json_object(), *cell = json_object();
  run_put_text(record, RUN_EXPERIMENT_NAME, "x");
  run_put_text(record, RUN_ENDED, NULL);
  run_put_count(cell, RUN_CELL_DONE, 3);
  run_put(record, RUN_CELLS, json_pack("[o]", cell));
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(record, "experiment"), "name")), "x");
  assert_true(json_is_null(json_object_get(record, "ended")));
  assert_int_equal(json_integer_value(json_object_get(cell, "done")), 3);
  assert_string_equal(run_text(record, RUN_EXPERIMENT_NAME), "x");
  assert_null(run_text(record, RUN_ENDED));
  assert_null(run_json(record, RUN_MACHINE_KERNEL));
  assert_ptr_equal(json_array_get(run_json(record, RUN_CELLS), 0), cell);
  assert_float_equal(run_value(cell, RUN_CELL_DONE, 0), 3, 0);
  assert_float_equal(run_value(record, RUN_EXECUTIONS_DONE, -1), -1, 0);
  json_decref(record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_path_stands_once_and_has_a_meaning),
      cmocka_unit_test(the_members_of_an_object_follow_it),
      cmocka_unit_test(a_member_is_put_at_its_path_or_into_its_object),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
