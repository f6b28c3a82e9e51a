/* The queue of a session's answers. */
#include "tests/servers/fixture.h"

#include "servers/transports/reply_queue.h"

/* A chunk that carries its number. */
static struct chunk *numbered(size_t number) {
  struct chunk *chunk = chunk_new(1);
  assert_non_null(chunk);
  chunk->messages = number;
  return chunk;
}

static void expect_next(struct reply_queue *outbox, size_t number) {
  struct chunk *chunk = reply_queue_take(outbox);
  assert_non_null(chunk);
  assert_int_equal(chunk->messages, number);
  chunk_drop(chunk);
}

static void what_goes_in_first_comes_out_first_round_the_ring_and_through_its_growth(void **state) {
  (void)state;
  struct reply_queue outbox = {.count = 0};
  size_t in = 0;
  size_t out = 0;
  for (size_t round = 0; round < 50; round++) {
    for (size_t i = 0; i < 7; i++)
      assert_true(reply_queue_put(&outbox, numbered(in++)));
    for (size_t i = 0; i < 5; i++)
      expect_next(&outbox, out++);
  }
  while (out < in)
    expect_next(&outbox, out++);
  assert_null(reply_queue_take(&outbox));
  reply_queue_release(&outbox);
}

static void a_full_outbox_takes_no_more(void **state) {
  (void)state;
  struct reply_queue outbox = {.count = 0};
  for (size_t i = 0; i < REPLY_QUEUE_CHUNKS_MAX; i++)
    assert_true(reply_queue_put(&outbox, numbered(i)));
  assert_false(reply_queue_put(&outbox, numbered(0)));
  assert_int_equal(outbox.count, REPLY_QUEUE_CHUNKS_MAX);
  reply_queue_release(&outbox);
  assert_null(reply_queue_take(&outbox));
}

static void no_chunk_is_refused(void **state) {
  (void)state;
  struct reply_queue outbox = {.count = 0};
  assert_false(reply_queue_put(&outbox, NULL));
  assert_int_equal(outbox.count, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_goes_in_first_comes_out_first_round_the_ring_and_through_its_growth),
      cmocka_unit_test(a_full_outbox_takes_no_more),
      cmocka_unit_test(no_chunk_is_refused),
  };
  return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
