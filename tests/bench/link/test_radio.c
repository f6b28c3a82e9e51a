/* Wake-ups of radios, and the time for which they are on. */
#include "bench/link/radio.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/contracts.h"

enum { TAIL_NS = 10 };

static struct radios *radios;

static void open_radios(uint32_t users) {
  assert_int_equal(radios_create(users, TAIL_NS, &radios, NULL), STATUS_OK);
}

static int tear_down(void **state) {
  (void)state;
  radios_destroy(radios);
  radios = NULL;
  return 0;
}

static void assert_counts(uint64_t wakeups, double on_share) {
  const struct radio_counts counts = radios_counts(radios);
  assert_int_equal(counts.wakeups, wakeups);
  assert_true(fabs(counts.on_share - on_share) < 1e-12);
}

static void a_gap_of_the_tail_time_is_a_wakeup(void **state) {
  (void)state;
  open_radios(1);
  radios_begin(radios, 100);
  radios_packet(radios, 0, 100); /* on until 110 */
  radios_packet(radios, 0, 109); /* until 119 */
  radios_packet(radios, 0, 119); /* slept at this instant; until 129 */
  radios_packet(radios, 0, 150); /* until 160 */
  radios_end(radios, 200);
  assert_counts(3, (29 + 10) / 100.0);
}

static void each_user_has_a_radio_of_its_own(void **state) {
  (void)state;
  open_radios(2);
  radios_begin(radios, 100);
  radios_packet(radios, 0, 100);
  radios_packet(radios, 1, 105);
  radios_packet(radios, 0, 110);
  radios_end(radios, 200);
  assert_counts(3, (20 + 10) / 200.0);
}

static void what_is_outside_of_the_window_does_not_count(void **state) {
  (void)state;
  open_radios(1);
  radios_packet(radios, 0, 95); /* on until 105 */
  radios_begin(radios, 100);
  radios_packet(radios, 0, 103); /* until 113: no wake-up */
  radios_packet(radios, 0, 195); /* until 205 */
  radios_end(radios, 200);
  radios_packet(radios, 0, 250);
  assert_counts(1, (13 + 5) / 100.0);
}

static void a_window_may_begin_later_than_it_is_known(void **state) {
  (void)state;
  open_radios(1);
  radios_begin(radios, 100);
  radios_packet(radios, 0, 97); /* on until 107 */
  radios_end(radios, 200);
  assert_counts(0, 7 / 100.0);
}

static void without_a_window_nothing_counts(void **state) {
  (void)state;
  open_radios(1);
  radios_packet(radios, 0, 95);
  assert_int_equal(radios_counts(radios).wakeups, 0);
  assert_true(isnan(radios_counts(radios).on_share));
  radios_begin(radios, 100);
  assert_true(isnan(radios_counts(radios).on_share)); /* it still goes on */
}

static void packet_of_nobody(void *context) {
  (void)context;
  radios_packet(radios, 1, 1);
}

static void a_packet_is_of_a_user(void **state) {
  (void)state;
  open_radios(1);
  assert_contract_broken(packet_of_nobody, NULL, "user < radios->users");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_gap_of_the_tail_time_is_a_wakeup, tear_down),
      cmocka_unit_test_teardown(each_user_has_a_radio_of_its_own, tear_down),
      cmocka_unit_test_teardown(what_is_outside_of_the_window_does_not_count, tear_down),
      cmocka_unit_test_teardown(a_window_may_begin_later_than_it_is_known, tear_down),
      cmocka_unit_test_teardown(without_a_window_nothing_counts, tear_down),
      cmocka_unit_test_teardown(a_packet_is_of_a_user, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
