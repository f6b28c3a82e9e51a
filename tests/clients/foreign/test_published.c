/* What our publisher hands to a server of other people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/foreign/published.h"
#include "tests/contracts.h"
#include "tests/made_file.h"

enum { CHANNELS = 2, BYTES = 16 };

static struct published *published;

static int set_up(void **state) {
  return made_file_open(state) || published_create(CHANNELS, &published, NULL) != STATUS_OK;
}

static int tear_down(void **state) {
  published_destroy(published);
  return made_file_remove(state);
}

static struct published_message found(uint64_t channel, uint64_t number) {
  struct published_message message;
  assert_true(published_find(published, channel, number, &message));
  return message;
}

static void messages_are_numbered_in_their_channel(void **state) {
  (void)state;
  struct published_message message;
  assert_int_equal(published_newest(published, 0), 0);
  for (uint64_t number = 1; number <= 200; number++)
    assert_int_equal(published_add(published, 0, 1000 + number, BYTES), number);
  assert_int_equal(published_add(published, 1, 7, BYTES), 1);
  assert_int_equal(published_newest(published, 0), 200);
  assert_int_equal(published_newest(published, 1), 1);
  assert_int_equal(found(0, 200).due_ns, 1200);
  assert_int_equal(found(1, 1).due_ns, 7);
  assert_false(published_find(published, 0, 0, &message));
  assert_false(published_find(published, 0, 201, &message));
}

static void a_message_is_due_then_sent_then_answered(void **state) {
  (void)state;
  published_add(published, 0, 10, BYTES);
  assert_int_equal(found(0, 1).state, PUBLISHED_WAITS);
  assert_int_equal(found(0, 1).sent_ns, 0);
  published_sent(published, 0, 1, 12);
  assert_int_equal(found(0, 1).state, PUBLISHED_SENT);
  assert_int_equal(found(0, 1).sent_ns, 12);
  published_settle(published, 0, 1, PUBLISHED_ACKNOWLEDGED, 19);
  assert_int_equal(found(0, 1).state, PUBLISHED_ACKNOWLEDGED);
  assert_int_equal(found(0, 1).answered_ns, 19);
}

static void a_message_without_a_connection_waits_again(void **state) {
  (void)state;
  published_add(published, 0, 10, BYTES);
  published_sent(published, 0, 1, 12);
  published_unsent(published, 0, 1);
  assert_int_equal(found(0, 1).state, PUBLISHED_WAITS);
  assert_int_equal(found(0, 1).sent_ns, 0);
  published_sent(published, 0, 1, 15);
  assert_int_equal(found(0, 1).sent_ns, 15);
}

static void nobody_has_answered_what_is_unknown(void **state) {
  (void)state;
  published_add(published, 0, 10, BYTES);
  published_sent(published, 0, 1, 12);
  published_settle(published, 0, 1, PUBLISHED_UNKNOWN, 19);
  assert_int_equal(found(0, 1).state, PUBLISHED_UNKNOWN);
  assert_int_equal(found(0, 1).answered_ns, 0);
}

static void a_range_has_the_messages_due_in_it(void **state) {
  (void)state;
  for (uint64_t due_ns = 10; due_ns <= 50; due_ns += 10)
    published_add(published, 0, due_ns, BYTES);
  struct published_range range = published_between(published, 0, 20, 40);
  assert_int_equal(range.first, 2);
  assert_int_equal(range.count, 2); /* the end is not in it */
  assert_int_equal(published_between(published, 0, 21, 30).count, 0);
  assert_int_equal(published_between(published, 0, 0, 100).count, 5);
  assert_int_equal(published_between(published, 1, 0, 100).count, 0);
}

/* Messages due at 10, 20, …: sent after 1, and answered after 100. */
static void answered(uint64_t due_ns, enum published_state state) {
  uint64_t number = published_add(published, 0, due_ns, BYTES);
  if (state == PUBLISHED_WAITS)
    return;
  published_sent(published, 0, number, due_ns + 1);
  if (state != PUBLISHED_SENT)
    published_settle(published, 0, number, state, due_ns + 101);
}

static void a_sum_has_the_messages_of_a_time_by_what_became_of_them(void **state) {
  (void)state;
  struct published_sum sum;
  answered(10, PUBLISHED_ACKNOWLEDGED); /* before the time */
  answered(20, PUBLISHED_ACKNOWLEDGED);
  answered(30, PUBLISHED_REFUSED);
  answered(40, PUBLISHED_UNKNOWN);
  answered(50, PUBLISHED_SENT);
  answered(60, PUBLISHED_WAITS);
  answered(70, PUBLISHED_ACKNOWLEDGED); /* behind it */
  assert_int_equal(published_sum_make(published, 20, 70, &sum, NULL), STATUS_OK);
  assert_int_equal(sum.sent, 4);
  assert_int_equal(sum.unsent, 1);
  assert_int_equal(sum.acknowledged, 1);
  assert_int_equal(sum.refused, 1);
  assert_int_equal(sum.unknown, 2);
  assert_int_equal(sum.lag.count, 4);
  assert_int_equal(sum.lag.max_ns, 1);
  assert_int_equal(sum.acknowledgement.count, 1);
  assert_int_equal(sum.acknowledgement.max_ns, 100);
  published_sum_release(&sum);
}

static void the_list_is_written_for_other_readers(void **state) {
  (void)state;
  char text[512] = "";
  struct error error = {""};
  answered(10, PUBLISHED_ACKNOWLEDGED);
  answered(20, PUBLISHED_WAITS);
  published_add(published, 1, 5, BYTES);
  published_sent(published, 1, 1, 6);
  assert_int_equal(published_write(published, made_path, &error), STATUS_OK);
  FILE *file = fopen(made_path, "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  assert_string_equal(text, "channel\tnumber\tdue_ns\tsent_ns\tanswered_ns\tstate\n"
                            "0\t1\t10\t11\t111\tacknowledged\n"
                            "0\t2\t20\t0\t0\tunsent\n"
                            "1\t1\t5\t6\t0\tsent\n");
  assert_int_equal(published_write(published, "/nonexistent/x", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot write /nonexistent/x: No such file or directory");
}

static void due_before_the_last(void *context) {
  (void)context;
  published_add(published, 0, 10, BYTES);
  published_add(published, 0, 9, BYTES);
}

static void sent_twice(void *context) {
  (void)context;
  published_add(published, 0, 10, BYTES);
  published_sent(published, 0, 1, 11);
  published_sent(published, 0, 1, 12);
}

static void settled_as_sent(void *context) {
  (void)context;
  published_add(published, 0, 10, BYTES);
  published_settle(published, 0, 1, PUBLISHED_SENT, 12);
}

static void unsent_before_it_was_sent(void *context) {
  (void)context;
  published_add(published, 0, 10, BYTES);
  published_unsent(published, 0, 1);
}

static void of_no_channel(void *context) {
  (void)context;
  published_newest(published, CHANNELS);
}

static void wrong_calls_break_contracts(void **state) {
  (void)state;
  assert_contract_broken(due_before_the_last, NULL,
                         "of->count == 0 || of->messages[of->count - 1].due_ns <= due_ns");
  assert_contract_broken(sent_twice, NULL, "message && message->state == PUBLISHED_WAITS");
  assert_contract_broken(settled_as_sent, NULL, "message && state > PUBLISHED_SENT");
  assert_contract_broken(unsent_before_it_was_sent, NULL,
                         "message && message->state == PUBLISHED_SENT");
  assert_contract_broken(of_no_channel, NULL, "channel < published->channel_count");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(messages_are_numbered_in_their_channel),
      TEST(a_message_is_due_then_sent_then_answered),
      TEST(a_message_without_a_connection_waits_again),
      TEST(nobody_has_answered_what_is_unknown),
      TEST(a_range_has_the_messages_due_in_it),
      TEST(a_sum_has_the_messages_of_a_time_by_what_became_of_them),
      TEST(the_list_is_written_for_other_readers),
      TEST(wrong_calls_break_contracts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
