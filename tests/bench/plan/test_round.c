/* Rounds: their seeds, and their orders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tests/bench/experiment_text.h"

#include "bench/plan/cells.h"
#include "bench/plan/round.h"

static void the_first_round_has_the_cells_own_seed(void **state) {
  (void)state;
  assert_true(round_seed(1, 1) == 1);
  assert_true(round_seed(9007199254740991, 1) == 9007199254740991);
}

/* Each round has another seed, which a number of JSON can hold; another seed has others. */
static void later_rounds_have_seeds_of_their_own(void **state) {
  (void)state;
  enum { ROUNDS = 1000 };
  static uint64_t seeds[ROUNDS];
  for (size_t i = 0; i < ROUNDS; i++) {
    seeds[i] = round_seed(1, i + 1);
    assert_true(seeds[i] < ROUND_SEEDS);
    assert_true(i == 0 || seeds[i] != round_seed(2, i + 1));
    for (size_t j = 0; j < i; j++)
      assert_true(seeds[j] != seeds[i]);
  }
  assert_true(seeds[1] == round_seed(1, 2));
}

static void an_order_has_each_cell_once(void **state) {
  (void)state;
  enum { CELLS = 50 };
  size_t order[CELLS], again[CELLS];
  bool seen[CELLS] = {false};
  round_order(7, 3, order, CELLS);
  round_order(7, 3, again, CELLS);
  for (size_t i = 0; i < CELLS; i++) {
    assert_true(order[i] < CELLS && !seen[order[i]]);
    seen[order[i]] = true;
    assert_int_equal(order[i], again[i]);
  }
  round_order(7, 4, again, CELLS);
  assert_int_not_equal(memcmp(order, again, sizeof order), 0);
  round_order(7, 1, order, 1);
  assert_int_equal(order[0], 0);
}

/* Of 24,000 rounds of four cells each of the 24 orders comes about 1,000 times, a binomial count
 * whose standard deviation is 31. */
static void each_order_is_as_likely_as_any_other(void **state) {
  (void)state;
  enum { CELLS = 4, ROUNDS = 24000, CODES = 256 };
  size_t counts[CODES] = {0}, orders = 0;
  for (size_t round = 1; round <= ROUNDS; round++) {
    size_t order[CELLS];
    round_order(5, round, order, CELLS);
    counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
  }
  for (size_t i = 0; i < CODES; i++) {
    if (counts[i] == 0)
      continue;
    orders++;
    assert_true(fabs((double)counts[i] - 1000) < 4 * 31);
  }
  assert_int_equal(orders, 24);
}

static void a_cell_differs_in_its_seed_alone(void **state) {
  (void)state;
  struct experiment experiment;
  struct cells cells;
  struct round_cell made;
  char expected[32];
  const char *text = "{\"params\":{\"transport\":\"sse\",\"seed\":5}}";
  assert_int_equal(experiment_from(&experiment, text, NULL), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, NULL), STATUS_OK);
  const struct cell *cell = &cells.items[0];
  assert_int_equal(round_cell_make(&made, cell, 2, NULL), STATUS_OK);
  snprintf(expected, sizeof expected, "%llu", (unsigned long long)round_seed(5, 2));
  assert_string_equal(cell_value(&made.cell, "seed"), expected);
  assert_string_equal(cell_value(cell, "seed"), "5");
  assert_string_equal(made.cell.name, cell->name);
  assert_string_equal(cell_value(&made.cell, "transport"), "sse");
  json_t *params = cell_params_json(&made.cell);
  assert_true((uint64_t)json_integer_value(json_object_get(params, "seed")) == round_seed(5, 2));
  json_decref(params);
  round_cell_release(&made);
  cells_release(&cells);
  experiment_release(&experiment);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_round_has_the_cells_own_seed),
      cmocka_unit_test(later_rounds_have_seeds_of_their_own),
      cmocka_unit_test(an_order_has_each_cell_once),
      cmocka_unit_test(each_order_is_as_likely_as_any_other),
      cmocka_unit_test(a_cell_differs_in_its_seed_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
