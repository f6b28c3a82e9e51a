/* Centrifugo's JSON protocol: the exchanges that its documents show, with values of our own. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

#define HEAD "HTTP/1.1 101 Switching Protocols\r\n\r\n"
#define STREAM "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
#define CONNECTED                                                                               \
  "{\"id\":1,\"connect\":{\"client\":\"4d1f\",\"version\":\"6.0.0\",\"ping\":25,\"pong\":true," \
  "\"session\":\"s1\",\"node\":\"n1\"}}"
#define SUBSCRIBE "send {\"id\":2,\"subscribe\":{\"channel\":\"c\"}}\n"

static void connect_begin(struct made *made, const char *options, bool publishes) {
  made_begin(made, &protocol_centrifugo, TRANSPORT_WEBSOCKET, options, NULL);
  made->conversation.publishes = publishes;
  made_open(made);
  made_opened(made, HEAD);
  made_said(made);
}

static void ready_begin(struct made *made, const char *options, bool publishes) {
  connect_begin(made, options, publishes);
  made_text(made, CONNECTED);
  if (!publishes)
    made_text(made, "{\"id\":2,\"subscribe\":{}}");
  made_said(made);
}

static void a_user_connects_and_subscribes(void **state) {
  (void)state;
  struct made made;
  made_begin(
      &made, &protocol_centrifugo, TRANSPORT_WEBSOCKET,
      "{\"channel\":\"news:{channel}\",\"token\":\"ab{user}\",\"subscription_token\":\"def\","
      "\"recoverable\":\"yes\"}",
      NULL);
  assert_string_equal(made_check(&made), "");
  made_open(&made);
  assert_said(&made, "websocket GET /connection/websocket\n");
  made_opened(&made, HEAD);
  assert_said(&made, "wake 10000 ms\nsend {\"id\":1,\"connect\":{\"token\":\"abu\"}}\n");
  made_text(&made, CONNECTED);
  assert_said(&made, "wake 10000 ms\n"
                     "send {\"id\":2,\"subscribe\":{\"channel\":\"news:c\",\"token\":\"def\","
                     "\"recoverable\":true}}\n");
  made_text(&made, "{\"id\":2,\"subscribe\":{}}");
  assert_said(&made, "wake 35000 ms\nready\n");
  made_end(&made);
}

static void publications_are_handed_over(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  made_text(&made, "{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":{\"input\":\"pb-1\"}}}}");
  assert_said(&made, "received {\"input\":\"pb-1\"}\n");
  made_text(&made,
            "{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":\"pb-2\",\"offset\":7}}}\n"
            "{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":\"pb-3\",\"offset\":8}}}\n\n{}\n");
  assert_said(&made, "received pb-2\nreceived pb-3\nheartbeat theirs\nsend {}\n");
  made_text(&made, "{\"push\":{\"channel\":\"c\",\"join\":{\"info\":{\"client\":\"5e\"}}}}");
  assert_said(&made, "");
  made_text(&made, "{\"push\":{\"message\":{\"data\":\"pb-4\"}}}");
  assert_said(&made, "received pb-4\n");
  made_end(&made);
}

static void a_subscription_goes_on_where_it_was(void **state) {
  (void)state;
  struct made made;
  connect_begin(&made, NULL, false);
  made_text(&made, CONNECTED);
  made_said(&made);
  made_text(&made, "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"xyz\"}}");
  assert_said(&made, "wake 35000 ms\nready\n"); /* at offset 0, which is left out */
  protocol_centrifugo.lost(&made.conversation);
  for (int time = 0; time < 2; time++) {
    made_open(&made);
    made_opened(&made, HEAD);
    made_said(&made);
    made_text(&made, CONNECTED);
    assert_said(&made, time == 0 ? "wake 10000 ms\nsend {\"id\":2,\"subscribe\":{\"channel\":\"c\","
                                   "\"recover\":true,\"epoch\":\"xyz\",\"offset\":0}}\n"
                                 : "wake 10000 ms\nsend {\"id\":2,\"subscribe\":{\"channel\":\"c\","
                                   "\"recover\":true,\"epoch\":\"xyz\",\"offset\":3}}\n");
    made_text(&made, "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"xyz\",\"offset\":2,"
                     "\"was_recovering\":true,\"recovered\":true,\"publications\":["
                     "{\"data\":\"pb-1\",\"offset\":1},{\"data\":\"pb-2\",\"offset\":2}]}}");
    assert_said(&made, "wake 35000 ms\nready\nreceived pb-1\nreceived pb-2\n");
    made_text(&made, "{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":\"pb-3\",\"offset\":3}}}");
    assert_said(&made, "received pb-3\n");
    protocol_centrifugo.lost(&made.conversation);
  }
  made_end(&made);
}

static void a_lost_stream_begins_anew(void **state) {
  (void)state;
  struct made made;
  connect_begin(&made, NULL, false);
  made_text(&made, CONNECTED);
  made_text(&made, "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"a\",\"offset\":9}}");
  made_open(&made);
  made_opened(&made, HEAD);
  made_text(&made, CONNECTED);
  made_said(&made);
  made_text(&made, "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"b\",\"offset\":4,"
                   "\"was_recovering\":true}}");
  assert_said(&made, "wake 35000 ms\nready\n");
  made_open(&made);
  made_opened(&made, HEAD);
  made_said(&made);
  made_text(&made, CONNECTED);
  assert_said(&made, "wake 10000 ms\nsend {\"id\":2,\"subscribe\":{\"channel\":\"c\","
                     "\"recover\":true,\"epoch\":\"b\",\"offset\":4}}\n");
  made_end(&made);
}

static void pings_are_answered_where_the_server_asks_for_it(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  made_text(&made, "{}");
  assert_said(&made, "heartbeat theirs\nsend {}\n");
  protocol_centrifugo.woken(&made.conversation); /* something came */
  assert_said(&made, "wake 35000 ms\n");
  protocol_centrifugo.woken(&made.conversation);
  assert_said(&made, "failed at heartbeat: nothing came for 35 s, and a ping was due\n");
  made_end(&made);
  connect_begin(&made, NULL, true);
  made_text(&made, "{\"id\":1,\"connect\":{}}");
  assert_said(&made, "wake never\nready\n");
  made_text(&made, "{}");
  assert_said(&made, "heartbeat theirs\n");
  made_end(&made);
}

static void outcomes_are_told_in_order(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, "{\"data\":\"{{\\\"text\\\":\\\"{message}\\\"}}\"}", true);
  made_publish(&made, "pb-1");
  made_publish(&made, "pb-2");
  made_publish(&made, "pb-3");
  assert_said(&made,
              "send {\"id\":3,\"publish\":{\"channel\":\"c\",\"data\":{\"text\":\"pb-1\"}}}\n"
              "send {\"id\":4,\"publish\":{\"channel\":\"c\",\"data\":{\"text\":\"pb-2\"}}}\n"
              "send {\"id\":5,\"publish\":{\"channel\":\"c\",\"data\":{\"text\":\"pb-3\"}}}\n");
  made_text(&made, "{\"id\":4,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
  assert_said(&made, "");
  made_text(&made, "{\"id\":3,\"publish\":{}}");
  assert_said(&made, "published\nrefused\n");
  protocol_centrifugo.lost(&made.conversation);
  assert_said(&made, "unanswered\n");
  made_publish(&made, "pb-4");
  assert_said(&made, "refused\n");
  made_end(&made);
}

static void a_stream_takes_commands_by_post(void **state) {
  (void)state;
  struct made made;
  made_begin(&made, &protocol_centrifugo, TRANSPORT_SSE, NULL, NULL);
  made_open(&made);
  assert_said(&made, "stream GET /connection/sse?cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B"
                     "%7D%7D; Accept: text/event-stream\n");
  made_opened(&made, STREAM);
  assert_said(&made, "wake 10000 ms\n");
  made_event(&made, "message", "", CONNECTED);
  assert_said(&made,
              "wake 10000 ms\nsends POST /emulation; Content-Type: application/json; body: "
              "{\"session\":\"s1\",\"node\":\"n1\",\"data\":\"{\\\"id\\\":2,\\\"subscribe\\\":"
              "{\\\"channel\\\":\\\"c\\\"}}\"}\n");
  made_event(&made, "message", "", "{\"id\":2,\"subscribe\":{}}");
  assert_said(&made, "wake 35000 ms\nready\n");
  made_publish(&made, "pb-1"); /* waits for the answer */
  made_publish(&made, "pb-2");
  assert_said(&made, "");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "sends POST /emulation; Content-Type: application/json; body: "
                     "{\"session\":\"s1\",\"node\":\"n1\",\"data\":\"{\\\"id\\\":3,\\\"publish\\\":"
                     "{\\\"channel\\\":\\\"c\\\",\\\"data\\\":\\\"pb-1\\\"}}\\n{\\\"id\\\":4,"
                     "\\\"publish\\\":{\\\"channel\\\":\\\"c\\\",\\\"data\\\":\\\"pb-2\\\"}}\"}\n");
  made_event(&made, "message", "", "{\"id\":3,\"publish\":{}}\n{\"id\":4,\"publish\":{}}");
  assert_said(&made, "published\npublished\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "failed at send: POST /emulation: 404 Not Found\n");
  made_end(&made);
}

static void a_stream_that_ends_or_names_no_session_fails(void **state) {
  (void)state;
  struct made made;
  made_begin(&made, &protocol_centrifugo, TRANSPORT_SSE, NULL, "{\"url\":\"/x?a=b\"}");
  made_open(&made);
  assert_said(&made, "stream GET /x?a=b&cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B%7D%7D; "
                     "Accept: text/event-stream\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "failed at connect: 404 Not Found (\"url\" of the transport)\n");
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "late");
  assert_said(&made, "");
  made_open(&made);
  made_opened(&made, STREAM);
  made_said(&made);
  made_event(&made, "message", "", "{\"id\":1,\"connect\":{\"session\":\"s\"}}");
  assert_said(&made, "failed at connect: the reply names no session and node, where commands "
                     "would go\n");
  made_open(&made);
  made_opened(&made, STREAM);
  made_event(&made, "message", "", CONNECTED "\n{\"id\":2,\"subscribe\":{}}");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "the stream has ended");
  assert_said(&made, "failed at receive: the stream has ended (\"url\" of the transport)\n");
  made_end(&made);
}

static void what_the_server_refuses_is_said(void **state) {
  (void)state;
  static const struct {
    const char *came, *said;
  } cases[] = {
      {"{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}",
       "failed at connect: error 109 \"token expired\" (options \"token\", "
       "\"subscription_token\" and \"channel\")\n"},
      {CONNECTED "\n{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
       "wake 10000 ms\n" SUBSCRIBE "failed at subscribe: error 103 \"permission denied\" (options "
       "\"token\", \"subscription_token\" and \"channel\")\n"},
      {"{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"shutdown\"}}}\n" CONNECTED,
       "failed at connect: the server ends it: 3001 \"shutdown\"\n"},
      {"{\"push\":{\"channel\":\"c\",\"unsubscribe\":{\"code\":2500,\"reason\":\"expired\"}}}",
       "failed at subscribe: the server ends it: 2500 \"expired\"\n"},
      {"hello", "failed at read: no JSON object: \"hello\"\n"},
      {"[1]", "failed at read: no JSON object: \"[1]\"\n"},
      {"{\"id\":1,\"connect\":{}",
       "failed at read: no JSON object: \"{\"id\":1,\"connect\":{}\"\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    connect_begin(&made, NULL, false);
    made_text(&made, cases[i].came);
    assert_said(&made, cases[i].said);
    made_text(&made, CONNECTED);
    assert_said(&made, "");
    made_end(&made);
  }
}

static void replies_that_do_not_come_are_said(void **state) {
  (void)state;
  struct made made;
  connect_begin(&made, NULL, false);
  protocol_centrifugo.woken(&made.conversation);
  assert_said(&made, "failed at connect: no reply within 10 s\n");
  made_end(&made);
  connect_begin(&made, NULL, false);
  made_text(&made, CONNECTED);
  made_said(&made);
  protocol_centrifugo.woken(&made.conversation);
  assert_said(&made, "failed at subscribe: no reply within 10 s\n");
  protocol_centrifugo.woken(&made.conversation);
  assert_said(&made, "");
  made_end(&made);
}

static void values_of_wrong_types_do_no_harm(void **state) {
  (void)state;
  static const char *const lines[] = {
      "{\"id\":\"1\"}",
      "{\"id\":-1}",
      "{\"id\":1e300}",
      "{\"id\":1,\"connect\":[]}",
      "{\"id\":1,\"connect\":{\"ping\":-5,\"pong\":\"x\",\"session\":1}}",
      "{\"id\":1,\"connect\":{\"ping\":9999999999999}}",
      "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":{},\"offset\":[]}}",
      "{\"id\":2,\"subscribe\":{\"publications\":{\"a\":1}}}",
      "{\"id\":2,\"subscribe\":{\"publications\":[1,null,\"x\",{\"data\":null},{}]}}",
      "{\"push\":1}",
      "{\"push\":{\"pub\":[]}}",
      "{\"push\":{\"pub\":{\"data\":{\"a\":[1,2]},\"offset\":\"x\"}}}",
      "{\"push\":{\"message\":7}}",
      "{\"push\":{\"disconnect\":[]}}",
      "{\"push\":{\"unsubscribe\":{\"code\":\"x\",\"reason\":5}}}",
      "{\"id\":3,\"error\":\"x\"}",
      "{\"id\":1,\"error\":[]}",
      "\n\n\n",
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  };
  enum { COUNT = sizeof lines / sizeof *lines };
  for (size_t first = 0; first < COUNT; first++)
    for (size_t second = 0; second < COUNT; second++) {
      struct made made;
      connect_begin(&made, NULL, false);
      made_text(&made, lines[first]);
      made_text(&made, lines[second]);
      made_text(&made, CONNECTED);
      protocol_centrifugo.woken(&made.conversation);
      protocol_centrifugo.lost(&made.conversation);
      made_open(&made);
      made_opened(&made, HEAD);
      made_text(&made, CONNECTED);
      made_end(&made);
    }
}

static void wrong_options_are_named(void **state) {
  (void)state;
  static const struct {
    const char *options, *said;
  } cases[] = {
      {"{\"data\":\"{message}\"}", "option \"data\" is \"{message}\", and must be JSON"},
      {"{\"recoverable\":\"maybe\"}",
       "option \"recoverable\" is \"maybe\", and may be \"no\", \"yes\""},
      {"{\"channel\":\"{chanel}\"}", "option \"channel\": unknown variable {chanel} at character "
                                     "1: did you mean {channel}?"},
      {NULL, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_centrifugo, TRANSPORT_WEBSOCKET, cases[i].options, NULL);
    assert_string_equal(made_check(&made), cases[i].said);
    made_end(&made);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_user_connects_and_subscribes),
      cmocka_unit_test(publications_are_handed_over),
      cmocka_unit_test(a_subscription_goes_on_where_it_was),
      cmocka_unit_test(a_lost_stream_begins_anew),
      cmocka_unit_test(pings_are_answered_where_the_server_asks_for_it),
      cmocka_unit_test(outcomes_are_told_in_order),
      cmocka_unit_test(a_stream_takes_commands_by_post),
      cmocka_unit_test(a_stream_that_ends_or_names_no_session_fails),
      cmocka_unit_test(what_the_server_refuses_is_said),
      cmocka_unit_test(replies_that_do_not_come_are_said),
      cmocka_unit_test(values_of_wrong_types_do_no_harm),
      cmocka_unit_test(wrong_options_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
