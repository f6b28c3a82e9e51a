/* Contracts that hold, and contracts that are broken. */
#include "common/base/contract.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "tests/contracts.h"

static int counted;

static int count(void) {
  return ++counted;
}

static void a_contract_that_holds_is_evaluated_once_and_says_nothing(void **state) {
  (void)state;
  counted = 0;
  CONTRACT(count() == 1);
  CONTRACT_OF("sse", count() == 2);
  assert_int_equal(counted, 2);
}

static void break_plainly(void *context) {
  const int *value = context;
  log_program("pushbench-test");
  CONTRACT(*value == 2);
}

static void a_broken_contract_is_one_line_and_an_abort(void **state) {
  (void)state;
  int value = 1;
  const struct broken_contract broken = contract_break(break_plainly, &value);
  static const char begin[] = "pushbench-test: broken contract: tests/common/base/test_contract.c:";
  static const char end[] = ": *value == 2\n";
  assert_true(WIFSIGNALED(broken.wait_status));
  assert_int_equal(WTERMSIG(broken.wait_status), SIGABRT);
  assert_memory_equal(broken.said, begin, sizeof begin - 1);
  assert_true(strtol(broken.said + sizeof begin - 1, NULL, 10) > 0);
  assert_string_equal(strchr(broken.said + sizeof begin - 1, ':'), end);
}

static void break_entry(void *context) {
  CONTRACT_OF("long_poll", context);
}

static void a_broken_entry_of_a_table_is_named(void **state) {
  (void)state;
  assert_contract_broken(break_entry, NULL, ": long_poll: context\n");
}

static void write_and_break(void *context) {
  FILE *file = context;
  fputs("flushed", file);
  fflush(file);
  fputs("buffered", file);
  CONTRACT(!file);
}

static void written_output_stays_and_buffered_output_is_dropped(void **state) {
  (void)state;
  char read_back[64] = "";
  FILE *file = tmpfile();
  assert_non_null(file);
  assert_contract_broken(write_and_break, file, "!file");
  rewind(file);
  assert_non_null(fgets(read_back, sizeof read_back, file));
  assert_string_equal(read_back, "flushed");
  fclose(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_contract_that_holds_is_evaluated_once_and_says_nothing),
      cmocka_unit_test(a_broken_contract_is_one_line_and_an_abort),
      cmocka_unit_test(a_broken_entry_of_a_table_is_named),
      cmocka_unit_test(written_output_stays_and_buffered_output_is_dropped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
