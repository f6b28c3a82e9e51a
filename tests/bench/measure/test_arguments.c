/* The command lines of the two programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/measure/arguments.h"
#include "tests/bench/experiment_text.h"
#include "tests/contracts.h"

static struct experiment experiment;
static struct cells cells;

static int open_cells(void **state) {
  (void)state;
  struct error error;
  return experiment_from(&experiment, "{\"params\":{\"clients\":250,\"hold_ms\":700}}", &error) !=
             STATUS_OK ||
         cells_expand(&cells, &experiment, &error) != STATUS_OK || cells.count != 1;
}

static int close_cells(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

static size_t times_in(const struct arguments *arguments, const char *text) {
  size_t times = 0;
  for (size_t i = 0; i < arguments->count; i++)
    times += strcmp(arguments->texts[i], text) == 0;
  return times;
}

static void a_program_gets_its_parameters_and_what_is_its_own(void **state) {
  (void)state;
  static const char *const own[] = {"publish_start", "request", NULL};
  struct arguments arguments;
  assert_int_equal(
      arguments_make(&arguments, PROGRAM_SERVER, "./server", cells.items, NULL, own, NULL),
      STATUS_OK);
  assert_string_equal(arguments.texts[0], "./server");
  assert_string_equal(arguments.texts[arguments.count - 1], "--publish_start=request");
  assert_null(arguments.texts[arguments.count]);
  assert_int_equal(times_in(&arguments, "--clients=250"), 1);
  assert_int_equal(times_in(&arguments, "--hold_ms=700"), 1);
  assert_int_equal(times_in(&arguments, "--payload_bytes=64"), 1);
  assert_int_equal(times_in(&arguments, "--drain_s=0"), 0); /* the client's alone */
  arguments_release(&arguments);
}

static void what_another_build_does_not_know_is_left_out(void **state) {
  (void)state;
  static const char *const own[] = {"publish_start", "request", NULL};
  const char *names[] = {"hold_ms", "rate_per_s"};
  const struct left_out left_out = {names, 2};
  struct arguments arguments;
  assert_int_equal(
      arguments_make(&arguments, PROGRAM_SERVER, "./server", cells.items, NULL, own, NULL),
      STATUS_OK);
  size_t before = arguments.count;
  arguments_leave_out(&arguments, &left_out);
  assert_int_equal(arguments.count, before - 2);
  assert_int_equal(times_in(&arguments, "--hold_ms=700"), 0);
  assert_int_equal(times_in(&arguments, "--clients=250"), 1);
  assert_string_equal(arguments.texts[arguments.count - 1], "--publish_start=request");
  assert_null(arguments.texts[arguments.count]);
  arguments_release(&arguments);
}

static void make_a_long_line(void *context) {
  static const char *own[2 * 96 + 1];
  struct arguments arguments;
  (void)context;
  for (size_t i = 0; i + 1 < sizeof own / sizeof *own; i++)
    own[i] = "x";
  arguments_make(&arguments, PROGRAM_CLIENT, "./client", cells.items, NULL, own, NULL);
}

static void more_arguments_than_there_is_room_for_break_a_contract(void **state) {
  (void)state;
  assert_contract_broken(make_a_long_line, NULL, "arguments->count + 1 < ARGUMENTS_MAX");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_program_gets_its_parameters_and_what_is_its_own),
      cmocka_unit_test(what_another_build_does_not_know_is_left_out),
      cmocka_unit_test(more_arguments_than_there_is_room_for_break_a_contract),
  };
  return cmocka_run_group_tests_name("arguments", tests, open_cells, close_cells);
}
