/* The table of the members of compare.json. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "documents/compare_document.h"

static int member_named(const char *path) {
  int i = 0;
  while (i < COMPARE_MEMBERS && strcmp(compare_table[i].path, path) != 0)
    i++;
  return i;
}

static void every_path_stands_once_and_has_a_meaning(void **state) {
  (void)state;
  for (int i = 0; i < COMPARE_MEMBERS; i++) {
    const struct figure_entry *entry = &compare_table[i];
    assert_true(strlen(entry->path) > 0 && strlen(entry->path) < FIGURE_PATH_BYTES);
    assert_true(strlen(entry->meaning) > 0);
    assert_int_equal(member_named(entry->path), i);
  }
}

static void both_runs_have_the_same_members(void **state) {
  (void)state;
  for (int i = COMPARE_A; i < COMPARE_B; i++) {
    char other[FIGURE_PATH_BYTES];
    snprintf(other, sizeof other, "%s", compare_table[i].path);
    other[0] = 'b';
    int at = member_named(other);
    assert_in_range(at, COMPARE_B, COMPARE_MEMBERS - 1);
    assert_int_equal(compare_table[at].unit, compare_table[i].unit);
  }
}

static void what_is_not_known_is_null(void **state) {
  (void)state;
  json_t *document = json_object(), *change = json_object();
  compare_put_text(document, COMPARE_A_COMMIT, NULL);
  compare_put_text(document, COMPARE_A_FOLDER, "x");
  compare_put_number(change, COMPARE_CHANGE_RATIO, NAN);
  compare_put_number(change, COMPARE_CHANGE_LOW, 0.5);
  const json_t *run = json_object_get(document, "a");
  assert_true(json_is_null(json_object_get(run, "commit")));
  assert_string_equal(json_string_value(json_object_get(run, "folder")), "x");
  assert_true(json_is_null(json_object_get(change, "ratio")));
  assert_true(json_is_real(json_object_get(change, "low")));
  json_decref(document);
  json_decref(change);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_path_stands_once_and_has_a_meaning),
      cmocka_unit_test(both_runs_have_the_same_members),
      cmocka_unit_test(what_is_not_known_is_null),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
