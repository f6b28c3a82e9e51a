/* How many repeats tell on which side of a limit a median lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#include "bench/judge/interval.h"
#include "bench/judge/side_repeats.h"
#include "common/base/random.h"

/* An interval of 95 % needs six repeats: 2 / 2^6 = 3.1 %. */
static void repeats_that_agree_need_no_more_than_an_interval_does(void **state) {
  (void)state;
  for (size_t count = 1; count <= 5; count++)
    assert_int_equal(side_repeats(count, count), 6);
  assert_int_equal(side_repeats(6, 6), 7);
}

/* With 7 of 8: the interval of 9 to 11 repeats ends at the second value from the end, so at most
 * one may be astray. 0.875^9 + 9 * 0.125 * 0.875^8 = 0.687, and less with 10 and 11. With 12 it
 * ends at the third: 0.2014 + 0.3453 + 0.2713 = 0.818. */
static void repeats_that_do_not_all_agree_need_more(void **state) {
  (void)state;
  assert_int_equal(side_repeats(7, 8), 12);
  assert_true(side_repeats(6, 8) > side_repeats(7, 8));
}

static void a_median_near_the_limit_cannot_be_told(void **state) {
  (void)state;
  assert_int_equal(side_repeats(4, 8), 0);
  assert_int_equal(side_repeats(3, 8), 0);
  assert_int_equal(side_repeats(101, 200), 0);
}

/* Whether the interval of so many values, each above 0 with that probability, lies above 0. */
static bool tells(struct random *random, size_t repeats, double above) {
  double values[64];
  for (size_t i = 0; i < repeats; i++)
    values[i] = random_uniform(random) < above ? 1 : -1;
  return interval_at(values, repeats, INTERVAL_LEVEL).low > 0;
}

/* Of 4,000 runs with the recommended number four in five tell, within four standard deviations
 * (0.0063 each); with one repeat less, fewer do. */
static void four_of_five_runs_with_that_number_tell(void **state) {
  (void)state;
  static const struct { size_t agreeing, count; } cases[] = {{7, 8}, {6, 8}, {9, 12}};
  struct random random = random_seeded(12, 5);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t repeats = side_repeats(cases[i].agreeing, cases[i].count), told = 0, fewer = 0;
    double above = (double)cases[i].agreeing / (double)cases[i].count;
    assert_true(repeats > 0 && repeats <= 64);
    for (int run = 0; run < 4000; run++) {
      told += tells(&random, repeats, above);
      fewer += tells(&random, repeats - 1, above);
    }
    assert_true((double)told / 4000 > 0.8 - 0.0253);
    assert_true(fewer < told);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(repeats_that_agree_need_no_more_than_an_interval_does),
      cmocka_unit_test(repeats_that_do_not_all_agree_need_more),
      cmocka_unit_test(a_median_near_the_limit_cannot_be_told),
      cmocka_unit_test(four_of_five_runs_with_that_number_tell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
