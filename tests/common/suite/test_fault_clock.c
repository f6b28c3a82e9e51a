/* Faults begin and end in order, each once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/suite/fault_clock.h"

static const uint64_t second = UINT64_C(1000000000);

static const struct faults faults = {
    .items = {{.kind = FAULT_KILL_SERVER, .at_s = 3, .for_s = 1, .share = 1},
              {.kind = FAULT_FLOOD, .at_s = 6, .share = 1, .messages = 10}},
    .count = 2,
};

static void nothing_is_due_before_the_phase_began(void **state) {
  (void)state;
  struct fault_clock clock = {.faults = &faults};
  bool begins;
  assert_true(fault_clock_due_ns(&clock) == UINT64_MAX);
  assert_null(fault_clock_take(&clock, 100 * second, &begins));
}

static void each_begins_and_ends_once(void **state) {
  (void)state;
  struct fault_clock clock = {.faults = &faults, .start_ns = 10 * second};
  bool begins = false;
  assert_true(fault_clock_due_ns(&clock) == 13 * second);
  assert_null(fault_clock_take(&clock, 13 * second - 1, &begins));
  assert_null(fault_clock_lasting(&clock));
  assert_ptr_equal(fault_clock_take(&clock, 13 * second + 5, &begins), &faults.items[0]);
  assert_true(begins);
  assert_ptr_equal(fault_clock_lasting(&clock), &faults.items[0]);
  assert_null(fault_clock_take(&clock, 13 * second + 6, &begins));
  assert_ptr_equal(fault_clock_take(&clock, 14 * second, &begins), &faults.items[0]);
  assert_false(begins);
  assert_null(fault_clock_lasting(&clock));
  assert_true(clock.instants[0].began_ns == 13 * second + 5);
  assert_true(clock.instants[0].ended_ns == 14 * second);
  assert_ptr_equal(fault_clock_take(&clock, 16 * second, &begins), &faults.items[1]);
  assert_true(begins);
  assert_null(fault_clock_lasting(&clock));
  assert_true(clock.instants[1].ended_ns == 16 * second);
  assert_true(fault_clock_due_ns(&clock) == UINT64_MAX);
}

static void a_late_fault_still_ends(void **state) {
  (void)state;
  struct fault_clock clock = {.faults = &faults, .start_ns = second};
  bool begins = false;
  assert_non_null(fault_clock_take(&clock, 60 * second, &begins));
  assert_true(begins);
  assert_non_null(fault_clock_take(&clock, 60 * second, &begins));
  assert_false(begins);
  assert_non_null(fault_clock_take(&clock, 60 * second, &begins));
  assert_true(begins);
  assert_null(fault_clock_take(&clock, 60 * second, &begins));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_due_before_the_phase_began),
      cmocka_unit_test(each_begins_and_ends_once),
      cmocka_unit_test(a_late_fault_still_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
