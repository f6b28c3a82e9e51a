/* Which figures are better when they are more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/base/figure_direction.h"

static void what_users_get_is_better_when_it_is_more(void **state) {
  (void)state;
  static const enum figure better[] = {FIGURE_DELIVERED, FIGURE_ACKNOWLEDGED,
                                       FIGURE_SAVED_PER_MESSAGE, FIGURE_AGE_WATCHED_SHARE};
  for (size_t i = 0; i < sizeof better / sizeof *better; i++)
    assert_true(figure_more_is_better(better[i]));
}

static void costs_delays_and_failures_are_worse(void **state) {
  (void)state;
  static const enum figure worse[] = {FIGURE_LATENCY_P99,
                                      FIGURE_CPU_US_PER_MESSAGE,
                                      FIGURE_WIRE_PER_MESSAGE,
                                      FIGURE_MEMORY_PER_USER,
                                      FIGURE_LOST,
                                      FIGURE_REQUESTS_FAILED};
  for (size_t i = 0; i < sizeof worse / sizeof *worse; i++)
    assert_false(figure_more_is_better(worse[i]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_users_get_is_better_when_it_is_more),
      cmocka_unit_test(costs_delays_and_failures_are_worse),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
