/* The counts that a user makes of the messages that it receives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#include "clients/users/subscriber.h"
#include "common/base/clock.h"

enum { DATA_BYTES = 32, CHANNEL = 2 };
static const uint64_t START_NS = 10 * NS_PER_S;
static const uint64_t END_NS = 20 * NS_PER_S;

struct fixture {
  struct record record;
  struct subscriber subscriber;
};

static int fixture_open(void **state) {
  static struct fixture fixture;
  if (record_init(&fixture.record, CHANNEL + 1, NULL) != STATUS_OK)
    return -1;
  fixture.record.start_ns = START_NS;
  fixture.record.end_ns = END_NS;
  fixture.record.server_clock.same = true;
  timeline_start(&fixture.record.timeline, START_NS, &fixture.record.counters);
  subscriber_init(&fixture.subscriber, &fixture.record, 1, CHANNEL, 0);
  *state = &fixture;
  return 0;
}

static int fixture_close(void **state) {
  struct fixture *fixture = *state;
  subscriber_release(&fixture->subscriber);
  record_release(&fixture->record);
  return 0;
}

static size_t text_of(uint64_t channel, uint64_t seq, uint64_t due_ns, char *text,
                      size_t capacity) {
  char data[DATA_BYTES];
  message_data_fill(PAYLOAD_PATTERN, data, sizeof data, channel, seq);
  struct message message = {
      .seq = seq, .due_ns = due_ns, .sent_ns = due_ns, .data = data, .data_bytes = sizeof data};
  return message_encode(&message, text, capacity);
}

/* Returns the length of the text. */
static size_t receive(struct fixture *fixture, uint64_t seq, uint64_t due_ns, uint64_t latency_ns) {
  char text[DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX];
  size_t bytes = text_of(CHANNEL, seq, due_ns, text, sizeof text);
  subscriber_receive_text(&fixture->subscriber, text, bytes, due_ns + latency_ns);
  return bytes;
}

static void a_message_of_the_measured_phase_is_delivered_with_its_latency(void **state) {
  struct fixture *fixture = *state;
  size_t bytes = receive(fixture, 1, START_NS, 1000);
  assert_int_equal(fixture->record.delivered, 1);
  assert_int_equal(fixture->record.latency.count, 1);
  assert_int_equal(fixture->record.latency.max_ns, 1000);
  assert_int_equal(fixture->record.counters.payload_bytes, bytes);
  assert_int_equal(fixture->record.counters.data_bytes, DATA_BYTES);
  assert_int_equal(record_published_seen(&fixture->record), 1);
  assert_int_equal(fixture->subscriber.cursor, 1);
}

static void the_phase_of_a_sample_is_that_of_its_due_time(void **state) {
  struct fixture *fixture = *state;
  receive(fixture, 1, START_NS - 1, 5 * NS_PER_S); /* received while measuring */
  receive(fixture, 2, END_NS, 1);
  assert_int_equal(fixture->record.delivered, 0);
  receive(fixture, 3, END_NS - 1, 5 * NS_PER_S); /* received after the phase */
  assert_int_equal(fixture->record.delivered, 1);
  assert_int_equal(fixture->record.latency.max_ns, 5 * NS_PER_S);
}

static void a_duplicate_is_counted_and_is_no_sample(void **state) {
  struct fixture *fixture = *state;
  receive(fixture, 1, START_NS, 1000);
  receive(fixture, 1, START_NS, 2000);
  assert_int_equal(fixture->record.latency.count, 1);
  assert_int_equal(fixture->record.delivered, 1);
  assert_int_equal(fixture->subscriber.ledger.duplicated, 1);
}

static void an_older_message_does_not_turn_the_cursor_back(void **state) {
  struct fixture *fixture = *state;
  receive(fixture, 5, START_NS, 1000);
  receive(fixture, 4, START_NS, 1000);
  assert_int_equal(fixture->subscriber.cursor, 5);
  assert_int_equal(fixture->subscriber.ledger.reordered, 1);
  assert_int_equal(fixture->record.delivered, 2);
}

static void text_that_is_no_message_is_corrupted(void **state) {
  struct fixture *fixture = *state;
  subscriber_receive_text(&fixture->subscriber, "{}", 2, START_NS);
  assert_int_equal(fixture->record.counters.corrupted, 1);
  assert_int_equal(fixture->record.delivered, 0);
}

static void a_message_of_another_channel_is_corrupted(void **state) {
  struct fixture *fixture = *state;
  char text[DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX];
  size_t bytes = text_of(CHANNEL - 1, 1, START_NS, text, sizeof text);
  subscriber_receive_text(&fixture->subscriber, text, bytes, START_NS + 1);
  assert_int_equal(fixture->record.counters.corrupted, 1);
  assert_int_equal(fixture->record.delivered, 0);
}

static void a_message_before_its_due_time_is_delivered_and_in_no_percentile(void **state) {
  struct fixture *fixture = *state;
  receive(fixture, 1, START_NS, UINT64_MAX); /* 1 ns before */
  assert_int_equal(fixture->record.counters.early, 1);
  assert_int_equal(fixture->record.counters.corrupted, 0);
  assert_int_equal(fixture->record.delivered, 1);
  assert_int_equal(fixture->record.latency.count, 0);
  assert_int_equal(fixture->record.latency.out_of_range, 1);
  assert_int_equal(fixture->subscriber.cursor, 1);
  assert_int_equal(fixture->record.age.time_ns, 0);
}

static void a_message_that_two_users_saw_is_published_once(void **state) {
  struct fixture *fixture = *state;
  struct subscriber other;
  subscriber_init(&other, &fixture->record, 2, CHANNEL, 0);
  char text[DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX];
  size_t bytes = text_of(CHANNEL, 1, START_NS, text, sizeof text);
  receive(fixture, 1, START_NS, 1000);
  subscriber_receive_text(&other, text, bytes, START_NS + 1000);
  assert_int_equal(fixture->record.delivered, 2);
  assert_int_equal(record_published_seen(&fixture->record), 1);
  subscriber_release(&other);
}

static void messages_sent_before_the_connection_was_ready_are_replayed(void **state) {
  struct fixture *fixture = *state;
  struct subscriber *subscriber = &fixture->subscriber;
  subscriber_ready(subscriber, START_NS - 1);
  receive(fixture, 1, START_NS, 1000);
  assert_int_equal(subscriber->replayed, 0);
  subscriber_unready(subscriber);
  receive(fixture, 2, START_NS + 100, 5000); /* in the answer to the first poll */
  subscriber_ready(subscriber, START_NS + 6000);
  receive(fixture, 3, START_NS + 200, 6000); /* on the new stream */
  receive(fixture, 4, START_NS + 6000, 1000);
  assert_int_equal(subscriber->replayed, 2);
  assert_int_equal(subscriber->ledger.delivered, 4);
}

static void a_duplicate_and_a_message_of_another_phase_are_not_replayed(void **state) {
  struct fixture *fixture = *state;
  subscriber_ready(&fixture->subscriber, START_NS - 1);
  receive(fixture, 1, START_NS - 10, 1000); /* before the measured phase */
  receive(fixture, 2, START_NS, 1000);
  subscriber_unready(&fixture->subscriber);
  receive(fixture, 2, START_NS, 2000);
  assert_int_equal(fixture->subscriber.replayed, 0);
  assert_int_equal(fixture->subscriber.ledger.duplicated, 1);
}

static void a_user_resumes_after_its_newest_message_and_keeps_its_first_cursor(void **state) {
  struct fixture *fixture = *state;
  struct subscriber late;
  subscriber_init(&late, &fixture->record, 1, CHANNEL, 7);
  char text[DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX];
  size_t bytes = text_of(CHANNEL, 9, START_NS, text, sizeof text);
  subscriber_receive_text(&late, text, bytes, START_NS + 1);
  assert_int_equal(late.start, 7);
  assert_int_equal(late.cursor, 9);
  assert_int_equal(ledger_skipped_in(&late.ledger, 8, 2), 1); /* 8 was skipped */
  subscriber_release(&late);
}

static void the_series_has_every_first_receipt(void **state) {
  struct fixture *fixture = *state;
  struct series *series = &fixture->record.series;
  series_release(series);
  series_init(series, START_NS - NS_PER_S);
  subscriber_ready(&fixture->subscriber, START_NS);
  receive(fixture, 1, START_NS - 10, 1000); /* before the measured phase, and replayed */
  receive(fixture, 2, START_NS, 1000);
  receive(fixture, 2, START_NS, 1000);
  receive(fixture, 3, START_NS, 150 * NS_PER_MS);
  assert_int_equal(series->count, 12);
  assert_int_equal(series->slots[10].counts[SERIES_DELIVERED], 2);
  assert_int_equal(series->slots[11].counts[SERIES_DELIVERED], 1);
  assert_int_equal(series->slots[10].counts[SERIES_REPLAYED], 1);
}

static void the_timeline_adds_up_to_what_was_delivered(void **state) {
  struct fixture *fixture = *state;
  for (uint64_t i = 0; i < 25; i++)
    receive(fixture, i + 1, START_NS + i * NS_PER_S / 5, 1000);
  struct timeline *timeline = &fixture->record.timeline;
  timeline_stop(timeline, &fixture->record.counters);
  assert_int_equal(timeline->row_count, 5);
  for (size_t i = 0; i < 5; i++)
    assert_int_equal(timeline->rows[i].delivered, 5);
}

static void on_another_clock_a_message_is_delivered_without_a_latency(void **state) {
  struct fixture *fixture = *state;
  const uint64_t ahead_ns = 5 * NS_PER_S;
  char text[DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX];
  fixture->record.server_clock =
      (struct server_clock){.named = true, .same = false, .ahead_ns = (int64_t)ahead_ns};
  const uint64_t due_ns[] = {START_NS + ahead_ns - 1, START_NS + ahead_ns, END_NS + ahead_ns - 1,
                             END_NS + ahead_ns};
  subscriber_ready(&fixture->subscriber, END_NS);
  for (uint64_t i = 0; i < 4; i++) {
    size_t bytes = text_of(CHANNEL, i + 1, due_ns[i], text, sizeof text);
    subscriber_receive_text(&fixture->subscriber, text, bytes, due_ns[i] - ahead_ns);
  }
  assert_int_equal(fixture->record.delivered, 2);
  assert_int_equal(fixture->record.latency.count, 0);
  assert_int_equal(fixture->record.counters.early, 0);
  assert_int_equal(fixture->subscriber.replayed, 0);
  age_finish(&fixture->record.age, &fixture->subscriber.view);
  assert_int_equal(fixture->record.age.time_ns, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_message_of_the_measured_phase_is_delivered_with_its_latency,
                                      fixture_open, fixture_close),
      cmocka_unit_test_setup_teardown(the_phase_of_a_sample_is_that_of_its_due_time, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(a_duplicate_is_counted_and_is_no_sample, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(an_older_message_does_not_turn_the_cursor_back, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(text_that_is_no_message_is_corrupted, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(a_message_of_another_channel_is_corrupted, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(
          a_message_before_its_due_time_is_delivered_and_in_no_percentile, fixture_open,
          fixture_close),
      cmocka_unit_test_setup_teardown(a_message_that_two_users_saw_is_published_once, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(messages_sent_before_the_connection_was_ready_are_replayed,
                                      fixture_open, fixture_close),
      cmocka_unit_test_setup_teardown(a_duplicate_and_a_message_of_another_phase_are_not_replayed,
                                      fixture_open, fixture_close),
      cmocka_unit_test_setup_teardown(
          a_user_resumes_after_its_newest_message_and_keeps_its_first_cursor, fixture_open,
          fixture_close),
      cmocka_unit_test_setup_teardown(the_series_has_every_first_receipt, fixture_open,
                                      fixture_close),
      cmocka_unit_test_setup_teardown(on_another_clock_a_message_is_delivered_without_a_latency,
                                      fixture_open, fixture_close),
      cmocka_unit_test_setup_teardown(the_timeline_adds_up_to_what_was_delivered, fixture_open,
                                      fixture_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
