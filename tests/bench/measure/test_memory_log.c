/* The readings of memory while users connect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "bench/measure/memory_log.h"
#include "common/base/clock.h"

/* realloc returns NULL, as without a sanitizer, where too much is asked for. */
const char *__asan_default_options(void); /* NOLINT */
const char *__tsan_default_options(void); /* NOLINT */

const char *__asan_default_options(void) {
  return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void) {
  return "allocator_may_return_null=1";
}

static const struct memory_reading before = {.descriptors = 1};

static void readings_are_kept_from_begin_to_end(void **state) {
  (void)state;
  struct memory_log log = {.count = 0};
  struct process_tree own = process_tree_of(getpid(), PROCESS_ALONE);
  memory_log_read(&log, &own, NS_PER_S);
  assert_int_equal(log.count, 0);
  memory_log_begin(&log, &before, 1, NS_PER_S);
  memory_log_read(&log, &own, NS_PER_S);
  memory_log_read(&log, &own, NS_PER_S + 1); /* not due yet */
  assert_int_equal(log.count, 1);
  assert_true(log.process[0].users >= 1);
  assert_true(log.process[0].bytes > 0 && log.kernel[0].bytes > 0);
  memory_log_read(&log, &own, NS_PER_S + MEMORY_LOG_MS * NS_PER_MS);
  assert_int_equal(log.count, 2);
  memory_log_end(&log);
  memory_log_read(&log, &own, 2 * NS_PER_S);
  assert_int_equal(log.count, 2);
  assert_non_null(strstr(memory_log_slope(&log, MEMORY_OF_KERNEL).lack, "too few users"));
  memory_log_release(&log);
}

static void users_who_share_a_connection_share_a_descriptor(void **state) {
  (void)state;
  struct memory_log alone = {.count = 0}, shared = {.count = 0};
  struct process_tree own = process_tree_of(getpid(), PROCESS_ALONE);
  memory_log_begin(&alone, &before, 1, NS_PER_S);
  memory_log_begin(&shared, &before, 20, NS_PER_S);
  memory_log_read(&alone, &own, NS_PER_S);
  memory_log_read(&shared, &own, NS_PER_S);
  assert_true(alone.process[0].users >= 1);
  assert_true(shared.process[0].users == 20 * alone.process[0].users);
  assert_true(shared.kernel[0].users == shared.process[0].users);
  memory_log_release(&alone);
  memory_log_release(&shared);
}

static void a_log_that_memory_did_not_suffice_for_has_no_slope(void **state) {
  (void)state;
  struct memory_log log = {.count = 0};
  struct process_tree own = process_tree_of(getpid(), PROCESS_ALONE);
  memory_log_begin(&log, &before, 1, NS_PER_S);
  log.count = log.capacity = SIZE_MAX / 4 / sizeof *log.process;
  memory_log_read(&log, &own, NS_PER_S);
  assert_true(log.cut);
  for (int of = MEMORY_OF_PROGRAM; of <= MEMORY_OF_KERNEL; of++) {
    struct memory_slope slope = memory_log_slope(&log, (enum memory_of)of);
    assert_true(isnan(slope.bytes_per_user) && isnan(slope.error_bytes));
    assert_string_equal(slope.lack, "pushbench ran out of memory for its readings");
  }
  memory_log_release(&log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(readings_are_kept_from_begin_to_end),
      cmocka_unit_test(users_who_share_a_connection_share_a_descriptor),
      cmocka_unit_test(a_log_that_memory_did_not_suffice_for_has_no_slope),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
