/* Limits that are found by doubling and halving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/probe/limit_search.h"

/* Searches where all up to `limit` passes. Returns the number of trials. */
static int search(struct limit_search *search, size_t limit) {
  size_t bytes = 0;
  int trials = 0;
  while ((bytes = limit_next(search)) > 0) {
    assert_true(bytes >= LIMIT_STEP_BYTES && bytes <= search->most);
    limit_take(search, bytes, bytes <= limit);
    assert_true(++trials < 40);
  }
  return trials;
}

static void each_limit_is_found_to_a_sixty_fourth(void **state) {
  (void)state;
  for (size_t limit = 512; limit < 15000; limit += 7) {
    struct limit_search made = {.least = 512, .most = 15000};
    int trials = search(&made, limit);
    assert_true(made.passes_bytes <= limit && made.fails_bytes > limit);
    size_t near =
        made.passes_bytes / 64 > LIMIT_STEP_BYTES ? made.passes_bytes / 64 : LIMIT_STEP_BYTES;
    assert_true(made.fails_bytes - made.passes_bytes <= near);
    assert_true(trials <= 16);
  }
}

static void where_all_passes_there_is_no_limit(void **state) {
  (void)state;
  struct limit_search made = {.least = 1024, .most = 1000000};
  search(&made, SIZE_MAX);
  assert_int_equal(made.passes_bytes, 1000000);
  assert_int_equal(made.fails_bytes, 0);
}

static void where_nothing_passes_one_trial_is_enough(void **state) {
  (void)state;
  struct limit_search made = {.least = 1024, .most = 1000000};
  assert_int_equal(search(&made, 0), 1);
  assert_int_equal(made.passes_bytes, 0);
  assert_int_equal(made.fails_bytes, 1024);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_limit_is_found_to_a_sixty_fourth),
      cmocka_unit_test(where_all_passes_there_is_no_limit),
      cmocka_unit_test(where_nothing_passes_one_trial_is_enough),
  };
  return cmocka_run_group_tests_name("limit search", tests, NULL, NULL);
}
