/* Counts for each second of the measured phase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "clients/record/timeline.h"
#include "common/base/clock.h"
#include "tests/contracts.h"

static const uint64_t START_NS = 100 * NS_PER_S;

static struct timeline timeline_open(void) {
  struct timeline timeline;
  const struct counters none = {.requests = 0};
  assert_int_equal(timeline_init(&timeline), STATUS_OK);
  timeline_start(&timeline, START_NS, &none);
  return timeline;
}

static void a_second_ends_when_the_next_begins(void **state) {
  (void)state;
  struct timeline timeline = timeline_open();
  struct counters counters = {.requests = 7, .requests_empty = 2, .connections_opened = 1};
  timeline_record(&timeline, 1000);
  timeline_advance(&timeline, START_NS + NS_PER_S - 1, &counters);
  assert_int_equal(timeline.row_count, 0);
  timeline_advance(&timeline, START_NS + NS_PER_S, &counters);
  assert_int_equal(timeline.row_count, 1);
  assert_int_equal(timeline.rows[0].delivered, 1);
  assert_int_equal(timeline.rows[0].requests, 7);
  assert_int_equal(timeline.rows[0].requests_empty, 2);
  assert_int_equal(timeline.rows[0].connections_opened, 1);
  timeline_release(&timeline);
}

static void a_silent_second_has_its_row(void **state) {
  (void)state;
  struct timeline timeline = timeline_open();
  const struct counters counters = {.requests = 7};
  timeline_record(&timeline, 1000);
  timeline_advance(&timeline, START_NS + 3 * NS_PER_S, &counters);
  assert_int_equal(timeline.row_count, 3);
  assert_int_equal(timeline.rows[1].delivered, 0);
  assert_int_equal(timeline.rows[1].requests, 0); /* they are in the first second */
  timeline_release(&timeline);
}

static void the_last_row_may_be_a_part_of_a_second(void **state) {
  (void)state;
  struct timeline timeline = timeline_open();
  const struct counters counters = {.requests = 1};
  timeline_record(&timeline, 1000);
  timeline_stop(&timeline, &counters);
  assert_int_equal(timeline.row_count, 1);
  timeline_record(&timeline, 1000);
  timeline_stop(&timeline, &counters);
  assert_int_equal(timeline.row_count, 1);
  timeline_release(&timeline);
}

static void the_rows_texts_merge_into_what_was_recorded(void **state) {
  (void)state;
  struct timeline timeline = timeline_open();
  const struct counters none = {.requests = 0};
  struct histogram merged;
  assert_int_equal(histogram_init(&merged), STATUS_OK);
  for (uint64_t i = 0; i < 100; i++) {
    timeline_advance(&timeline, START_NS + i * NS_PER_S / 10, &none);
    timeline_record(&timeline, i);
  }
  timeline_stop(&timeline, &none);
  assert_int_equal(timeline.row_count, 10);
  for (size_t i = 0; i < timeline.row_count; i++)
    assert_int_equal(histogram_merge_text(&merged, timeline.rows[i].latency, NULL), STATUS_OK);
  assert_int_equal(merged.count, 100);
  assert_int_equal(merged.max_ns, 99);
  histogram_release(&merged);
  timeline_release(&timeline);
}

static void a_timeline_ends_at_its_maximum_and_is_marked(void **state) {
  (void)state;
  struct timeline timeline = timeline_open();
  const struct counters none = {.requests = 0};
  timeline_advance(&timeline, START_NS + (TIMELINE_ROWS_MAX + 10) * NS_PER_S, &none);
  assert_int_equal(timeline.row_count, TIMELINE_ROWS_MAX);
  assert_true(timeline.truncated);
  timeline_release(&timeline);
}

static void end_second(void *timeline) {
  const struct counters fewer = {.requests = 4};
  timeline_advance(timeline, START_NS + NS_PER_S, &fewer);
}

static void start_again(void *timeline) {
  const struct counters none = {.requests = 0};
  timeline_start(timeline, START_NS, &none);
}

/* libcurl corrects the decompressed bytes downwards when the answer is complete. */
static void counters_that_become_less_break_a_contract(void **state) {
  (void)state;
  const struct counters inflated = {.requests = 5, .down_bytes = 900};
  const struct counters settled = {.requests = 6, .down_bytes = 300};
  struct timeline timeline = timeline_open();
  timeline.before = inflated;
  assert_int_equal(counters_since(&settled, &inflated).requests, 1);
  assert_contract_broken(end_second, &timeline, "later->requests >= earlier->requests");
  assert_contract_broken(start_again, &timeline, "!timeline->running");
  timeline_release(&timeline);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_second_ends_when_the_next_begins),
      cmocka_unit_test(a_silent_second_has_its_row),
      cmocka_unit_test(the_last_row_may_be_a_part_of_a_second),
      cmocka_unit_test(the_rows_texts_merge_into_what_was_recorded),
      cmocka_unit_test(a_timeline_ends_at_its_maximum_and_is_marked),
      cmocka_unit_test(counters_that_become_less_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
