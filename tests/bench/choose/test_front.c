/* The front of two costs. */
#include "bench/choose/front.h"

#include <stdbool.h>

#include "tests/bench/near.h"

static void only_what_nothing_beats_is_on_the_front(void **state) {
  (void)state;
  static const struct front_item items[] = {
      {1, 9},           /* the least of the first cost */
      {2, 5},   {2, 6}, /* the second of them is beaten by the first */
      {3, 5},           /* as much of the second, more of the first */
      {4, 1},           /* the least of the second */
      {NAN, 0},         /* not known */
      {1, 9},           /* equal ones are on it together */
  };
  static const bool expected[] = {true, true, false, false, true, false, true};
  for (size_t i = 0; i < sizeof items / sizeof *items; i++)
    assert_int_equal(front_has(items, sizeof items / sizeof *items, i), expected[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_nothing_beats_is_on_the_front)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
