/* Cells that stand twice, for two builds, and their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/plan/cell_builds.h"
#include "bench/plan/round.h"
#include "documents/fields.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;
static struct cells cells;

static enum status doubled(const char *text, struct error *error) {
  assert_int_equal(experiment_from(&experiment, text, error), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, error), STATUS_OK);
  return cells_double(&cells, &experiment, error);
}

static int release(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

static void each_cell_stands_twice(void **state) {
  (void)state;
  assert_int_equal(
      doubled("{\"params\":{\"transport\":[\"sse\",\"websocket\"],\"clients\":7}}", NULL),
      STATUS_OK);
  static const char *const names[] = {"lws-sse-build=this", "lws-sse-build=other",
                                      "lws-websocket-build=this", "lws-websocket-build=other"};
  assert_int_equal(cells.count, 4);
  for (size_t i = 0; i < 4; i++) {
    const struct cell *cell = &cells.items[i];
    json_t *varied = cell_varied_json(cell);
    assert_string_equal(cell->name, names[i]);
    assert_string_equal(cell_value(cell, "clients"), "7");
    assert_int_equal(cell_is_of_other_build(cell), i % 2);
    assert_string_equal(json_string_value(field_get(varied, "build")), i % 2 ? "other" : "this");
    json_decref(varied);
  }
}

static void a_cell_of_one_build_has_no_such_axis(void **state) {
  (void)state;
  assert_int_equal(experiment_from(&experiment, "{}", NULL), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, NULL), STATUS_OK);
  json_t *varied = cell_varied_json(&cells.items[0]);
  assert_false(cell_is_of_other_build(&cells.items[0]));
  assert_null(json_object_get(varied, "build"));
  json_decref(varied);
}

static void twice_as_many_executions_may_be_too_many(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(doubled("{\"name\":\"x\",\"repeats\":1000,\"params\":{\"duration_s\":1,"
                           "\"clients\":[1,2,3,4,5,6,7,8]}}",
                           &error),
                   STATUS_USAGE);
  assert_string_equal(error.text,
                      "x: with two builds these are 16000 executions in 11.6 h; at most 10000 in "
                      "24 h");
}

static void a_name_may_get_too_long(void **state) {
  (void)state;
  struct error error = {""};
  char name[250];
  memset(name, 'a', sizeof name);
  name[sizeof name - 1] = '\0';
  assert_int_equal(experiment_from(&experiment, "{}", NULL), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, NULL), STATUS_OK);
  free(cells.items[0].name);
  cells.items[0].name = strdup(name);
  assert_int_equal(cells_double(&cells, &experiment, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "… has a name of 260 bytes, and a folder's has at most 255"));
}

enum { TWINS = 3, ROUNDS = 2000 };

/* The first of each pair is either twin in half of the rounds, with four standard deviations; and
 * one pair's does not depend on another's. */
static void twins_run_side_by_side_in_random_order(void **state) {
  (void)state;
  size_t own_first[TWINS] = {0}, alike = 0, led[TWINS] = {0};
  assert_int_equal(doubled("{\"params\":{\"clients\":[1,2,3]}}", NULL), STATUS_OK);
  for (size_t round = 1; round <= ROUNDS; round++) {
    size_t order[2 * TWINS], seen = 0;
    bool first[TWINS];
    cells_order(&cells, 7, round, order);
    for (size_t i = 0; i < TWINS; i++) {
      size_t pair = order[2 * i] / 2;
      assert_int_equal(order[2 * i] ^ 1U, order[2 * i + 1]);
      seen |= (size_t)1 << pair;
      first[pair] = order[2 * i] % 2 == 0;
      own_first[pair] += first[pair];
      led[pair] += i == 0;
    }
    assert_int_equal(seen, (1U << TWINS) - 1);
    alike += first[0] == first[1];
  }
  double half = 4 * sqrt(ROUNDS) / 2, third = 4 * sqrt(ROUNDS * 2.0 / 9);
  for (size_t i = 0; i < TWINS; i++) {
    assert_true(fabs((double)own_first[i] - ROUNDS / 2.0) < half);
    assert_true(fabs((double)led[i] - ROUNDS / 3.0) < third);
  }
  assert_true(fabs((double)alike - ROUNDS / 2.0) < half);
}

static void cells_of_one_build_have_the_order_of_their_round(void **state) {
  (void)state;
  size_t order[TWINS], expected[TWINS];
  assert_int_equal(experiment_from(&experiment, "{\"params\":{\"clients\":[1,2,3]}}", NULL),
                   STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, NULL), STATUS_OK);
  cells_order(&cells, 7, 5, order);
  round_order(7, 5, expected, TWINS);
  assert_memory_equal(order, expected, sizeof expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(each_cell_stands_twice, release),
      cmocka_unit_test_teardown(a_cell_of_one_build_has_no_such_axis, release),
      cmocka_unit_test_teardown(twice_as_many_executions_may_be_too_many, release),
      cmocka_unit_test_teardown(a_name_may_get_too_long, release),
      cmocka_unit_test_teardown(twins_run_side_by_side_in_random_order, release),
      cmocka_unit_test_teardown(cells_of_one_build_have_the_order_of_their_round, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
