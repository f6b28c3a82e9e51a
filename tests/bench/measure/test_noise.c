/* The noise meter's records when it wakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/measure/noise.h"
#include "common/base/clock.h"

static const uint64_t period_ns = NOISE_PERIOD_US * NS_PER_US;

static struct noise_meter meter_due_at(uint64_t due_ns) {
  struct noise_meter meter = {.due_ns = due_ns};
  assert_int_equal(histogram_init(&meter.oversleep), STATUS_OK);
  return meter;
}

static void waking_in_time_is_one_value_and_the_next_instant_of_the_grid(void **state) {
  (void)state;
  struct noise_meter meter = meter_due_at(NS_PER_S);
  noise_woke(&meter, NS_PER_S + 40);
  assert_int_equal(meter.oversleep.count, 1);
  assert_int_equal(meter.oversleep.max_ns, 40);
  assert_int_equal(meter.due_ns, NS_PER_S + period_ns);
  noise_release(&meter);
}

static void each_instant_that_was_slept_through_counts_with_its_own_lateness(void **state) {
  (void)state;
  struct noise_meter meter = meter_due_at(NS_PER_S);
  noise_woke(&meter, NS_PER_S + 10 * period_ns);
  assert_int_equal(meter.oversleep.count, 11);
  assert_int_equal(meter.oversleep.max_ns, 10 * period_ns);
  assert_int_equal(meter.oversleep.min_ns, 0);
  assert_float_equal(histogram_mean_ns(&meter.oversleep), (float)(5 * (double)period_ns), 1e-3);
  assert_int_equal(meter.due_ns, NS_PER_S + 11 * period_ns);
  noise_release(&meter);
}

static void waking_early_records_nothing(void **state) {
  (void)state;
  struct noise_meter meter = meter_due_at(NS_PER_S);
  noise_woke(&meter, NS_PER_S - 1);
  assert_int_equal(meter.oversleep.count, 0);
  assert_int_equal(meter.due_ns, NS_PER_S);
  assert_false(noise_is_measured(&meter));
  noise_release(&meter);
}

static void the_meter_says_which_share_of_the_processor_it_used(void **state) {
  (void)state;
  struct noise_meter meter = meter_due_at(NS_PER_S);
  noise_woke(&meter, NS_PER_S + 1500);
  meter.began_ns = NS_PER_S;
  meter.ended_ns = 2 * NS_PER_S;
  meter.cpu_ns = 2 * NS_PER_MS;
  assert_float_equal(noise_cpu_share(&meter), 0.002, 1e-12);
  noise_release(&meter);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(waking_in_time_is_one_value_and_the_next_instant_of_the_grid),
      cmocka_unit_test(each_instant_that_was_slept_through_counts_with_its_own_lateness),
      cmocka_unit_test(waking_early_records_nothing),
      cmocka_unit_test(the_meter_says_which_share_of_the_processor_it_used),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
