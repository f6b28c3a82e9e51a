/* The bytes of answers' heads. */
#include "tests/servers/fixture.h"

#include <stdio.h>

#include "servers/wire/response_head.h"

static size_t body_head(enum response_headers headers, size_t body_bytes, bool keep_alive,
                        char head[HTTP_HEAD_BYTES_MAX + 1]) {
  const struct answer_style style = {.headers = headers, .keep_alive = keep_alive};
  size_t bytes = http_head_body(200, "application/json", body_bytes, &style, head);
  assert_true(bytes <= HTTP_HEAD_BYTES_MAX);
  head[bytes] = '\0';
  return bytes;
}

static void a_minimal_answer_has_type_and_length(void **state) {
  (void)state;
  char head[HTTP_HEAD_BYTES_MAX + 1];
  body_head(RESPONSE_HEADERS_MINIMAL, 24, true, head);
  assert_string_equal(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 24\r\n\r\n");
  body_head(RESPONSE_HEADERS_MINIMAL, 24, false, head);
  assert_string_equal(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 24\r\nConnection: close\r\n\r\n");
}

static void a_quantum_answer_has_193_bytes_whatever_its_body_is(void **state) {
  (void)state;
  char head[HTTP_HEAD_BYTES_MAX + 1];
  for (size_t body_bytes = 0; body_bytes <= 10000000; body_bytes = 10 * body_bytes + 9) {
    assert_int_equal(body_head(RESPONSE_HEADERS_QUANTUM, body_bytes, true, head), 193);
    assert_int_equal(body_head(RESPONSE_HEADERS_QUANTUM, body_bytes, false, head), 193);
  }
}

static void every_profile_fits_and_ends_with_an_empty_line(void **state) {
  (void)state;
  for (int headers = 0; headers < RESPONSE_HEADERS_COUNT; headers++)
    for (int kept = 0; kept < 2; kept++) {
      char head[HTTP_HEAD_BYTES_MAX + 1];
      const struct answer_style style = {.headers = (enum response_headers)headers,
                                         .keep_alive = kept};
      size_t bytes = body_head((enum response_headers)headers, SIZE_MAX, kept, head);
      assert_string_equal(head + bytes - 4, "\r\n\r\n");
      assert_true((strstr(head, "Connection: close\r\n") != NULL) == !kept);
      bytes = http_head_stream(&style, head);
      assert_memory_equal(head + bytes - 4, "\r\n\r\n", 4);
      head[bytes] = '\0';
      assert_non_null(strstr(head, "Connection: close\r\n"));
      assert_null(strstr(head, "Connection: keep-alive\r\n"));
    }
}

static void a_stream_says_that_it_is_one_in_every_profile(void **state) {
  (void)state;
  for (int headers = 0; headers < RESPONSE_HEADERS_COUNT; headers++) {
    char head[HTTP_HEAD_BYTES_MAX + 1];
    const struct answer_style style = {.headers = (enum response_headers)headers,
                                       .keep_alive = true};
    head[http_head_stream(&style, head)] = '\0';
    assert_non_null(strstr(head, "\r\nContent-Type: text/event-stream\r\n"));
    assert_non_null(strstr(head, "\r\nCache-Control: no-cache\r\n"));
  }
}

static void a_refusal_says_why_and_ends_the_connection(void **state) {
  (void)state;
  struct chunk *chunk = http_refusal(404, "no such path", false);
  static const char expected[] = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
                                 "Content-Length: 13\r\nConnection: close\r\n\r\nno such path\n";
  assert_int_equal(chunk->bytes_count, sizeof expected - 1);
  assert_memory_equal(chunk->bytes, expected, sizeof expected - 1);
  chunk_drop(chunk);
}

static void lines_can_be_added_to_an_answer(void **state) {
  (void)state;
  struct chunk *chunk = http_answer_with(200, "text/plain", "X-A: b\r\nX-C: d\r\n", "abc", 3, true);
  static const char expected[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                 "Content-Length: 3\r\nX-A: b\r\nX-C: d\r\n\r\nabc";
  assert_int_equal(chunk->bytes_count, sizeof expected - 1);
  assert_memory_equal(chunk->bytes, expected, sizeof expected - 1);
  chunk_drop(chunk);
}

static void a_refused_version_of_websocket_is_answered_with_the_right_one(void **state) {
  (void)state;
  struct chunk *chunk = http_refusal(426, "13", false);
  static const char expected[] =
      "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Content-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\n13\n";
  assert_int_equal(chunk->bytes_count, sizeof expected - 1);
  assert_memory_equal(chunk->bytes, expected, sizeof expected - 1);
  chunk_drop(chunk);
}

static void every_status_has_the_reason_of_the_registry(void **state) {
  (void)state;
  static const struct {
    int status;
    const char *line;
  } cases[] = {{200, "200 OK"},
               {400, "400 Bad Request"},
               {401, "401 Unauthorized\r\nWWW-Authenticate: Bearer"},
               {403, "403 Forbidden"},
               {404, "404 Not Found"},
               {405, "405 Method Not Allowed"},
               {408, "408 Request Timeout"},
               {411, "411 Length Required"},
               {413, "413 Content Too Large"},
               {414, "414 URI Too Long"},
               {417, "417 Expectation Failed"},
               {421, "421 Misdirected Request"},
               {426, "426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"},
               {431, "431 Request Header Fields Too Large"},
               {501, "501 Not Implemented"},
               {503, "503 Service Unavailable"},
               {505, "505 HTTP Version Not Supported"},
               {599, "599 Error"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char expected[HTTP_HEAD_BYTES_MAX];
    int bytes = snprintf(
        expected, sizeof expected,
        "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nwhy\n", cases[i].line);
    struct chunk *chunk = http_refusal(cases[i].status, "why", true);
    assert_int_equal(chunk->bytes_count, bytes);
    assert_memory_equal(chunk->bytes, expected, (size_t)bytes);
    chunk_drop(chunk);
  }
}

static void a_reason_without_end_is_cut(void **state) {
  (void)state;
  char reason[2 * HTTP_HEAD_BYTES_MAX];
  memset(reason, 'r', sizeof reason - 1);
  reason[sizeof reason - 1] = '\0';
  struct chunk *chunk = http_refusal(400, reason, false);
  assert_true(chunk_contains(chunk, "\r\nContent-Length: 511\r\n"));
  assert_memory_equal(chunk->bytes + chunk->bytes_count - 511, reason, 511);
  chunk_drop(chunk);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_minimal_answer_has_type_and_length),
      cmocka_unit_test(lines_can_be_added_to_an_answer),
      cmocka_unit_test(a_quantum_answer_has_193_bytes_whatever_its_body_is),
      cmocka_unit_test(every_profile_fits_and_ends_with_an_empty_line),
      cmocka_unit_test(a_stream_says_that_it_is_one_in_every_profile),
      cmocka_unit_test(a_refusal_says_why_and_ends_the_connection),
      cmocka_unit_test(every_status_has_the_reason_of_the_registry),
      cmocka_unit_test(a_reason_without_end_is_cut),
      cmocka_unit_test(a_refused_version_of_websocket_is_answered_with_the_right_one),
  };
  return cmocka_run_group_tests_name("response_head", tests, NULL, NULL);
}
