/* Frames that the server sends, to the byte. */
#include "tests/servers/fixture.h"

#include "servers/wire/frame.h"

static void expect_frame(struct chunk *frame, const void *bytes, size_t count) {
  assert_non_null(frame);
  assert_int_equal(frame->bytes_count, count);
  assert_memory_equal(frame->bytes, bytes, count);
  chunk_drop(frame);
}

static void a_frame_is_its_header_and_its_payload(void **state) {
  (void)state;
  struct chunk *frame = frame_make(WEBSOCKET_TEXT, "text", 4);
  assert_int_equal(frame->frame_header_bytes, 2);
  expect_frame(frame, "\x81\x04text", 6);
  expect_frame(frame_make(WEBSOCKET_PONG, NULL, 0), "\x8a\x00", 2);
  char payload[126];
  memset(payload, '*', sizeof payload);
  frame = frame_make(WEBSOCKET_TEXT, payload, sizeof payload);
  assert_int_equal(frame->frame_header_bytes, 4);
  assert_int_equal(frame->bytes_count, 130);
  assert_memory_equal(frame->bytes, "\x81\x7e\x00\x7e***", 7);
  chunk_drop(frame);
}

static void a_close_frame_has_its_code_and_reason(void **state) {
  (void)state;
  expect_frame(frame_make_close(1000, ""), "\x88\x02\x03\xe8", 4);
  expect_frame(frame_make_close(4999, "why"), "\x88\x05\x13\x87why", 7);
}

static void a_reason_is_cut_to_what_a_control_frame_holds(void **state) {
  (void)state;
  char reason[200] = "";
  memset(reason, 'r', 123);
  struct chunk *frame = frame_make_close(1000, reason);
  assert_int_equal(frame->bytes_count, 2 + CLOSE_PAYLOAD_BYTES_MAX);
  chunk_drop(frame);
  memset(reason, 'r', sizeof reason - 1);
  frame = frame_make_close(1000, reason);
  assert_int_equal(frame->bytes_count, 2 + CLOSE_PAYLOAD_BYTES_MAX);
  assert_int_equal(frame->bytes[1], CLOSE_PAYLOAD_BYTES_MAX);
  chunk_drop(frame);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_frame_is_its_header_and_its_payload),
      cmocka_unit_test(a_close_frame_has_its_code_and_reason),
      cmocka_unit_test(a_reason_is_cut_to_what_a_control_frame_holds),
  };
  return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
