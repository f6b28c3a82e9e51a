/* Opening handshakes, header by header. */
#include "tests/servers/fixture.h"

#include "servers/wire/handshake.h"

#define KEY "MDEyMzQ1Njc4OWFiY2RlZg=="

static const struct handshake_text good = {.http_version = "1.1",
                                           .upgrade = "websocket",
                                           .connection = "Upgrade",
                                           .version = "13",
                                           .key = KEY};

static void expect(struct handshake_text text, int status) {
  const char *reason = NULL;
  assert_int_equal(handshake_check(&text, &reason), status);
  assert_int_equal(reason != NULL, status != 0);
}

static void the_headers_of_the_rfc_open_a_websocket(void **state) {
  (void)state;
  expect(good, 0);
}

/* Checks `good` with one header replaced. */
static void expect_with(size_t offset, const char *value, int status) {
  struct handshake_text text = good;
  memcpy((char *)&text + offset, &value, sizeof value);
  expect(text, status);
}

static void upgrade_and_connection_are_lists_of_tokens_in_any_case(void **state) {
  (void)state;
  static const char *const lists[] = {"WEBSOCKET", "websocket, x", "x,websocket", "x ,\twebsocket",
                                      " websocket"};
  static const char *const others[] = {NULL, "", "web", "websockets", "x-websocket", "h2c", ", ,"};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    expect_with(offsetof(struct handshake_text, upgrade), lists[i], 0);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    expect_with(offsetof(struct handshake_text, upgrade), others[i], 400);
  expect_with(offsetof(struct handshake_text, connection), "keep-alive, upgrade", 0);
  expect_with(offsetof(struct handshake_text, connection), "keep-alive", 400);
  expect_with(offsetof(struct handshake_text, connection), NULL, 400);
}

static void another_version_is_told_which_is_spoken(void **state) {
  (void)state;
  static const char *const versions[] = {"8",  "99",  "0",   "1", "3", "12",
                                         "14", "13 ", "013", "",  NULL};
  for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
    expect_with(offsetof(struct handshake_text, version), versions[i], 426);
}

static void a_key_is_sixteen_bytes_in_base64(void **state) {
  (void)state;
  static const char *const others[] = {NULL,
                                       "",
                                       "MDEyMzQ1Njc4OWFiY2RlZg=",
                                       "MDEyMzQ1Njc4OWFiY2RlZgA=",
                                       "MDEyMzQ1Njc4OWFiY2RlZg===",
                                       "MDEyMzQ1Njc4OWFiY2Rl*g==",
                                       "MDEyMzQ1Njc4OWFiY2RlZg=A",
                                       "MDEyMzQ1Njc4OWFiY2RlZgAA"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    expect_with(offsetof(struct handshake_text, key), others[i], 400);
  expect_with(offsetof(struct handshake_text, key), "+/+/AZaz09+/+/AZaz09+/==", 0);
}

static void only_http_1_1_is_upgraded(void **state) {
  (void)state;
  expect_with(offsetof(struct handshake_text, http_version), "1.0", 400);
  expect_with(offsetof(struct handshake_text, http_version), NULL, 400);
}

/* The key and its answer of RFC 6455, section 1.3. */
static void the_answer_has_the_hash_of_the_key(void **state) {
  (void)state;
  static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
  const struct handshake_text text = {.key = key};
  struct chunk *answer = handshake_answer(&text, "");
  assert_non_null(answer);
  assert_true(chunk_contains(answer, "HTTP/1.1 101 Switching Protocols\r\n"));
  assert_true(chunk_contains(answer, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
  assert_false(chunk_contains(answer, "xtensions"));
  chunk_drop(answer);
  answer = handshake_answer(&text, "permessage-deflate");
  assert_non_null(answer);
  assert_true(chunk_contains(answer, "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
  chunk_drop(answer);
}

/* RFC 8441, section 5. */
static void a_stream_has_neither_upgrade_nor_key(void **state) {
  (void)state;
  struct handshake_text text = {.version = "13", .extended = true};
  const char *reason = NULL;
  assert_int_equal(handshake_check(&text, &reason), 0);
  struct chunk *answer = handshake_answer(&text, "permessage-deflate");
  assert_non_null(answer);
  assert_true(chunk_contains(
      answer, "HTTP/1.1 200 OK\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
  assert_false(chunk_contains(answer, "Upgrade"));
  assert_false(chunk_contains(answer, "Accept"));
  chunk_drop(answer);
  text.version = "12";
  assert_int_equal(handshake_check(&text, &reason), 426);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_headers_of_the_rfc_open_a_websocket),
      cmocka_unit_test(upgrade_and_connection_are_lists_of_tokens_in_any_case),
      cmocka_unit_test(another_version_is_told_which_is_spoken),
      cmocka_unit_test(a_key_is_sixteen_bytes_in_base64),
      cmocka_unit_test(only_http_1_1_is_upgraded),
      cmocka_unit_test(the_answer_has_the_hash_of_the_key),
      cmocka_unit_test(a_stream_has_neither_upgrade_nor_key),
  };
  return cmocka_run_group_tests_name("handshake", tests, NULL, NULL);
}
