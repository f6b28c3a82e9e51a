/* The clocks of this machine, compared with one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/clock.h"

static void offsets_are_what_two_clocks_show_apart(void **state) {
  (void)state;
  struct clock_offsets offsets = clock_offsets_read();
  int64_t apart_ns = (int64_t)(clock_wall_ns() - clock_now_ns());
  assert_true(offsets.wall_ns - apart_ns < (int64_t)NS_PER_S);
  assert_true(apart_ns - offsets.wall_ns < (int64_t)NS_PER_S);
  assert_true(offsets.boot_ns > -(int64_t)NS_PER_MS); /* it counts suspensions as well */
}

static void offsets_stay_while_nobody_sets_a_clock(void **state) {
  (void)state;
  struct clock_offsets before = clock_offsets_read(), after = clock_offsets_read();
  assert_in_range(after.wall_ns - before.wall_ns + (int64_t)NS_PER_MS, 0, 2 * NS_PER_MS);
  assert_in_range(after.boot_ns - before.boot_ns + (int64_t)NS_PER_MS, 0, 2 * NS_PER_MS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(offsets_are_what_two_clocks_show_apart),
      cmocka_unit_test(offsets_stay_while_nobody_sets_a_clock),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
