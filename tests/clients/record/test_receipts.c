/* The client's journal: a line for each receipt. */
#include "tests/made_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clients/users/subscriber.h"

enum { MANY = 10000 }; /* several buffers full */

static const char columns[] = "user\tchannel\tseq\tdue_ns\tsent_ns\treceipt_ns\tverdict\n";

static void receive(struct subscriber *subscriber, uint64_t seq, const char *data) {
  char filled[8];
  message_data_fill(PAYLOAD_PATTERN, filled, sizeof filled, subscriber->channel, seq);
  const struct message message = {seq, seq * 1000, seq * 1000 + 1, data ? data : filled,
                                  sizeof filled};
  subscriber_receive(subscriber, &message, 50, seq * 1000 + 9);
}

static void expect_line(FILE *file, const char *expected) {
  char line[256];
  assert_non_null(fgets(line, sizeof line, file));
  assert_string_equal(line, expected);
}

static void each_receipt_is_a_line_and_what_is_corrupted_is_none(void **state) {
  (void)state;
  struct record record;
  struct subscriber subscriber;
  assert_int_equal(record_init(&record, 3, NULL), STATUS_OK);
  assert_int_equal(receipts_create(made_path, &record.journal, NULL), STATUS_OK);
  subscriber_init(&subscriber, &record, 17, 2, 0);
  receive(&subscriber, 1, NULL);
  receive(&subscriber, 3, "tampered");
  receive(&subscriber, 2, NULL);
  receive(&subscriber, 1, NULL);
  assert_int_equal(receipts_finish(record.journal, NULL), STATUS_OK);

  FILE *file = fopen(made_path, "r");
  assert_non_null(file);
  expect_line(file, columns);
  expect_line(file, "17\t2\t1\t1000\t1001\t1009\tfirst\n");
  expect_line(file, "17\t2\t2\t2000\t2001\t2009\tfirst\n");
  expect_line(file, "17\t2\t1\t1000\t1001\t1009\tduplicate\n");
  assert_int_equal(fgetc(file), EOF);
  fclose(file);
  subscriber_release(&subscriber);
  record_release(&record);
}

static void no_receipt_is_lost_between_two_buffers(void **state) {
  (void)state;
  struct receipts *journal = NULL;
  assert_int_equal(receipts_create(made_path, &journal, NULL), STATUS_OK);
  for (uint64_t seq = 1; seq <= MANY; seq++) {
    const struct receipts_receipt receipt = {1, 0, UINT64_MAX, LEDGER_FIRST};
    const struct message message = {.seq = seq, .due_ns = UINT64_MAX, .sent_ns = UINT64_MAX};
    receipts_add(journal, &receipt, &message);
  }
  assert_int_equal(receipts_finish(journal, NULL), STATUS_OK);
  receipts_destroy(journal);
  FILE *file = fopen(made_path, "r");
  assert_non_null(file);
  expect_line(file, columns);
  for (uint64_t seq = 1; seq <= MANY; seq++) {
    char expected[256];
    snprintf(
        expected, sizeof expected,
        "1\t0\t%llu\t18446744073709551615\t18446744073709551615\t18446744073709551615\tfirst\n",
        (unsigned long long)seq);
    expect_line(file, expected);
  }
  fclose(file);
}

static void a_journal_that_cannot_be_made_or_written_is_told(void **state) {
  (void)state;
  struct receipts *journal = NULL;
  struct error error = {{0}};
  assert_int_equal(receipts_create("/nowhere/receipts", &journal, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "/nowhere/receipts"));
  assert_int_equal(receipts_create("/dev/full", &journal, &error), STATUS_OK);
  assert_int_equal(receipts_finish(journal, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "/dev/full"));
  receipts_destroy(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_receipt_is_a_line_and_what_is_corrupted_is_none,
                                      made_file_open, made_file_remove),
      cmocka_unit_test_setup_teardown(no_receipt_is_lost_between_two_buffers, made_file_open,
                                      made_file_remove),
      cmocka_unit_test(a_journal_that_cannot_be_made_or_written_is_told),
  };
  return cmocka_run_group_tests_name("client journal", tests, NULL, NULL);
}
