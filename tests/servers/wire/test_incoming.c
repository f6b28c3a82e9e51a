/* Frames that a WebSocket receives: texts are joined, other frames are recognised. */
#include "tests/servers/fixture.h"

#include "common/wire/websocket_frame.h"
#include "servers/wire/incoming.h"
#include "servers/wire/request.h"

enum {
  FINAL_TEXT = 0x81,
  FIRST_TEXT = 0x01,
  MIDDLE = 0x00,
  LAST = 0x80,
  BINARY = 0x82,
  CLOSE = 0x88,
  PING = 0x89,
  PONG = 0x8a,
};

static struct incoming_step frame(struct incoming *incoming, int first_byte, const char *payload) {
  return incoming_frame(incoming, (uint8_t)first_byte, payload, strlen(payload));
}

static void expect_text(struct incoming_step step, const char *text) {
  assert_int_equal(step.kind, INCOMING_TEXT);
  assert_int_equal(step.count, strlen(text));
  if (step.count > 0)
    assert_memory_equal(step.bytes, text, step.count);
}

static void expect_refused(struct incoming_step step, uint16_t close_code) {
  assert_int_equal(step.kind, INCOMING_REFUSED);
  assert_int_equal(step.close_code, close_code);
  assert_non_null(step.reason);
}

static void a_text_in_one_frame_is_not_copied(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  static const char text[] = "whole";
  struct incoming_step step = frame(&incoming, FINAL_TEXT, text);
  expect_text(step, text);
  assert_ptr_equal(step.bytes, text);
  incoming_clear(&incoming);
}

static void fragments_are_joined_with_control_frames_between_them(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  for (int round = 0; round < 2; round++) {
    assert_int_equal(frame(&incoming, FIRST_TEXT, "one ").kind, INCOMING_MORE);
    struct incoming_step ping = frame(&incoming, PING, "?");
    assert_int_equal(ping.kind, INCOMING_PING);
    assert_int_equal(ping.count, 1);
    assert_memory_equal(ping.bytes, "?", 1);
    assert_int_equal(frame(&incoming, MIDDLE, "two ").kind, INCOMING_MORE);
    assert_int_equal(frame(&incoming, PONG, "").kind, INCOMING_PONG);
    expect_text(frame(&incoming, LAST, "three"), "one two three");
    incoming_clear(&incoming);
    assert_null(incoming.text.bytes);
  }
}

static void fragments_may_be_empty(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  assert_int_equal(incoming_frame(&incoming, FIRST_TEXT, NULL, 0).kind, INCOMING_MORE);
  assert_int_equal(incoming_frame(&incoming, MIDDLE, NULL, 0).kind, INCOMING_MORE);
  assert_int_equal(frame(&incoming, MIDDLE, "middle").kind, INCOMING_MORE);
  expect_text(incoming_frame(&incoming, LAST, NULL, 0), "middle");
  incoming_clear(&incoming);
  assert_int_equal(incoming_frame(&incoming, FIRST_TEXT, NULL, 0).kind, INCOMING_MORE);
  expect_text(incoming_frame(&incoming, LAST, NULL, 0), "");
  incoming_clear(&incoming);
}

static void frames_out_of_order_are_a_protocol_error(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  expect_refused(frame(&incoming, MIDDLE, "x"), CLOSE_PROTOCOL_ERROR);
  expect_refused(frame(&incoming, LAST, "x"), CLOSE_PROTOCOL_ERROR);
  assert_int_equal(frame(&incoming, FIRST_TEXT, "x").kind, INCOMING_MORE);
  expect_refused(frame(&incoming, FINAL_TEXT, "x"), CLOSE_PROTOCOL_ERROR);
  expect_refused(frame(&incoming, BINARY, "x"), CLOSE_PROTOCOL_ERROR);
  incoming_clear(&incoming);
  assert_int_equal(frame(&incoming, FINAL_TEXT, "x").kind, INCOMING_TEXT);
}

static void forbidden_frames_are_protocol_errors(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  expect_refused(frame(&incoming, 0x83, ""), CLOSE_PROTOCOL_ERROR);
  expect_refused(frame(&incoming, 0xc1, "x"), CLOSE_PROTOCOL_ERROR);
  expect_refused(frame(&incoming, 0x09, "x"), CLOSE_PROTOCOL_ERROR);
  char long_ping[126];
  memset(long_ping, '*', sizeof long_ping);
  expect_refused(incoming_frame(&incoming, PING, long_ping, 126), CLOSE_PROTOCOL_ERROR);
  assert_int_equal(incoming_frame(&incoming, PING, long_ping, 125).kind, INCOMING_PING);
}

static void binary_is_not_understood(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  expect_refused(frame(&incoming, BINARY, "x"), CLOSE_UNSUPPORTED);
  expect_refused(frame(&incoming, 0x02, "x"), CLOSE_UNSUPPORTED);
}

static void a_close_frame_is_answered_or_refused_by_its_payload(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  struct incoming_step step = incoming_frame(&incoming, CLOSE, "\x03\xe8why", 5);
  assert_int_equal(step.kind, INCOMING_CLOSE);
  assert_int_equal(step.count, 5);
  assert_int_equal(incoming_frame(&incoming, CLOSE, NULL, 0).kind, INCOMING_CLOSE);
  expect_refused(incoming_frame(&incoming, CLOSE, "\x03", 1), CLOSE_PROTOCOL_ERROR);
  expect_refused(incoming_frame(&incoming, CLOSE, "\x03\xee", 2), CLOSE_PROTOCOL_ERROR);
  expect_refused(incoming_frame(&incoming, CLOSE, "\x03\xe8\xff", 3), CLOSE_INVALID);
}

static void a_text_that_is_not_utf8_is_refused_as_soon_as_that_is_seen(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  expect_refused(frame(&incoming, FINAL_TEXT, "\xff"), CLOSE_INVALID);
  incoming_clear(&incoming);
  expect_refused(frame(&incoming, FINAL_TEXT, "cut off \xce"), CLOSE_INVALID);
  incoming_clear(&incoming);
  assert_int_equal(frame(&incoming, FIRST_TEXT, "\xce").kind, INCOMING_MORE);
  assert_int_equal(frame(&incoming, MIDDLE, "\xba\xf4").kind, INCOMING_MORE);
  expect_refused(frame(&incoming, MIDDLE, "\x90"), CLOSE_INVALID);
  incoming_clear(&incoming);
  assert_int_equal(frame(&incoming, FIRST_TEXT, "\xce").kind, INCOMING_MORE);
  expect_text(frame(&incoming, LAST, "\xba"), "\xce\xba");
  incoming_clear(&incoming);
  assert_int_equal(frame(&incoming, FINAL_TEXT, "x").kind, INCOMING_TEXT);
}

static void a_text_that_will_be_too_long_is_refused_before_it_has_come(void **state) {
  (void)state;
  struct incoming incoming = {.in_message = false};
  char *text = calloc(1, REQUEST_BODY_BYTES_MAX + 1);
  assert_non_null(text);
  memset(text, '*', REQUEST_BODY_BYTES_MAX + 1);
  expect_refused(incoming_piece(&incoming, text, REQUEST_BODY_BYTES_MAX + 1, 0, true),
                 CLOSE_TOO_BIG);
  assert_int_equal(incoming_piece(&incoming, text, REQUEST_BODY_BYTES_MAX, 0, true).kind,
                   INCOMING_TEXT);
  expect_refused(incoming_piece(&incoming, text, 1, UINT64_MAX, false), CLOSE_TOO_BIG);
  expect_refused(incoming_piece(&incoming, text, 1, REQUEST_BODY_BYTES_MAX, false), CLOSE_TOO_BIG);
  assert_int_equal(incoming_piece(&incoming, text, 1, REQUEST_BODY_BYTES_MAX - 1, false).kind,
                   INCOMING_MORE);
  expect_refused(incoming_piece(&incoming, text, 2, REQUEST_BODY_BYTES_MAX - 2, false),
                 CLOSE_TOO_BIG);
  assert_int_equal(incoming_piece(&incoming, text, REQUEST_BODY_BYTES_MAX - 1, 0, true).count,
                   REQUEST_BODY_BYTES_MAX);
  incoming_clear(&incoming);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_in_one_frame_is_not_copied),
      cmocka_unit_test(fragments_are_joined_with_control_frames_between_them),
      cmocka_unit_test(fragments_may_be_empty),
      cmocka_unit_test(frames_out_of_order_are_a_protocol_error),
      cmocka_unit_test(forbidden_frames_are_protocol_errors),
      cmocka_unit_test(binary_is_not_understood),
      cmocka_unit_test(a_close_frame_is_answered_or_refused_by_its_payload),
      cmocka_unit_test(a_text_that_is_not_utf8_is_refused_as_soon_as_that_is_seen),
      cmocka_unit_test(a_text_that_will_be_too_long_is_refused_before_it_has_come),
  };
  return cmocka_run_group_tests_name("incoming", tests, NULL, NULL);
}
