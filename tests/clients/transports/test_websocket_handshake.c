/* The bytes of requests, and answers that are accepted or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "clients/transports/websocket_handshake.h"

static void a_key_has_the_answer_of_the_standards_example(void **state) {
  (void)state;
  char text[WEBSOCKET_KEY_TEXT_BYTES], accept[WEBSOCKET_ACCEPT_TEXT_BYTES];
  websocket_key_write((const uint8_t *)"the sample nonce", text, accept); /* RFC 6455, 1.3 */
  assert_string_equal(text, "dGhlIHNhbXBsZSBub25jZQ==");
  assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static size_t request_with(enum request_headers headers, bool compression, bool keeps_windows,
                           char *out) {
  const struct request_style style = {.headers = headers,
                                      .transport = TRANSPORT_WEBSOCKET,
                                      .authority = "127.0.0.1:8080",
                                      .cookie_bytes = 8};
  const char *offer = websocket_offer(&style, compression, keeps_windows);
  size_t bytes = websocket_request_write(&style, "/websocket?channel=0&after=0",
                                         "dGhlIHNhbXBsZSBub25jZQ==", offer, out);
  out[bytes] = '\0';
  return bytes;
}

static size_t request_of(enum request_headers headers, bool compression, char *out) {
  return request_with(headers, compression, true, out);
}

static void the_request_has_the_lines_of_libwebsockets(void **state) {
  (void)state;
  char request[WEBSOCKET_HANDSHAKE_BYTES_MAX + 1];
  size_t bytes = request_of(REQUEST_HEADERS_MINIMAL, false, request);
  assert_string_equal(request, "GET /websocket?channel=0&after=0 HTTP/1.1\r\n"
                               "Pragma: no-cache\r\nCache-Control: no-cache\r\n"
                               "Host: 127.0.0.1:8080\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "Sec-WebSocket-Version: 13\r\n\r\n");
  assert_int_equal(bytes, strlen(request));
}

static size_t occurrences(const char *text, const char *word) {
  size_t count = 0;
  for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
    count++;
  return count;
}

static void compression_is_offered_once(void **state) {
  (void)state;
  char request[WEBSOCKET_HANDSHAKE_BYTES_MAX + 1];
  request_of(REQUEST_HEADERS_MINIMAL, true, request);
  assert_int_equal(occurrences(request, "Sec-WebSocket-Extensions: permessage-deflate\r\n"), 1);
  for (int compression = 0; compression < 2; compression++) {
    request_of(REQUEST_HEADERS_BROWSER, compression, request);
    assert_int_equal(occurrences(request, "Sec-WebSocket-Extensions: permessage-deflate; "
                                          "client_max_window_bits\r\nSec-WebSocket-Version"),
                     1);
    assert_int_equal(occurrences(request, "permessage-deflate"), 1);
    assert_non_null(strstr(request, "Cookie: sid="));
  }
}

static void an_offer_asks_both_sides_to_forget_where_windows_are_not_kept(void **state) {
  (void)state;
  static const enum request_headers headers[] = {REQUEST_HEADERS_MINIMAL, REQUEST_HEADERS_BROWSER};
  char request[WEBSOCKET_HANDSHAKE_BYTES_MAX + 1];
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    request_with(headers[i], true, false, request);
    assert_int_equal(occurrences(request, "permessage-deflate"), 1);
    assert_int_equal(occurrences(request, "Sec-WebSocket-Extensions: permessage-deflate; "
                                          "client_no_context_takeover; "
                                          "server_no_context_takeover\r\n"),
                     1);
  }
  request_with(REQUEST_HEADERS_MINIMAL, false, false, request);
  assert_int_equal(occurrences(request, "permessage-deflate"), 0);
}

static const char *fault_of(const char *lines, const char *offer, const char *subprotocols,
                            struct websocket_compression *out) {
  char head[1024];
  int bytes = snprintf(head, sizeof head, "HTTP/1.1 101 Switching Protocols\r\n%s\r\n", lines);
  return websocket_answer_fault(head, (size_t)bytes, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", offer,
                                subprotocols, out);
}

static bool answer_to(const char *lines, const char *offer, const char *subprotocols,
                      struct websocket_compression *out) {
  return !fault_of(lines, offer, subprotocols, out);
}

static bool answer(const char *lines, const char *offer, struct websocket_compression *out) {
  return answer_to(lines, offer, "", out);
}

#define UPGRADE "Upgrade: WebSocket\r\n"
#define CONNECTION "Connection: keep-alive, Upgrade\r\n"
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
#define GOOD UPGRADE CONNECTION ACCEPT

static void an_answer_needs_its_three_lines_once(void **state) {
  (void)state;
  struct websocket_compression got;
  assert_true(answer(GOOD, "", &got));
  assert_false(got.agreed);
  static const char *const wrong[] = {
      CONNECTION ACCEPT,
      UPGRADE ACCEPT,
      UPGRADE CONNECTION,
      GOOD UPGRADE,
      GOOD ACCEPT,
      GOOD CONNECTION,
      "Upgrade: websockets\r\n" CONNECTION ACCEPT,
      UPGRADE "Connection: close\r\n" ACCEPT,
      UPGRADE CONNECTION "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
      UPGRADE CONNECTION "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo\r\n",
      GOOD "Sec-WebSocket-Protocol: chat\r\n",
      GOOD "Sec-WebSocket-Extensions: permessage-deflate\r\n", /* nothing was offered */
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(answer(wrong[i], "", &got));
}

static void a_wrong_answer_is_said_in_words(void **state) {
  (void)state;
  static const struct {
    const char *lines, *words;
  } wrong[] = {
      {CONNECTION ACCEPT, "its answer has no \"Upgrade: websocket\""},
      {UPGRADE ACCEPT, "its answer has no \"Connection: Upgrade\""},
      {UPGRADE CONNECTION, "its answer has another Sec-WebSocket-Accept than the key demands"},
      {GOOD "Sec-WebSocket-Protocol: chat\r\n", "it chooses a subprotocol that was not offered"},
      {GOOD "Sec-WebSocket-Extensions: x\r\n", "it chooses an extension that was not offered"},
  };
  struct websocket_compression got;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_string_equal(fault_of(wrong[i].lines, "", "", &got), wrong[i].words);
}

#define EXTENSION(value) GOOD "Sec-WebSocket-Extensions: " value "\r\n"
static const char plain[] = "permessage-deflate";
static const char bits[] = "permessage-deflate; client_max_window_bits";

static void parameters_of_compression_are_taken(void **state) {
  (void)state;
  struct websocket_compression got;
  assert_true(answer(EXTENSION("permessage-deflate"), plain, &got));
  assert_true(got.agreed && got.server_keeps_window && got.client_keeps_window);
  assert_int_equal(got.server_window_bits, 15);
  assert_int_equal(got.client_window_bits, 15);
  assert_true(answer(EXTENSION("permessage-deflate ;server_no_context_takeover; "
                               "client_max_window_bits=9; server_max_window_bits=\"10\""),
                     bits, &got));
  assert_true(got.agreed && !got.server_keeps_window && got.client_keeps_window);
  assert_int_equal(got.server_window_bits, 10);
  assert_int_equal(got.client_window_bits, 9);
  assert_true(answer(EXTENSION("permessage-deflate; client_no_context_takeover"), plain, &got));
  assert_false(got.client_keeps_window);
}

static void extensions_that_were_not_offered_are_refused(void **state) {
  (void)state;
  struct websocket_compression got;
  static const char *const wrong[] = {
      EXTENSION("x-webkit-deflate-frame"),
      EXTENSION("permessage-deflate, permessage-deflate"),
      EXTENSION("permessage-deflate\r\nSec-WebSocket-Extensions: permessage-deflate"),
      EXTENSION("permessage-deflate; client_max_window_bits=15"), /* not offered by `plain` */
      EXTENSION("permessage-deflate; server_max_window_bits=7"),
      EXTENSION("permessage-deflate; server_max_window_bits=16"),
      EXTENSION("permessage-deflate; server_max_window_bits"),
      EXTENSION("permessage-deflate; server_no_context_takeover=1"),
      EXTENSION("permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
      EXTENSION("permessage-deflate; x=1"),
      EXTENSION("permessage-deflate; "),
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (answer(wrong[i], plain, &got))
      fail_msg("accepted: %s", wrong[i]);
  assert_false(answer(EXTENSION("permessage-deflate; client_max_window_bits=8"), bits, &got));
}

static void a_server_may_choose_a_subprotocol_that_was_asked_for(void **state) {
  (void)state;
  struct websocket_compression got;
  assert_true(answer_to(GOOD "Sec-WebSocket-Protocol: mqtt\r\n", "", "mqttv3.1, mqtt", &got));
  assert_true(answer_to(GOOD, "", "mqtt", &got));
  assert_false(answer_to(GOOD "Sec-WebSocket-Protocol: chat\r\n", "", "mqttv3.1, mqtt", &got));
  assert_false(answer_to(GOOD "Sec-WebSocket-Protocol:\r\n", "", "mqtt", &got));
  assert_false(answer_to(GOOD "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Protocol: mqtt\r\n",
                         "", "mqtt", &got));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_key_has_the_answer_of_the_standards_example),
      cmocka_unit_test(the_request_has_the_lines_of_libwebsockets),
      cmocka_unit_test(compression_is_offered_once),
      cmocka_unit_test(an_offer_asks_both_sides_to_forget_where_windows_are_not_kept),
      cmocka_unit_test(an_answer_needs_its_three_lines_once),
      cmocka_unit_test(a_wrong_answer_is_said_in_words),
      cmocka_unit_test(parameters_of_compression_are_taken),
      cmocka_unit_test(extensions_that_were_not_offered_are_refused),
      cmocka_unit_test(a_server_may_choose_a_subprotocol_that_was_asked_for),
  };
  return cmocka_run_group_tests_name("websocket_handshake", tests, NULL, NULL);
}
