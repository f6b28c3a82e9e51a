/* The feed: numbers, cursors, encoding once, waiting. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "common/base/clock.h"
#include "common/wire/message.h"
#include "servers/channels/feed.h"

enum { HISTORY = 4 };

static int feed_setup(void **state) {
  static struct feed feed;
  assert_int_equal(feed_init(&feed, 7, HISTORY, &kept_style), STATUS_OK);
  *state = &feed;
  return 0;
}

static int feed_teardown(void **state) {
  feed_release(*state);
  return 0;
}

static void messages_are_numbered_from_one_without_gaps(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  publish_many(feed, 3);
  for (uint64_t expected = 1; expected <= 3; expected++) {
    struct chunk *chunk = feed_next(feed, FORM_TEXT, &cursor);
    struct message message;
    assert_true(message_decode((const char *)chunk->bytes, chunk->bytes_count, &message));
    assert_int_equal(message.seq, expected);
    assert_int_equal(message.due_ns, expected * 1000000);
    assert_true(message_data_check(PAYLOAD_PATTERN, &message, 7));
    assert_int_equal(cursor, expected);
    chunk_drop(chunk);
  }
  assert_null(feed_next(feed, FORM_TEXT, &cursor));
}

static void a_reader_that_fell_behind_continues_with_the_oldest_kept(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 1;
  publish_many(feed, 10);
  struct chunk *chunk = feed_next(feed, FORM_TEXT, &cursor);
  assert_int_equal(cursor, UINT64_C(10) - HISTORY + 1);
  chunk_drop(chunk);
}

static void a_cursor_beyond_the_newest_message_gets_nothing(void **state) {
  struct feed *feed = *state;
  static const uint64_t cursors[] = {11, UINT64_MAX - 1, UINT64_MAX};
  publish_many(feed, 10);
  for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
    uint64_t cursor = cursors[i];
    assert_null(feed_next(feed, FORM_TEXT, &cursor));
    struct chunk *answer = feed_answer(feed, &cursor, UINT64_MAX, ANSWER_PLAIN);
    assert_int_equal(answer->messages, 0);
    assert_true(cursor >= cursors[i] - 1);
    chunk_drop(answer);
    assert_int_equal(feed_waiting_bytes(feed, cursor), 0);
    assert_int_equal(feed_pass_over(feed, &cursor, 0), 0);
  }
}

static void a_message_is_encoded_once_for_all_readers(void **state) {
  struct feed *feed = *state;
  uint64_t first = 0;
  uint64_t second = 0;
  publish_many(feed, 1);
  struct chunk *one = feed_next(feed, FORM_SSE, &first);
  struct chunk *two = feed_next(feed, FORM_SSE, &second);
  assert_ptr_equal(one, two);
  chunk_drop(one);
  chunk_drop(two);
}

static void a_frame_is_header_and_text(void **state) {
  struct feed *feed = *state;
  uint64_t text_cursor = 0;
  uint64_t frame_cursor = 0;
  publish_many(feed, 1);
  struct chunk *text = feed_next(feed, FORM_TEXT, &text_cursor);
  struct chunk *frame = feed_next(feed, FORM_WEBSOCKET, &frame_cursor);
  assert_int_equal(frame->bytes[0], 0x81);
  assert_int_equal(frame->bytes_count, frame->frame_header_bytes + text->bytes_count);
  assert_memory_equal(frame->bytes + frame->frame_header_bytes, text->bytes, text->bytes_count);
  chunk_drop(text);
  chunk_drop(frame);
}

static void a_chunk_outlives_its_slot_in_the_history(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  publish_many(feed, 1);
  struct chunk *chunk = feed_next(feed, FORM_TEXT, &cursor);
  publish_many(feed, UINT64_C(2) * HISTORY);
  assert_true(chunk_contains(chunk, "\"seq\":1,"));
  chunk_drop(chunk);
}

static void messages_due_within_a_range_are_counted_in_any_order(void **state) {
  struct feed *feed = *state;
  uint64_t seq = 0;
  publish_many(feed, 10);
  assert_int_equal(feed_due(feed, 3000000, 6000000).count, 3);
  assert_int_equal(feed_publish(feed, ORIGIN_REQUEST, 4000000, 20000000, NULL, 8, &seq), STATUS_OK);
  assert_int_equal(feed_due(feed, 3000000, 6000000).count, 4);
  assert_int_equal(feed_due(feed, 3000000, 6000000).first, 3);
  assert_int_equal(feed_due(feed, 3000000, 6000000).last, 11);
  assert_int_equal(feed_due(feed, 0, UINT64_MAX).count, 11);
  assert_int_equal(feed_due(feed, 20000000, 30000000).count, 0);
  assert_int_equal(feed_due(feed, 20000000, 30000000).last, 0);
  assert_int_equal(feed_due(feed, 6000000, 3000000).count, 0);
}

static void waiting_ends_at_its_instant_and_when_it_is_cancelled_or_the_feed_closed(void **state) {
  struct feed *feed = *state;
  atomic_bool cancelled = false;
  assert_true(feed_wait(feed, 0, clock_now_ns() + 1000, &cancelled));
  publish_many(feed, 1);
  assert_true(feed_wait(feed, 0, UINT64_MAX, &cancelled));
  atomic_store(&cancelled, true);
  assert_false(feed_wait(feed, 1, UINT64_MAX, &cancelled));
  atomic_store(&cancelled, false);
  feed_close(feed);
  assert_false(feed_wait(feed, 1, UINT64_MAX, &cancelled));
}

struct waiting {
  struct feed *feed;
  atomic_bool cancelled;
  bool open;
};

static void *wait_for_ever(void *argument) {
  struct waiting *waiting = argument;
  waiting->open = feed_wait(waiting->feed, 0, UINT64_MAX, &waiting->cancelled);
  return NULL;
}

static void a_cancelled_thread_is_woken_from_its_wait(void **state) {
  struct waiting waiting = {.feed = *state, .open = true};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, wait_for_ever, &waiting), 0);
  atomic_store(&waiting.cancelled, true);
  feed_wake(waiting.feed);
  pthread_join(thread, NULL);
  assert_false(waiting.open);
}

static void keep_nothing(void *feed) {
  assert_int_equal(feed_init(feed, 0, 0, &kept_style), STATUS_OK);
}

static void a_feed_without_room_breaks_a_contract(void **state) {
  struct feed unmade;
  (void)state;
  assert_contract_broken(keep_nothing, &unmade, "capacity > 0");
}

#define FEED_TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      FEED_TEST(messages_are_numbered_from_one_without_gaps),
      FEED_TEST(a_reader_that_fell_behind_continues_with_the_oldest_kept),
      FEED_TEST(a_cursor_beyond_the_newest_message_gets_nothing),
      FEED_TEST(a_message_is_encoded_once_for_all_readers),
      FEED_TEST(a_frame_is_header_and_text),
      FEED_TEST(a_chunk_outlives_its_slot_in_the_history),
      FEED_TEST(messages_due_within_a_range_are_counted_in_any_order),
      FEED_TEST(waiting_ends_at_its_instant_and_when_it_is_cancelled_or_the_feed_closed),
      cmocka_unit_test(a_feed_without_room_breaks_a_contract),
      FEED_TEST(a_cancelled_thread_is_woken_from_its_wait),
  };
  return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
