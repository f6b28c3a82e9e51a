/* The texts of the probe's requests. */
#include "tests/bench/says.h"

#include <stdlib.h>

#include "bench/probe/probe_request.h"

static const struct probed_path path = {.url = {.authority = "push.example:81", .prefix = "/push"},
                                        .token = "0123456789abcdef"};

static char *text_of(const struct probe_request *request) {
  struct growing_text text = {.text = NULL};
  probe_request_add(&path, request, &text);
  return growing_text_take(&text);
}

static void a_request_has_prefix_host_and_headers(void **state) {
  (void)state;
  const struct probe_request request = {
      .method = "GET", .target = "/sse?channel=1", .headers = "Accept: text/event-stream\r\n"};
  char *text = text_of(&request);
  assert_begins(text, "GET /push/sse?channel=1 HTTP/1.1\r\nHost: push.example:81\r\n");
  assert_says(text, "\r\nAccept: text/event-stream\r\n");
  assert_ends(text, "\r\n\r\n");
  assert_says_not(text, "Authorization");
  assert_says_not(text, "Content-Length");
  free(text);
}

static void a_post_has_a_body_and_the_token_where_it_is_asked_for(void **state) {
  (void)state;
  const struct probe_request request = {
      .method = "POST", .target = "/publish", .body = "{}", .body_bytes = 2, .with_token = true};
  char *text = text_of(&request);
  assert_says(text, "\r\nAuthorization: Bearer 0123456789abcdef\r\n");
  assert_says(text, "\r\nContent-Length: 2\r\n");
  assert_ends(text, "\r\n\r\n{}");
  free(text);
}

static void a_key_has_the_answer_of_the_rfc(void **state) {
  (void)state;
  char text[PROBE_KEY_TEXT_BYTES], accept[PROBE_ACCEPT_TEXT_BYTES];
  probe_key_write((const unsigned char *)"the sample nonce", text, accept);
  assert_string_equal(text, "dGhlIHNhbXBsZSBub25jZQ==");
  assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_request_has_prefix_host_and_headers),
      cmocka_unit_test(a_post_has_a_body_and_the_token_where_it_is_asked_for),
      cmocka_unit_test(a_key_has_the_answer_of_the_rfc),
  };
  return cmocka_run_group_tests_name("probe request", tests, NULL, NULL);
}
