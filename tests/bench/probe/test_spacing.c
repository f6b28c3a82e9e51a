/* Events that arrive as they were sent, and events that arrive together. */
#include "tests/bench/near.h"

#include "bench/probe/spacing.h"

enum { EVENTS = 20, EVENT_MS = 200, MS = 1000000 };
/* The server's clock is far from ours. */
#define SERVER_NS UINT64_C(900000000000)

static struct arrival arrivals[EVENTS];

/* Event i is sent at i times 200 ms, and arrives at the next multiple of heap_ms, at least `way_ms`
 * later. */
static void arrive(uint64_t heap_ms, uint64_t way_ms) {
  for (uint64_t i = 0; i < EVENTS; i++) {
    uint64_t sent_ms = i * EVENT_MS;
    uint64_t at_ms = heap_ms ? (sent_ms / heap_ms + 1) * heap_ms : sent_ms;
    arrivals[i] = (struct arrival){
        .seq = i + 1, .sent_ns = SERVER_NS + sent_ms * MS, .arrived_ns = (at_ms + way_ms) * MS};
  }
}

static void even_events_pass_however_the_clocks_differ(void **state) {
  (void)state;
  arrive(0, 80);
  struct observed_spacing seen = spacing_judge(arrivals, EVENTS, EVENTS);
  assert_int_equal(seen.look, LOOK_PASSES);
  assert_int_equal(seen.heaps, EVENTS);
  assert_int_equal(seen.together, 0);
  assert_near(seen.interval_ms, 200, 0.01);
  assert_near(seen.held_ms, 0, 0.01);
}

static void a_late_pair_is_no_heap(void **state) {
  (void)state;
  arrive(0, 10);
  arrivals[7].arrived_ns = arrivals[8].arrived_ns - MS;
  arrivals[12].arrived_ns = arrivals[13].arrived_ns;
  struct observed_spacing seen = spacing_judge(arrivals, EVENTS, EVENTS);
  assert_int_equal(seen.together, 2);
  assert_int_equal(seen.look, LOOK_PASSES);
  assert_near(seen.held_ms, 200, 0.01);
}

static void heaps_are_seen(void **state) {
  (void)state;
  arrive(1000, 10);
  struct observed_spacing seen = spacing_judge(arrivals, EVENTS, EVENTS);
  assert_int_equal(seen.look, LOOK_FAILS);
  assert_int_equal(seen.heaps, 4);
  assert_near(seen.held_ms, 800, 0.01);
  arrive(400, 10); /* two by two */
  assert_int_equal(spacing_judge(arrivals, EVENTS, EVENTS).look, LOOK_FAILS);
}

static void what_is_missing_is_held_back(void **state) {
  (void)state;
  arrive(0, 10);
  assert_int_equal(spacing_judge(arrivals, 0, EVENTS).look, LOOK_FAILS);
  assert_int_equal(spacing_judge(arrivals, 9, EVENTS).look, LOOK_FAILS);
  assert_int_equal(spacing_judge(arrivals, EVENTS - 1, EVENTS).look, LOOK_PASSES);
}

static void few_events_or_fast_ones_tell_nothing(void **state) {
  (void)state;
  arrive(0, 10);
  assert_int_equal(spacing_judge(arrivals, 4, 4).look, LOOK_UNKNOWN);
  for (int i = 0; i < EVENTS; i++)
    arrivals[i].sent_ns = SERVER_NS + (uint64_t)i * 10 * MS;
  assert_int_equal(spacing_judge(arrivals, EVENTS, EVENTS).look, LOOK_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(even_events_pass_however_the_clocks_differ),
      cmocka_unit_test(a_late_pair_is_no_heap),
      cmocka_unit_test(heaps_are_seen),
      cmocka_unit_test(what_is_missing_is_held_back),
      cmocka_unit_test(few_events_or_fast_ones_tell_nothing),
  };
  return cmocka_run_group_tests_name("spacing", tests, NULL, NULL);
}
