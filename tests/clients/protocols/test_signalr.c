/* SignalR: the exchanges of its two specifications, with values of our own. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

#define RS "\x1e"
#define OK "HTTP/1.1 200 OK\r\n\r\n"
#define HEAD "HTTP/1.1 101 Switching Protocols\r\n\r\n"
#define STREAM "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
#define NEGOTIATE "sends POST /hub/negotiate?negotiateVersion=1; body: ; 10000 ms\n"
#define TRANSPORTS_OFFERED                                                                \
  "\"availableTransports\":[{\"transport\":\"WebSockets\",\"transferFormats\":[\"Text\"," \
  "\"Binary\"]},{\"transport\":\"ServerSentEvents\",\"transferFormats\":[\"Text\"]},"     \
  "{\"transport\":\"LongPolling\",\"transferFormats\":[\"Text\",\"Binary\"]}]"
#define NEGOTIATED             \
  "{\"connectionToken\":\"to/" \
  "ken\",\"connectionId\":\"id\",\"negotiateVersion\":1," TRANSPORTS_OFFERED "}"
#define HANDSHAKE "{\"protocol\":\"json\",\"version\":1}" RS
#define POST "sends POST /hub?id=to%2Fken; Content-Type: text/plain;charset=UTF-8; body: "
#define POLL "receives GET /hub?id=to%2Fken; 120000 ms\n"

static void opening_begin(struct made *made, enum transport_kind transport, const char *options) {
  made_begin(made, &protocol_signalr, transport, options, NULL);
  made_open(made);
  assert_said(made, NEGOTIATE);
  made_answer(made, PROTOCOL_SENDS, OK, NEGOTIATED);
}

static void ready_begin(struct made *made, const char *options, bool publishes) {
  opening_begin(made, TRANSPORT_WEBSOCKET, options);
  made->conversation.publishes = publishes;
  made_opened(made, HEAD);
  made_text(made, "{}" RS);
  made_said(made);
}

static void a_websocket_negotiates_and_shakes_hands(void **state) {
  (void)state;
  struct made made;
  opening_begin(&made, TRANSPORT_WEBSOCKET, "{\"join\":\"Subscribe\"}");
  assert_said(&made, "websocket GET /hub?id=to%2Fken\n");
  made_opened(&made, HEAD);
  assert_said(&made, "wake 10000 ms\nsend " HANDSHAKE "\n");
  made_text(&made, "{}" RS);
  assert_said(&made, "wake 10000 ms\nsend {\"type\":1,\"invocationId\":\"0\",\"target\":"
                     "\"Subscribe\",\"arguments\":[\"c\"]}" RS "\n");
  made_text(&made, "{\"type\":6}" RS "{\"type\":3,\"invocationId\":\"0\"}" RS);
  assert_said(&made, "heartbeat theirs\nwake 15000 ms\nready\n");
  made_text(&made, "{\"type\":3,\"invocationId\":\"0\"}" RS);
  assert_said(&made, "");
  made_end(&made);
}

static void a_websocket_may_open_at_once(void **state) {
  (void)state;
  struct made made;
  made_begin(&made, &protocol_signalr, TRANSPORT_WEBSOCKET,
             "{\"negotiate\":\"no\",\"ping_s\":\"0\"}", "{\"url\":\"/chat?room=7\"}");
  made_open(&made);
  assert_said(&made, "websocket GET /chat?room=7\n");
  made_opened(&made, HEAD);
  assert_said(&made, "wake 10000 ms\nsend " HANDSHAKE "\n");
  made_text(&made, "{}" RS "{\"type\":1,\"target\":\"x\",\"arguments\":[\"pb-1\"]}" RS);
  assert_said(&made, "wake never\nready\nreceived pb-1\n");
  made_end(&made);
  made_begin(&made, &protocol_signalr, TRANSPORT_WEBSOCKET, NULL, "{\"url\":\"/chat?room=7\"}");
  made_open(&made);
  assert_said(&made, "sends POST /chat/negotiate?room=7&negotiateVersion=1; body: ; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"connectionId\":\"old\",\"negotiateVersion\":0}");
  assert_said(&made, "websocket GET /chat?room=7&id=old\n");
  made_end(&made);
}

static void invocations_are_handed_over(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  made_text(&made, "{\"type\":1,\"target\":\"Send\",\"arguments\":[42,\"pb-1\"]}" RS
                   "{\"type\":1,\"headers\":{\"Foo\":\"Bar\"},\"invocationId\":\"123\",\"target\":"
                   "\"Send\",\"arguments\":[{\"text\":\"pb-2\"}]}" RS
                   "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"pb-3\"]}" RS);
  assert_said(&made, "received [42,\"pb-1\"]\nreceived {\"text\":\"pb-2\"}\nreceived pb-3\n");
  made_end(&made);
  ready_begin(&made, "{\"target\":\"News\"}", false);
  made_text(&made, "{\"type\":1,\"target\":\"Other\",\"arguments\":[\"pb-1\"]}" RS
                   "{\"type\":1,\"target\":\"News\",\"arguments\":[\"pb-2\"]}" RS
                   "{\"type\":2,\"invocationId\":\"7\",\"item\":1}" RS "{\"type\":99}" RS);
  assert_said(&made, "received pb-2\n");
  made_end(&made);
}

static void both_sides_ping(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  protocol_signalr.woken(&made.conversation);
  assert_said(&made, "send {\"type\":6}" RS "\nwake 15000 ms\n");
  protocol_signalr.woken(&made.conversation);
  made_text(&made, "{\"type\":6}" RS);
  made_said(&made);
  protocol_signalr.woken(&made.conversation);
  protocol_signalr.woken(&made.conversation);
  assert_said(&made,
              "send {\"type\":6}" RS "\nwake 15000 ms\nsend {\"type\":6}" RS "\nwake 15000 ms\n");
  protocol_signalr.woken(&made.conversation);
  assert_said(&made, "failed at heartbeat: nothing came for 30 s\n");
  made_end(&made);
}

static void invocations_are_completed_in_any_order(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made,
              "{\"publish\":\"Publish\",\"publish_arguments\":\"[{{\\\"t\\\":"
              "\\\"{message}\\\"}}]\",\"join\":\"Subscribe\"}",
              true);
  made_publish(&made, "pb-1");
  made_publish(&made, "pb-2");
  made_publish(&made, "pb-3");
  assert_said(&made, "send {\"type\":1,\"invocationId\":\"1\",\"target\":\"Publish\",\"arguments\":"
                     "[{\"t\":\"pb-1\"}]}" RS "\n"
                     "send {\"type\":1,\"invocationId\":\"2\",\"target\":\"Publish\",\"arguments\":"
                     "[{\"t\":\"pb-2\"}]}" RS "\n"
                     "send {\"type\":1,\"invocationId\":\"3\",\"target\":\"Publish\",\"arguments\":"
                     "[{\"t\":\"pb-3\"}]}" RS "\n");
  made_text(&made, "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"pb-1\"]}" RS);
  made_text(&made, "{\"type\":3,\"invocationId\":\"2\",\"error\":\"It didn't work!\"}" RS);
  assert_said(&made, "");
  made_text(&made, "{\"type\":3,\"invocationId\":\"1\",\"result\":42}" RS);
  assert_said(&made, "published\nrefused\n");
  protocol_signalr.lost(&made.conversation);
  assert_said(&made, "unanswered\n");
  made_publish(&made, "pb-4");
  assert_said(&made, "refused\n");
  made_end(&made);
}

static void a_stream_takes_records_by_post(void **state) {
  (void)state;
  struct made made;
  opening_begin(&made, TRANSPORT_SSE, NULL);
  assert_said(&made, "stream GET /hub?id=to%2Fken; Accept: text/event-stream\n");
  made_opened(&made, STREAM);
  assert_said(&made, "wake 10000 ms\n" POST HANDSHAKE "; 10000 ms\n");
  made_event(&made, "message", "", "{}" RS);
  assert_said(&made, "wake 15000 ms\nready\n");
  protocol_signalr.woken(&made.conversation); /* waits for the answer to the post */
  assert_said(&made, "wake 15000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "");
  assert_said(&made, POST "{\"type\":6}" RS "; 10000 ms\n");
  made_event(&made, "message", "", "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"pb-1\"]}" RS);
  assert_said(&made, "received pb-1\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "failed at send: 404 Not Found: the server knows no such connection\n");
  made_end(&made);
}

static void polls_begin_with_one_that_is_answered_at_once(void **state) {
  (void)state;
  struct made made;
  opening_begin(&made, TRANSPORT_LONG_POLL, NULL);
  assert_said(&made, POLL);
  made_answer(&made, PROTOCOL_RECEIVES, OK, "");
  assert_said(&made, POLL "wake 10000 ms\n" POST HANDSHAKE "; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "");
  made_answer(&made, PROTOCOL_RECEIVES, OK, "{}" RS);
  assert_said(&made, "wake never\nready\npolled empty\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, OK,
              "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"pb-1\"]}" RS
              "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"pb-2\"]}" RS);
  assert_said(&made, "received pb-1\nreceived pb-2\npolled\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, OK, "");
  assert_said(&made, "polled empty\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "failed at receive: 204 No Content: the server ends the connection\n");
  made_open(&made); /* a connection of its own */
  assert_said(&made, NEGOTIATE);
  made_end(&made);
}

static void what_negotiation_may_end_in_is_said(void **state) {
  (void)state;
  static const struct {
    const char *head, *body, *said;
  } cases[] = {
      {OK, "{\"error\":\"This is not allowed.\"}", "failed at negotiate: This is not allowed.\n"},
      {OK, "{\"url\":\"https://elsewhere.example/hub\",\"accessToken\":\"x\"}",
       "failed at negotiate: the server sends its users to https://elsewhere.example/hub: "
       "describe that one\n"},
      {OK, "{\"connectionToken\":\"a\",\"availableTransports\":[{\"transport\":\"WebSockets\"}]}",
       "failed at negotiate: the server does not offer ServerSentEvents\n"},
      {OK, "{\"connectionToken\":\"a\",\"availableTransports\":[]}",
       "failed at negotiate: the server does not offer ServerSentEvents\n"},
      {OK, "{\"connectionToken\":5}", "failed at negotiate: the answer names no connection\n"},
      {OK, "hello",
       "failed at negotiate: 200 OK, and its body is no JSON object (\"url\" of the "
       "transport)\n"},
      {"HTTP/1.1 401 Unauthorized\r\n\r\n", "{}",
       "failed at negotiate: 401 Unauthorized (\"url\" of the transport)\n"},
      {NULL, "timed out", "failed at negotiate: timed out (\"url\" of the transport)\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_signalr, TRANSPORT_SSE, NULL, NULL);
    made_open(&made);
    made_said(&made);
    made_answer(&made, PROTOCOL_SENDS, cases[i].head, cases[i].body);
    assert_said(&made, cases[i].said);
    made_answer(&made, PROTOCOL_SENDS, OK, NEGOTIATED);
    assert_said(&made, "");
    made_end(&made);
  }
}

static void what_the_server_refuses_is_said(void **state) {
  (void)state;
  static const struct {
    const char *came, *said;
  } cases[] = {
      {"{\"error\":\"Requested protocol 'json' is not available.\"}" RS,
       "failed at handshake: Requested protocol 'json' is not available.\n"},
      {"{}" RS "{\"type\":3,\"invocationId\":\"0\",\"error\":\"Unknown hub method\"}" RS,
       "failed at join: \"Join\" is refused: Unknown hub method (options \"join\", "
       "\"join_arguments\")\n"},
      {"{}" RS "{\"type\":7,\"error\":\"Connection closed because of an error!\"}" RS "{}" RS,
       "failed at receive: the server ends the connection: \"Connection closed because of an "
       "error!\"\n"},
      {"{}" RS "{\"type\":7}" RS, "failed at receive: the server ends the connection: \"\"\n"},
      {"{}", "failed at read: a record without its end: \"{}\"\n"},
      {"hello" RS, "failed at read: no JSON object: \"hello\"\n"},
      {RS, "failed at read: no JSON object: \"\"\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    opening_begin(&made, TRANSPORT_WEBSOCKET, "{\"join\":\"Join\"}");
    made_opened(&made, HEAD);
    made_said(&made);
    made_text(&made, cases[i].came);
    const char *failure = strstr(made_said(&made), "failed");
    assert_non_null(failure);
    assert_string_equal(failure, cases[i].said);
    made_text(&made, "{}" RS);
    assert_said(&made, "");
    made_end(&made);
  }
}

static void answers_that_do_not_come_are_said(void **state) {
  (void)state;
  struct made made;
  opening_begin(&made, TRANSPORT_WEBSOCKET, "{\"join\":\"Join\"}");
  made_opened(&made, HEAD);
  made_said(&made);
  protocol_signalr.woken(&made.conversation);
  assert_said(&made, "failed at handshake: no answer within 10 s\n");
  made_end(&made);
  opening_begin(&made, TRANSPORT_WEBSOCKET, "{\"join\":\"Join\"}");
  made_opened(&made, HEAD);
  made_text(&made, "{}" RS);
  made_said(&made);
  protocol_signalr.woken(&made.conversation);
  assert_said(&made, "failed at join: no answer within 10 s\n");
  made_end(&made);
  opening_begin(&made, TRANSPORT_WEBSOCKET, NULL);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 409 Conflict\r\n\r\n", "");
  assert_said(&made, "failed at connect: 409 Conflict\n");
  made_end(&made);
}

static void values_of_wrong_types_do_no_harm(void **state) {
  (void)state;
  static const char *const records[] = {
      "{\"type\":\"1\"}" RS,
      "{\"type\":1}" RS,
      "{\"type\":1,\"arguments\":5}" RS,
      "{\"type\":1,\"target\":[],\"arguments\":{\"a\":1}}" RS,
      "{\"type\":1,\"arguments\":[]}" RS,
      "{\"type\":1,\"arguments\":[null]}" RS,
      "{\"type\":3}" RS,
      "{\"type\":3,\"invocationId\":7}" RS,
      "{\"type\":3,\"invocationId\":\"-1\",\"error\":[]}" RS,
      "{\"type\":3,\"invocationId\":\"0\",\"error\":[]}" RS,
      "{\"type\":7,\"error\":{}}" RS,
      "{\"error\":5}" RS,
      "[]" RS,
      "",
      "null" RS RS RS,
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" RS,
  };
  enum { COUNT = sizeof records / sizeof *records };
  for (size_t first = 0; first < COUNT; first++)
    for (size_t second = 0; second < COUNT; second++) {
      struct made made;
      opening_begin(&made, TRANSPORT_WEBSOCKET, second % 2 ? "{\"join\":\"J\"}" : NULL);
      made_opened(&made, HEAD);
      if (first % 4 > 0)
        made_text(&made, "{}" RS);
      made_text(&made, records[first]);
      made_text(&made, records[second]);
      protocol_signalr.woken(&made.conversation);
      made_end(&made);
    }
}

static void wrong_options_are_named(void **state) {
  (void)state;
  static const struct {
    const char *options, *said;
  } cases[] = {
      {"{\"join_arguments\":\"{channel}\"}",
       "option \"join_arguments\" is \"{channel}\", and must be a JSON array"},
      {"{\"publish_arguments\":\"{{}}\"}",
       "option \"publish_arguments\" is \"{{}}\", and must be a JSON array"},
      {"{\"ping_s\":\"x\"}",
       "option \"ping_s\" is \"x\", and may be a whole number from 0 to 3600"},
      {"{\"negotiate\":\"x\"}", "option \"negotiate\" is \"x\", and may be \"yes\", \"no\""},
      {NULL, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_signalr, TRANSPORT_WEBSOCKET, cases[i].options, NULL);
    assert_string_equal(made_check(&made), cases[i].said);
    made_end(&made);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_websocket_negotiates_and_shakes_hands),
      cmocka_unit_test(a_websocket_may_open_at_once),
      cmocka_unit_test(invocations_are_handed_over),
      cmocka_unit_test(both_sides_ping),
      cmocka_unit_test(invocations_are_completed_in_any_order),
      cmocka_unit_test(a_stream_takes_records_by_post),
      cmocka_unit_test(polls_begin_with_one_that_is_answered_at_once),
      cmocka_unit_test(what_negotiation_may_end_in_is_said),
      cmocka_unit_test(what_the_server_refuses_is_said),
      cmocka_unit_test(answers_that_do_not_come_are_said),
      cmocka_unit_test(values_of_wrong_types_do_no_harm),
      cmocka_unit_test(wrong_options_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
