/* Mercure: its rules one by one. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n\r\n"
#define OPTIONS                                                                 \
  "{\"topic\":\"https://example.com/{channel}\",\"subscribe_token\":\"s.u.b\"," \
  "\"publish_token\":\"p.u.b\"}"

static void begin(struct made *made, const char *options) {
  made_begin(made, &protocol_mercure, TRANSPORT_SSE, options, NULL);
}

static void the_query_names_the_topic(void **state) {
  struct made made;
  (void)state;
  begin(&made, NULL);
  made_open(&made);
  assert_said(&made, "stream GET /.well-known/mercure?topic=c; Accept: text/event-stream\n");
  made_end(&made);
  begin(&made, OPTIONS);
  made_open(&made);
  assert_said(&made, "stream GET /.well-known/mercure?topic=https%3A%2F%2Fexample.com%2Fc; Accept: "
                     "text/event-stream; Authorization: Bearer s.u.b\n");
  made_end(&made);
  begin(&made, "{\"match\":\"match\",\"path\":\"/hub?x=1\"}");
  made_open(&made);
  assert_said(&made, "stream GET /hub?x=1&match=c; Accept: text/event-stream\n");
  made_end(&made);
}

static void a_stream_resumes_behind_its_newest_id(void **state) {
  struct made made;
  (void)state;
  begin(&made, NULL);
  made_open(&made);
  made_said(&made);
  made_opened(&made, OK_HEAD);
  made_event(&made, "message", "urn:uuid:e1ee88e2-532a-4d6f-ba70-f0f8bd584022", "one");
  made_event(&made, "book", "", "two");
  assert_said(&made, "ready\nreceived one\nreceived two\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "");
  assert_said(&made, "failed at stream: the hub has ended the stream\n");
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  assert_said(&made, "stream GET /.well-known/mercure?topic=c; Accept: text/event-stream; "
                     "Last-Event-ID: urn:uuid:e1ee88e2-532a-4d6f-ba70-f0f8bd584022\n");
  made_end(&made);
}

static void an_id_that_is_too_long_is_left_out(void **state) {
  struct made made;
  char id[600];
  (void)state;
  memset(id, 'i', sizeof id - 1);
  id[sizeof id - 1] = '\0';
  begin(&made, NULL);
  made_event(&made, "message", "#7", "one");
  made_event(&made, "message", id, "two");
  made_said(&made);
  made_open(&made);
  assert_said(&made, "stream GET /.well-known/mercure?topic=c; Accept: text/event-stream; "
                     "Last-Event-ID: #7\n");
  made_end(&made);
}

static void refusals_say_what_to_do(void **state) {
  static const struct {
    const char *head, *said;
  } cases[] = {
      {"HTTP/1.1 400 Bad Request\r\n\r\n",
       "failed at stream: 400 Bad Request: does the hub know the topic by the name that the option "
       "\"match\" gives?\n"},
      {"HTTP/1.1 401 Unauthorized\r\n\r\n",
       "failed at stream: 401 Unauthorized: the hub wants a JWT: see the option "
       "\"subscribe_token\"\n"},
      {"HTTP/1.1 403 Forbidden\r\n\r\n",
       "failed at stream: 403 Forbidden: the JWT does not allow this topic: see the option "
       "\"subscribe_token\"\n"},
      {"HTTP/1.1 404 Not Found\r\n\r\n",
       "failed at stream: 404 Not Found: is \"path\" that of the hub?\n"},
      {NULL, "failed at stream: connection refused\n"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    begin(&made, NULL);
    made_answer(&made, PROTOCOL_RECEIVES, cases[i].head, cases[i].head ? "" : "connection refused");
    assert_said(&made, cases[i].said);
    made_end(&made);
  }
}

#define FORM                                                                           \
  "sends POST /.well-known/mercure; Content-Type: application/x-www-form-urlencoded; " \
  "Authorization: Bearer p.u.b; body: topic=https%3A%2F%2Fexample.com%2Fc&data="

static void forms_are_sent_one_after_the_other(void **state) {
  struct made made;
  (void)state;
  begin(&made, OPTIONS);
  made.conversation.publishes = true;
  made_open(&made);
  assert_said(&made, "ready\n");
  made_publish(&made, "one 1+1=2");
  made_publish(&made, "two");
  assert_said(&made, FORM "one%201%2B1%3D2\n");
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD, "urn:uuid:1");
  assert_said(&made, "published\n" FORM "two\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 401 Unauthorized\r\n\r\n", "");
  assert_said(&made, "refused\n");
  made_publish(&made, "three");
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_said(&made, "unanswered\n");
  made_end(&made);
  begin(&made, NULL); /* the description's headers have the token */
  made_publish(&made, "one");
  assert_said(&made, "sends POST /.well-known/mercure; Content-Type: "
                     "application/x-www-form-urlencoded; body: topic=c&data=one\n");
  made_end(&made);
}

static void options_are_checked(void **state) {
  static const struct {
    const char *options, *error;
  } cases[] = {
      {NULL, ""},
      {OPTIONS, ""},
      {"{\"match\":\"topics\"}", "option \"match\" is \"topics\", and may be \"topic\", \"match\""},
      {"{\"topic\":\"{chanel}\"}",
       "option \"topic\": unknown variable {chanel} at character 1: did you mean {channel}?"},
      {"{\"publish_token\":\"a\\u0001\"}",
       "option \"publish_token\": character 2 does not fit: a header has no control characters"},
      {"{\"subscribe_token\":\"{\"}", "option \"subscribe_token\": '{' at character 1 is no "
                                      "variable: '{name}' is one, and '{{' is "
                                      "a brace"},
      {"{\"path\":\"/a b\"}", "\"url\" of the transport: character 3 does not fit: a URL has no "
                              "blanks, control characters "
                              "or letters beyond ASCII: they are written %XX"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    begin(&made, cases[i].options);
    assert_string_equal(made_check(&made), cases[i].error);
    made_end(&made);
  }
}

static void a_token_has_a_bound(void **state) {
  struct made made;
  char options[4096], token[3000];
  (void)state;
  memset(token, 't', sizeof token - 1);
  token[sizeof token - 1] = '\0';
  snprintf(options, sizeof options, "{\"publish_token\":\"%s\"}", token);
  begin(&made, options);
  assert_string_equal(made_check(&made), "option \"publish_token\" has 2048 bytes or more");
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_query_names_the_topic),
      cmocka_unit_test(a_stream_resumes_behind_its_newest_id),
      cmocka_unit_test(an_id_that_is_too_long_is_left_out),
      cmocka_unit_test(refusals_say_what_to_do),
      cmocka_unit_test(forms_are_sent_one_after_the_other),
      cmocka_unit_test(options_are_checked),
      cmocka_unit_test(a_token_has_a_bound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
