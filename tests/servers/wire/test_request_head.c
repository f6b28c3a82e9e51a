/* Heads of requests from bytes: which are whole, what is in them, and which could be read in two
 * ways. */
#include "tests/servers/fixture.h"

#include <stdio.h>

#include "servers/wire/request_head.h"

static char bytes[REQUEST_HEAD_BYTES_MAX];

static int read_head(const char *text, size_t count, struct request_head *out) {
  const char *reason = NULL;
  assert_true(count <= sizeof bytes);
  memcpy(bytes, text, count);
  int status = request_head_read(bytes, count, out, &reason);
  assert_true(status == 0 || reason);
  return status;
}

#define READ(text, out) read_head(text, sizeof(text) - 1, out)

static void a_head_ends_with_an_empty_line(void **state) {
  (void)state;
  static const char head[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
  for (size_t count = 0; count < sizeof head - 1 - 4; count++)
    assert_int_equal(request_head_bytes(head, count), 0);
  assert_int_equal(request_head_bytes(head, sizeof head - 1), sizeof head - 1 - 4);
  assert_int_equal(request_head_bytes("GET / HTTP/1.1\n\nx", 17), 16);
  assert_int_equal(request_head_bytes("GET / HTTP/1.1\n\r\nx", 18), 17);
}

static void empty_lines_before_a_request_are_passed_over(void **state) {
  (void)state;
  assert_int_equal(request_head_blank_bytes("\r\n\n\r\nGET", 8), 5);
  assert_int_equal(request_head_blank_bytes("\rGET", 4), 0);
  assert_int_equal(request_head_blank_bytes("\r\n\r", 3), 2);
  assert_int_equal(request_head_blank_bytes("", 0), 0);
}

static void method_target_and_headers_are_read(void **state) {
  (void)state;
  struct request_head head;
  assert_int_equal(READ("GET /sse?channel=1&after=2 HTTP/1.1\r\n"
                        "hOST: \t a:1 \r\n"
                        "Origin:http://b\n"
                        "Authorization: Bearer t\r\n"
                        "Content-Length: 0\r\n"
                        "Accept-Encoding: gzip\r\n"
                        "Last-Event-ID: 7\r\n"
                        "Upgrade: websocket\r\n"
                        "Connection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: k\r\n"
                        "Sec-WebSocket-Extensions: a\r\n"
                        "Sec-WebSocket-Extensions: b; c\r\n"
                        "X-Other: d\r\n\r\n",
                        &head),
                   0);
  assert_string_equal(head.text.method, "GET");
  assert_string_equal(head.text.path, "/sse");
  assert_string_equal(head.text.query, "channel=1&after=2");
  assert_string_equal(head.text.version, "1.1");
  assert_string_equal(head.text.host, "a:1");
  assert_string_equal(head.text.origin, "http://b");
  assert_string_equal(head.text.authorization, "Bearer t");
  assert_string_equal(head.text.content_length, "0");
  assert_string_equal(head.text.accept_encoding, "gzip");
  assert_string_equal(head.text.last_event_id, "7");
  assert_string_equal(head.text.upgrade, "websocket");
  assert_string_equal(head.handshake.upgrade, "websocket");
  assert_string_equal(head.handshake.connection, "Upgrade");
  assert_string_equal(head.handshake.version, "13");
  assert_string_equal(head.handshake.key, "k");
  assert_string_equal(head.handshake.http_version, "1.1");
  assert_string_equal(head.extensions, "a,b; c");
  assert_null(head.text.transfer_encoding);
  assert_false(head.text.malformed || head.text.repeated);
  assert_true(head.keeps);
}

static void an_empty_header_counts_as_none(void **state) {
  (void)state;
  struct request_head head;
  assert_int_equal(READ("POST / HTTP/1.1\r\nContent-Length: \r\nHost: a\r\n\r\n", &head), 0);
  assert_null(head.text.content_length);
}

static void a_header_of_which_there_is_one_may_not_stand_there_twice(void **state) {
  (void)state;
  static const char *const single[] = {"Host", "Origin", "Authorization", "Content-Length",
                                       "Transfer-Encoding"};
  struct request_head head;
  char text[256];
  for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
    int count = snprintf(text, sizeof text, "GET / HTTP/1.1\r\n%s: a\r\n%s: a\r\n\r\n", single[i],
                         single[i]);
    assert_int_equal(read_head(text, (size_t)count, &head), 0);
    assert_true(head.text.repeated);
  }
  assert_int_equal(
      READ("GET / HTTP/1.1\r\nAccept-Encoding: a\r\nAccept-Encoding: b\r\n\r\n", &head), 0);
  assert_false(head.text.repeated);
}

static void lines_that_can_be_read_in_two_ways_are_malformed(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t count;
  } lines[] = {
#define LINE(text) {text, sizeof(text) - 1}
      LINE("Host : a"), LINE("Host\t: a"),  LINE(" Host: a"),   LINE("Host"),      LINE(": a"),
      LINE("Ho st: a"), LINE("Host: a\0b"), LINE("Host: a\rb"), LINE("Ho\0st: a"), LINE("X: a\r"),
#undef LINE
  };
  struct request_head head;
  char text[256];
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    size_t count = (size_t)sprintf(text, "GET / HTTP/1.1\r\nX: b\r\n");
    memcpy(text + count, lines[i].bytes, lines[i].count);
    memcpy(text + count + lines[i].count, "\r\n\r\n", 4);
    assert_int_equal(read_head(text, count + lines[i].count + 4, &head), 0);
    if (!head.text.malformed)
      fail_msg("line %zu was read", i);
  }
}

static void request_lines_of_another_form_are_refused(void **state) {
  (void)state;
  struct request_head head;
  assert_int_equal(READ("GET /\r\n\r\n", &head), 400);
  assert_int_equal(READ("GET / HTTX/1.1\r\n\r\n", &head), 400);
  assert_int_equal(READ("GET  / HTTP/1.1\r\n\r\n", &head), 400);
  assert_int_equal(READ("G\x01T / HTTP/1.1\r\n\r\n", &head), 400);
  assert_int_equal(READ("GET /\0 HTTP/1.1\r\n\r\n", &head), 400);
  assert_int_equal(READ("GET / HTTP/1.1\0\r\n\r\n", &head), 400);
  assert_int_equal(READ("\x16\x03\x01\r\n\r\n", &head), 400);
  assert_int_equal(READ("BREW / HTTP/1.1\r\n\r\n", &head), 501);
  assert_int_equal(READ("PRI * HTTP/2.0\r\n\r\n", &head), 505);
  assert_int_equal(READ("OPTIONS * HTTP/1.1\r\n\r\n", &head), 403);
  assert_int_equal(READ("GET http://a/ HTTP/1.1\r\n\r\n", &head), 403);
}

static void paths_queries_and_heads_have_their_longest(void **state) {
  (void)state;
  struct request_head head;
  char text[REQUEST_HEAD_BYTES_MAX];
  for (int over = 0; over < 2; over++) {
    int count = snprintf(text, sizeof text, "GET /%0*d HTTP/1.1\r\n\r\n",
                         REQUEST_TARGET_BYTES_MAX - 2 + over, 0);
    assert_int_equal(read_head(text, (size_t)count, &head), over ? 414 : 0);
    count = snprintf(text, sizeof text, "GET /?%0*d HTTP/1.1\r\n\r\n",
                     REQUEST_TARGET_BYTES_MAX - 1 + over, 0);
    assert_int_equal(read_head(text, (size_t)count, &head), over ? 414 : 0);
    count = snprintf(text, sizeof text, "GET / HTTP/1.1\r\n");
    for (int line = 0; line < REQUEST_HEAD_LINES_MAX + over; line++)
      count += snprintf(text + count, sizeof text - (size_t)count, "A: b\r\n");
    count += snprintf(text + count, sizeof text - (size_t)count, "\r\n");
    assert_int_equal(read_head(text, (size_t)count, &head), over ? 431 : 0);
  }
}

static void a_connection_is_kept_unless_the_peer_says_otherwise(void **state) {
  (void)state;
  struct request_head head;
  assert_int_equal(READ("GET / HTTP/1.1\r\n\r\n", &head), 0);
  assert_true(head.keeps);
  assert_int_equal(READ("GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", &head), 0);
  assert_false(head.keeps);
  assert_int_equal(READ("GET / HTTP/1.0\r\n\r\n", &head), 0);
  assert_false(head.keeps);
}

static void bytes_that_cannot_become_a_request_are_told(void **state) {
  (void)state;
  assert_true(request_head_may_follow("", 0));
  assert_true(request_head_may_follow("GE", 2));
  assert_true(request_head_may_follow("GET /a", 6));
  assert_false(request_head_may_follow("\x16\x03\x01", 3));
  assert_false(request_head_may_follow(" GET", 4));
  assert_false(request_head_may_follow("GET\0", 4));
}

static void offers_that_are_too_long_are_left_out(void **state) {
  (void)state;
  struct request_head head;
  char text[1024];
  int count = snprintf(text, sizeof text,
                       "GET / HTTP/1.1\r\nSec-WebSocket-Extensions: a\r\n"
                       "Sec-WebSocket-Extensions: %0*d\r\n\r\n",
                       HANDSHAKE_OFFER_BYTES, 0);
  assert_int_equal(read_head(text, (size_t)count, &head), 0);
  assert_string_equal(head.extensions, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_head_ends_with_an_empty_line),
      cmocka_unit_test(empty_lines_before_a_request_are_passed_over),
      cmocka_unit_test(method_target_and_headers_are_read),
      cmocka_unit_test(an_empty_header_counts_as_none),
      cmocka_unit_test(a_header_of_which_there_is_one_may_not_stand_there_twice),
      cmocka_unit_test(lines_that_can_be_read_in_two_ways_are_malformed),
      cmocka_unit_test(request_lines_of_another_form_are_refused),
      cmocka_unit_test(paths_queries_and_heads_have_their_longest),
      cmocka_unit_test(a_connection_is_kept_unless_the_peer_says_otherwise),
      cmocka_unit_test(bytes_that_cannot_become_a_request_are_told),
      cmocka_unit_test(offers_that_are_too_long_are_left_out),
  };
  return cmocka_run_group_tests_name("request_head", tests, NULL, NULL);
}
