/* The users' receipts: which are measured, and what is counted of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/record/record.h"
#include "tests/contracts.h"

static struct record record;

/* Of two channels, with a phase from 100 ns to 200 ns and one clock for all. */
static int open_record(void **state) {
  (void)state;
  enum status status = record_init(&record, 2, NULL);
  record_set_phase(&record, 100, 200);
  record.server_clock.same = true;
  return status != STATUS_OK;
}

static int close_record(void **state) {
  (void)state;
  record_release(&record);
  return 0;
}

static void only_messages_due_in_the_phase_are_measured(void **state) {
  (void)state;
  record_receipt(&record, 0, 1, 99, 150);
  record_receipt(&record, 0, 2, 100, 150);
  record_receipt(&record, 0, 3, 199, 250);
  record_receipt(&record, 0, 4, 200, 250);
  assert_int_equal(record.delivered, 2);
  assert_int_equal(record.latency.count, 2);
  assert_int_equal(record.latency.min_ns, 50);
  assert_int_equal(record.latency.max_ns, 51);
}

static void a_message_that_two_users_have_was_seen_once(void **state) {
  (void)state;
  record_receipt(&record, 0, 1, 100, 110);
  record_receipt(&record, 0, 1, 100, 120);
  record_receipt(&record, 1, 1, 100, 120);
  assert_int_equal(record.delivered, 3);
  assert_int_equal(record_published_seen(&record), 2);
}

static void an_early_message_is_counted_and_has_no_latency(void **state) {
  (void)state;
  record_receipt(&record, 0, 1, 150, 149);
  assert_int_equal(record.delivered, 1);
  assert_int_equal(record.counters.early, 1);
  assert_int_equal(record.latency.count, 0);
  assert_int_equal(record.latency.out_of_range, 1);
}

static void receive_elsewhere(void *context) {
  (void)context;
  record_receipt(&record, 2, 1, 150, 160);
}

static void a_channel_that_there_is_not_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(receive_elsewhere, NULL, "channel < record->channel_count");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_record, close_record)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(only_messages_due_in_the_phase_are_measured),
      TEST(a_message_that_two_users_have_was_seen_once),
      TEST(an_early_message_is_counted_and_has_no_latency),
      TEST(a_channel_that_there_is_not_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
