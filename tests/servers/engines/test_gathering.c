/* Chunks that leave together: their bytes and messages, and their references. */
#include "tests/servers/fixture.h"

#include "servers/engines/gathering.h"

static struct chunk *chunk_of(const char *text, size_t messages) {
  struct chunk *chunk = chunk_new(strlen(text));
  assert_non_null(chunk);
  memcpy(chunk->bytes, text, strlen(text));
  chunk->messages = messages;
  chunk->frame_header_bytes = 1;
  return chunk;
}

static void one_chunk_is_handed_on_as_it_is(void **state) {
  (void)state;
  struct gathering gathering = {.count = 0};
  struct chunk *chunk = chunk_of("one", 1);
  gathering_add(&gathering, chunk);
  assert_ptr_equal(gathering_take(&gathering), chunk);
  assert_int_equal(gathering.count, 0);
  assert_int_equal(chunk->frame_header_bytes, 1);
  chunk_drop(chunk);
}

static void several_are_joined_in_their_order(void **state) {
  (void)state;
  struct gathering gathering = {.count = 0};
  struct chunk *shared = chunk_of("two", 2);
  gathering_add(&gathering, chunk_of("one", 1));
  gathering_add(&gathering, chunk_hold(shared));
  gathering_add(&gathering, chunk_of("!", 0));
  struct chunk *joined = gathering_take(&gathering);
  assert_non_null(joined);
  assert_int_equal(joined->bytes_count, 7);
  assert_memory_equal(joined->bytes, "onetwo!", 7);
  assert_int_equal(joined->messages, 3);
  assert_int_equal(joined->frame_header_bytes, 0);
  assert_int_equal(shared->references, 1);
  assert_int_equal(gathering.bytes, 0);
  chunk_drop(joined);
  chunk_drop(shared);
}

static void it_is_full_by_count_or_by_bytes(void **state) {
  (void)state;
  struct gathering gathering = {.count = 0};
  for (int i = 0; i < GATHERING_CHUNKS_MAX; i++) {
    assert_false(gathering_is_full(&gathering));
    gathering_add(&gathering, chunk_of("x", 1));
  }
  assert_true(gathering_is_full(&gathering));
  gathering_clear(&gathering);
  assert_false(gathering_is_full(&gathering));
  struct chunk *large = chunk_new(GATHERING_BYTES);
  assert_non_null(large);
  gathering_add(&gathering, large);
  assert_true(gathering_is_full(&gathering));
  gathering_clear(&gathering);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_chunk_is_handed_on_as_it_is),
      cmocka_unit_test(several_are_joined_in_their_order),
      cmocka_unit_test(it_is_full_by_count_or_by_bytes),
  };
  return cmocka_run_group_tests_name("gathering", tests, NULL, NULL);
}
