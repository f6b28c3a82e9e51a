/* Checks that a number is near another; a failure shows both. */
#ifndef TESTS_BENCH_NEAR_H
#define TESTS_BENCH_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void assert_near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance))
    fail_msg("%.12g is not %.12g, within %g", value, expected, tolerance);
}

#endif
