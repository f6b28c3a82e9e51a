/* Frames of a server: split anywhere, in fragments, and invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/wire/websocket_reader.h"

enum { MESSAGE_MAX = 1 << 17 };

struct told {
  char text[512]; /* "t:hello;" for a text, T for a compressed one; b binary, c continuation, p
                     ping, o pong, x close */
  size_t bytes;
};

static void tell(struct told *told, const struct websocket_event *event) {
  static const char marks[] = {[WEBSOCKET_EVENT_MESSAGE] = 'b',
                               [WEBSOCKET_EVENT_PING] = 'p',
                               [WEBSOCKET_EVENT_PONG] = 'o',
                               [WEBSOCKET_EVENT_CLOSE] = 'x'};
  char mark = marks[event->kind];
  if (event->kind == WEBSOCKET_EVENT_MESSAGE && event->text)
    mark = event->compressed ? 'T' : 't';
  assert_true(told->bytes + event->count + 4 < sizeof told->text);
  told->text[told->bytes++] = mark;
  told->text[told->bytes++] = ':';
  if (event->count > 0)
    memcpy(told->text + told->bytes, event->bytes, event->count);
  told->bytes += event->count;
  told->text[told->bytes++] = ';';
  told->text[told->bytes] = '\0';
}

static void read_piece(struct websocket_reader *reader, const char *bytes, size_t count,
                       struct told *told) {
  /* a copy of the exact size, so that sanitizers see a read beyond it */
  char *copy = malloc(count + 1);
  assert_non_null(copy);
  memcpy(copy, bytes, count);
  const char *at = copy;
  struct websocket_event event;
  while (websocket_reader_next(reader, &at, &count, &event))
    tell(told, &event);
  if (!reader->failure && !reader->closed)
    assert_int_equal(count, 0);
  free(copy);
}

static void frames_are_read_wherever_they_are_cut(void **state) {
  (void)state;
  static const char stream[] = "\x81\x05hello"             /* a text */
                               "\x81\x00"                  /* an empty one */
                               "\x01\x03one\x89\x01?"      /* a fragment, and a ping in between */
                               "\x00\x00\x8a\x00"          /* an empty fragment, an empty pong */
                               "\x80\x03two"               /* the last one */
                               "\x01\x00\x80\x02hi"        /* the first is empty */
                               "\x82\x02\x00\xff\xc1\x01z" /* binary; compressed */
                               "\x88\x04\x03\xe8ok"
                               "\x81\x01!"; /* after the close frame nothing is read */
  static const char expected[] = "t:hello;t:;p:?;o:;t:onetwo;t:hi;b:\0\xff;T:z;x:\x03\xe8ok;";
  size_t bytes = sizeof stream - 1;
  for (size_t first = 0; first <= bytes; first++)
    for (size_t second = first; second <= bytes; second++) {
      struct websocket_reader reader;
      struct told told = {.bytes = 0};
      websocket_reader_init(&reader, true, MESSAGE_MAX);
      read_piece(&reader, stream, first, &told);
      read_piece(&reader, stream + first, second - first, &told);
      read_piece(&reader, stream + second, bytes - second, &told);
      assert_int_equal(told.bytes, sizeof expected - 1);
      assert_memory_equal(told.text, expected, sizeof expected - 1);
      assert_true(reader.closed);
      assert_int_equal(reader.failure, 0);
      websocket_reader_release(&reader);
    }
}

/* The close code of the fault that the reader finds in a stream, read at once and byte by byte. */
static uint16_t fault_of(const char *stream, size_t bytes, bool compression) {
  uint16_t failures[2];
  for (size_t way = 0; way < 2; way++) {
    struct websocket_reader reader;
    struct told told = {.bytes = 0};
    size_t step = way == 0 ? bytes : 1;
    websocket_reader_init(&reader, compression, MESSAGE_MAX);
    for (size_t at = 0; at < bytes; at += step)
      read_piece(&reader, stream + at, step, &told);
    failures[way] = reader.failure;
    websocket_reader_release(&reader);
  }
  assert_int_equal(failures[0], failures[1]);
  return failures[0];
}

#define FAULT(stream, compression) fault_of(stream, sizeof(stream) - 1, compression)

static void frames_that_a_server_may_not_send_are_protocol_errors(void **state) {
  (void)state;
  assert_int_equal(FAULT("\x81\x81\x00\x00\x00\x00x", false), CLOSE_PROTOCOL_ERROR); /* masked */
  assert_int_equal(FAULT("\xc1\x01x", false), CLOSE_PROTOCOL_ERROR);         /* RSV1, not agreed */
  assert_int_equal(FAULT("\xa1\x01x", true), CLOSE_PROTOCOL_ERROR);          /* RSV2 */
  assert_int_equal(FAULT("\x91\x01x", true), CLOSE_PROTOCOL_ERROR);          /* RSV3 */
  assert_int_equal(FAULT("\xc9\x01x", true), CLOSE_PROTOCOL_ERROR);          /* a compressed ping */
  assert_int_equal(FAULT("\x01\x01x\xc0\x01y", true), CLOSE_PROTOCOL_ERROR); /* not the first */
  for (int opcode = 3; opcode <= 15; opcode++) {
    const char frame[] = {(char)(0x80 | opcode), 0};
    bool reserved = opcode < 8 || opcode > 10;
    assert_int_equal(fault_of(frame, sizeof frame, false), reserved ? CLOSE_PROTOCOL_ERROR : 0);
  }
  assert_int_equal(FAULT("\x80\x01x", false), CLOSE_PROTOCOL_ERROR); /* continues nothing */
  assert_int_equal(FAULT("\x01\x01x\x81\x01y", false),
                   CLOSE_PROTOCOL_ERROR);                            /* a second beginning */
  assert_int_equal(FAULT("\x09\x01x", false), CLOSE_PROTOCOL_ERROR); /* a ping in fragments */
  assert_int_equal(FAULT("\x89\x7e\x00\x7e", false),
                   CLOSE_PROTOCOL_ERROR);                            /* a ping of 126 bytes */
  assert_int_equal(FAULT("\x88\x01x", false), CLOSE_PROTOCOL_ERROR); /* half a code */
  assert_int_equal(FAULT("\x88\x02\x03\xed", false), CLOSE_PROTOCOL_ERROR); /* 1005 */
  assert_int_equal(FAULT("\x88\x02\x03\xe8", false), 0);
  assert_int_equal(FAULT("\x88\x00", false), 0);
}

static void lengths_have_their_shortest_form(void **state) {
  (void)state;
  assert_int_equal(FAULT("\x81\x7e\x00\x7d", false), CLOSE_PROTOCOL_ERROR); /* 125 in 16 bits */
  assert_int_equal(FAULT("\x81\x7e\x00\x7e", false), 0);
  assert_int_equal(FAULT("\x81\x7f\x00\x00\x00\x00\x00\x00\xff\xff", false), CLOSE_PROTOCOL_ERROR);
  assert_int_equal(FAULT("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", false), 0);
  assert_int_equal(FAULT("\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x00", false), CLOSE_PROTOCOL_ERROR);
}

static void too_long_messages_are_detected_by_their_headers(void **state) {
  (void)state;
  /* MESSAGE_MAX is 0x20000 */
  assert_int_equal(FAULT("\x81\x7f\x00\x00\x00\x00\x00\x02\x00\x00", false), 0);
  assert_int_equal(FAULT("\x81\x7f\x00\x00\x00\x00\x00\x02\x00\x01", false), CLOSE_TOO_BIG);
  assert_int_equal(FAULT("\x01\x01x\x00\x7f\x00\x00\x00\x00\x00\x01\xff\xff", false), 0);
  assert_int_equal(FAULT("\x01\x01x\x00\x7f\x00\x00\x00\x00\x00\x02\x00\x00", false),
                   CLOSE_TOO_BIG);
}

static void texts_are_utf_8_and_binary_is_anything(void **state) {
  (void)state;
  assert_int_equal(FAULT("\x81\x02\xc3\xa9", false), 0);
  assert_int_equal(FAULT("\x01\x01\xc3\x80\x01\xa9", false), 0); /* cut within a character */
  assert_int_equal(FAULT("\x81\x01\xc3", false), CLOSE_INVALID);
  assert_int_equal(FAULT("\x01\x01\xc3\x80\x01x", false), CLOSE_INVALID);
  assert_int_equal(FAULT("\x82\x01\xc3", false), 0);
  assert_int_equal(FAULT("\xc1\x01\xc3", true), 0); /* compressed bytes are not checked as UTF-8 */
  assert_int_equal(FAULT("\x88\x03\x03\xe8\xc3", false), CLOSE_INVALID);
}

static void a_large_message_is_put_together_and_its_buffer_given_back(void **state) {
  (void)state;
  char head[] = "\x81\x7f\x00\x00\x00\x00\x00\x02\x00\x00";
  struct websocket_reader reader;
  struct websocket_event event;
  char block[4096];
  memset(block, 'a', sizeof block);
  websocket_reader_init(&reader, false, MESSAGE_MAX);
  const char *at = head;
  size_t count = sizeof head - 1;
  assert_false(websocket_reader_next(&reader, &at, &count, &event));
  for (size_t i = 0; i < MESSAGE_MAX / sizeof block; i++) {
    at = block;
    count = sizeof block;
    bool last = i + 1 == MESSAGE_MAX / sizeof block;
    assert_int_equal(websocket_reader_next(&reader, &at, &count, &event), last);
  }
  assert_int_equal(event.count, MESSAGE_MAX);
  assert_int_equal(event.bytes[MESSAGE_MAX - 1], 'a');
  at = block;
  count = 0;
  assert_false(websocket_reader_next(&reader, &at, &count, &event));
  assert_int_equal(reader.message_capacity, 0);
  websocket_reader_release(&reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(frames_are_read_wherever_they_are_cut),
      cmocka_unit_test(frames_that_a_server_may_not_send_are_protocol_errors),
      cmocka_unit_test(lengths_have_their_shortest_form),
      cmocka_unit_test(too_long_messages_are_detected_by_their_headers),
      cmocka_unit_test(texts_are_utf_8_and_binary_is_anything),
      cmocka_unit_test(a_large_message_is_put_together_and_its_buffer_given_back),
  };
  return cmocka_run_group_tests_name("websocket_reader", tests, NULL, NULL);
}
