/* Decompression of gzip and permessage-deflate: of bytes from other programs, and of zlib's
 * compressor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "common/deflate/inflate.h"

struct taken {
  char bytes[70000];
  size_t count, limit;
};

static bool take(void *owner, const char *bytes, size_t count) {
  struct taken *taken = owner;
  if (taken->count + count > taken->limit)
    return false;
  memcpy(taken->bytes + taken->count, bytes, count);
  taken->count += count;
  return true;
}

static const char tail[] = {0, 0, (char)0xff, (char)0xff};

/* printf hello | gzip -n */
static const char hello_gzip[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07"
                                 "\x00\x86\xa6\x10\x36\x05\x00\x00\x00";
enum { HELLO_GZIP_BYTES = sizeof hello_gzip - 1 };

static void gzip_is_inflated_wherever_it_is_cut(void **state) {
  (void)state;
  struct inflater *inflater = inflater_create(INFLATE_GZIP, 15);
  for (size_t cut = 0; cut <= HELLO_GZIP_BYTES; cut++) {
    struct taken taken = {.limit = 5};
    inflater_restart(inflater);
    assert_true(inflater_give(inflater, hello_gzip, cut, take, &taken));
    assert_int_equal(inflater_ended(inflater), cut == HELLO_GZIP_BYTES);
    assert_true(inflater_give(inflater, hello_gzip + cut, HELLO_GZIP_BYTES - cut, take, &taken));
    assert_true(inflater_ended(inflater));
    assert_int_equal(taken.count, 5);
    assert_memory_equal(taken.bytes, "hello", 5);
  }
  inflater_destroy(inflater);
}

static void malformed_or_repeated_gzip_fails(void **state) {
  (void)state;
  char twice[2 * HELLO_GZIP_BYTES];
  struct taken taken = {.limit = sizeof taken.bytes};
  struct inflater *inflater = inflater_create(INFLATE_GZIP, 15);
  assert_false(inflater_give(inflater, "hello", 5, take, &taken));
  inflater_restart(inflater);
  memcpy(twice, hello_gzip, HELLO_GZIP_BYTES);
  memcpy(twice + HELLO_GZIP_BYTES, hello_gzip, HELLO_GZIP_BYTES);
  assert_false(inflater_give(inflater, twice, sizeof twice, take, &taken));
  inflater_restart(inflater);
  twice[HELLO_GZIP_BYTES - 8] ^= 1; /* in the checksum of the text */
  assert_false(inflater_give(inflater, twice, HELLO_GZIP_BYTES, take, &taken));
  inflater_destroy(inflater);
}

static void the_receiver_can_stop_decompression(void **state) {
  (void)state;
  struct taken taken = {.limit = 4};
  struct inflater *inflater = inflater_create(INFLATE_GZIP, 15);
  assert_false(inflater_give(inflater, hello_gzip, HELLO_GZIP_BYTES, take, &taken));
  inflater_destroy(inflater);
}

/* RFC 7692, sections 7.2.3.1 and 7.2.3.2: "Hello", twice. */
static void messages_of_the_standards_examples_are_inflated(void **state) {
  (void)state;
  static const char first[] = "\xf2\x48\xcd\xc9\xc9\x07\x00", second[] = "\xf2\x00\x11\x00\x00";
  struct taken taken = {.limit = 10};
  struct inflater *inflater = inflater_create(INFLATE_RAW, 15);
  assert_true(inflater_give(inflater, first, sizeof first - 1, take, &taken));
  assert_true(inflater_give(inflater, tail, sizeof tail, take, &taken));
  assert_int_equal(taken.count, 5);
  assert_true(inflater_give(inflater, second, sizeof second - 1, take, &taken));
  assert_true(inflater_give(inflater, tail, sizeof tail, take, &taken));
  assert_memory_equal(taken.bytes, "HelloHello", 10);
  inflater_restart(inflater);
  assert_false(inflater_give(inflater, second, sizeof second - 1, take, &taken));
  inflater_destroy(inflater);
}

/* Compresses and decompresses a message twice; returns the compressed size of the second. */
static size_t there_and_back(const char *text, size_t bytes, bool keeps_window) {
  struct deflater *deflater = deflater_create(15, DEFLATE_MEMORY_LEVEL, keeps_window);
  struct inflater *inflater = inflater_create(INFLATE_RAW, 15);
  static struct taken taken;
  const char *packed = NULL;
  size_t packed_bytes = 0;
  for (int i = 0; i < 2; i++) {
    taken.count = 0;
    taken.limit = bytes;
    assert_true(deflater_take(deflater, text, bytes, &packed, &packed_bytes));
    assert_true(inflater_give(inflater, packed, packed_bytes, take, &taken));
    assert_true(inflater_give(inflater, tail, sizeof tail, take, &taken));
    assert_int_equal(taken.count, bytes);
    assert_memory_equal(taken.bytes, text, bytes);
    if (!keeps_window)
      inflater_restart(inflater);
  }
  deflater_destroy(deflater);
  inflater_destroy(inflater);
  return packed_bytes;
}

static void compressed_texts_are_decompressed_to_the_same(void **state) {
  (void)state;
  static char text[70000];
  uint32_t random = 1;
  for (size_t i = 0; i < sizeof text; i++) {
    random = random * 1664525 + 1013904223;
    text[i] = (char)('a' + (random >> 28));
  }
  static const size_t sizes[] = {1, 4, 132, 16383, 16384, 16385, sizeof text};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size_t with = there_and_back(text, sizes[i], true);
    size_t without = there_and_back(text, sizes[i], false);
    assert_true(with <= without);
  }
  assert_true(there_and_back(text, 132, true) < 20); /* all of it refers to the first message */
  assert_true(there_and_back(text, 132, false) > 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gzip_is_inflated_wherever_it_is_cut),
      cmocka_unit_test(malformed_or_repeated_gzip_fails),
      cmocka_unit_test(the_receiver_can_stop_decompression),
      cmocka_unit_test(messages_of_the_standards_examples_are_inflated),
      cmocka_unit_test(compressed_texts_are_decompressed_to_the_same),
  };
  return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
