/* The lines of the header profiles, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/traits.h"
#include "common/wire/header_profile.h"
#include "tests/contracts.h"

enum { HEAD_BYTES_MAX = REQUEST_HEADERS_BYTES_MAX + 512 };

/* The whole head of a GET, put together as the client does. */
static size_t request_make(const struct request_style *style, const char *path, char *out) {
  int begin =
      snprintf(out, HEAD_BYTES_MAX, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, style->authority);
  size_t bytes = (size_t)begin;
  bytes += headers_request(style, bytes + 2, out + bytes, HEAD_BYTES_MAX - bytes - 3);
  memcpy(out + bytes, "\r\n", 3);
  return bytes + 2;
}

static size_t lines_count(const char *head) {
  size_t count = 0;
  for (const char *at = strstr(head, "\r\n"); at; at = strstr(at + 2, "\r\n"))
    count++;
  return count;
}

static bool has(const char *head, const char *line) {
  char text[256];
  snprintf(text, sizeof text, "\r\n%s", line);
  return strstr(head, text) != NULL;
}

static void a_minimal_request_has_its_line_and_its_host(void **state) {
  (void)state;
  char head[HEAD_BYTES_MAX];
  const struct request_style style = {.authority = "127.0.0.1:8080", .cookie_bytes = 0};
  request_make(&style, "/sse", head);
  assert_string_equal(head, "GET /sse HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");
}

static void a_request_as_curl_sends_it_names_curl_and_takes_anything(void **state) {
  (void)state;
  char head[HEAD_BYTES_MAX];
  const struct request_style style = {
      .headers = REQUEST_HEADERS_CURL, .authority = "127.0.0.1:8080", .cookie_bytes = 64};
  request_make(&style, "/sse", head);
  assert_string_equal(head, "GET /sse HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
                            "User-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n");
}

static void a_quantum_request_has_716_bytes_whatever_path_and_host_are(void **state) {
  (void)state;
  static const char *const paths[] = {"/", "/short_poll?channel=0&after=0",
                                      "/long_poll?channel=99999&after=18446744073709551615"};
  static const char *const hosts[] = {"a:1", "127.0.0.1:54321",
                                      "a.name.as.long.as.a.target.takes.it.example.org:65535"};
  for (int transport = 0; transport < TRANSPORT_WEBSOCKET; transport++)
    for (size_t i = 0; i < 3; i++)
      for (size_t j = 0; j < 3; j++) {
        char head[HEAD_BYTES_MAX];
        const struct request_style style = {.headers = REQUEST_HEADERS_QUANTUM,
                                            .transport = (enum transport_kind)transport,
                                            .authority = hosts[j],
                                            .cookie_bytes = i * 50};
        assert_int_equal(request_make(&style, paths[i], head), 716);
        assert_int_equal(lines_count(head), 12);
      }
}

static void without_line_ends_a_quantum_poll_has_the_articles_871_bytes(void **state) {
  (void)state;
  char request[HEAD_BYTES_MAX];
  char answer[RESPONSE_HEADERS_BYTES_MAX] = "";
  char whole[1024];
  const struct request_style asked = {.headers = REQUEST_HEADERS_QUANTUM,
                                      .authority = "127.0.0.1:8080"};
  const struct answer_style answered = {.headers = RESPONSE_HEADERS_QUANTUM, .keep_alive = true};
  size_t up = request_make(&asked, "/short_poll?channel=0&after=0", request);
  static const char own[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 24\r\n";
  size_t added = headers_answer(&answered, false, sizeof own - 1 + 2, answer, sizeof answer - 1);
  int down = snprintf(whole, sizeof whole, "%s%.*s\r\n", own, (int)added, answer);
  assert_int_equal(up + (size_t)down, 716 + 193);
  assert_int_equal(up - 2 * lines_count(request), 692);
  assert_int_equal((size_t)down - 2 * lines_count(whole), 179);
}

static void a_browsers_request_differs_by_what_asks(void **state) {
  (void)state;
  char poll[HEAD_BYTES_MAX], events[HEAD_BYTES_MAX], handshake[HEAD_BYTES_MAX];
  struct request_style style = {
      .headers = REQUEST_HEADERS_BROWSER, .authority = "127.0.0.1:8080", .cookie_bytes = 64};
  style.transport = TRANSPORT_LONG_POLL;
  request_make(&style, "/x", poll);
  style.transport = TRANSPORT_SSE;
  request_make(&style, "/x", events);
  style.transport = TRANSPORT_WEBSOCKET;
  request_make(&style, "/x", handshake);
  assert_true(has(poll, "Accept: */*\r\n") && has(poll, "Sec-Fetch-Mode: cors\r\n"));
  assert_true(has(poll, "Referer: http://127.0.0.1:8080/\r\n") && !has(poll, "Origin:"));
  assert_true(has(events, "Accept: text/event-stream\r\n"));
  assert_true(has(events, "Cache-Control: no-cache\r\n") && !has(poll, "Cache-Control:"));
  assert_true(has(handshake, "Origin: http://127.0.0.1:8080\r\n"));
  assert_true(has(handshake, "Sec-WebSocket-Extensions: permessage-deflate"));
  assert_false(has(handshake, "Sec-Fetch") || has(handshake, "Connection:"));
}

static void a_cookie_costs_its_bytes_and_its_line(void **state) {
  (void)state;
  char head[HEAD_BYTES_MAX];
  struct request_style style = {.headers = REQUEST_HEADERS_BROWSER, .authority = "a:1"};
  size_t without = request_make(&style, "/x", head);
  assert_false(has(head, "Cookie:"));
  static const size_t sizes[] = {1, 3, 64, COOKIE_BYTES_MAX};
  for (size_t i = 0; i < 4; i++) {
    style.cookie_bytes = sizes[i];
    assert_int_equal(request_make(&style, "/x", head), without + strlen("Cookie: \r\n") + sizes[i]);
    assert_int_equal(strspn(strstr(head, "Cookie: ") + 8, "=0123456789abcdefghijklmnopqrstuvwxyz"
                                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                     sizes[i]);
  }
}

static void every_line_is_a_name_a_colon_and_a_value(void **state) {
  (void)state;
  for (int headers = 0; headers < REQUEST_HEADERS_COUNT; headers++)
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
      char head[HEAD_BYTES_MAX];
      char *rest = NULL;
      const struct request_style style = {.headers = (enum request_headers)headers,
                                          .transport = (enum transport_kind)transport,
                                          .authority = "127.0.0.1:8080",
                                          .cookie_bytes = 64};
      request_make(&style, "/x", head);
      strtok_r(head, "\r\n", &rest);
      for (char *line = strtok_r(NULL, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
        const char *colon = strchr(line, ':');
        assert_non_null(colon);
        assert_true(colon > line && colon[1] == ' ' && colon[2] != '\0' && colon[2] != ' ');
        assert_null(strchr(line, '@'));
      }
    }
}

static void a_profile_is_asked_for_one_of_its_lines(void **state) {
  (void)state;
  struct request_style style = {.headers = REQUEST_HEADERS_BROWSER,
                                .transport = TRANSPORT_WEBSOCKET};
  assert_true(headers_request_has(&style, "Sec-WebSocket-Extensions"));
  style.transport = TRANSPORT_LONG_POLL;
  assert_false(headers_request_has(&style, "Sec-WebSocket-Extensions"));
  assert_true(headers_request_has(&style, "Accept-Encoding"));
  style.headers = REQUEST_HEADERS_MINIMAL;
  assert_false(headers_request_has(&style, "Accept-Encoding"));
}

static void a_page_of_a_server_with_tls_has_an_origin_by_https(void **state) {
  (void)state;
  struct request_style style = {.headers = REQUEST_HEADERS_BROWSER,
                                .transport = TRANSPORT_WEBSOCKET,
                                .authority = "127.0.0.1:8443"};
  char text[REQUEST_HEADERS_BYTES_MAX] = "";
  size_t plain = headers_request(&style, 0, text, sizeof text - 1);
  text[plain] = '\0';
  assert_non_null(strstr(text, "\r\nOrigin: http://127.0.0.1:8443\r\n"));
  style.tls = true;
  size_t bytes = headers_request(&style, 0, text, sizeof text - 1);
  text[bytes] = '\0';
  assert_non_null(strstr(text, "\r\nOrigin: https://127.0.0.1:8443\r\n"));
  assert_int_equal(bytes, plain + 1);
}

static void the_token_is_sent_after_the_other_lines(void **state) {
  (void)state;
  const struct request_style style = {.authority = "a:1", .token = "0123456789abcdef"};
  char text[REQUEST_HEADERS_BYTES_MAX] = "";
  text[headers_request(&style, 0, text, sizeof text - 1)] = '\0';
  assert_string_equal(text, "Authorization: Bearer 0123456789abcdef\r\n");
}

static void write_cut(void *style) {
  char out[64];
  headers_request(style, 0, out, sizeof out);
}

static void lines_that_do_not_fit_break_a_contract(void **state) {
  (void)state;
  struct request_style style = {.headers = REQUEST_HEADERS_BROWSER, .authority = "127.0.0.1:1"};
  assert_contract_broken(write_cut, &style, "count <= writer->capacity - writer->bytes");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_minimal_request_has_its_line_and_its_host),
      cmocka_unit_test(a_request_as_curl_sends_it_names_curl_and_takes_anything),
      cmocka_unit_test(a_quantum_request_has_716_bytes_whatever_path_and_host_are),
      cmocka_unit_test(without_line_ends_a_quantum_poll_has_the_articles_871_bytes),
      cmocka_unit_test(a_browsers_request_differs_by_what_asks),
      cmocka_unit_test(a_cookie_costs_its_bytes_and_its_line),
      cmocka_unit_test(every_line_is_a_name_a_colon_and_a_value),
      cmocka_unit_test(a_profile_is_asked_for_one_of_its_lines),
      cmocka_unit_test(a_page_of_a_server_with_tls_has_an_origin_by_https),
      cmocka_unit_test(the_token_is_sent_after_the_other_lines),
      cmocka_unit_test(lines_that_do_not_fit_break_a_contract),
  };
  return cmocka_run_group_tests_name("headers", tests, NULL, NULL);
}
