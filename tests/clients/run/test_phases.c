/* The order of the phases and their instants, at instants that the test sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/run/phases.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "tests/contracts.h"

static const uint64_t EDGE_NS = 100 * NS_PER_S;

static void users_connect_one_after_the_other_at_the_pace(void **state) {
  (void)state;
  struct phases phases = {.connect_start_ns = 7};
  assert_int_equal(phases_connect_due_ns(&phases, 0, 1000), 7);
  assert_int_equal(phases_connect_due_ns(&phases, 1, 1000), 7 + NS_PER_MS);
  assert_int_equal(phases_connect_due_ns(&phases, 30, 3), 7 + 10 * NS_PER_S);
}

static void counts_are_looked_for_25_ms_before_their_edge(void **state) {
  (void)state;
  assert_int_equal(phases_snapshot_from_ns(EDGE_NS), EDGE_NS - 25 * NS_PER_MS);
}

static void counts_are_read_when_no_message_has_come_for_2_ms(void **state) {
  (void)state;
  uint64_t now_ns = phases_snapshot_from_ns(EDGE_NS);
  assert_true(phases_snapshot_is_due(EDGE_NS, 0, now_ns)); /* no message has come */
  assert_false(phases_snapshot_is_due(EDGE_NS, now_ns - 2 * NS_PER_MS + 1, now_ns));
  assert_true(phases_snapshot_is_due(EDGE_NS, now_ns - 2 * NS_PER_MS, now_ns));
}

static void counts_are_read_5_ms_before_the_edge_whatever_comes(void **state) {
  (void)state;
  uint64_t now_ns = EDGE_NS - 5 * NS_PER_MS;
  assert_true(phases_snapshot_is_due(EDGE_NS, now_ns, now_ns));
  assert_false(phases_snapshot_is_due(EDGE_NS, now_ns - 1, now_ns - 1));
  assert_true(phases_snapshot_is_due(EDGE_NS, EDGE_NS + 1, EDGE_NS + 1)); /* the loop was late */
}

static void the_drain_waits_as_long_as_a_user_may_be_silent(void **state) {
  (void)state;
  static const struct {
    int transport;
    uint64_t wait_ms;
  } cases[] = {{TRANSPORT_SHORT_POLL, 5000 + 700},
               {TRANSPORT_LONG_POLL, 5000 + 30},
               {TRANSPORT_SSE, 5000},
               {TRANSPORT_WEBSOCKET, 5000}};
  struct client_options options = {.interval_ms = 700, .pause_ms = 30};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    options.transport = cases[i].transport;
    assert_int_equal(phases_drain_ns(&options), cases[i].wait_ms * NS_PER_MS);
  }
  options.drain_s = 0.25; /* the option replaces the default */
  options.transport = TRANSPORT_SHORT_POLL;
  assert_int_equal(phases_drain_ns(&options), 250 * NS_PER_MS);
}

static void measure_again(void *phases) {
  phases_enter(phases, PHASE_MEASURE);
}

static void phases_may_be_passed_over_but_never_come_again(void **state) {
  (void)state;
  struct phases phases = {.phase = PHASE_ASK};
  phases_enter(&phases, PHASE_CONNECT);
  phases_enter(&phases, PHASE_MEASURE);
  assert_int_equal(phases.phase, PHASE_MEASURE);
  assert_contract_broken(measure_again, &phases, "phase > phases->phase");
  phases_enter(&phases, PHASE_CLOSE);
  assert_contract_broken(measure_again, &phases, "phase > phases->phase");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(phases_may_be_passed_over_but_never_come_again),
      cmocka_unit_test(users_connect_one_after_the_other_at_the_pace),
      cmocka_unit_test(counts_are_looked_for_25_ms_before_their_edge),
      cmocka_unit_test(counts_are_read_when_no_message_has_come_for_2_ms),
      cmocka_unit_test(counts_are_read_5_ms_before_the_edge_whatever_comes),
      cmocka_unit_test(the_drain_waits_as_long_as_a_user_may_be_silent),
  };
  return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
