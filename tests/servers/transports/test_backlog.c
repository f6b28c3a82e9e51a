/* Backlogs of readers, and the policies for those that are too large. */
#include "tests/servers/fixture.h"

#include "servers/transports/backlog.h"

enum { HISTORY = 16 };

static int feed_setup(void **state) {
  static struct feed feed;
  assert_int_equal(feed_init(&feed, 0, HISTORY, &kept_style), STATUS_OK);
  *state = &feed;
  return 0;
}

static int feed_teardown(void **state) {
  feed_release(*state);
  return 0;
}

/* Bytes of the text of message n, which is kept. */
static uint64_t text_bytes(struct feed *feed, uint64_t n) {
  uint64_t cursor = n - 1;
  struct chunk *text = feed_next(feed, FORM_TEXT, &cursor);
  assert_int_equal(cursor, n);
  uint64_t bytes = text->bytes_count;
  chunk_drop(text);
  return bytes;
}

static uint64_t texts_bytes(struct feed *feed, uint64_t first, uint64_t last) {
  uint64_t sum = 0;
  for (uint64_t n = first; n <= last; n++)
    sum += text_bytes(feed, n);
  return sum;
}

static void the_texts_after_the_cursor_wait(void **state) {
  struct feed *feed = *state;
  assert_int_equal(feed_waiting_bytes(feed, 0), 0);
  publish_many(feed, 10);
  for (uint64_t cursor = 0; cursor <= 10; cursor++)
    assert_int_equal(feed_waiting_bytes(feed, cursor), texts_bytes(feed, cursor + 1, 10));
  assert_int_equal(feed_waiting_bytes(feed, 100), 0);
}

static void messages_that_the_history_has_lost_do_not_wait(void **state) {
  struct feed *feed = *state;
  publish_many(feed, 100);
  uint64_t kept = texts_bytes(feed, 100 - HISTORY + 1, 100);
  assert_int_equal(feed_waiting_bytes(feed, 0), kept);
  assert_int_equal(feed_waiting_bytes(feed, 100 - HISTORY), kept);
  assert_int_equal(feed_waiting_bytes(feed, 99), text_bytes(feed, 100));
}

/* Compares the binary search with a sum over all messages. */
static void passing_over_leaves_as_much_as_there_is_room_for(void **state) {
  struct feed *feed = *state;
  publish_many(feed, 30);
  for (uint64_t from = 0; from <= 30; from++) {
    uint64_t oldest = from > 30 - HISTORY ? from : 30 - HISTORY;
    for (uint64_t room = 0; room < 1500; room += 7) {
      uint64_t expected = oldest;
      uint64_t cursor = from;
      while (texts_bytes(feed, expected + 1, 30) > room)
        expected++;
      uint64_t passed = feed_pass_over(feed, &cursor, room);
      if (expected == oldest) { /* it fits, and a cursor before the history is not moved */
        assert_int_equal(passed, 0);
        assert_int_equal(cursor, from);
      } else {
        assert_int_equal(cursor, expected);
        assert_int_equal(passed, expected - from);
      }
    }
  }
}

static void an_answer_is_cut_to_its_size_and_its_reader_goes_on_behind_it(void **state) {
  struct feed *feed = *state;
  publish_many(feed, 10);
  uint64_t two = texts_bytes(feed, 1, 2);
  uint64_t cursor = 0;
  for (uint64_t expected = 2; expected <= 4; expected += 2) {
    struct chunk *answer = feed_answer(feed, &cursor, two + 1, ANSWER_PLAIN);
    assert_int_equal(answer->messages, 2);
    assert_int_equal(cursor, expected);
    chunk_drop(answer);
  }
  struct chunk *least =
      feed_answer(feed, &cursor, 1, ANSWER_PLAIN); /* too little for any message */
  assert_int_equal(least->messages, 1);
  chunk_drop(least);
  struct chunk *rest = feed_answer(feed, &cursor, UINT64_MAX, ANSWER_PLAIN);
  assert_int_equal(rest->messages, 5);
  assert_int_equal(cursor, 10);
  chunk_drop(rest);
}

static void a_reader_within_the_limit_is_left_alone(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  uint64_t passed_over = 9;
  publish_many(feed, 5);
  const struct backlog_settings exact = {.bytes = 50 + feed_waiting_bytes(feed, 0)};
  const struct backlog_settings none = {.bytes = 0};
  assert_int_equal(backlog_judge(&exact, feed, 50, &cursor, &passed_over), BACKLOG_FITS);
  assert_int_equal(backlog_judge(&none, feed, UINT64_MAX, &cursor, &passed_over), BACKLOG_FITS);
  assert_int_equal(passed_over, 0);
  assert_int_equal(cursor, 0);
}

static void the_oldest_are_dropped_or_the_connection_by_the_policy(void **state) {
  struct feed *feed = *state;
  uint64_t cursor = 0;
  uint64_t passed_over = 0;
  publish_many(feed, 5);
  struct backlog_settings settings = {.bytes = 50 + text_bytes(feed, 5),
                                      .policy = BACKLOG_DROP_CONNECTION};
  assert_int_equal(backlog_judge(&settings, feed, 50, &cursor, &passed_over), BACKLOG_TOO_LARGE);
  assert_int_equal(cursor, 0);
  settings.policy = BACKLOG_DROP_OLDEST;
  assert_int_equal(backlog_judge(&settings, feed, 50, &cursor, &passed_over), BACKLOG_PASSED_OVER);
  assert_int_equal(cursor, 4);
  assert_int_equal(passed_over, 4);
  /* the unsent bytes alone are too many: all waiting messages are dropped */
  assert_int_equal(backlog_judge(&settings, feed, 1000, &cursor, &passed_over),
                   BACKLOG_PASSED_OVER);
  assert_int_equal(cursor, 5);
  assert_int_equal(passed_over, 1);
}

#define BACKLOG_TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      BACKLOG_TEST(the_texts_after_the_cursor_wait),
      BACKLOG_TEST(messages_that_the_history_has_lost_do_not_wait),
      BACKLOG_TEST(passing_over_leaves_as_much_as_there_is_room_for),
      BACKLOG_TEST(an_answer_is_cut_to_its_size_and_its_reader_goes_on_behind_it),
      BACKLOG_TEST(a_reader_within_the_limit_is_left_alone),
      BACKLOG_TEST(the_oldest_are_dropped_or_the_connection_by_the_policy),
  };
  return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
