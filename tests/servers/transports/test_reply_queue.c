/* The queue of a session's replies. */
#include "tests/servers/fixture.h"

#include "servers/transports/reply_queue.h"

/* A chunk that has its number in it. */
static struct chunk *numbered(size_t number) {
  struct chunk *chunk = chunk_new(1);
  assert_non_null(chunk);
  chunk->messages = number;
  return chunk;
}

static void expect_next(struct reply_queue *queue, size_t number) {
  struct chunk *chunk = reply_queue_take(queue);
  assert_non_null(chunk);
  assert_int_equal(chunk->messages, number);
  chunk_drop(chunk);
}

static void chunks_come_out_in_their_order_while_the_ring_wraps_and_grows(void **state) {
  (void)state;
  struct reply_queue queue = {.count = 0};
  size_t in = 0;
  size_t out = 0;
  for (size_t round = 0; round < 50; round++) {
    for (size_t i = 0; i < 7; i++)
      assert_true(reply_queue_put(&queue, numbered(in++)));
    for (size_t i = 0; i < 5; i++)
      expect_next(&queue, out++);
  }
  while (out < in)
    expect_next(&queue, out++);
  assert_null(reply_queue_take(&queue));
  reply_queue_release(&queue);
}

static void a_full_reply_queue_takes_no_more(void **state) {
  (void)state;
  struct reply_queue queue = {.count = 0};
  for (size_t i = 0; i < REPLY_QUEUE_CHUNKS_MAX; i++)
    assert_true(reply_queue_put(&queue, numbered(i)));
  assert_false(reply_queue_put(&queue, numbered(0)));
  assert_int_equal(queue.count, REPLY_QUEUE_CHUNKS_MAX);
  reply_queue_release(&queue);
  assert_null(reply_queue_take(&queue));
}

static void a_missing_chunk_is_refused(void **state) {
  (void)state;
  struct reply_queue queue = {.count = 0};
  assert_false(reply_queue_put(&queue, NULL));
  assert_int_equal(queue.count, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(chunks_come_out_in_their_order_while_the_ring_wraps_and_grows),
      cmocka_unit_test(a_full_reply_queue_takes_no_more),
      cmocka_unit_test(a_missing_chunk_is_refused),
  };
  return cmocka_run_group_tests_name("reply_queue", tests, NULL, NULL);
}
