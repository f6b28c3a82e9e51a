/* UTF-8, character by character and piece by piece. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/utf8.h"

/* Encodes a code point by the definition; returns the number of octets. */
static size_t encode(uint32_t point, uint8_t out[4]) {
  size_t bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  static const uint8_t heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (size_t i = bytes; i-- > 1; point >>= 6)
    out[i] = (uint8_t)(0x80 | (point & 0x3f));
  out[0] = (uint8_t)(heads[bytes] | point);
  return bytes;
}

static void code_points_are_characters_but_for_surrogates_and_what_is_above_10ffff(void **state) {
  (void)state;
  for (uint32_t point = 0; point < 0x140000; point++) {
    uint8_t octets[4];
    size_t bytes = encode(point, octets);
    int expected = (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
    assert_int_equal(utf8_is(octets, bytes), expected);
    if (expected && bytes > 1)
      assert_false(utf8_is(octets, bytes - 1));
  }
}

static void an_octet_that_begins_nothing_is_refused(void **state) {
  (void)state;
  for (unsigned octet = 0x80; octet <= 0xff; octet++) {
    struct utf8 utf8 = {.left = 0};
    uint8_t byte = (uint8_t)octet;
    assert_int_equal(utf8_add(&utf8, &byte, 1), octet >= 0xc2 && octet <= 0xf4);
  }
}

static void overlong_encodings_are_refused(void **state) {
  (void)state;
  assert_false(utf8_is("\xc0\xaf", 2));
  assert_false(utf8_is("\xc1\xbf", 2));
  assert_false(utf8_is("\xe0\x9f\xbf", 3));
  assert_false(utf8_is("\xf0\x8f\xbf\xbf", 4));
}

static void a_character_may_be_cut_anywhere(void **state) {
  (void)state;
  static const char text[] = "\xce\xba\xe1\xbd\xb9\xf0\xa4\xad\xa2$";
  static const size_t whole[] = {0, 2, 5, 9, 10};
  struct utf8 utf8 = {.left = 0};
  size_t next = 0;
  for (size_t i = 0; i < sizeof text; i++) {
    assert_int_equal(utf8_complete(&utf8), i == whole[next]);
    next += i == whole[next];
    if (i < sizeof text - 1)
      assert_true(utf8_add(&utf8, text + i, 1));
  }
  assert_true(utf8_add(&utf8, NULL, 0));
}

static void a_continuation_is_refused_as_soon_as_it_comes(void **state) {
  (void)state;
  struct utf8 utf8 = {.left = 0};
  assert_true(utf8_add(&utf8, "\xf4", 1));
  assert_false(utf8_add(&utf8, "\x90", 1));
  utf8 = (struct utf8){.left = 0};
  assert_true(utf8_add(&utf8, "\xe1\x80", 2));
  assert_false(utf8_add(&utf8, "\xc0", 1));
  utf8 = (struct utf8){.left = 0};
  assert_true(utf8_add(&utf8, "\xe1\x80", 2));
  assert_false(utf8_add(&utf8, "\x7f", 1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(code_points_are_characters_but_for_surrogates_and_what_is_above_10ffff),
      cmocka_unit_test(an_octet_that_begins_nothing_is_refused),
      cmocka_unit_test(overlong_encodings_are_refused),
      cmocka_unit_test(a_character_may_be_cut_anywhere),
      cmocka_unit_test(a_continuation_is_refused_as_soon_as_it_comes),
  };
  return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
