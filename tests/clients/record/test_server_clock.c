/* Instants of a server with the client's clock, or with another one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/record/server_clock.h"
#include "common/base/clock.h"

static const struct clock_identity OWN = {.boot_id = "a", .time_namespace = 1};
static const struct clock_identity OTHER = {.boot_id = "a", .time_namespace = 2};

static void on_one_clock_instants_are_what_they_are(void **state) {
  (void)state;
  struct server_clock clock = server_clock_of(&OWN, &OWN, 5000, 9000);
  assert_true(clock.named && clock.same);
  assert_int_equal(server_clock_to_client_ns(&clock, 77), 77);
  assert_int_equal(server_clock_to_server_ns(&clock, 77), 77);
}

static void on_another_clock_they_are_placed_by_the_least_difference(void **state) {
  (void)state;
  struct server_clock behind = server_clock_of(&OTHER, &OWN, 5000, 9000);
  assert_true(behind.named);
  assert_false(behind.same);
  assert_int_equal(behind.ahead_ns, -4000);
  assert_int_equal(server_clock_to_client_ns(&behind, 6000), 10000);
  assert_int_equal(server_clock_to_server_ns(&behind, 10000), 6000);
  struct server_clock ahead = server_clock_of(&OTHER, &OWN, 9000, 5000);
  assert_int_equal(server_clock_to_client_ns(&ahead, 10000), 6000);
  assert_int_equal(server_clock_to_server_ns(&ahead, 6000), 10000);
}

static void unknown_instants_stay_unknown_and_early_ones_stay_known(void **state) {
  (void)state;
  struct server_clock ahead = server_clock_of(&OTHER, &OWN, 9000, 5000);
  assert_int_equal(server_clock_to_client_ns(&ahead, 0), 0);
  assert_int_equal(server_clock_to_server_ns(&ahead, 0), 0);
  assert_int_equal(server_clock_to_client_ns(&ahead, 4000), 1);
  assert_int_equal(server_clock_to_client_ns(&ahead, 3999), 1);
  assert_int_equal(server_clock_to_client_ns(&ahead, 4001), 1);
}

static void a_server_that_names_no_clock_is_placed_by_its_epoch(void **state) {
  (void)state;
  const uint64_t asked_ns = 10 * NS_PER_S, answered_ns = 11 * NS_PER_S;
  struct server_clock clock = server_clock_unnamed(&OWN);
  assert_false(clock.named || clock.same);
  server_clock_begins(&clock, asked_ns, asked_ns, answered_ns);
  assert_int_equal(clock.ahead_ns, 0);
  server_clock_begins(&clock, answered_ns + NS_PER_S, asked_ns, answered_ns);
  assert_int_equal(clock.ahead_ns, 0);
  server_clock_begins(&clock, answered_ns + NS_PER_S + 1, asked_ns, answered_ns);
  assert_int_equal(clock.ahead_ns, NS_PER_S + 1);
  server_clock_begins(&clock, asked_ns - 1, asked_ns, answered_ns);
  assert_int_equal(clock.ahead_ns, -(int64_t)NS_PER_S - 1);
}

static void the_epoch_does_not_contradict_a_clock_that_is_named(void **state) {
  (void)state;
  struct server_clock clock = server_clock_of(&OWN, &OWN, 5000, 9000);
  server_clock_begins(&clock, 1000 * NS_PER_S, 5000, 9000);
  assert_int_equal(clock.ahead_ns, 0);
  assert_true(clock.same);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(on_one_clock_instants_are_what_they_are),
      cmocka_unit_test(on_another_clock_they_are_placed_by_the_least_difference),
      cmocka_unit_test(unknown_instants_stay_unknown_and_early_ones_stay_known),
      cmocka_unit_test(a_server_that_names_no_clock_is_placed_by_its_epoch),
      cmocka_unit_test(the_epoch_does_not_contradict_a_clock_that_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
