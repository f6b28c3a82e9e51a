/* Phoenix's channels: the exchanges of its guide and of its long polling, with values of our own.
 */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

#define HEAD "HTTP/1.1 101 Switching Protocols\r\n\r\n"
#define OK "HTTP/1.1 200 OK\r\n\r\n"
#define JOIN "[\"1\",\"1\",\"room:c\",\"phx_join\",{}]"
#define JOINED "[\"1\",\"1\",\"room:c\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]"
#define POLL \
  "receives GET /socket/longpoll?vsn=2.0.0&token=SFM%2F%2Bg; Accept: application/json; 30000 ms\n"
#define POST                                                               \
  "sends POST /socket/longpoll?vsn=2.0.0&token=SFM%2F%2Bg; Content-Type: " \
  "application/x-ndjson; body: "

static void join_begin(struct made *made, const char *options, bool publishes) {
  made_begin(made, &protocol_phoenix, TRANSPORT_WEBSOCKET, options, NULL);
  made->conversation.publishes = publishes;
  made_open(made);
  made_opened(made, HEAD);
  made_said(made);
}

static void ready_begin(struct made *made, const char *options, bool publishes) {
  join_begin(made, options, publishes);
  made_text(made, JOINED);
  made_said(made);
}

static void poll_answer(struct made *made, const char *body) {
  made_answer(made, PROTOCOL_RECEIVES, OK, body);
}

static void session_begin(struct made *made) {
  made_begin(made, &protocol_phoenix, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(made);
  assert_said(made,
              "receives GET /socket/longpoll?vsn=2.0.0; Accept: application/json; 30000 ms\n");
  poll_answer(made, "{\"status\":410,\"token\":\"SFM/+g\",\"messages\":[]}");
}

static void a_user_joins(void **state) {
  (void)state;
  struct made made;
  made_begin(&made, &protocol_phoenix, TRANSPORT_WEBSOCKET,
             "{\"topic\":\"miami:{channel}\",\"params\":\"{{\\\"some\\\":\\\"{user}\\\"}}\","
             "\"heartbeat_s\":\"20\"}",
             NULL);
  assert_string_equal(made_check(&made), "");
  made_open(&made);
  assert_said(&made, "websocket GET /socket/websocket?vsn=2.0.0\n");
  made_opened(&made, HEAD);
  assert_said(&made, "wake 10000 ms\n"
                     "send [\"1\",\"1\",\"miami:c\",\"phx_join\",{\"some\":\"u\"}]\n");
  made_text(&made, "[\"1\",\"1\",\"miami:c\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  assert_said(&made, "wake 20000 ms\nready\n");
  made_text(&made, "[\"1\",\"1\",\"miami:c\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  assert_said(&made, "");
  made_end(&made);
}

static void events_are_handed_over(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  made_text(&made, "[null,null,\"room:c\",\"new_msg\",{\"body\":\"pb-1\"}]"); /* a broadcast */
  assert_said(&made, "received {\"body\":\"pb-1\"}\n");
  made_text(&made, "[\"1\",null,\"room:c\",\"new_msg\",{\"body\":\"pb-2\"}]"); /* a push */
  assert_said(&made, "received {\"body\":\"pb-2\"}\n");
  made_text(&made, "[null,null,\"room:other\",\"new_msg\",{\"body\":\"pb-3\"}]");
  assert_said(&made, "");
  protocol_phoenix.text(&made.conversation, "\2\6\7room:cnew_msgpb-4", 20, true);
  assert_said(&made, "received \2\6\7room:cnew_msgpb-4\n");
  made_end(&made);
}

static void heartbeats_must_be_answered(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  for (int time = 0; time < 2; time++) {
    protocol_phoenix.woken(&made.conversation);
    assert_said(&made, "send [null,\"heartbeat\",\"phoenix\",\"heartbeat\",{}]\nwake 30000 ms\n");
    made_text(&made, "[null,\"heartbeat\",\"phoenix\",\"phx_reply\",{\"response\":{},"
                     "\"status\":\"ok\"}]");
    assert_said(&made, "heartbeat ours\n");
  }
  protocol_phoenix.woken(&made.conversation);
  made_said(&made);
  protocol_phoenix.woken(&made.conversation);
  assert_said(&made, "failed at heartbeat: no reply within 30 s\n");
  protocol_phoenix.woken(&made.conversation);
  assert_said(&made, "");
  made_end(&made);
  join_begin(&made, "{\"heartbeat_s\":\"0\"}", false);
  made_text(&made, JOINED);
  assert_said(&made, "wake never\nready\n");
  made_end(&made);
}

static void pushes_are_replied_to(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, true);
  made_publish(&made, "pb-1");
  made_publish(&made, "pb-2");
  made_publish(&made, "pb-3");
  assert_said(&made, "send [\"1\",\"2\",\"room:c\",\"new_msg\",{\"body\":\"pb-1\"}]\n"
                     "send [\"1\",\"3\",\"room:c\",\"new_msg\",{\"body\":\"pb-2\"}]\n"
                     "send [\"1\",\"4\",\"room:c\",\"new_msg\",{\"body\":\"pb-3\"}]\n");
  made_text(&made, "[null,null,\"room:c\",\"new_msg\",{\"body\":\"pb-1\"}]");
  assert_said(&made, "");
  made_text(&made, "[\"1\",\"3\",\"room:c\",\"phx_reply\",{\"response\":{\"reason\":\"x\"},"
                   "\"status\":\"error\"}]");
  assert_said(&made, "");
  made_text(&made, "[\"1\",\"2\",\"room:c\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  assert_said(&made, "published\nrefused\n");
  protocol_phoenix.lost(&made.conversation);
  assert_said(&made, "unanswered\n");
  made_publish(&made, "pb-4");
  assert_said(&made, "refused\n");
  made_end(&made);
  ready_begin(&made,
              "{\"publish_reply\":\"no\",\"publish_event\":\"shout\","
              "\"payload\":\"{{\\\"text\\\":[\\\"{message}\\\"]}}\"}",
              true);
  made_publish(&made, "pb-1");
  assert_said(&made, "send [\"1\",\"2\",\"room:c\",\"shout\",{\"text\":[\"pb-1\"]}]\nunanswered\n");
  made_end(&made);
}

static void a_session_of_polls_joins_by_post(void **state) {
  (void)state;
  struct made made;
  session_begin(&made);
  assert_said(&made, POLL "wake 10000 ms\n" POST JOIN "; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"status\":200}");
  assert_said(&made, "");
  poll_answer(&made, "{\"status\":200,\"token\":\"SFM/+g\",\"messages\":"
                     "[\"[\\\"1\\\",\\\"1\\\",\\\"room:c\\\",\\\"phx_reply\\\",{\\\"response\\\":"
                     "{},\\\"status\\\":\\\"ok\\\"}]\"]}");
  assert_said(&made, "wake never\nready\npolled empty\n" POLL);
  poll_answer(&made, "{\"status\":204,\"token\":\"SFM/+g\",\"messages\":[]}");
  assert_said(&made, "polled empty\n" POLL);
  poll_answer(&made,
              "{\"status\":200,\"token\":\"SFM/+g\",\"messages\":"
              "[\"[null,null,\\\"room:c\\\",\\\"new_msg\\\",{\\\"body\\\":\\\"pb-1\\\"}]\","
              "\"[null,null,\\\"room:c\\\",\\\"new_msg\\\",{\\\"body\\\":\\\"pb-2\\\"}]\"]}");
  assert_said(&made, "received {\"body\":\"pb-1\"}\nreceived {\"body\":\"pb-2\"}\npolled\n" POLL);
  poll_answer(&made, "{\"status\":410,\"token\":\"new\",\"messages\":[]}");
  assert_said(&made, "failed at poll: status 410: the session is gone\n");
  made_open(&made);
  assert_said(&made,
              "receives GET /socket/longpoll?vsn=2.0.0; Accept: application/json; 30000 ms\n");
  made_end(&made);
}

static void posts_follow_one_another_and_gather_messages(void **state) {
  (void)state;
  struct made made;
  char expected[8192] = POST;
  session_begin(&made);
  made.conversation.publishes = true;
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"status\":200}");
  poll_answer(&made, "{\"status\":200,\"token\":\"SFM/+g\",\"messages\":"
                     "[\"[\\\"1\\\",\\\"1\\\",\\\"room:c\\\",\\\"phx_reply\\\",{\\\"response\\\":"
                     "{},\\\"status\\\":\\\"ok\\\"}]\"]}");
  made_said(&made);
  for (int number = 0; number < 102; number++)
    made_publish(&made, "m");
  assert_said(&made, POST "[\"1\",\"2\",\"room:c\",\"new_msg\",{\"body\":\"m\"}]; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"status\":200}");
  for (int number = 3; number < 103; number++) /* the server drops what is beyond 100 */
    sprintf(expected + strlen(expected), "%s[\"1\",\"%d\",\"room:c\",\"new_msg\",{\"body\":\"m\"}]",
            number > 3 ? "\n" : "", number);
  assert_said(&made, strcat(expected, "; 10000 ms\n"));
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"status\":200}");
  assert_said(&made, POST "[\"1\",\"103\",\"room:c\",\"new_msg\",{\"body\":\"m\"}]; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, OK, "{\"status\":408}");
  assert_string_equal(strstr(made_said(&made), "failed"),
                      "failed at send: status 408 in the answer's body\n");
  made_end(&made);
}

static void what_the_server_refuses_is_said(void **state) {
  (void)state;
  static const struct {
    const char *came, *said;
  } cases[] = {
      {"[\"1\",\"1\",\"room:c\",\"phx_reply\",{\"response\":{\"reason\":\"unauthorized\"},"
       "\"status\":\"error\"}]",
       "failed at join: topic \"room:c\" is refused: {\"reason\":\"unauthorized\"} (options "
       "\"topic\", \"params\")\n"},
      {"[\"1\",\"1\",\"room:c\",\"phx_error\",{}]",
       "failed at receive: the server ends the channel (phx_error)\n"},
      {"[\"1\",\"1\",\"room:c\",\"phx_close\",{}]",
       "failed at receive: the server ends the channel (phx_close)\n"},
      {"{\"topic\":\"room:c\"}",
       "failed at read: no message of version 2: \"{\"topic\":\"room:c\"}\" "
       "(\"url\" of the transport: vsn=2.0.0)\n"},
      {"hello", "failed at read: no message of version 2: \"hello\" (\"url\" of the transport: "
                "vsn=2.0.0)\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    join_begin(&made, NULL, false);
    made_text(&made, cases[i].came);
    assert_said(&made, cases[i].said);
    made_text(&made, JOINED);
    assert_said(&made, "");
    made_end(&made);
  }
}

static void answers_of_other_kinds_fail(void **state) {
  (void)state;
  static const struct {
    const char *head, *body, *said;
  } cases[] = {
      {OK, "{\"status\":403}", "failed at connect: status 403: forbidden\n"},
      {OK, "{\"status\":200,\"token\":\"a\",\"messages\":[]}",
       "failed at connect: status 200 in the answer's body\n"},
      {OK, "{\"status\":410}", "failed at connect: the answer has no token\n"},
      {OK, "{\"status\":410,\"token\":5}", "failed at connect: the answer has no token\n"},
      {OK, "",
       "failed at connect: 200 OK, and its body is no JSON object (\"url\" of the "
       "transport)\n"},
      {OK, "[410]",
       "failed at connect: 200 OK, and its body is no JSON object (\"url\" of the "
       "transport)\n"},
      {"HTTP/1.1 404 Not Found\r\n\r\n", "{\"status\":410,\"token\":\"a\"}",
       "failed at connect: 404 Not Found (\"url\" of the transport)\n"},
      {NULL, "timed out", "failed at connect: timed out (\"url\" of the transport)\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_phoenix, TRANSPORT_LONG_POLL, NULL, NULL);
    made_open(&made);
    made_said(&made);
    made_answer(&made, PROTOCOL_RECEIVES, cases[i].head, cases[i].body);
    assert_said(&made, cases[i].said);
    made_answer(&made, PROTOCOL_RECEIVES, OK, "{\"status\":410,\"token\":\"a\"}");
    assert_said(&made, "");
    made_end(&made);
  }
  struct made made;
  made_begin(&made, &protocol_phoenix, TRANSPORT_WEBSOCKET, NULL, NULL);
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 403 Forbidden\r\n\r\n", "");
  assert_said(&made, "failed at connect: 403 Forbidden (\"url\" of the transport)\n");
  made_end(&made);
}

static void a_reply_that_does_not_come_is_said(void **state) {
  (void)state;
  struct made made;
  join_begin(&made, NULL, false);
  protocol_phoenix.woken(&made.conversation);
  assert_said(&made, "failed at join: no reply within 10 s\n");
  made_end(&made);
}

static void values_of_wrong_types_do_no_harm(void **state) {
  (void)state;
  static const char *const texts[] = {
      "[1,2,3,4,5]",
      "[\"1\",\"1\",\"room:c\",\"phx_reply\",null]",
      "[\"1\",\"1\",\"room:c\",\"phx_reply\",{\"status\":\"error\"}]",
      "[\"1\",\"1\",\"room:c\",\"phx_reply\",{\"status\":7,\"response\":[]}]",
      "[\"1\",null,\"room:c\",\"phx_reply\",{\"status\":\"ok\"}]",
      "[\"1\",\"99999999999999999999999\",\"room:c\",\"phx_reply\",{\"status\":\"ok\"}]",
      "[\"1\",\"-1\",\"room:c\",\"phx_reply\",[]]",
      "[null,null,\"room:c\",\"x\",5]",
      "[null,null,\"phoenix\",\"phx_reply\",{}]",
      "[null,null,\"room:c\",\"x\"]",
      "[]",
      "",
      "null",
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  };
  static const char *const bodies[] = {
      "{\"status\":\"200\"}",
      "{\"status\":200}",
      "{\"status\":200,\"messages\":{}}",
      "{\"status\":200,\"messages\":[1,null,[]]}",
      "{\"status\":200,\"messages\":[\"\",\"x\",\"[]\"]}",
      "{}",
      "",
  };
  enum { TEXTS = sizeof texts / sizeof *texts, BODIES = sizeof bodies / sizeof *bodies };
  for (size_t first = 0; first < TEXTS; first++)
    for (size_t second = 0; second < TEXTS; second++) {
      struct made made;
      join_begin(&made, NULL, second % 2);
      made_text(&made, texts[first]);
      made_text(&made, texts[second]);
      protocol_phoenix.woken(&made.conversation);
      made_end(&made);
    }
  for (size_t body = 0; body < BODIES; body++)
    for (int lane = 0; lane < PROTOCOL_LANES; lane++) {
      struct made made;
      session_begin(&made);
      made_answer(&made, (enum protocol_lane)lane, OK, bodies[body]);
      made_end(&made);
    }
}

static void wrong_options_are_named(void **state) {
  (void)state;
  static const struct {
    const char *options, *said;
  } cases[] = {
      {"{\"params\":\"[]\"}", "option \"params\" is \"[]\", and must be a JSON object"},
      {"{\"payload\":\"{message}\"}",
       "option \"payload\" is \"{message}\", and must be a JSON object"},
      {"{\"publish_reply\":\"x\"}",
       "option \"publish_reply\" is \"x\", and may be \"yes\", \"no\""},
      {"{\"heartbeat_s\":\"-1\"}",
       "option \"heartbeat_s\" is \"-1\", and may be a whole number from 0 to 3600"},
      {"{\"topic\":\"{x\"}", "option \"topic\": '{x' at character 1 is no variable: '{name}' is "
                             "one, and '{{' is a brace"},
      {NULL, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_phoenix, TRANSPORT_WEBSOCKET, cases[i].options, NULL);
    assert_string_equal(made_check(&made), cases[i].said);
    made_end(&made);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_user_joins),
      cmocka_unit_test(events_are_handed_over),
      cmocka_unit_test(heartbeats_must_be_answered),
      cmocka_unit_test(pushes_are_replied_to),
      cmocka_unit_test(a_session_of_polls_joins_by_post),
      cmocka_unit_test(posts_follow_one_another_and_gather_messages),
      cmocka_unit_test(what_the_server_refuses_is_said),
      cmocka_unit_test(answers_of_other_kinds_fail),
      cmocka_unit_test(a_reply_that_does_not_come_is_said),
      cmocka_unit_test(values_of_wrong_types_do_no_harm),
      cmocka_unit_test(wrong_options_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
