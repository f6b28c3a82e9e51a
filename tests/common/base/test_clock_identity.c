/* The identity of the clock that a process reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "common/base/clock_identity.h"

static void a_process_names_the_start_of_its_kernel_and_its_time_namespace(void **state) {
  (void)state;
  char boot_id[CLOCK_BOOT_ID_BYTES + 1] = "";
  struct clock_identity identity = clock_identity_read();
  FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
  assert_non_null(file);
  assert_non_null(fgets(boot_id, sizeof boot_id, file));
  fclose(file);
  assert_string_equal(identity.boot_id, boot_id);
  struct clock_identity again = clock_identity_read();
  assert_true(clock_identity_same(&identity, &again));
}

static void another_start_or_namespace_is_another_clock(void **state) {
  (void)state;
  const struct clock_identity own = {.boot_id = "a", .time_namespace = 7};
  const struct clock_identity boot = {.boot_id = "b", .time_namespace = 7};
  const struct clock_identity space = {.boot_id = "a", .time_namespace = 8};
  assert_true(clock_identity_same(&own, &own));
  assert_false(clock_identity_same(&own, &boot));
  assert_false(clock_identity_same(&own, &space));
}

static void a_clock_that_nobody_names_is_like_no_other(void **state) {
  (void)state;
  const struct clock_identity unnamed = {.boot_id = "", .time_namespace = 7};
  assert_false(clock_identity_same(&unnamed, &unnamed));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_process_names_the_start_of_its_kernel_and_its_time_namespace),
      cmocka_unit_test(another_start_or_namespace_is_another_clock),
      cmocka_unit_test(a_clock_that_nobody_names_is_like_no_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
