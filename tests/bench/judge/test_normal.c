/* The normal distribution, by published tables. */
#include "tests/contracts.h"

#include <math.h>

#include "bench/judge/normal.h"

static void quantiles_are_those_of_published_tables(void **state) {
  (void)state;
  static const double table[][2] = {{0.5, 0},
                                    {0.8, 0.8416212336},
                                    {0.975, 1.9599639845},
                                    {0.995, 2.5758293035},
                                    {0.9995, 3.2905267315}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    assert_true(fabs(normal_quantile(table[i][0]) - table[i][1]) < 1e-9);
    assert_true(fabs(normal_quantile(1 - table[i][0]) + table[i][1]) < 1e-9);
    assert_true(fabs(normal_beyond(table[i][1]) - 2 * (1 - table[i][0])) < 1e-9);
  }
  assert_true(normal_beyond(-1.5) == normal_beyond(1.5));
}

static void quantile_of_one(void *context) {
  normal_quantile(*(double *)context);
}

static void a_share_of_one_breaks_a_contract(void **state) {
  (void)state;
  double shares[] = {0, 1};
  assert_contract_broken(quantile_of_one, &shares[0], "p > 0");
  assert_contract_broken(quantile_of_one, &shares[1], "p < 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_are_those_of_published_tables),
      cmocka_unit_test(a_share_of_one_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
