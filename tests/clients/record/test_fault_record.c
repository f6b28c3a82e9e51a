/* The fault to which a message or a loss belongs, and the counts of each fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/record/fault_record.h"
#include "tests/contracts.h"

#define S UINT64_C(1000000000)
#define MS UINT64_C(1000000)

static const struct faults faults = {
    .items = {{.kind = FAULT_KILL_SERVER, .at_s = 3, .for_s = 1, .share = 1},
              {.kind = FAULT_DROP_CONNECTIONS, .at_s = 6, .share = 1}},
    .count = 2,
};

static struct fault_record record;

static int open_record(void **state) {
  (void)state;
  enum status status = fault_record_init(&record, &faults, 2, 0, NULL);
  fault_record_set_phase(&record, 100 * S, 110 * S);
  return status != STATUS_OK;
}

static int close_record(void **state) {
  (void)state;
  fault_record_release(&record);
  return 0;
}

static void receive(uint32_t user, uint64_t due_ns, uint64_t sent_ns, uint64_t receipt_ns) {
  const struct fault_receipt receipt = {
      .user = user, .due_ns = due_ns, .sent_ns = sent_ns, .receipt_ns = receipt_ns};
  fault_record_receipt(&record, &receipt);
}

static void a_message_belongs_to_the_last_fault_before_its_due_time(void **state) {
  (void)state;
  receive(0, 102 * S, 102 * S, 102 * S + MS); /* before all faults */
  receive(0, 103 * S, 104 * S + MS, 104 * S + 2 * MS);
  receive(0, 105 * S, 105 * S, 105 * S + MS);
  receive(0, 106 * S, 106 * S, 106 * S + MS);
  receive(0, 110 * S, 110 * S, 110 * S + MS); /* after the phase */
  assert_int_equal(record.effects[0].delivered, 2);
  assert_int_equal(record.effects[1].delivered, 1);
  assert_true(record.effects[0].latency_max_ns == S + 2 * MS);
}

static void late_is_what_took_longer_than_half_a_second(void **state) {
  (void)state;
  receive(0, 103 * S, 103 * S, 103 * S + 500 * MS);
  receive(0, 103 * S, 103 * S, 103 * S + 500 * MS + 1);
  assert_int_equal(record.effects[0].late, 1);
}

static void a_short_poll_may_wait_its_interval_besides(void **state) {
  close_record(state);
  assert_int_equal(fault_record_init(&record, &faults, 2, S, NULL), STATUS_OK);
  fault_record_set_phase(&record, 100 * S, 110 * S);
  receive(0, 103 * S, 103 * S, 104 * S + 500 * MS);
  receive(0, 103 * S, 103 * S, 104 * S + 500 * MS + 1);
  assert_int_equal(record.effects[0].late, 1);
}

static void a_user_notices_each_fault_once(void **state) {
  (void)state;
  fault_record_noticed(&record, 0, 102 * S); /* without the fault's doing */
  fault_record_noticed(&record, 0, 103 * S + 5 * MS);
  fault_record_noticed(&record, 0, 103 * S + 9 * MS);
  fault_record_noticed(&record, 1, 103 * S + 7 * MS);
  fault_record_noticed(&record, 1, 106 * S + 2 * MS);
  assert_int_equal(record.effects[0].notice.count, 2);
  assert_true(record.effects[0].notice.min_ns == 5 * MS);
  assert_true(record.effects[0].notice.max_ns == 7 * MS);
  assert_int_equal(record.effects[1].notice.count, 1);
}

static void all_are_served_when_the_last_has_had_what_was_sent_after_the_end(void **state) {
  (void)state;
  receive(0, 103 * S + MS, 103 * S + 2 * MS, 104 * S + MS); /* sent during the fault */
  assert_int_equal(record.effects[0].served, 0);
  receive(0, 103 * S + 5 * MS, 104 * S + MS, 104 * S + 2 * MS);
  receive(0, 104 * S + 5 * MS, 104 * S + 5 * MS, 104 * S + 6 * MS);
  assert_int_equal(record.effects[0].served, 1);
  receive(1, 106 * S + 5 * MS, 106 * S + 5 * MS, 106 * S + 6 * MS); /* after the next fault */
  assert_int_equal(record.effects[0].served, 2);
  assert_true(record.effects[0].served_last_ns == 106 * S + 6 * MS);
  assert_int_equal(record.effects[1].served, 1);
}

static void a_user_that_notices_after_a_message_has_to_be_served_again(void **state) {
  (void)state;
  receive(0, 106 * S, 106 * S, 106 * S + MS);
  assert_int_equal(record.effects[1].served, 1);
  fault_record_noticed(&record, 0, 106 * S + 2 * MS);
  assert_int_equal(record.effects[1].served, 0);
  receive(0, 106 * S + 50 * MS, 106 * S + 50 * MS, 106 * S + 60 * MS);
  assert_int_equal(record.effects[1].served, 1);
  assert_true(record.effects[1].served_last_ns == 106 * S + 60 * MS);
}

static void a_silenced_user_is_unaware_until_its_connection_is_dropped(void **state) {
  (void)state;
  fault_record_silenced(&record, 0, 0);
  fault_record_silenced(&record, 0, 1);
  fault_record_silenced(&record, 1, 1); /* silenced already */
  assert_int_equal(record.effects[0].affected, 2);
  assert_int_equal(record.effects[0].unaware, 2);
  assert_int_equal(record.effects[1].affected, 0);
  fault_record_noticed(&record, 1, 107 * S); /* during another fault */
  assert_int_equal(record.effects[0].unaware, 1);
  fault_record_noticed(&record, 1, 108 * S); /* on its new connection */
  assert_int_equal(record.effects[0].unaware, 1);
  fault_record_silenced(&record, 1, 1);
  assert_int_equal(record.effects[1].affected, 1);
  assert_int_equal(record.effects[1].unaware, 1);
}

static void before_the_phase_is_known_nothing_is_counted(void **state) {
  close_record(state);
  assert_int_equal(fault_record_init(&record, &faults, 2, 0, NULL), STATUS_OK);
  receive(0, 103 * S, 103 * S, 103 * S + MS);
  fault_record_noticed(&record, 0, 103 * S);
  assert_int_equal(record.effects[0].delivered + record.effects[1].delivered, 0);
  assert_int_equal(record.effects[0].notice.count + record.effects[1].notice.count, 0);
  assert_int_equal(record.effects[0].served, 0);
}

static void receive_for_third(void *context) {
  (void)context;
  receive(2, 103 * S, 103 * S, 103 * S);
}

static void receive_early(void *context) {
  (void)context;
  receive(0, 103 * S, 103 * S, 103 * S - 1);
}

static void notice_for_third(void *context) {
  (void)context;
  fault_record_noticed(&record, 2, 103 * S);
}

static void silence_by_third(void *context) {
  (void)context;
  fault_record_silenced(&record, 2, 0);
}

static void notice_unserved(void *context) {
  (void)context;
  record.effects[0].served_by[0] = true; /* and nobody is counted */
  fault_record_noticed(&record, 0, 103 * S);
}

static void contradictory_calls_break_a_contract(void **state) {
  (void)state;
  assert_contract_broken(receive_for_third, NULL, "receipt->user < record->users");
  assert_contract_broken(receive_early, NULL, "receipt->receipt_ns >= receipt->due_ns");
  assert_contract_broken(notice_for_third, NULL, "user < record->users");
  assert_contract_broken(silence_by_third, NULL, "fault < record->count && user < record->users");
  assert_contract_broken(notice_unserved, NULL, "effect->served > 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_record, close_record)
      TEST(a_message_belongs_to_the_last_fault_before_its_due_time),
      TEST(late_is_what_took_longer_than_half_a_second),
      TEST(a_short_poll_may_wait_its_interval_besides),
      TEST(a_user_notices_each_fault_once),
      TEST(all_are_served_when_the_last_has_had_what_was_sent_after_the_end),
      TEST(a_user_that_notices_after_a_message_has_to_be_served_again),
      TEST(a_silenced_user_is_unaware_until_its_connection_is_dropped),
      TEST(before_the_phase_is_known_nothing_is_counted),
      TEST(contradictory_calls_break_a_contract),
#undef TEST
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
