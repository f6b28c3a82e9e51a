/* Requests as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "clients/http/http_request.h"

enum { ROOM_BYTES = 16 };

static struct request_writer writer;
static struct request_text text;

static int set_up(void **state) {
  (void)state;
  writer = (struct request_writer){.style = {.authority = "127.0.0.1:8080"}};
  text = (struct request_text){.bytes = NULL};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  request_writer_release(&writer);
  request_text_release(&text);
  return 0;
}

static void assert_written(const char *expected) {
  size_t bytes = text.head_bytes + text.body_bytes;
  assert_int_equal(bytes, strlen(expected));
  assert_memory_equal(text.bytes + text.room_bytes, expected, bytes);
}

static void a_get_is_its_head(void **state) {
  (void)state;
  const struct http_request request = {.path = "/x"};
  assert_true(request_write(&writer, &request, 0, &text));
  assert_written("GET /x HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");
  assert_int_equal(text.body_bytes, 0);
}

static void a_post_has_its_length_and_its_body(void **state) {
  (void)state;
  const struct http_request request = {.path = "/publish", .body = "hello", .body_bytes = 5};
  assert_true(request_write(&writer, &request, 0, &text));
  assert_written(
      "POST /publish HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 5\r\n\r\nhello");
  const struct http_request empty = {.path = "/start", .body = ""};
  assert_true(request_write(&writer, &empty, 0, &text));
  assert_written("POST /start HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 0\r\n\r\n");
}

static void a_header_and_gzip_have_lines(void **state) {
  (void)state;
  const struct http_request request = {.path = "/sse", .header = "Last-Event-ID: 41"};
  writer.accepts_gzip = true;
  assert_true(request_write(&writer, &request, 0, &text));
  assert_written("GET /sse HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nLast-Event-ID: 41\r\n"
                 "Accept-Encoding: gzip\r\n\r\n");
}

static void a_profile_that_accepts_gzip_gets_no_second_line(void **state) {
  (void)state;
  const struct http_request request = {.path = "/x"};
  writer.style.headers = REQUEST_HEADERS_BROWSER;
  writer.accepts_gzip = true;
  assert_true(request_write(&writer, &request, 0, &text));
  text.bytes[text.head_bytes - 1] = '\0';
  const char *line = strstr(text.bytes, "\r\nAccept-Encoding: ");
  assert_non_null(line);
  assert_null(strstr(line + 1, "\r\nAccept-Encoding: "));
}

static void the_quantum_profile_fills_up_to_its_size_whatever_the_path(void **state) {
  (void)state;
  static const char *const paths[] = {"/x", "/long_poll?channel=12&after=3456", "/x"};
  writer.style.headers = REQUEST_HEADERS_QUANTUM;
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    const struct http_request request = {.path = paths[i]};
    assert_true(request_write(&writer, &request, 0, &text));
    assert_int_equal(text.head_bytes, QUANTUM_REQUEST_BYTES);
  }
}

static void the_room_in_front_is_left_free_and_a_longer_request_fits(void **state) {
  (void)state;
  char body[10000];
  memset(body, 'y', sizeof body);
  const struct http_request request = {.path = "/x"};
  const struct http_request longer = {.path = "/x", .body = body, .body_bytes = sizeof body};
  assert_true(request_write(&writer, &request, ROOM_BYTES, &text));
  assert_int_equal(text.room_bytes, ROOM_BYTES);
  assert_written("GET /x HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");
  assert_true(request_write(&writer, &longer, ROOM_BYTES, &text));
  assert_int_equal(text.body_bytes, sizeof body);
  assert_memory_equal(text.bytes + ROOM_BYTES + text.head_bytes, body, sizeof body);
}

static void a_path_that_is_too_long_is_refused(void **state) {
  (void)state;
  char path[HTTP_PATH_BYTES_MAX + 1];
  memset(path, 'x', sizeof path);
  path[HTTP_PATH_BYTES_MAX] = '\0';
  const struct http_request request = {.path = path};
  assert_false(request_write(&writer, &request, 0, &text));
  path[HTTP_PATH_BYTES_MAX - 1] = '\0';
  assert_true(request_write(&writer, &request, 0, &text));
}

static void a_request_may_have_a_method_and_lines_of_its_own(void **state) {
  (void)state;
  char path[1024] = "/";
  memset(path + 1, 'x', sizeof path - 2);
  path[sizeof path - 1] = '\0';
  writer.style.headers = REQUEST_HEADERS_BROWSER;
  const struct http_request own = {.method = "PUT",
                                   .path = "/feed",
                                   .lines = "Cookie: a=1\r\nX-Key: k\r\n",
                                   .body = "hello",
                                   .body_bytes = 5};
  assert_true(request_write(&writer, &own, 0, &text));
  assert_written("PUT /feed HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nCookie: a=1\r\nX-Key: k\r\n"
                 "Content-Length: 5\r\n\r\nhello");
  const struct http_request long_path = {.path = path, .lines = ""};
  assert_true(request_write(&writer, &long_path, 0, &text));
  assert_int_equal(text.head_bytes,
                   strlen("GET  HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n") + sizeof path - 1);
}

#define REQUEST_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      REQUEST_TEST(a_get_is_its_head),
      REQUEST_TEST(a_post_has_its_length_and_its_body),
      REQUEST_TEST(a_header_and_gzip_have_lines),
      REQUEST_TEST(a_profile_that_accepts_gzip_gets_no_second_line),
      REQUEST_TEST(the_quantum_profile_fills_up_to_its_size_whatever_the_path),
      REQUEST_TEST(the_room_in_front_is_left_free_and_a_longer_request_fits),
      REQUEST_TEST(a_path_that_is_too_long_is_refused),
      REQUEST_TEST(a_request_may_have_a_method_and_lines_of_its_own),
  };
  return cmocka_run_group_tests_name("http_request", tests, NULL, NULL);
}
