/* The feed: encoding once, history, cursors, answers, waiting. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "common/base/clock.h"
#include "common/wire/message.h"
#include "common/wire/poll_answer.h"
#include "servers/channels/feed.h"
#include "servers/wire/gzip.h"

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
    struct chunk *chunk = feed_next(feed, FEED_TEXT, &cursor);
    struct message message;
    assert_true(message_decode((const char *)chunk->bytes, chunk->bytes_count, &message));
    assert_int_equal(message.seq, expected);
    assert_int_equal(message.due_ns, expected * 1000000);
    assert_true(message_data_check(PAYLOAD_PATTERN, &message, 7));
    assert_int_equal(cursor, expected);
    chunk_drop(chunk);
  }
  assert_null(feed_next(feed, FEED_TEXT, &cursor));
}

static void a_reader_that_fell_behind_is_moved_to_the_oldest_kept(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 1;
  publish_many(feed, 10);
  struct chunk *chunk = feed_next(feed, FEED_TEXT, &cursor);
  assert_int_equal(cursor, UINT64_C(10) - HISTORY + 1);
  chunk_drop(chunk);
}

static void who_has_seen_more_than_there_is_gets_nothing(void **state) {
  struct feed *feed = *state;
  static const uint64_t cursors[] = {11, UINT64_MAX - 1, UINT64_MAX};
  publish_many(feed, 10);
  for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
    uint64_t cursor = cursors[i];
    assert_null(feed_next(feed, FEED_TEXT, &cursor));
    struct chunk *answer = feed_answer(feed, &cursor, UINT64_MAX, false);
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
  struct chunk *one = feed_next(feed, FEED_SSE, &first);
  struct chunk *two = feed_next(feed, FEED_SSE, &second);
  assert_ptr_equal(one, two);
  chunk_drop(one);
  chunk_drop(two);
}

static void a_frame_is_header_and_text(void **state) {
  struct feed *feed = *state;
  uint64_t text_cursor = 0;
  uint64_t frame_cursor = 0;
  publish_many(feed, 1);
  struct chunk *text = feed_next(feed, FEED_TEXT, &text_cursor);
  struct chunk *frame = feed_next(feed, FEED_WEBSOCKET, &frame_cursor);
  assert_int_equal(frame->bytes[0], 0x81);
  assert_int_equal(frame->bytes_count, frame->frame_header_bytes + text->bytes_count);
  assert_memory_equal(frame->bytes + frame->frame_header_bytes, text->bytes, text->bytes_count);
  chunk_drop(text);
  chunk_drop(frame);
}

static void a_chunk_outlives_its_place_in_the_history(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  publish_many(feed, 1);
  struct chunk *chunk = feed_next(feed, FEED_TEXT, &cursor);
  publish_many(feed, UINT64_C(2) * HISTORY);
  assert_true(chunk_contains(chunk, "\"seq\":1,"));
  chunk_drop(chunk);
}

/* The body of an answer, read back. */
static uint64_t answer_count(const struct chunk *answer, uint64_t *next) {
  const char *body = memmem(answer->bytes, answer->bytes_count, "\r\n\r\n", 4);
  assert_non_null(body);
  body += 4;
  struct poll_answer_reader reader;
  size_t bytes = answer->bytes_count - (size_t)(body - (const char *)answer->bytes);
  assert_true(poll_answer_open(&reader, body, bytes));
  struct message message;
  size_t text_bytes = 0;
  uint64_t count = 0;
  while (poll_answer_next(&reader, &message, &text_bytes))
    count++;
  assert_false(reader.failed);
  *next = reader.next;
  return count;
}

static void an_answer_carries_what_waits_and_the_next_cursor(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 1;
  uint64_t next = 0;
  publish_many(feed, 3);
  struct chunk *answer = feed_answer(feed, &cursor, UINT64_MAX, false);
  assert_int_equal(answer_count(answer, &next), 2);
  assert_int_equal(answer->messages, 2);
  assert_int_equal(next, 3);
  assert_int_equal(cursor, 3);
  chunk_drop(answer);
}

static void an_answer_without_news_is_empty_and_keeps_the_cursor(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 3;
  uint64_t next = 0;
  publish_many(feed, 3);
  struct chunk *answer = feed_answer(feed, &cursor, UINT64_MAX, false);
  assert_int_equal(answer_count(answer, &next), 0);
  assert_int_equal(next, 3);
  chunk_drop(answer);
}

static void without_batching_an_answer_carries_one_message(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  uint64_t next = 0;
  publish_many(feed, 3);
  for (uint64_t expected = 1; expected <= 3; expected++) {
    struct chunk *answer = feed_answer(feed, &cursor, 0, false);
    assert_int_equal(answer_count(answer, &next), 1);
    assert_int_equal(cursor, expected);
    chunk_drop(answer);
  }
}

static void pollers_with_one_cursor_share_an_answer_until_the_feed_moves(void **state) {
  struct feed *feed = *state;
  uint64_t first = 0;
  uint64_t second = 0;
  uint64_t third = 0;
  publish_many(feed, 2);
  struct chunk *one = feed_answer(feed, &first, UINT64_MAX, false);
  struct chunk *two = feed_answer(feed, &second, UINT64_MAX, false);
  publish_many(feed, 1);
  struct chunk *three = feed_answer(feed, &third, UINT64_MAX, false);
  assert_ptr_equal(one, two);
  assert_ptr_not_equal(one, three);
  assert_int_equal(first, 2);
  assert_int_equal(second, 2);
  assert_int_equal(third, 3);
  chunk_drop(one);
  chunk_drop(two);
  chunk_drop(three);
}

static void compressed_answers_are_made_once_beside_the_plain_ones(void **state) {
  struct feed *feed = *state;
  struct gzip *gzip = NULL;
  struct error error;
  uint64_t cursors[4] = {0};
  assert_int_equal(gzip_create(&gzip, &error), STATUS_OK);
  feed->gzip = gzip;
  publish_many(feed, 3);
  struct chunk *one = feed_answer(feed, &cursors[0], UINT64_MAX, true);
  struct chunk *plain = feed_answer(feed, &cursors[1], UINT64_MAX, false);
  struct chunk *two = feed_answer(feed, &cursors[2], UINT64_MAX, true);
  struct chunk *other = feed_answer(feed, &cursors[3], UINT64_MAX, false);
  assert_ptr_equal(one, two);
  assert_ptr_equal(plain, other);
  assert_ptr_not_equal(one, plain);
  assert_int_equal(one->messages, 3);
  assert_true(one->bytes_count < plain->bytes_count);
  assert_non_null(memmem(one->bytes, one->bytes_count, "Content-Encoding: gzip\r\n", 24));
  assert_null(memmem(plain->bytes, plain->bytes_count, "Content-Encoding", 16));
  for (int i = 0; i < 4; i++)
    assert_int_equal(cursors[i], 3);
  struct chunk *const chunks[] = {one, two, plain, other};
  for (int i = 0; i < 4; i++)
    chunk_drop(chunks[i]);
  gzip_destroy(gzip);
}

static void an_answer_that_compression_would_lengthen_is_plain(void **state) {
  struct feed *feed = *state;
  struct gzip *gzip = NULL;
  struct error error;
  uint64_t cursor = 0;
  assert_int_equal(gzip_create(&gzip, &error), STATUS_OK);
  feed->gzip = gzip;
  struct chunk *empty = feed_answer(feed, &cursor, UINT64_MAX, true);
  assert_null(memmem(empty->bytes, empty->bytes_count, "Content-Encoding", 16));
  chunk_drop(empty);
  gzip_destroy(gzip);
}

static void the_content_length_is_the_length_of_the_body(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  publish_many(feed, 3);
  struct chunk *answer = feed_answer(feed, &cursor, UINT64_MAX, false);
  char text[4096] = {0};
  assert_true(answer->bytes_count < sizeof text);
  memcpy(text, answer->bytes, answer->bytes_count);
  const char *length = strstr(text, "Content-Length: ");
  const char *body = strstr(text, "\r\n\r\n");
  assert_non_null(length);
  assert_non_null(body);
  assert_int_equal(strtoul(length + strlen("Content-Length: "), NULL, 10), strlen(body + 4));
  chunk_drop(answer);
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

static void who_waits_is_woken_to_see_that_it_is_cancelled(void **state) {
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

static void read_next(void *feed) {
  uint64_t cursor = 5;
  feed_next(feed, FEED_TEXT, &cursor);
}

static void answer_all(void *feed) {
  uint64_t cursor = 0;
  feed_answer(feed, &cursor, UINT64_MAX, false);
}

static void a_ring_in_which_another_message_lies_breaks_a_contract(void **state) {
  struct feed *feed = *state;
  publish_many(feed, 5);
  feed->newest++; /* without the message */
  assert_contract_broken(read_next, feed, "slot->seq == n");
  assert_contract_broken(answer_all, feed, "slot->seq == n");
  feed->newest--;
}

static void a_feed_without_room_breaks_a_contract(void **state) {
  struct feed unmade;
  (void)state;
  assert_contract_broken(keep_nothing, &unmade, "history > 0");
}

#define FEED_TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      FEED_TEST(messages_are_numbered_from_one_without_gaps),
      FEED_TEST(a_reader_that_fell_behind_is_moved_to_the_oldest_kept),
      FEED_TEST(who_has_seen_more_than_there_is_gets_nothing),
      FEED_TEST(a_message_is_encoded_once_for_all_readers),
      FEED_TEST(a_frame_is_header_and_text),
      FEED_TEST(a_chunk_outlives_its_place_in_the_history),
      FEED_TEST(an_answer_carries_what_waits_and_the_next_cursor),
      FEED_TEST(an_answer_without_news_is_empty_and_keeps_the_cursor),
      FEED_TEST(without_batching_an_answer_carries_one_message),
      FEED_TEST(pollers_with_one_cursor_share_an_answer_until_the_feed_moves),
      FEED_TEST(compressed_answers_are_made_once_beside_the_plain_ones),
      FEED_TEST(an_answer_that_compression_would_lengthen_is_plain),
      FEED_TEST(the_content_length_is_the_length_of_the_body),
      FEED_TEST(messages_due_within_a_range_are_counted_in_any_order),
      FEED_TEST(waiting_ends_at_its_instant_and_when_it_is_cancelled_or_the_feed_closed),
      cmocka_unit_test(a_feed_without_room_breaks_a_contract),
      FEED_TEST(a_ring_in_which_another_message_lies_breaks_a_contract),
      FEED_TEST(who_waits_is_woken_to_see_that_it_is_cancelled),
  };
  return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
