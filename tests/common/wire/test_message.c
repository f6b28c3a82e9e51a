/* Message texts, and the poll answers with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/wire/message.h"
#include "common/wire/poll_answer.h"

enum { TEXT_BYTES = 512 };

static size_t text_of(uint64_t seq, const char *data, char *out) {
  struct message message = {
      .seq = seq, .due_ns = 5, .sent_ns = 7, .data = data, .data_bytes = strlen(data)};
  return message_encode(&message, out, TEXT_BYTES);
}

/* Decodes a copy of the exact size, so that sanitizers see a read beyond it. */
static bool decodes(const char *text, size_t bytes) {
  struct message message;
  char *copy = malloc(bytes + 1);
  assert_non_null(copy);
  memcpy(copy, text, bytes);
  char *exact = realloc(copy, bytes > 0 ? bytes : 1);
  assert_non_null(exact);
  bool decoded = message_decode(exact, bytes, &message);
  free(exact);
  return decoded;
}

static void a_message_is_the_documented_text(void **state) {
  (void)state;
  char text[TEXT_BYTES];
  size_t bytes = text_of(17, "abc", text);
  const char *expected = "{\"seq\":17,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"}";
  assert_int_equal(bytes, strlen(expected));
  assert_memory_equal(text, expected, bytes);
}

static void encoded_messages_decode_to_the_same(void **state) {
  (void)state;
  char text[1024 + MESSAGE_ENVELOPE_BYTES_MAX];
  char data[1024];
  static const uint64_t numbers[] = {0, 1, 9, 10, 4294967296, UINT64_MAX};
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    for (size_t bytes = 0; bytes <= sizeof data; bytes += 31) {
      message_data_fill(PAYLOAD_PATTERN, data, bytes, 3, numbers[n]);
      struct message given = {numbers[n], numbers[n], numbers[n], data, bytes};
      struct message read;
      size_t written = message_encode(&given, text, bytes + MESSAGE_ENVELOPE_BYTES_MAX);
      assert_true(written > 0);
      assert_true(message_decode(text, written, &read));
      assert_int_equal(read.seq, given.seq);
      assert_int_equal(read.due_ns, given.due_ns);
      assert_int_equal(read.sent_ns, given.sent_ns);
      assert_int_equal(read.data_bytes, bytes);
      assert_memory_equal(read.data, data, bytes);
      assert_true(message_data_check(PAYLOAD_PATTERN, &read, 3));
    }
}

static void a_text_that_does_not_fit_is_not_written(void **state) {
  (void)state;
  char text[TEXT_BYTES];
  struct message message = {.seq = 17, .due_ns = 5, .sent_ns = 7, .data = "abc", .data_bytes = 3};
  size_t bytes = message_encode(&message, text, sizeof text);
  for (size_t capacity = 0; capacity < bytes; capacity++)
    assert_int_equal(message_encode(&message, text, capacity), 0);
}

static void every_beginning_of_a_text_is_refused(void **state) {
  (void)state;
  char text[TEXT_BYTES];
  size_t bytes = text_of(17, "abc", text);
  assert_true(decodes(text, bytes));
  for (size_t cut = 0; cut < bytes; cut++)
    assert_false(decodes(text, cut));
}

static void malformed_texts_are_refused(void **state) {
  (void)state;
  static const char *const texts[] = {
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"} ",
      " {\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"}",
      "{\"seq\":01,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"}",
      "{\"seq\":-1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"}",
      "{\"seq\":18446744073709551616,\"due_ns\":5,\"sent_ns\":7,\"data\":\"abc\"}",
      "{\"due_ns\":5,\"seq\":1,\"sent_ns\":7,\"data\":\"abc\"}",
      "{\"seq\":1,\"due_ns\":5,\"data\":\"abc\"}",
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"a\\\"c\"}",
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"a\x7f\"}",
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"a\n\"}",
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":\"\xc3\xa9\"}",
      "{\"seq\":1,\"due_ns\":5,\"sent_ns\":7,\"data\":null}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (decodes(texts[i], strlen(texts[i])))
      fail_msg("accepted %s", texts[i]);
}

static void the_length_of_the_first_text_is_found(void **state) {
  (void)state;
  char text[2 * TEXT_BYTES];
  struct message message;
  size_t first = text_of(1, "}\x7d,[]{", text);
  size_t all = first + text_of(2, "x", text + first);
  assert_int_equal(message_span(text, all), first);
  assert_int_equal(message_read(text, all, &message), first);
  assert_int_equal(message.seq, 1);
  assert_int_equal(message_span(text, first - 1), 0);
  assert_int_equal(message_read(text, first - 1, &message), 0);
}

static void data_tells_its_channel_and_number(void **state) {
  (void)state;
  char data[64];
  struct message message = {.seq = 9, .data = data, .data_bytes = sizeof data};
  message_data_fill(PAYLOAD_PATTERN, data, sizeof data, 2, 9);
  assert_true(message_data_check(PAYLOAD_PATTERN, &message, 2));
  assert_false(message_data_check(PAYLOAD_PATTERN, &message, 3));
  message.seq = 10;
  assert_false(message_data_check(PAYLOAD_PATTERN, &message, 2));
  message.seq = 9;
  for (size_t i = 0; i < sizeof data; i++) {
    data[i] ^= 1;
    assert_false(message_data_check(PAYLOAD_PATTERN, &message, 2));
    data[i] ^= 1;
  }
}

static size_t answer_of(uint64_t count, char *out) {
  size_t bytes = poll_answer_head(count + 1, out);
  for (uint64_t seq = 1; seq <= count; seq++) {
    if (seq > 1)
      out[bytes++] = ',';
    bytes += text_of(seq, "data", out + bytes);
  }
  return bytes + poll_answer_tail(out + bytes);
}

/* The number of messages that are read; `failed` tells whether the answer was malformed. */
static uint64_t read_answer(const char *body, size_t bytes, bool *failed) {
  struct poll_answer_reader reader;
  struct message message;
  size_t text_bytes = 0;
  uint64_t count = 0;
  char *exact = malloc(bytes > 0 ? bytes : 1);
  assert_non_null(exact);
  memcpy(exact, body, bytes);
  *failed = !poll_answer_open(&reader, exact, bytes);
  if (!*failed) {
    while (poll_answer_next(&reader, &message, &text_bytes))
      assert_int_equal(message.seq, ++count);
    *failed = reader.failed;
  }
  free(exact);
  return count;
}

static void an_answer_gives_its_messages_in_order(void **state) {
  (void)state;
  char body[4096];
  for (uint64_t count = 0; count < 5; count++) {
    bool failed = true;
    size_t bytes = answer_of(count, body);
    assert_int_equal(read_answer(body, bytes, &failed), count);
    assert_false(failed);
  }
}

static void every_beginning_of_an_answer_is_malformed(void **state) {
  (void)state;
  char body[4096];
  size_t bytes = answer_of(3, body);
  for (size_t cut = 0; cut < bytes; cut++) {
    bool failed = false;
    assert_true(read_answer(body, cut, &failed) <= 3);
    assert_true(failed);
  }
}

static void commas_stand_between_messages_and_nowhere_else(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "{\"next\":1,\"messages\":[,]}",  "{\"next\":1,\"messages\":[]}x",
      "{\"next\":1,\"messages\":[}",    "{\"next\":x,\"messages\":[]}",
      "{\"next\":1,\"messages\":[{}]}", "[]"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    bool failed = false;
    read_answer(bodies[i], strlen(bodies[i]), &failed);
    if (!failed)
      fail_msg("accepted %s", bodies[i]);
  }
}

static void a_users_text_names_its_writer_and_has_its_length(void **state) {
  (void)state;
  for (size_t bytes = MESSAGE_WRITTEN_BYTES_MIN; bytes < 100; bytes++) {
    char data[101];
    uint64_t writer = 0, number = 0;
    memset(data, '#', sizeof data);
    message_written_fill(PAYLOAD_TEXT, data, bytes, 0xabcde, 0x123456789ab);
    assert_memory_equal(data, "abcde123456789ab", 16);
    assert_null(memchr(data, '#', bytes));
    assert_int_equal(data[bytes], '#');
    const struct message message = {.data = data, .data_bytes = bytes};
    assert_true(message_written_check(PAYLOAD_TEXT, &message, &writer, &number));
    assert_int_equal(writer, 0xabcde);
    assert_int_equal(number, 0x123456789ab);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_users_text_names_its_writer_and_has_its_length),
      cmocka_unit_test(a_message_is_the_documented_text),
      cmocka_unit_test(encoded_messages_decode_to_the_same),
      cmocka_unit_test(a_text_that_does_not_fit_is_not_written),
      cmocka_unit_test(every_beginning_of_a_text_is_refused),
      cmocka_unit_test(malformed_texts_are_refused),
      cmocka_unit_test(the_length_of_the_first_text_is_found),
      cmocka_unit_test(data_tells_its_channel_and_number),
      cmocka_unit_test(an_answer_gives_its_messages_in_order),
      cmocka_unit_test(every_beginning_of_an_answer_is_malformed),
      cmocka_unit_test(commas_stand_between_messages_and_nowhere_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
