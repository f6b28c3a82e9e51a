/* Memory per user: memory that grows with users, memory that grows once, and cases that cannot be
 * decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/measure/memory_slope.h"

enum { POINTS = 101 };

/* Points for 0 to `users` in equal steps. */
static void points_of(struct memory_point *points, double users, double bytes_each) {
  for (int i = 0; i < POINTS; i++) {
    points[i].users = users * i / (POINTS - 1);
    points[i].bytes = 5e6 + bytes_each * points[i].users;
  }
}

static void memory_that_grows_with_users_is_the_slope(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  points_of(points, 1000, 1400);
  struct memory_slope slope = memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS);
  assert_null(slope.lack);
  assert_float_equal(slope.bytes_per_user, 1400, 1e-6);
  assert_float_equal(slope.error_bytes, 0, 1e-6);
}

static void memory_of_the_first_users_is_not_charged_to_all(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  points_of(points, 1000, 1400);
  for (int i = 0; i < POINTS; i++)
    points[i].bytes += 2e6 * (1 - exp(-points[i].users / 20));
  struct memory_slope slope = memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS);
  assert_null(slope.lack);
  assert_float_equal(slope.bytes_per_user, 1400, 1e-3);
  slope = memory_slope_of(MEMORY_OF_KERNEL, points, POINTS); /* no block is left out */
  assert_true(slope.lack || slope.bytes_per_user > 3300);
}

/* Memory grows by whole pages of 4 KiB, so each block's growth is wrong by up to a page. */
static void pages_make_an_error_that_many_users_outweigh(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  static const struct {
    double users;
    int measured;
  } cases[] = {{60, 0}, {1000, 1}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    points_of(points, cases[c].users, 700);
    for (int i = 0; i < POINTS; i++)
      points[i].bytes = 4096 * ceil(points[i].bytes / 4096);
    struct memory_slope slope = memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS);
    assert_int_equal(slope.lack == NULL, cases[c].measured);
    if (slope.lack)
      assert_true(isnan(slope.bytes_per_user) && strstr(slope.lack, "above a fifth"));
    else
      assert_true(fabs(slope.bytes_per_user - 700) < 3 * slope.error_bytes);
  }
}

static void a_step_that_is_most_of_the_growth_is_no_slope(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  points_of(points, 1000, 100);
  for (int i = 0; i < POINTS; i++)
    points[i].bytes += points[i].users > 700 ? 1 << 20 : 0;
  assert_non_null(memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS).lack);
}

/* Nine of ten blocks grow and one does not: the standard error, computed by hand. */
static void the_error_is_that_of_the_mean_of_ten_blocks(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  points_of(points, 200, 0);
  for (int i = 0; i < POINTS; i++) /* blocks of ten users from 100 on; the last does not grow */
    points[i].bytes = 1000 * fmin(points[i].users, 190);
  struct memory_slope slope = memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS);
  assert_null(slope.lack);
  assert_float_equal(slope.bytes_per_user, 900, 1e-9);
  /* nine times 1000 and one 0: deviation sqrt((9 * 100^2 + 900^2) / 9), / sqrt(10) */
  assert_float_equal(slope.error_bytes, sqrt((9 * 1e4 + 81e4) / 9 / 10), 1e-9);
}

static void few_users_or_few_readings_are_no_figure(void **state) {
  (void)state;
  struct memory_point points[POINTS];
  points_of(points, 55, 1e4);
  assert_non_null(strstr(memory_slope_of(MEMORY_OF_PROGRAM, points, 0).lack, "too few users"));
  assert_non_null(strstr(memory_slope_of(MEMORY_OF_PROGRAM, points, POINTS).lack, "too few users"));
  points_of(points, 1000, 1e4);
  points[50] = points[0];
  points[51] = points[100]; /* all memory at once */
  assert_non_null(
      strstr(memory_slope_of(MEMORY_OF_PROGRAM, points, 52).lack, "connected too fast"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_that_grows_with_users_is_the_slope),
      cmocka_unit_test(memory_of_the_first_users_is_not_charged_to_all),
      cmocka_unit_test(pages_make_an_error_that_many_users_outweigh),
      cmocka_unit_test(a_step_that_is_most_of_the_growth_is_no_slope),
      cmocka_unit_test(the_error_is_that_of_the_mean_of_ten_blocks),
      cmocka_unit_test(few_users_or_few_readings_are_no_figure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
