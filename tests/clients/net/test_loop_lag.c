/* The lag of the loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/net/loop_lag.h"
#include "common/base/clock.h"

static const uint64_t PERIOD_NS = LAG_PERIOD_MS * NS_PER_MS;

static struct loop_lag loop_lag_of(uint64_t start_ns, uint64_t end_ns) {
  struct loop_lag lag = {.due_ns = start_ns, .end_ns = end_ns};
  assert_int_equal(histogram_init(&lag.histogram), STATUS_OK);
  return lag;
}

static void a_timer_served_late_is_recorded_with_its_lateness(void **state) {
  (void)state;
  struct loop_lag lag = loop_lag_of(NS_PER_S, 2 * NS_PER_S);
  loop_lag_served(&lag, NS_PER_S + 1500);
  assert_int_equal(lag.histogram.count, 1);
  assert_int_equal(lag.histogram.max_ns, 1500);
  assert_int_equal(lag.due_ns, NS_PER_S + PERIOD_NS);
  histogram_release(&lag.histogram);
}

static void a_stall_counts_for_every_period_it_covers(void **state) {
  (void)state;
  struct loop_lag lag = loop_lag_of(NS_PER_S, 2 * NS_PER_S);
  loop_lag_served(&lag, NS_PER_S + 10 * PERIOD_NS);
  assert_int_equal(lag.histogram.count, 11);
  assert_int_equal(lag.histogram.max_ns, 10 * PERIOD_NS);
  assert_int_equal(lag.histogram.min_ns, 0);
  histogram_release(&lag.histogram);
}

static void nothing_is_recorded_beyond_the_end(void **state) {
  (void)state;
  struct loop_lag lag = loop_lag_of(NS_PER_S, NS_PER_S + 2 * PERIOD_NS);
  loop_lag_served(&lag, 5 * NS_PER_S);
  assert_int_equal(lag.histogram.count, 2);
  histogram_release(&lag.histogram);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_timer_served_late_is_recorded_with_its_lateness),
      cmocka_unit_test(a_stall_counts_for_every_period_it_covers),
      cmocka_unit_test(nothing_is_recorded_beyond_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
