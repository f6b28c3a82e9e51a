/* Users who publish on their WebSocket: due messages, waiting ones, and acknowledgements. */
#include "tests/clients/users/fixture_writer.h"

enum { LONGEST_BYTES = 64 };

/* --- which users publish ------------------------------------------------------------------- */

static void only_editors_have_a_writer_and_only_posts_a_connection(void **state) {
  (void)state;
  assert_non_null(user->writer);
  assert_null(made->crowd.users[1].writer);
  assert_int_equal(writers_connections(&made->crowd), 0);
  assert_int_equal(http.count, 0);
  assert_int_equal(made->crowd.users[1].subscriber.writer_ledger.writer_count, 1);
}

static void workloads_without_writers_have_none(void **state) {
  (void)state;
  struct made_crowd *other = made_crowd_create();
  struct writers *none = NULL;
  made_crowd_open(other, &sending);
  assert_int_equal(writers_create(&other->crowd, &none, NULL), STATUS_OK);
  assert_null(none);
  made_crowd_users(other, 0);
  writers_begin(none, 1);
  writers_end(none);
  assert_true(writers_settled(none, 1));
  writers_destroy(none);
  writer_ready(&other->crowd.users[0]); /* a user who does not publish */
  writer_interrupted(&other->crowd.users[0]);
  writer_go_on(&other->crowd.users[0]);
  assert_false(writer_answered(&other->crowd.users[0], "{\"seq\":1}", 9, 1));
  made_crowd_destroy(other);
}

/* --- on a WebSocket --------------------------------------------------------------------- */

static void due_messages_are_sent_at_once_and_acknowledged_by_their_answers(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(2);
  stop_writing();
  uint64_t written = writers->written;
  assert_int_equal(sent, written);
  assert_int_equal(number_in(last_sent), written);
  assert_int_equal(writers->waited, 0);
  assert_int_equal(writers->lag.count, written);
  assert_int_equal(writers->acknowledged, 0);
  for (uint64_t i = 1; i <= written; i++)
    assert_true(hear_answer(i));
  assert_int_equal(writers->acknowledged, written);
  assert_int_equal(writers->ack.count, written);
  assert_int_equal(writer_written(user->writer), written);
  assert_false(hear_answer(written + 1)); /* no message is unanswered */
}

static void a_text_that_is_no_answer_is_not_taken_for_one(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(1);
  assert_false(writer_answered(user, "{\"seq\":1,", 9, 1));
  assert_int_equal(writers->acknowledged, 0);
}

static void messages_that_the_socket_does_not_take_wait_in_order(void **state) {
  (void)state;
  takes = 1;
  make_ready();
  begin();
  run_until_written(12); /* more than the queue holds at first */
  stop_writing();
  assert_int_equal(sent, 1);
  assert_int_equal(writers->waited, writers->written - 1);
  takes = 3;
  writer_go_on(user);
  assert_int_equal(sent, 3);
  assert_int_equal(number_in(last_sent), 3);
  takes = UINT64_MAX;
  writer_go_on(user);
  assert_int_equal(sent, writers->written);
  assert_int_equal(number_in(last_sent), writers->written);
}

static void a_queue_that_grows_behind_answered_messages_keeps_its_order(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(5);
  takes = sent;
  assert_true(hear_answer(1));
  assert_true(hear_answer(2));
  run_until_written(sent + 12);
  stop_writing();
  takes = UINT64_MAX;
  writer_go_on(user);
  assert_int_equal(sent, writers->written);
}

static void messages_without_an_answer_are_sent_again_after_a_lost_connection(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(3);
  stop_writing();
  uint64_t written = writers->written;
  assert_true(hear_answer(1));
  user_failed(user, LIFE_RESET);
  assert_false(hear_answer(2)); /* on a connection that was lost */
  last_due_ns = 0;
  make_ready();
  assert_int_equal(sent, written + written - 1);
  assert_int_equal(number_in(last_sent), written);
  for (uint64_t i = 2; i <= written; i++)
    assert_true(hear_answer(i));
  assert_int_equal(writers->acknowledged, written);
}

static size_t data_length_of(const char *text) {
  const char *data = strstr(text, "\"data\":\"");
  assert_non_null(data);
  return strcspn(data + strlen("\"data\":\""), "\"");
}

static void a_message_that_is_sent_again_has_its_drawn_length(void **state) {
  (void)state;
  enum { MESSAGES = 8 };
  size_t lengths[MESSAGES], least = SIZE_MAX, most = 0;
  takes = 0;
  make_ready();
  begin();
  run_until_written(MESSAGES);
  stop_writing();
  for (int i = 0; i < MESSAGES; i++) {
    takes = sent + 1;
    writer_go_on(user);
    lengths[i] = data_length_of(last_sent);
    assert_in_range(lengths[i], PAYLOAD_BYTES, LONGEST_BYTES);
    least = lengths[i] < least ? lengths[i] : least;
    most = lengths[i] > most ? lengths[i] : most;
  }
  assert_true(least < most);
  user_failed(user, LIFE_RESET);
  last_due_ns = 0;
  make_ready();
  for (int i = 0; i < MESSAGES; i++) {
    takes = sent + 1;
    writer_go_on(user);
    assert_int_equal(data_length_of(last_sent), lengths[i]);
  }
}

static void a_text_that_the_socket_refuses_stays_in_the_queue(void **state) {
  (void)state;
  send_fails = true;
  make_ready();
  begin();
  run_until_written(1);
  stop_writing();
  assert_int_equal(sent, 0);
  assert_int_equal(writers->waited, writers->written);
  send_fails = false;
  writer_go_on(user);
  assert_int_equal(sent, writers->written);
}

static void messages_due_outside_the_measured_phase_are_sent_and_not_counted(void **state) {
  (void)state;
  record_set_phase(&made->record, 1, 2);
  make_ready();
  begin();
  run_until_count(made->crowd.network.loop, &sent, 3);
  stop_writing();
  assert_true(hear_answer(1));
  assert_int_equal(writers->written, 0);
  assert_int_equal(writers->acknowledged, 0);
  assert_int_equal(writers->lag.count, 0);
  assert_int_equal(writers->ack.count, 0);
}

static void writers_are_settled_when_all_due_messages_are_answered(void **state) {
  (void)state;
  make_ready();
  assert_true(writers_settled(writers, UINT64_MAX)); /* no user has begun */
  begin();
  run_until_written(1);
  stop_writing();
  uint64_t end_ns = made->record.start_ns;
  assert_false(writers_settled(writers, end_ns)); /* a message is unanswered */
  for (uint64_t i = 1; i <= writers->written; i++)
    assert_true(hear_answer(i));
  assert_true(writers_settled(writers, end_ns));
  assert_false(writers_settled(writers, UINT64_MAX)); /* another message is due before */
}

static void users_who_ended_before_the_beginning_publish_nothing(void **state) {
  (void)state;
  user_connect(user);
  user_end(user, LIFE_TIMEOUT);
  begin();
  assert_true(writers_settled(writers, UINT64_MAX));
  run_what_is_ready(made->crowd.network.loop);
  assert_int_equal(writers->written, 0);
}

static void hear_before_it_was_due(void *context) {
  (void)context;
  writer_answered(user, "{\"seq\":1}", 9, 0);
}

static void an_answer_before_its_message_was_due_breaks_a_contract(void **state) {
  (void)state;
  make_ready();
  begin();
  run_until_written(1);
  assert_contract_broken(hear_before_it_was_due, NULL, "receipt_ns >= due_ns");
}

static void make_a_second_writer(void *context) {
  (void)context;
  writer_create(user, NULL);
}

static void more_writers_than_the_workload_has_break_a_contract(void **state) {
  (void)state;
  assert_contract_broken(make_a_second_writer, NULL, "state->count < state->heap.capacity");
}

static int drawn_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  made->options.payload_bytes_max = LONGEST_BYTES;
  open_crowd(&sending, TRANSPORT_WEBSOCKET);
  return 0;
}

#define SEND_TEST(name) cmocka_unit_test_setup_teardown(name, send_set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      SEND_TEST(only_editors_have_a_writer_and_only_posts_a_connection),
      SEND_TEST(workloads_without_writers_have_none),
      SEND_TEST(due_messages_are_sent_at_once_and_acknowledged_by_their_answers),
      SEND_TEST(a_text_that_is_no_answer_is_not_taken_for_one),
      SEND_TEST(messages_that_the_socket_does_not_take_wait_in_order),
      SEND_TEST(a_queue_that_grows_behind_answered_messages_keeps_its_order),
      SEND_TEST(messages_without_an_answer_are_sent_again_after_a_lost_connection),
      cmocka_unit_test_setup_teardown(a_message_that_is_sent_again_has_its_drawn_length,
                                      drawn_set_up, tear_down),
      SEND_TEST(a_text_that_the_socket_refuses_stays_in_the_queue),
      SEND_TEST(messages_due_outside_the_measured_phase_are_sent_and_not_counted),
      SEND_TEST(writers_are_settled_when_all_due_messages_are_answered),
      SEND_TEST(users_who_ended_before_the_beginning_publish_nothing),
      SEND_TEST(an_answer_before_its_message_was_due_breaks_a_contract),
      SEND_TEST(more_writers_than_the_workload_has_break_a_contract),
  };
  return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
