/* The split of processor time, against costs that are known. */
#include "bench/choose/cost_fit.h"

#include "tests/bench/near.h"

/* A row whose time is that of messages at 10 µs and asks at 40 µs. */
static struct cost_row row_of(double messages, double asks) {
  double cpu = messages * 10e-6 + asks * 40e-6;
  return (struct cost_row){messages, asks, cpu, cpu, cpu};
}

static void known_costs_are_found_again(void **state) {
  (void)state;
  const struct cost_row rows[] = {row_of(2, 10), row_of(2, 1), row_of(2, 0.2), row_of(0, 0.5)};
  struct cost_fit fit = cost_fit_of(rows, 4);
  assert_int_equal(fit.rows, 4);
  assert_true(fit.apart);
  assert_near(fit.message_s, 10e-6, 1e-15);
  assert_near(fit.ask_s, 40e-6, 1e-15);
  assert_near(fit.low, 1, 1e-12);
  assert_near(fit.high, 1, 1e-12);
  assert_near(fit.least, 0.1, 1e-12);
  assert_true(isinf(fit.most));
  assert_near(cost_fit_at(&fit, 3, 0.5), 50e-6, 1e-15);
  assert_true(cost_fit_covers(&fit, 1, 0.07)); /* within 1.5 of 0.1 */
  assert_false(cost_fit_covers(&fit, 1, 0.06));
  assert_true(cost_fit_covers(&fit, 0, 1));
}

/* All polls bring one message: what a request costs without one is not known. */
static void equal_ratios_cannot_be_told_apart(void **state) {
  (void)state;
  const struct cost_row rows[] = {row_of(2, 2), row_of(4, 4)};
  struct cost_fit fit = cost_fit_of(rows, 2);
  assert_false(fit.apart);
  assert_near(fit.ask_s, 50e-6, 1e-15);
  assert_near(fit.message_s, 0, 0);
  assert_true(cost_fit_covers(&fit, 1, 1.4));
  assert_false(cost_fit_covers(&fit, 1, 2));
}

static void pushes_without_heartbeats_say_nothing_of_them(void **state) {
  (void)state;
  const struct cost_row rows[] = {row_of(2, 0), row_of(10, 0)};
  struct cost_fit fit = cost_fit_of(rows, 2);
  assert_near(fit.message_s, 10e-6, 1e-15);
  assert_true(isnan(fit.ask_s));
  assert_near(cost_fit_at(&fit, 5, 0), 50e-6, 1e-15);
  assert_true(isnan(cost_fit_at(&fit, 5, 0.1)));
  assert_false(cost_fit_covers(&fit, 5, 0.1));
}

/* The rows would need messages that give time back: 30 µs at 1 + 1, and 35 µs at 0 + 1. The best
 * cost of an ask alone: weights 1/30 and 1/35, so (1/30 + 1/35) / (1/900 + 1/1225). */
static void no_cost_is_negative(void **state) {
  (void)state;
  const struct cost_row rows[] = {{1, 1, 30e-6, 27e-6, 33e-6}, {0, 1, 35e-6, 35e-6, 42e-6}};
  struct cost_fit fit = cost_fit_of(rows, 2);
  double ask = (1 / 30. + 1 / 35.) / (1 / 900. + 1 / 1225.) * 1e-6;
  assert_near(fit.message_s, 0, 0);
  assert_near(fit.ask_s, ask, 1e-15);
  assert_near(fit.low, 27e-6 / ask, 1e-12);
  assert_near(fit.high, 42e-6 / ask, 1e-12);
}

static void nothing_is_known_of_no_rows(void **state) {
  (void)state;
  const struct cost_row rows[] = {{1, 1, 0, 0, 0}, {0, 0, 1e-6, 1e-6, 1e-6}};
  struct cost_fit fit = cost_fit_of(rows, 2);
  assert_int_equal(fit.rows, 0);
  assert_true(isnan(cost_fit_at(&fit, 1, 1)));
  assert_false(cost_fit_covers(&fit, 1, 1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_costs_are_found_again),
      cmocka_unit_test(equal_ratios_cannot_be_told_apart),
      cmocka_unit_test(pushes_without_heartbeats_say_nothing_of_them),
      cmocka_unit_test(no_cost_is_negative),
      cmocka_unit_test(nothing_is_known_of_no_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
