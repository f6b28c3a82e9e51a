/* Answers to polls: their messages, sharing, compression. */
#include "tests/servers/channels/fixture_history.h"

#include "common/wire/poll_answer.h"
#include "servers/channels/answers.h"

enum { CAPACITY = 4 };

struct world {
  struct history history;
  struct answers answers;
};

static int setup(void **state) {
  static struct world world;
  world = (struct world){.answers = {.style = kept_style}};
  *state = &world;
  return history_init(&world.history, CAPACITY) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  struct world *world = *state;
  answers_release(&world->answers);
  history_release(&world->history);
  return 0;
}

static void append_many(struct world *world, uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    append_bytes(&world->history, 8);
}

/* Decodes an answer's body, and counts its messages. */
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
  struct world *world = *state;
  uint64_t cursor = 1;
  uint64_t next = 0;
  append_many(world, 3);
  struct chunk *answer =
      answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_PLAIN);
  assert_int_equal(answer_count(answer, &next), 2);
  assert_int_equal(answer->messages, 2);
  assert_int_equal(next, 3);
  assert_int_equal(cursor, 3);
  chunk_drop(answer);
}

static bool begins(const struct chunk *answer, const char *text) {
  return answer->bytes_count >= strlen(text) && memcmp(answer->bytes, text, strlen(text)) == 0;
}

static void a_cursor_that_is_an_entity_tag_is_not_modified_without_news(void **state) {
  struct world *world = *state;
  uint64_t cursor = 1;
  append_many(world, 3);
  struct chunk *answer =
      answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_ETAG);
  assert_true(begins(answer, "HTTP/1.1 200 OK\r\n"));
  assert_non_null(memmem(answer->bytes, answer->bytes_count, "\r\nETag: \"3\"\r\n", 13));
  assert_int_equal(answer->messages, 2);
  chunk_drop(answer);
  assert_int_equal(cursor, 3);
  answer = answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_ETAG_GZIP);
  assert_true(begins(answer, "HTTP/1.1 304 Not Modified\r\nETag: \"3\"\r\n"));
  assert_int_equal(memcmp(answer->bytes + answer->bytes_count - 4, "\r\n\r\n", 4), 0);
  assert_null(memmem(answer->bytes, answer->bytes_count, "Content-", 8));
  chunk_drop(answer);
  answer = answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_PLAIN);
  assert_true(begins(answer, "HTTP/1.1 200 OK\r\n"));
  chunk_drop(answer);
}

static void an_answer_without_news_is_empty_and_keeps_the_cursor(void **state) {
  struct world *world = *state;
  uint64_t cursor = 3;
  uint64_t next = 0;
  append_many(world, 3);
  struct chunk *answer =
      answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_PLAIN);
  assert_int_equal(answer_count(answer, &next), 0);
  assert_int_equal(next, 3);
  chunk_drop(answer);
}

static void without_batching_an_answer_carries_one_message(void **state) {
  struct world *world = *state;
  uint64_t cursor = 0;
  uint64_t next = 0;
  append_many(world, 3);
  for (uint64_t expected = 1; expected <= 3; expected++) {
    struct chunk *answer = answers_get(&world->answers, &world->history, &cursor, 0, ANSWER_PLAIN);
    assert_int_equal(answer_count(answer, &next), 1);
    assert_int_equal(cursor, expected);
    chunk_drop(answer);
  }
}

static void pollers_with_one_cursor_share_an_answer_until_the_next_message(void **state) {
  struct world *world = *state;
  uint64_t first = 0;
  uint64_t second = 0;
  uint64_t third = 0;
  append_many(world, 2);
  struct chunk *one =
      answers_get(&world->answers, &world->history, &first, UINT64_MAX, ANSWER_PLAIN);
  struct chunk *two =
      answers_get(&world->answers, &world->history, &second, UINT64_MAX, ANSWER_PLAIN);
  append_many(world, 1);
  struct chunk *three =
      answers_get(&world->answers, &world->history, &third, UINT64_MAX, ANSWER_PLAIN);
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
  struct world *world = *state;
  struct gzip *gzip = NULL;
  struct error error;
  uint64_t cursors[4] = {0};
  assert_int_equal(gzip_create(&gzip, &error), STATUS_OK);
  world->answers.gzip = gzip;
  append_many(world, 3);
  struct chunk *one =
      answers_get(&world->answers, &world->history, &cursors[0], UINT64_MAX, ANSWER_GZIP);
  struct chunk *plain =
      answers_get(&world->answers, &world->history, &cursors[1], UINT64_MAX, ANSWER_PLAIN);
  struct chunk *two =
      answers_get(&world->answers, &world->history, &cursors[2], UINT64_MAX, ANSWER_GZIP);
  struct chunk *other =
      answers_get(&world->answers, &world->history, &cursors[3], UINT64_MAX, ANSWER_PLAIN);
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
  struct world *world = *state;
  struct gzip *gzip = NULL;
  struct error error;
  uint64_t cursor = 0;
  assert_int_equal(gzip_create(&gzip, &error), STATUS_OK);
  world->answers.gzip = gzip;
  struct chunk *empty =
      answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_GZIP);
  assert_null(memmem(empty->bytes, empty->bytes_count, "Content-Encoding", 16));
  chunk_drop(empty);
  gzip_destroy(gzip);
}

static void the_content_length_is_the_length_of_the_body(void **state) {
  struct world *world = *state;
  uint64_t cursor = 0;
  append_many(world, 3);
  struct chunk *answer =
      answers_get(&world->answers, &world->history, &cursor, UINT64_MAX, ANSWER_PLAIN);
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

#define ANSWERS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      ANSWERS_TEST(an_answer_carries_what_waits_and_the_next_cursor),
      ANSWERS_TEST(an_answer_without_news_is_empty_and_keeps_the_cursor),
      ANSWERS_TEST(a_cursor_that_is_an_entity_tag_is_not_modified_without_news),
      ANSWERS_TEST(without_batching_an_answer_carries_one_message),
      ANSWERS_TEST(pollers_with_one_cursor_share_an_answer_until_the_next_message),
      ANSWERS_TEST(compressed_answers_are_made_once_beside_the_plain_ones),
      ANSWERS_TEST(an_answer_that_compression_would_lengthen_is_plain),
      ANSWERS_TEST(the_content_length_is_the_length_of_the_body),
  };
  return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
