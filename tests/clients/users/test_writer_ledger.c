/* The ledger of pairs of writer and listener. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "clients/users/writer_ledger.h"
#include "tests/contracts.h"

enum { DATA_BYTES = 40, DOCUMENT = 1, EDITOR = 11 };

/* Two documents of ten users each, of whom three publish: users 10, 11 and 12 in the second one. */
static struct workload workload;
static struct writer_ledger ledger;

static int open_ledger(void **state) {
  (void)state;
  const struct workload_plan plan = {.kind = WORKLOAD_COLLAB,
                                     .clients = 20,
                                     .channels = 1,
                                     .room_users = 10,
                                     .editors = 3,
                                     .payload_bytes = 64};
  assert_int_equal(workload_make(&plan, &workload, NULL), STATUS_OK);
  assert_int_equal(writer_ledger_init(&ledger, &workload, DOCUMENT, NULL), STATUS_OK);
  return 0;
}

static int close_ledger(void **state) {
  (void)state;
  writer_ledger_release(&ledger);
  return 0;
}

static bool hear(uint64_t writer, uint64_t number, bool measured) {
  char data[DATA_BYTES];
  message_written_fill(PAYLOAD_PATTERN, data, sizeof data, writer, number);
  const struct message message = {.seq = 99, .data = data, .data_bytes = sizeof data};
  uint64_t who = 0;
  uint64_t which = 0;
  if (!writer_ledger_read(&ledger, PAYLOAD_PATTERN, &message, &who, &which))
    return false;
  assert_int_equal(who, writer);
  assert_int_equal(which, number);
  writer_ledger_take(&ledger, who, which, measured);
  return true;
}

static void each_writer_is_counted_apart_and_in_the_measured_phase(void **state) {
  (void)state;
  assert_int_equal(ledger.writer_count, 3);
  assert_true(hear(10, 1, false));
  assert_true(hear(10, 2, true));
  assert_true(hear(EDITOR, 1, true));
  assert_true(hear(10, 3, true));
  assert_int_equal(ledger.writers[0].measured, 2);
  assert_int_equal(ledger.writers[1].measured, 1);
  assert_int_equal(ledger.writers[2].measured, 0);
  assert_int_equal(ledger.repeated, 0);
}

static void a_message_that_was_published_twice_is_repeated(void **state) {
  (void)state;
  assert_true(hear(EDITOR, 1, true));
  assert_true(hear(EDITOR, 2, true));
  assert_true(hear(EDITOR, 1, true));
  assert_true(hear(EDITOR, 2, false));
  assert_int_equal(ledger.writers[1].measured, 2);
  assert_int_equal(ledger.repeated, 1);
}

static void missing_messages_are_not_counted(void **state) {
  (void)state;
  assert_true(hear(EDITOR, 1, true));
  assert_true(hear(EDITOR, 3, true));
  assert_int_equal(ledger.writers[1].measured, 2);
}

static void texts_without_a_writer_of_the_channel_are_refused(void **state) {
  (void)state;
  char data[DATA_BYTES];
  uint64_t who = 0;
  uint64_t which = 0;
  assert_false(hear(9, 1, true));  /* a writer of the other document */
  assert_false(hear(13, 1, true)); /* a user who only reads */
  assert_false(hear(EDITOR, 0, true));
  message_data_fill(PAYLOAD_PATTERN, data, sizeof data, DOCUMENT, 1);
  const struct message published = {.seq = 1, .data = data, .data_bytes = sizeof data};
  assert_false(writer_ledger_read(&ledger, PAYLOAD_PATTERN, &published, &who, &which));
  for (size_t i = 0; i < DATA_BYTES; i++) {
    message_written_fill(PAYLOAD_PATTERN, data, sizeof data, EDITOR, 1);
    data[i] = data[i] == '5' ? '6' : '5';
    const struct message damaged = {.seq = 1, .data = data, .data_bytes = sizeof data};
    assert_false(writer_ledger_read(&ledger, PAYLOAD_PATTERN, &damaged, &who, &which));
  }
  const struct message short_one = {.seq = 1, .data = data, .data_bytes = 15};
  assert_false(writer_ledger_read(&ledger, PAYLOAD_PATTERN, &short_one, &who, &which));
  assert_int_equal(ledger.writers[1].last, 0);
}

#define HEARING_TEST(name) cmocka_unit_test_setup_teardown(name, open_ledger, close_ledger)

static void take_of_none(void *context) {
  (void)context;
  writer_ledger_take(&ledger, EDITOR + 2, 1, true);
}

static void a_writer_that_is_none_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(take_of_none, NULL, "< ledger->writer_count");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HEARING_TEST(each_writer_is_counted_apart_and_in_the_measured_phase),
      HEARING_TEST(a_message_that_was_published_twice_is_repeated),
      HEARING_TEST(missing_messages_are_not_counted),
      HEARING_TEST(texts_without_a_writer_of_the_channel_are_refused),
      cmocka_unit_test(a_writer_that_is_none_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
