/* Student's t distribution, compared with closed forms and the published table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/student.h"

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), table 26.10. */
static void the_quantiles_are_those_of_the_published_table(void **state) {
  (void)state;
  static const struct {
    size_t freedom;
    double p, t;
  } table[] = {{1, 0.05, 12.706}, {2, 0.05, 4.303}, {3, 0.05, 3.182},  {4, 0.05, 2.776},
               {7, 0.05, 2.365},  {9, 0.05, 2.262}, {30, 0.05, 2.042}, {5, 0.01, 4.032},
               {8, 0.01, 3.355},  {1, 0.5, 1.0},    {120, 0.05, 1.98}, {10, 0.001, 4.587}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    assert_near(student_t(table[i].p, table[i].freedom), table[i].t, 0.0005);
}

/* One degree: the distribution of Cauchy. Two: 1 - t / sqrt(t^2 + 2). Three: by integration of
 * (1 + t^2 / 3)^-2. */
static void the_tails_are_those_of_the_closed_forms(void **state) {
  (void)state;
  for (int i = 0; i < 50; i++) {
    double t = 0.37 * i, u = t / sqrt(3);
    assert_near(student_p(t, 1), 1 - 2 * atan(t) / M_PI, 1e-12);
    assert_near(student_p(t, 2), 1 - t / sqrt(t * t + 2), 1e-12);
    assert_near(student_p(t, 3), 1 - 2 / M_PI * (atan(u) + u / (1 + u * u)), 1e-12);
  }
}

static void both_signs_have_the_same_tail(void **state) {
  (void)state;
  assert_near(student_p(-1.7, 6), student_p(1.7, 6), 0);
  assert_near(student_p(0, 6), 1, 0);
  assert_near(student_p(INFINITY, 6), 0, 1e-12);
  assert_true(isnan(student_p(NAN, 6)));
}

/* With many degrees it is the normal distribution. */
static void many_degrees_are_normal(void **state) {
  (void)state;
  for (int i = 0; i < 10; i++)
    assert_near(student_p(0.5 * i, 100000), erfc(0.5 * i / sqrt(2)), 2e-5);
}

static void the_quantile_is_the_inverse(void **state) {
  (void)state;
  static const double probabilities[] = {1, 0.9, 0.3, 0.05, 1e-3, 1e-6, 2e-9};
  for (size_t freedom = 1; freedom < 12; freedom++)
    for (size_t i = 0; i < sizeof probabilities / sizeof *probabilities; i++)
      assert_near(student_p(student_t(probabilities[i], freedom), freedom), probabilities[i],
                  1e-6 * probabilities[i] + 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_quantiles_are_those_of_the_published_table),
      cmocka_unit_test(the_tails_are_those_of_the_closed_forms),
      cmocka_unit_test(both_signs_have_the_same_tail),
      cmocka_unit_test(many_degrees_are_normal),
      cmocka_unit_test(the_quantile_is_the_inverse),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
