/* Texts that arrive in pieces. */
#include "tests/servers/fixture.h"

#include "servers/wire/fragments.h"
#include "servers/wire/request.h"

static void pieces_are_joined_in_their_order(void **state) {
  (void)state;
  struct fragments fragments = {.bytes = NULL};
  char expected[1000];
  for (size_t i = 0; i < sizeof expected; i++)
    expected[i] = (char)('a' + i % 26);
  for (size_t at = 0, size = 1; at < sizeof expected; at += size, size = size % 13 + 1) {
    size_t left = sizeof expected - at;
    assert_true(fragments_add(&fragments, expected + at, size < left ? size : left));
  }
  assert_true(fragments_add(&fragments, NULL, 0));
  assert_int_equal(fragments.count, sizeof expected);
  assert_memory_equal(fragments.bytes, expected, sizeof expected);
  fragments_clear(&fragments);
  assert_null(fragments.bytes);
  assert_int_equal(fragments.count, 0);
}

static void fragments_beyond_the_limit_are_not_added(void **state) {
  (void)state;
  struct fragments fragments = {.bytes = NULL};
  char *piece = calloc(1, REQUEST_BODY_BYTES_MAX);
  assert_non_null(piece);
  assert_true(fragments_add(&fragments, piece, REQUEST_BODY_BYTES_MAX - 1));
  assert_false(fragments_add(&fragments, piece, 2));
  assert_int_equal(fragments.count, REQUEST_BODY_BYTES_MAX - 1);
  assert_true(fragments_add(&fragments, piece, 1));
  assert_false(fragments_add(&fragments, piece, 1));
  fragments_clear(&fragments);
  free(piece);
}

static void bytes_are_dropped_from_the_front(void **state) {
  (void)state;
  struct fragments fragments = {.bytes = NULL};
  assert_true(fragments_add(&fragments, "abcdef", 6));
  fragments_drop(&fragments, 0);
  assert_int_equal(fragments.count, 6);
  fragments_drop(&fragments, 4);
  assert_int_equal(fragments.count, 2);
  assert_memory_equal(fragments.bytes, "ef", 2);
  assert_true(fragments_add(&fragments, "g", 1));
  assert_memory_equal(fragments.bytes, "efg", 3);
  fragments_drop(&fragments, 3);
  assert_null(fragments.bytes); /* an idle connection keeps no memory for it */
  assert_int_equal(fragments.count, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_are_joined_in_their_order),
      cmocka_unit_test(bytes_are_dropped_from_the_front),
      cmocka_unit_test(fragments_beyond_the_limit_are_not_added),
  };
  return cmocka_run_group_tests_name("fragments", tests, NULL, NULL);
}
