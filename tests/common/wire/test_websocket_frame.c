/* WebSocket frames: headers, and the rules for frames of a peer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/wire/websocket_frame.h"

static void a_header_is_as_short_as_its_payloads_length_allows(void **state) {
  (void)state;
  static const struct {
    uint64_t payload;
    uint8_t header[10];
    size_t bytes;
  } cases[] = {
      {0, {0x81, 0}, 2},
      {125, {0x81, 125}, 2},
      {126, {0x81, 126, 0, 126}, 4},
      {300, {0x81, 126, 1, 44}, 4},
      {65535, {0x81, 126, 0xff, 0xff}, 4},
      {65536, {0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}, 10},
      {0x0102030405060708, {0x81, 127, 1, 2, 3, 4, 5, 6, 7, 8}, 10},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t header[WEBSOCKET_HEADER_BYTES_MAX];
    assert_int_equal(websocket_header_encode(WEBSOCKET_TEXT, cases[i].payload, header),
                     cases[i].bytes);
    assert_memory_equal(header, cases[i].header, cases[i].bytes);
    assert_int_equal(websocket_header_bytes(cases[i].payload, false), cases[i].bytes);
    assert_int_equal(websocket_header_bytes(cases[i].payload, true), cases[i].bytes + 4);
  }
}

static void a_masked_header_has_the_bit_and_the_mask_behind_the_length(void **state) {
  (void)state;
  static const uint8_t mask[] = {1, 2, 3, 4};
  static const struct {
    uint8_t first;
    uint64_t payload;
    uint8_t header[14];
    size_t bytes;
  } cases[] = {
      {0x81, 5, {0x81, 0x80 | 5, 1, 2, 3, 4}, 6},
      {0xc1, 126, {0xc1, 0x80 | 126, 0, 126, 1, 2, 3, 4}, 8},
      {0x01, 65536, {0x01, 0x80 | 127, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4}, 14},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t header[WEBSOCKET_HEADER_BYTES_MAX];
    assert_int_equal(websocket_header_encode_masked(cases[i].first, cases[i].payload, mask, header),
                     cases[i].bytes);
    assert_memory_equal(header, cases[i].header, cases[i].bytes);
  }
}

/* The example of RFC 6455, section 5.7: "Hello". */
static void masking_twice_brings_the_payload_back(void **state) {
  (void)state;
  static const uint8_t mask[] = {0x37, 0xfa, 0x21, 0x3d};
  static const uint8_t masked[] = {0x7f, 0x9f, 0x4d, 0x51, 0x58};
  char text[] = "Hello";
  websocket_mask(mask, text, 5);
  assert_memory_equal(text, masked, sizeof masked);
  websocket_mask(mask, text, 5);
  assert_string_equal(text, "Hello");
}

static void the_code_of_a_close_frame_is_its_first_two_octets(void **state) {
  (void)state;
  assert_int_equal(websocket_close_code("\x03\xe8why", 5), 1000);
  assert_int_equal(websocket_close_code("\x03\xe8", 2), 1000);
  assert_int_equal(websocket_close_code("\x03", 1), 1005);
  assert_int_equal(websocket_close_code("", 0), 1005);
}

static void codes_that_a_close_frame_may_have_are_those_of_the_registry(void **state) {
  (void)state;
  for (unsigned code = 0; code <= UINT16_MAX; code++) {
    const uint8_t payload[] = {(uint8_t)(code >> 8), (uint8_t)code};
    bool of_the_protocol = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    bool of_applications = code >= 3000 && code < 5000;
    assert_int_equal(websocket_close_fault(payload, sizeof payload),
                     of_the_protocol || of_applications ? 0 : 1002);
  }
}

static void a_close_frame_has_no_payload_or_a_code_and_a_reason_in_utf8(void **state) {
  (void)state;
  char payload[126] = "\x03\xe8";
  memset(payload + 2, '*', sizeof payload - 2);
  assert_int_equal(websocket_close_fault(NULL, 0), 0);
  assert_int_equal(websocket_close_fault("\x03", 1), 1002);
  assert_int_equal(websocket_close_fault(payload, 125), 0);
  assert_int_equal(websocket_close_fault(payload, 126), 1002);
  assert_int_equal(websocket_close_fault("\x03\xe8\xce\xba", 4), 0);
  assert_int_equal(websocket_close_fault("\x03\xe8\xce", 3), 1007);
  assert_int_equal(websocket_close_fault("\x03\xe8\xff", 3), 1007);
}

/* Whether a whole, empty frame of that opcode is allowed, without reserved bits. */
static bool opcode_allowed(unsigned opcode, bool in_message) {
  return websocket_frame_allowed((uint8_t)(WEBSOCKET_FINAL | opcode), 0, in_message, 0);
}

static void opcodes_are_those_of_the_rfc_in_their_order(void **state) {
  (void)state;
  for (unsigned opcode = 0; opcode < 16; opcode++) {
    bool control = opcode >= 8 && opcode <= 10;
    assert_int_equal(opcode_allowed(opcode, true), control || opcode == 0);
    assert_int_equal(opcode_allowed(opcode, false), control || opcode == 1 || opcode == 2);
  }
}

static void a_control_frame_is_whole_and_short(void **state) {
  (void)state;
  for (unsigned opcode = 8; opcode <= 10; opcode++) {
    uint8_t whole = (uint8_t)(0x80 | opcode);
    assert_true(websocket_frame_allowed(whole, 125, false, 0));
    assert_true(websocket_frame_allowed(whole, 125, true, 0));
    assert_false(websocket_frame_allowed(whole, 126, false, 0));
    assert_false(websocket_frame_allowed((uint8_t)opcode, 0, false, 0));
  }
  assert_true(websocket_frame_allowed(0x01, 1 << 20, false, 0));
  assert_true(websocket_frame_allowed(0x00, 1 << 20, true, 0));
}

static void reserved_bits_are_refused_unless_an_extension_has_them(void **state) {
  (void)state;
  for (unsigned bits = 0x10; bits <= 0x70; bits += 0x10) {
    assert_false(websocket_frame_allowed((uint8_t)(0x81 | bits), 5, false, 0));
    assert_int_equal(websocket_frame_allowed((uint8_t)(0x81 | bits), 5, false, WEBSOCKET_DEFLATED),
                     bits == 0x40);
  }
  assert_false(websocket_frame_allowed(0xc0, 5, true, WEBSOCKET_DEFLATED));
  assert_false(websocket_frame_allowed(0xc9, 5, false, WEBSOCKET_DEFLATED));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_header_is_as_short_as_its_payloads_length_allows),
      cmocka_unit_test(a_masked_header_has_the_bit_and_the_mask_behind_the_length),
      cmocka_unit_test(masking_twice_brings_the_payload_back),
      cmocka_unit_test(the_code_of_a_close_frame_is_its_first_two_octets),
      cmocka_unit_test(codes_that_a_close_frame_may_have_are_those_of_the_registry),
      cmocka_unit_test(a_close_frame_has_no_payload_or_a_code_and_a_reason_in_utf8),
      cmocka_unit_test(opcodes_are_those_of_the_rfc_in_their_order),
      cmocka_unit_test(a_control_frame_is_whole_and_short),
      cmocka_unit_test(reserved_bits_are_refused_unless_an_extension_has_them),
  };
  return cmocka_run_group_tests_name("websocket_frame", tests, NULL, NULL);
}
