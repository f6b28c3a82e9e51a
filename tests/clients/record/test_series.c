/* Counts for each tenth of a second of the run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/record/series.h"
#include "common/base/clock.h"
#include "tests/contracts.h"

static const uint64_t START_NS = 50 * NS_PER_S;
static const uint64_t SLOT_NS = SERIES_SLOT_MS * NS_PER_MS;

static int series_open(void **state) {
  static struct series series;
  series_init(&series, START_NS);
  *state = &series;
  return 0;
}

static int series_close(void **state) {
  series_release(*state);
  return 0;
}

static void an_event_is_in_the_slot_of_its_instant(void **state) {
  struct series *series = *state;
  series_add(series, SERIES_OPENED, START_NS);
  series_add(series, SERIES_OPENED, START_NS + SLOT_NS - 1);
  series_add(series, SERIES_READY, START_NS + SLOT_NS);
  assert_int_equal(series->count, 2);
  assert_int_equal(series->slots[0].counts[SERIES_OPENED], 2);
  assert_int_equal(series->slots[0].counts[SERIES_READY], 0);
  assert_int_equal(series->slots[1].counts[SERIES_READY], 1);
}

static void silent_slots_are_zero(void **state) {
  struct series *series = *state;
  series_add(series, SERIES_OPENED, START_NS);
  series_add(series, SERIES_OPENED, START_NS + 1000 * SLOT_NS);
  assert_int_equal(series->count, 1001);
  for (size_t i = 1; i < 1000; i++)
    assert_int_equal(series->slots[i].counts[SERIES_OPENED], 0);
}

static void an_event_may_be_late(void **state) {
  struct series *series = *state;
  series_add(series, SERIES_READY, START_NS + 5 * SLOT_NS);
  series_add(series, SERIES_READY, START_NS + 2 * SLOT_NS);
  series_add(series, SERIES_READY, START_NS - 1); /* before the first */
  assert_int_equal(series->count, 6);
  assert_int_equal(series->slots[2].counts[SERIES_READY], 1);
  assert_int_equal(series->slots[0].counts[SERIES_READY], 1);
}

static void a_series_ends_at_its_maximum_and_counts_later_events(void **state) {
  struct series *series = *state;
  series_add(series, SERIES_LOST, START_NS + (SERIES_SLOTS_MAX - 1) * SLOT_NS);
  series_add(series, SERIES_LOST, START_NS + SERIES_SLOTS_MAX * SLOT_NS);
  assert_int_equal(series->count, SERIES_SLOTS_MAX);
  assert_int_equal(series->beyond, 1);
}

#define SERIES_TEST(name) cmocka_unit_test_setup_teardown(name, series_open, series_close)

static void add_to_none(void *series) {
  series_add(series, SERIES_COLUMN_COUNT, 0);
}

static void a_column_that_there_is_not_breaks_a_contract(void **state) {
  (void)state;
  struct series series;
  series_init(&series, 0);
  assert_contract_broken(add_to_none, &series, "column < SERIES_COLUMN_COUNT");
  series_release(&series);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SERIES_TEST(an_event_is_in_the_slot_of_its_instant),
      SERIES_TEST(silent_slots_are_zero),
      SERIES_TEST(an_event_may_be_late),
      SERIES_TEST(a_series_ends_at_its_maximum_and_counts_later_events),
      cmocka_unit_test(a_column_that_there_is_not_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
