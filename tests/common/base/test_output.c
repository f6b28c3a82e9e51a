/* The end of a program whose standard output cannot be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "common/base/output.h"

static int saved;

/* Redirects standard output to the file, until to_own(). */
static void to_file(const char *path) {
  fflush(stdout);
  saved = dup(STDOUT_FILENO);
  int file = open(path, O_WRONLY | O_CLOEXEC);
  assert_true(saved >= 0 && file >= 0);
  assert_true(dup2(file, STDOUT_FILENO) >= 0);
  close(file);
}

static int to_own(void **state) {
  (void)state;
  __fpurge(stdout);
  clearerr(stdout);
  if (saved <= 0)
    return 0;
  dup2(saved, STDOUT_FILENO);
  close(saved);
  saved = 0;
  return 0;
}

static enum status finish(enum status status, const char *path, struct error *error) {
  to_file(path);
  fputs("a result\n", stdout);
  enum status finished = output_finish(status, error);
  to_own(NULL);
  return finished;
}

static void successful_output_changes_no_status(void **state) {
  (void)state;
  for (int status = STATUS_OK; status <= STATUS_CHECK; status++) {
    struct error error = {"as it was"};
    assert_int_equal(finish((enum status)status, "/dev/null", &error), status);
    assert_string_equal(error.text, "as it was");
  }
}

static void a_full_disk_fails_a_run_that_was_good_or_whose_checks_failed(void **state) {
  (void)state;
  static const enum status good[] = {STATUS_OK, STATUS_CHECK};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    struct error error = {{0}};
    assert_int_equal(finish(good[i], "/dev/full", &error), STATUS_ENVIRONMENT);
    assert_string_equal(error.text, "standard output cannot be written: No space left on device");
  }
}

static void a_full_disk_does_not_hide_why_a_run_failed(void **state) {
  (void)state;
  struct error error = {"no such option"};
  assert_int_equal(finish(STATUS_USAGE, "/dev/full", &error), STATUS_USAGE);
  assert_string_equal(error.text, "no such option");
}

static void an_earlier_failure_is_remembered(void **state) {
  (void)state;
  struct error error = {{0}};
  to_file("/dev/full");
  fputs("lost\n", stdout);
  fflush(stdout);
  __fpurge(stdout);
  enum status status = output_flush(&error);
  to_own(NULL);
  assert_int_equal(status, STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "standard output cannot be written");
  assert_int_equal(output_flush(&error), STATUS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(successful_output_changes_no_status, to_own),
      cmocka_unit_test_teardown(a_full_disk_fails_a_run_that_was_good_or_whose_checks_failed,
                                to_own),
      cmocka_unit_test_teardown(a_full_disk_does_not_hide_why_a_run_failed, to_own),
      cmocka_unit_test_teardown(an_earlier_failure_is_remembered, to_own),
  };
  return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
