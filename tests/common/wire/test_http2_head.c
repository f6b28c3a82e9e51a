/* Heads of HTTP/1.1 as headers of HTTP/2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/wire/http2_head.h"

static void expect_header(const struct http2_head *head, size_t index, const char *name,
                          const char *value) {
  assert_true(index < head->count);
  const nghttp2_nv *header = &head->headers[index];
  assert_int_equal(header->namelen, strlen(name));
  assert_memory_equal(header->name, name, header->namelen);
  assert_int_equal(header->valuelen, strlen(value));
  assert_memory_equal(header->value, value, header->valuelen);
}

static void an_answer_has_its_status_and_lines_in_small_letters(void **state) {
  (void)state;
  char text[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Empty: \r\n"
                "Connection: close\r\nContent-Length: 12\r\n\r\n";
  struct http2_head head;
  assert_true(http2_head_of_answer(text, sizeof text - 1, &head));
  assert_int_equal(head.count, 4);
  expect_header(&head, 0, ":status", "200");
  expect_header(&head, 1, "content-type", "application/json");
  expect_header(&head, 2, "x-empty", "");
  expect_header(&head, 3, "content-length", "12");
}

static void a_request_has_its_pseudo_headers_first(void **state) {
  (void)state;
  char text[] = "POST /publish?channel=1 HTTP/1.1\r\nHost: a:80\r\nAccept: */*\r\n"
                "Keep-Alive: timeout=5\r\nUpgrade: x\r\n\r\n";
  struct http2_head head;
  assert_true(http2_head_of_request(text, sizeof text - 1, "https", &head));
  assert_int_equal(head.count, 5);
  expect_header(&head, 0, ":method", "POST");
  expect_header(&head, 1, ":path", "/publish?channel=1");
  expect_header(&head, 2, ":scheme", "https");
  expect_header(&head, 3, ":authority", "a:80");
  expect_header(&head, 4, "accept", "*/*");
}

/* RFC 8441, section 5.1. */
static void a_handshake_is_a_connect_for_websocket_without_a_key(void **state) {
  (void)state;
  char text[] =
      "GET /websocket?channel=1 HTTP/1.1\r\nHost: a:80\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n\r\n";
  struct http2_head head;
  assert_true(http2_head_of_connect(text, sizeof text - 1, "http", &head));
  assert_int_equal(head.count, 6);
  expect_header(&head, 0, ":protocol", "websocket");
  expect_header(&head, 1, ":method", "CONNECT");
  expect_header(&head, 2, ":path", "/websocket?channel=1");
  expect_header(&head, 3, ":scheme", "http");
  expect_header(&head, 4, ":authority", "a:80");
  expect_header(&head, 5, "sec-websocket-version", "13");
}

static void headers_may_be_kept_out_of_the_table(void **state) {
  (void)state;
  char text[] = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n";
  struct http2_head head;
  assert_true(http2_head_of_answer(text, sizeof text - 1, &head));
  http2_head_index(&head, false);
  assert_int_equal(head.headers[1].flags, NGHTTP2_NV_FLAG_NO_INDEX);
  http2_head_index(&head, true);
  assert_int_equal(head.headers[1].flags, NGHTTP2_NV_FLAG_NONE);
}

static void what_is_no_head_is_refused(void **state) {
  (void)state;
  static const char *const answers[] = {"",
                                        "HTTP/1.1 200 OK",
                                        "HTTP/1.0 200 OK\r\n\r\n",
                                        "HTTP/1.1 20\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nA: b\r\n"};
  static const char *const requests[] = {"GET /\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n"};
  struct http2_head head;
  char text[128];
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    strcpy(text, answers[i]);
    assert_false(http2_head_of_answer(text, strlen(text), &head));
  }
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
    strcpy(text, requests[i]);
    assert_false(http2_head_of_request(text, strlen(text), "http", &head));
  }
}

static void more_headers_than_there_is_room_for_are_refused(void **state) {
  (void)state;
  char text[1024] = "HTTP/1.1 200 OK\r\n";
  struct http2_head head;
  for (int i = 0; i < HTTP2_HEADERS_MAX - 1; i++)
    strcat(text, "A: b\r\n");
  size_t bytes = strlen(text);
  strcat(text, "\r\n");
  assert_true(http2_head_of_answer(text, strlen(text), &head));
  assert_int_equal(head.count, HTTP2_HEADERS_MAX);
  strcpy(text + bytes, "A: b\r\n\r\n");
  assert_false(http2_head_of_answer(text, strlen(text), &head));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_has_its_status_and_lines_in_small_letters),
      cmocka_unit_test(a_request_has_its_pseudo_headers_first),
      cmocka_unit_test(a_handshake_is_a_connect_for_websocket_without_a_key),
      cmocka_unit_test(headers_may_be_kept_out_of_the_table),
      cmocka_unit_test(what_is_no_head_is_refused),
      cmocka_unit_test(more_headers_than_there_is_room_for_are_refused),
  };
  return cmocka_run_group_tests_name("http2_head", tests, NULL, NULL);
}
