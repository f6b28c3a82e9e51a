/* Random numbers: reproduced by their seed, and distributed as they should be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/random.h"

static void a_seed_repeats_and_streams_differ(void **state) {
  (void)state;
  struct random a = random_seeded(1, 0), b = random_seeded(1, 0), other = random_seeded(1, 1);
  int same = 0;
  for (int i = 0; i < 1000; i++) {
    uint64_t value = random_next(&a);
    assert_int_equal(value, random_next(&b));
    same += value == random_next(&other);
  }
  assert_int_equal(same, 0);
}

static void the_generator_gives_the_published_values(void **state) {
  (void)state;
  struct random random = {.state = 1234567};
  assert_int_equal(random_next(&random), UINT64_C(6457827717110365317));
  assert_int_equal(random_next(&random), UINT64_C(3203168211198807973));
}

static void uniform_numbers_fill_their_range_evenly(void **state) {
  (void)state;
  enum { DRAWS = 100000, BINS = 10 };
  struct random random = random_seeded(5, 0);
  int bins[BINS] = {0};
  for (int i = 0; i < DRAWS; i++) {
    double value = random_uniform(&random);
    assert_true(value >= 0 && value < 1);
    bins[(int)(value * BINS)]++;
  }
  for (int i = 0; i < BINS; i++) /* five standard deviations */
    assert_true(abs(bins[i] - DRAWS / BINS) < 5 * 95);
}

static void exponential_numbers_have_their_mean_and_tail(void **state) {
  (void)state;
  enum { DRAWS = 200000 };
  struct random random = random_seeded(6, 0);
  double sum = 0;
  int above = 0;
  for (int i = 0; i < DRAWS; i++) {
    double value = random_exponential(&random, 4);
    assert_true(value >= 0 && isfinite(value));
    sum += value;
    above += value > 8;
  }
  assert_true(fabs(sum / DRAWS - 4) < 5 * 4 / sqrt(DRAWS));
  double expected = exp(-2) * DRAWS;
  assert_true(fabs(above - expected) < 5 * sqrt(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_seed_repeats_and_streams_differ),
      cmocka_unit_test(the_generator_gives_the_published_values),
      cmocka_unit_test(uniform_numbers_fill_their_range_evenly),
      cmocka_unit_test(exponential_numbers_have_their_mean_and_tail),
  };
  return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
