/* Payloads: the same number makes the same bytes, and any changed byte is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/suite/options.h"
#include "common/wire/message.h"
#include "common/wire/payload.h"

enum { BYTES = 1000 };

static void each_kind_has_its_name(void **state) {
  (void)state;
  assert_int_equal(option_choice(PAYLOAD_KIND_CHOICES, "pattern"), PAYLOAD_PATTERN);
  assert_int_equal(option_choice(PAYLOAD_KIND_CHOICES, "text"), PAYLOAD_TEXT);
  assert_int_equal(option_choice(PAYLOAD_KIND_CHOICES, "random"), PAYLOAD_RANDOM);
}

static void payloads_of_every_length_are_recognised(void **state) {
  (void)state;
  char data[BYTES];
  for (enum payload_kind kind = 0; kind <= PAYLOAD_RANDOM; kind++)
    for (size_t bytes = 0; bytes <= BYTES; bytes += 13) {
      payload_fill(kind, UINT64_C(0x123456789abcdef0) + bytes, data, bytes);
      assert_true(payload_check(kind, UINT64_C(0x123456789abcdef0) + bytes, data, bytes));
    }
}

static void a_longer_payload_begins_as_a_shorter_one(void **state) {
  (void)state;
  char one[BYTES];
  char two[BYTES];
  for (enum payload_kind kind = 0; kind <= PAYLOAD_RANDOM; kind++) {
    payload_fill(kind, 7, one, BYTES);
    payload_fill(kind, 7, two, BYTES / 3);
    assert_memory_equal(one, two, BYTES / 3);
  }
}

static void every_damaged_byte_is_noticed(void **state) {
  (void)state;
  char data[BYTES];
  for (enum payload_kind kind = 0; kind <= PAYLOAD_RANDOM; kind++) {
    payload_fill(kind, 99, data, BYTES);
    for (size_t i = 0; i < BYTES; i++) {
      data[i] ^= 1;
      assert_false(payload_check(kind, 99, data, BYTES));
      data[i] ^= 1;
    }
    assert_false(payload_check(kind, 98, data, BYTES));
  }
}

static void no_kind_of_payload_is_taken_for_another(void **state) {
  (void)state;
  char data[BYTES];
  for (enum payload_kind made = 0; made <= PAYLOAD_RANDOM; made++) {
    payload_fill(made, 5, data, BYTES);
    for (enum payload_kind taken = 0; taken <= PAYLOAD_RANDOM; taken++)
      assert_int_equal(payload_check(taken, 5, data, BYTES), made == taken);
  }
}

static void payloads_need_no_escaping_in_messages(void **state) {
  (void)state;
  char data[BYTES];
  for (enum payload_kind kind = 0; kind <= PAYLOAD_RANDOM; kind++)
    for (uint64_t number = 0; number < 50; number++) {
      payload_fill(kind, number << 32, data, BYTES);
      assert_true(message_data_plain(data, BYTES));
    }
}

/* Made by another program from SplitMix64's definition; older runs have the same bytes. */
static void random_letters_and_words_are_those_of_splitmix64(void **state) {
  (void)state;
  static const char letters[] = "BzlAJyeLKEnxujlFajr7eVlM77uoTiLksQuDphBH5WbARjNV7GAKQFQ-_CNN"
                                "lyjNXzG7ZC1V4JS8wunXo2jf14NGXkWeWY05IXDth9kVBcH31d-v4zU0E18r";
  static const char words[] = "user:0742,type:1096,author:0367,count:1160,volume:1891,tag:0"
                              "812,user:1133,title:1527,tag:p";
  char data[BYTES];
  payload_fill(PAYLOAD_RANDOM, 1, data, sizeof letters - 1);
  assert_memory_equal(data, letters, sizeof letters - 1);
  payload_fill(PAYLOAD_TEXT, 1, data, sizeof words - 1);
  assert_memory_equal(data, words, sizeof words - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_has_its_name),
      cmocka_unit_test(payloads_of_every_length_are_recognised),
      cmocka_unit_test(a_longer_payload_begins_as_a_shorter_one),
      cmocka_unit_test(every_damaged_byte_is_noticed),
      cmocka_unit_test(no_kind_of_payload_is_taken_for_another),
      cmocka_unit_test(payloads_need_no_escaping_in_messages),
      cmocka_unit_test(random_letters_and_words_are_those_of_splitmix64),
  };
  return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
