/* `plain`: short and long polls by description: cursors, and what statuses mean. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";

static void poll_is_due(struct made *made) {
  made->conversation.protocol->poll(&made->conversation);
}

static void begun(struct made *made, enum transport_kind transport, const char *description) {
  made_begin(made, &protocol_plain, transport, NULL, description);
  made_open(made);
}

static void a_long_poll_is_asked_again_at_once(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, "{\"url\":\"/sub/{channel}\"}");
  assert_said(&made, "receives GET /sub/c; 120000 ms\nready\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "hello");
  assert_said(&made, "received hello\npolled\nreceives GET /sub/c; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_said(&made, "polled empty\nreceives GET /sub/c; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "polled empty\nreceives GET /sub/c; 120000 ms\n");
  poll_is_due(&made); /* one is under way */
  assert_said(&made, "");
  made_end(&made);
}

static void a_short_poll_is_asked_when_it_is_due(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SHORT_POLL, "{\"url\":\"/m\",\"timeout_s\":2}");
  assert_said(&made, "receives GET /m; 2000 ms\n");
  poll_is_due(&made);
  assert_said(&made, "");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a");
  assert_said(&made, "received a\npolled\nready\n");
  poll_is_due(&made);
  assert_said(&made, "receives GET /m; 2000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 304 Not Modified\r\n\r\n", "");
  assert_said(&made, "polled empty\n");
  made_end(&made);
}

static void the_parts_of_a_body_are_handed_over_one_by_one(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, "{\"url\":\"/\",\"separator\":\"\\n\"}");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a\n\nb\n");
  assert_said(&made, "received a\nreceived b\npolled\nreceives GET /; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "\n");
  assert_said(&made, "polled empty\nreceives GET /; 120000 ms\n");
  made_end(&made);
}

/* Answers with the body, and checks the target of the poll that follows. */
static void next_is(struct made *made, const char *head, const char *body, const char *target) {
  char expected[128];
  made_answer(made, PROTOCOL_RECEIVES, head, body);
  snprintf(expected, sizeof expected, "receives GET %s; 120000 ms\n", target);
  const char *said = made_said(made);
  const char *found = strstr(said, "receives");
  if (!found || strcmp(found, expected) != 0)
    fail_msg("'%s' instead of '%s'", said, expected);
}

static void a_cursor_in_the_body_is_kept_where_it_lacks(void **state) {
  (void)state;
  struct made made;
  begun(
      &made, TRANSPORT_LONG_POLL,
      "{\"url\":\"/m?since={cursor}\",\"cursor\":{\"pointer\":\"/next\",\"start\":\"{user}-0\"}}");
  assert_said(&made, "receives GET /m?since=u-0; 120000 ms\nready\n");
  next_is(&made, ok, "{\"next\":\"a/b\"}", "/m?since=a%2Fb");
  next_is(&made, ok, "{\"nxt\":1}", "/m?since=a%2Fb");
  next_is(&made, ok, "no JSON", "/m?since=a%2Fb");
  next_is(&made, ok, "", "/m?since=a%2Fb");
  next_is(&made, ok, "{\"next\":12}", "/m?since=12");
  made_open(&made); /* after a loss */
  assert_string_equal(made_said(&made), "receives GET /m?since=12; 120000 ms\nready\n");
  made_end(&made);
}

static void a_cursor_may_follow_from_the_last_item(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/m?offset={cursor}\",\"cursor\":{\"pointer\":\"/result\",\"last\":\"/id\","
        "\"add\":1,\"start\":\"0\"}}");
  made_said(&made);
  next_is(&made, ok, "{\"result\":[{\"id\":4},{\"id\":7}]}", "/m?offset=8");
  next_is(&made, ok, "{\"result\":[]}", "/m?offset=8");
  next_is(&made, ok, "{\"result\":{}}", "/m?offset=8");
  next_is(&made, ok, "{\"result\":[{\"id\":\"x9\"}]}", "/m?offset=x9");
  next_is(&made, ok, "{\"result\":[{\"id\":9223372036854775807}]}",
          "/m?offset=9223372036854775807");
  next_is(&made, ok, "{\"result\":[{\"id\":-3}]}", "/m?offset=-2");
  made_end(&made);
}

static void a_cursor_may_be_a_header(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/m?index={cursor}\",\"cursor\":{\"header\":\"X-Index\"}}");
  made_said(&made);
  next_is(&made, "HTTP/1.1 200 OK\r\nx-index: 41\r\n\r\n", "a", "/m?index=41");
  next_is(&made, ok, "a", "/m?index=41");
  made_end(&made);
}

static void validators_go_back_together(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/\",\"cursor\":{\"validators\":true},"
        "\"headers\":{\"X\":\"y\"}}");
  assert_said(&made, "receives GET /; X: y; 120000 ms\nready\n");
  made_answer(&made, PROTOCOL_RECEIVES,
              "HTTP/1.1 200 OK\r\nETag: 3\r\nLast-Modified: Thu, 01 Jan 1970 00:00:01 GMT\r\n\r\n",
              "a");
  assert_said(&made, "received a\npolled\nreceives GET /; X: y; If-None-Match: 3; "
                     "If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 304 Not Modified\r\nETag: 4\r\n\r\n", "");
  assert_said(&made, "polled empty\nreceives GET /; X: y; If-None-Match: 4; "
                     "If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT; 120000 ms\n");
  made_end(&made);
}

static void statuses_mean_what_the_description_says(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/\",\"status\":{\"408\":\"empty\",\"5xx\":\"empty\",\"502\":\"end\","
        "\"201\":\"messages\",\"200\":\"empty\",\"410\":\"start again\"}}");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 408 Request Timeout\r\n\r\n", "late");
  assert_said(&made, "polled empty\nreceives GET /; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 503 Busy\r\n\r\n", "");
  assert_said(&made, "polled empty\nreceives GET /; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a");
  assert_said(&made, "polled empty\nreceives GET /; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 201 Created\r\n\r\n", "a");
  assert_said(&made, "received a\npolled\nreceives GET /; 120000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 502 Bad Gateway\r\n\r\n", "");
  assert_said(&made, "failed at poll: the server has ended it: HTTP 502\n");
  made_end(&made);
}

static void other_statuses_fail(void **state) {
  (void)state;
  static const struct {
    const char *head, *body, *failure;
  } answers[] = {
      {"HTTP/1.1 404 Not Found\r\n\r\n", "no such channel",
       "failed at poll: HTTP 404 no such channel: \"status\" does not say what that means\n"},
      {"HTTP/1.1 302 Found\r\n\r\n", "",
       "failed at poll: HTTP 302: \"status\" does not say what that means\n"},
      {NULL, "connection refused", "failed at poll: connection refused\n"},
      {NULL, "timed out", "failed at poll: timed out\n"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    struct made made;
    begun(&made, TRANSPORT_LONG_POLL, "{\"url\":\"/\"}");
    made_said(&made);
    made_answer(&made, PROTOCOL_RECEIVES, answers[i].head, answers[i].body);
    assert_said(&made, answers[i].failure);
    made_answer(&made, PROTOCOL_RECEIVES, ok, "late");
    assert_said(&made, "");
    made_end(&made);
  }
}

static void a_poll_may_end_by_its_own_time(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, "{\"url\":\"/\",\"timeout_s\":30}");
  assert_said(&made, "receives GET /; 30000 ms\nready\n");
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "timed out");
  assert_said(&made, "polled empty\nreceives GET /; 30000 ms\n");
  made_end(&made);
}

static const char session[] =
    "{\"url\":\"/poll?s={sid}&a={cursor}\",\"cursor\":{\"pointer\":\"/n\",\"start\":\"0\"},"
    "\"status\":{\"410\":\"start again\"},\"steps\":[{\"request\":{\"url\":\"/session\"},"
    "\"capture\":{\"sid\":{\"pointer\":\"/sid\"}}}],"
    "\"say\":[{\"request\":{\"url\":\"/alive?s={sid}\"},\"every_s\":20}]}";

static void an_expired_session_starts_again(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, session);
  assert_said(&made, "receives GET /session; 10000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"sid\":\"s1\"}");
  assert_said(&made, "wake 20000 ms\nreceives GET /poll?s=s1&a=0; 120000 ms\nready\n");
  next_is(&made, ok, "{\"n\":5}", "/poll?s=s1&a=5");
  made.conversation.protocol->woken(&made.conversation);
  assert_said(&made, "sends GET /alive?s=s1; 10000 ms\nwake 20000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  assert_said(&made, "heartbeat ours\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 410 Gone\r\n\r\n", "");
  assert_said(&made, "polled empty\nwake never\nreceives GET /session; 10000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"sid\":\"s2\"}");
  assert_said(&made, "wake 20000 ms\nreceives GET /poll?s=s2&a=0; 120000 ms\nready\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 410 Gone\r\n\r\n", "");
  assert_said(&made, "wake never\n"
                     "failed at poll: the server says a second time to start again: HTTP 410\n");
  made_end(&made);
}

static void a_session_that_is_not_given_fails(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, session);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{}");
  assert_said(&made,
              "failed at step 1: {sid} was not found: no text or number at '/sid' in '{}'\n");
  made_end(&made);
}

static void a_poll_may_have_a_body(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/\",\"body\":{\"after\":\"{cursor}\"},\"cursor\":{\"pointer\":\"/n\"},"
        "\"headers\":{\"content-type\":\"text/x\"}}");
  assert_said(&made, "receives POST /; content-type: text/x; body: {\"after\":\"\"}; 120000 ms\n"
                     "ready\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"n\":\"\\\"\"}");
  assert_non_null(strstr(made_said(&made), "body: {\"after\":\"\\\"\"}"));
  made_end(&made);
}

static void a_start_may_not_name_itself(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/{cursor}\",\"cursor\":{\"header\":\"a\",\"start\":\"x{cursor}\"}}");
  assert_said(&made, "receives GET /x; 120000 ms\nready\n");
  made_end(&made);
}

static void a_random_number_is_new_each_time(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_LONG_POLL, "{\"url\":\"/{random}\"}");
  char *first = strdup(made_said(&made));
  assert_non_null(first);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_null(strstr(made_said(&made), strstr(first, "GET")));
  free(first);
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_long_poll_is_asked_again_at_once),
      cmocka_unit_test(a_short_poll_is_asked_when_it_is_due),
      cmocka_unit_test(the_parts_of_a_body_are_handed_over_one_by_one),
      cmocka_unit_test(a_cursor_in_the_body_is_kept_where_it_lacks),
      cmocka_unit_test(a_cursor_may_follow_from_the_last_item),
      cmocka_unit_test(a_cursor_may_be_a_header),
      cmocka_unit_test(validators_go_back_together),
      cmocka_unit_test(statuses_mean_what_the_description_says),
      cmocka_unit_test(other_statuses_fail),
      cmocka_unit_test(a_poll_may_end_by_its_own_time),
      cmocka_unit_test(an_expired_session_starts_again),
      cmocka_unit_test(a_session_that_is_not_given_fails),
      cmocka_unit_test(a_poll_may_have_a_body),
      cmocka_unit_test(a_start_may_not_name_itself),
      cmocka_unit_test(a_random_number_is_new_each_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
