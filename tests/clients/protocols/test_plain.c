/* `plain`: WebSockets and event streams by description: steps, replies, what is said and published.
 */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"

static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";
static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\nX-Id: 5\r\n\r\n";

static void woken(struct made *made) {
  made->conversation.protocol->woken(&made->conversation);
}

static void lost(struct made *made) {
  made->conversation.protocol->lost(&made->conversation);
}

static void begun(struct made *made, enum transport_kind transport, const char *description) {
  made_begin(made, &protocol_plain, transport, NULL, description);
}

/* A WebSocket that is open and ready. */
static void open_websocket(struct made *made, const char *description) {
  begun(made, TRANSPORT_WEBSOCKET, description);
  made_open(made);
  made_opened(made, upgraded);
  made_said(made);
}

static void the_row_is_found_by_its_name(void **state) {
  (void)state;
  assert_ptr_equal(protocol_named("plain"), &protocol_plain);
  assert_null(protocol_named("plainer"));
}

static void a_description_without_a_url_is_refused(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SSE, "{}");
  assert_string_equal(made_check(&made), "sse needs a \"url\"");
  made_end(&made);
  begun(&made, TRANSPORT_SSE, "{\"url\":\"/\"}");
  assert_string_equal(made_check(&made), "");
  made_end(&made);
}

static void without_steps_a_websocket_is_ready_when_it_is_open(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/ws?c={channel}&u={user}&r={run}\",\"headers\":{\"X-User\":\"{user}\"},"
        "\"subprotocols\":[\"a\",\"b\"]}");
  made_open(&made);
  assert_said(&made, "wake 10000 ms\n"
                     "websocket GET /ws?c=c&u=u&r=r; X-User: u; subprotocols a, b\n");
  made_opened(&made, upgraded);
  assert_said(&made, "wake never\nready\n");
  made_text(&made, "hello");
  assert_said(&made, "received hello\n");
  made_end(&made);
}

static void steps_are_done_in_their_order(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/ws\",\"steps\":["
        "{\"send\":{\"auth\":\"{secret.key}\"},\"expect\":{\"pointer\":\"/ok\",\"is\":true},"
        " \"capture\":{\"id\":{\"pointer\":\"/id\"}},\"within_s\":2},"
        "{\"wait_s\":0.5},"
        "{\"send\":\"join {id} {channel}\"},"
        "{\"expect\":{\"prefix\":\"joined {id}\"}}]}");
  json_t *secrets = json_pack("{s:s}", "key", "a\"b");
  made.conversation.secrets = secrets;
  made_open(&made);
  assert_said(&made, "wake 10000 ms\nwebsocket GET /ws\n");
  made_opened(&made, upgraded);
  assert_said(&made, "wake never\nsend {\"auth\":\"a\\\"b\"}\nwake 2000 ms\n");
  made_text(&made, "welcome");
  assert_said(&made, "received welcome\n");
  made_text(&made, "{\"ok\":true,\"id\":17}");
  assert_said(&made, "received {\"ok\":true,\"id\":17}\nwake never\nwake 500 ms\n");
  woken(&made);
  assert_said(&made, "send join 17 c\nwake 10000 ms\n");
  made_text(&made, "joined 17!");
  assert_said(&made, "received joined 17!\nwake never\nready\n");
  made_end(&made);
  json_decref(secrets);
}

static void requests_before_the_websocket_do_without_it(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/ws?t={ticket}\",\"steps\":["
        "{\"request\":{\"url\":\"/login\",\"headers\":{\"A\":\"b\"},\"body\":{\"u\":\"{user}\"}},"
        " \"capture\":{\"ticket\":{\"after\":\"ticket=\",\"until\":\";\"},"
        " \"key\":{\"cookie\":\"key\"},\"n\":{\"header\":\"X-N\"}}},"
        "{\"open\":true,\"capture\":{\"id\":{\"header\":\"x-id\"}}},"
        "{\"request\":{\"method\":\"PUT\",\"url\":\"/sub/{id}?k={key}&n={n}\"},"
        " \"expect\":{\"status\":404}}]}");
  made_open(&made);
  assert_said(&made,
              "sends POST /login; A: b; Content-Type: application/json; body: {\"u\":\"u\"}; "
              "10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS,
              "HTTP/1.1 200 OK\r\nSet-Cookie: keys=2; Path=/\r\nX-N: 3\r\n"
              "Set-Cookie: key=a b; Secure\r\n\r\n",
              "x ticket=a&b; y");
  assert_said(&made, "wake 10000 ms\nwebsocket GET /ws?t=a%26b\n");
  made_opened(&made, upgraded);
  assert_said(&made, "wake never\nsends PUT /sub/5?k=a%20b&n=3; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "ready\n");
  made_end(&made);
}

/* A step of a WebSocket, which has been opened and has done what it does. */
static void step_begun(struct made *made, const char *step) {
  char description[512];
  snprintf(description, sizeof description, "{\"url\":\"/\",\"steps\":[%s]}", step);
  begun(made, TRANSPORT_WEBSOCKET, description);
  made_open(made);
  made_said(made);
}

static void a_step_that_is_not_answered_fails_by_name(void **state) {
  (void)state;
  struct made made;
  step_begun(&made, "{\"send\":\"a\"},{\"expect\":{\"prefix\":\"b\"}}");
  made_opened(&made, upgraded);
  made_said(&made);
  woken(&made);
  assert_said(&made, "failed at step 2: nothing that is expected came within 10 s\n");
  made_text(&made, "b");
  woken(&made);
  assert_said(&made, "");
  made_end(&made);
  step_begun(&made, "{\"name\":\"subscribe\",\"expect\":{\"prefix\":\"b\"},\"within_s\":0.5}");
  made_opened(&made, upgraded);
  made_text(&made, "a\x01");
  made_said(&made);
  woken(&made);
  assert_said(&made, "failed at subscribe: nothing that is expected came within 0.5 s; the last "
                     "that came was 'a.'\n");
  made_end(&made);
}

static void a_server_that_refuses_ends_the_step_at_once(void **state) {
  (void)state;
  struct made made;
  step_begun(&made, "{\"expect\":{\"pointer\":\"/t\",\"is\":\"ok\"},"
                    "\"refused\":{\"pointer\":\"/t\",\"is\":\"error\"}}");
  made_opened(&made, upgraded);
  made_said(&made);
  made_text(&made, "{\"t\":\"error\"}");
  assert_said(&made, "received {\"t\":\"error\"}\nwake never\n"
                     "failed at step 1: the server refuses: {\"t\":\"error\"}\n");
  made_end(&made);
  step_begun(&made, "{\"request\":{\"url\":\"/\"},\"refused\":{\"status\":403}}");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 403 Forbidden\r\n\r\n", "go away");
  assert_said(&made, "failed at step 1: the server refuses: HTTP 403 go away\n");
  made_end(&made);
}

static void a_request_of_a_step_must_be_answered_well(void **state) {
  (void)state;
  struct made made;
  step_begun(&made, "{\"request\":{\"url\":\"/\"}}");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 500 Oh\r\n\r\n", "");
  assert_said(&made, "failed at step 1: HTTP 500\n");
  made_end(&made);
  step_begun(&made, "{\"request\":{\"url\":\"/\"}}");
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_said(&made, "failed at step 1: timed out\n");
  made_end(&made);
  step_begun(&made, "{\"request\":{\"url\":\"/\"},\"expect\":{\"contains\":\"yes\"}}");
  made_answer(&made, PROTOCOL_SENDS, ok, "no");
  assert_said(&made, "failed at step 1: HTTP 200 no: that is not what \"expect\" says\n");
  made_end(&made);
}

static void what_cannot_be_captured_is_named(void **state) {
  (void)state;
  static const struct {
    const char *source, *failure;
  } sources[] = {
      {"{\"pointer\":\"/b\"}", "no text or number at '/b'"},
      {"{\"pointer\":\"/o\"}", "no text or number at '/o'"},
      {"{\"header\":\"X-No\"}", "no header 'X-No'"},
      {"{\"header\":\"X-Bad\"}", "no header 'X-Bad'"},
      {"{\"cookie\":\"c\"}", "no cookie 'c'"},
      {"{\"after\":\"zz\"}", "no text behind 'zz'"},
      {"{\"after\":\"a\",\"until\":\"zz\"}", "no text behind 'a'"},
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
    struct made made;
    char step[256], expected[256];
    snprintf(step, sizeof step, "{\"request\":{\"url\":\"/\"},\"capture\":{\"v\":%s}}",
             sources[i].source);
    snprintf(expected, sizeof expected,
             "failed at step 1: {v} was not found: %s in '{\"a\":1,\"o\":{}}'\n",
             sources[i].failure);
    step_begun(&made, step);
    made_answer(&made, PROTOCOL_SENDS,
                "HTTP/1.1 200 OK\r\nX-Bad: a\x01\r\nSet-Cookie: cc=1\r\n\r\n",
                "{\"a\":1,\"o\":{}}");
    assert_said(&made, expected);
    made_end(&made);
  }
}

static void a_variable_that_no_step_has_captured_is_named(void **state) {
  (void)state;
  struct made made;
  step_begun(&made, "{\"send\":\"{later}\"}");
  made_opened(&made, upgraded);
  assert_said(&made,
              "wake never\nfailed at step 1: unknown variable {later} at character 1: no step "
              "has captured it yet\n");
  made_end(&made);
  step_begun(&made, "{\"request\":{\"url\":\"/{later}\"}}");
  made_end(&made);
}

static void an_opening_that_fails_is_the_step_open(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET, "{\"url\":\"/\",\"steps\":[{\"send\":\"a\"}]}");
  made_open(&made);
  made_said(&made);
  woken(&made);
  assert_said(&made, "failed at open: nothing was answered within 10 s\n");
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 401 Unauthorized\r\n\r\n", "who are you?");
  assert_said(&made, "wake never\nfailed at open: HTTP 401 who are you?\n");
  made_end(&made);
}

static void a_frame_may_have_several_messages(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/\",\"separator\":\"\\u001e\",\"steps\":["
        "{\"expect\":{\"prefix\":\"a\"}},{\"expect\":{\"prefix\":\"b\"}}]}");
  made_open(&made);
  made_opened(&made, upgraded);
  made_said(&made);
  made_text(&made, "a1\x1e\x1e"
                   "b1\x1e"
                   "c1");
  assert_said(&made, "received a1\nwake never\nwake 10000 ms\nreceived b1\nwake never\nready\n"
                     "received c1\n");
  made_text(&made, "\x1e");
  assert_said(&made, "");
  made_end(&made);
}

static void heartbeats_of_the_server_are_answered(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made,
                 "{\"url\":\"/\",\"replies\":["
                 "{\"to\":{\"prefix\":\"ping\"},\"send\":\"pong\"},"
                 "{\"to\":{\"pointer\":\"/t\",\"is\":\"hb\"}},"
                 "{\"to\":{\"pointer\":\"/ack\"},\"capture\":{\"id\":{\"pointer\":\"/ack\"}},"
                 "\"send\":{\"ack\":\"{id}\"},\"message\":true}]}");
  made_text(&made, "ping 1");
  assert_said(&made, "send pong\nheartbeat theirs\n");
  made_text(&made, "{\"t\":\"hb\"}");
  assert_said(&made, "heartbeat theirs\n");
  made_text(&made, "{\"ack\":7,\"d\":1}");
  assert_said(&made, "send {\"ack\":\"7\"}\nreceived {\"ack\":7,\"d\":1}\n");
  made_text(&made, "{\"ack\":[]}");
  assert_said(&made, "failed at reply: {id} was not found: no text or number at '/ack' in "
                     "'{\"ack\":[]}'\n");
  made_end(&made);
}

static void heartbeats_are_answered_during_the_steps_too(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/\",\"steps\":[{\"expect\":{\"prefix\":\"p\"}}],"
        "\"replies\":[{\"to\":{\"prefix\":\"ping\"},\"send\":\"pong\"}]}");
  made_open(&made);
  made_opened(&made, upgraded);
  made_said(&made);
  made_text(&made, "ping");
  assert_said(&made, "send pong\nheartbeat theirs\n");
  made_text(&made, "p");
  assert_said(&made, "received p\nwake never\nready\n");
  made_end(&made);
}

static void what_is_said_by_itself_keeps_its_times(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/\",\"say\":[{\"send\":\"a\",\"every_s\":3,\"answer\":{\"prefix\":\"A\"}},"
        "{\"send\":\"b\",\"every_s\":2}]}");
  made_open(&made);
  made_opened(&made, upgraded);
  assert_said(&made, "wake 10000 ms\nwebsocket GET /\nwake never\nwake 2000 ms\nready\n");
  woken(&made); /* 2 s */
  assert_said(&made, "send b\nwake 1000 ms\n");
  woken(&made); /* 3 s */
  assert_said(&made, "send a\nwake 1000 ms\n");
  made_text(&made, "A");
  assert_said(&made, "heartbeat ours\n");
  woken(&made); /* 4 s */
  assert_said(&made, "send b\nwake 2000 ms\n");
  woken(&made); /* 6 s */
  assert_said(&made, "send a\nsend b\nwake 2000 ms\n");
  lost(&made);
  assert_said(&made, "wake never\n");
  woken(&made);
  assert_said(&made, "");
  made_end(&made);
}

static void requests_wait_for_one_another(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made, "{\"url\":\"/\",\"replies\":[{\"to\":{\"prefix\":\"ack \"},"
                        "\"capture\":{\"n\":{\"after\":\"ack \"}},"
                        "\"request\":{\"url\":\"/ack/{n}\",\"method\":\"POST\"}}],"
                        "\"say\":[{\"request\":{\"url\":\"/here\"},\"every_s\":5}]}");
  made_text(&made, "ack 1");
  made_text(&made, "ack 2");
  woken(&made);
  assert_said(&made, "sends POST /ack/1; 10000 ms\nheartbeat theirs\nheartbeat theirs\n"
                     "wake 5000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  assert_said(&made, "sends POST /ack/2; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  assert_said(&made, "sends GET /here; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  assert_said(&made, "heartbeat ours\n");
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  assert_said(&made, "");
  for (int i = 0; i < 17; i++)
    made_text(&made, "ack 3");
  assert_non_null(strstr(made_said(&made), "failed at reply: requests come faster than the server "
                                           "answers them\n"));
  made_end(&made);
}

static void a_request_that_is_refused_fails(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made,
                 "{\"url\":\"/\",\"say\":[{\"request\":{\"url\":\"/here\"},\"every_s\":5}]}");
  woken(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 410 Gone\r\n\r\n", "");
  assert_said(&made, "wake never\nfailed at say: HTTP 410\n");
  made_end(&made);
}

static const char publishing[] =
    "{\"url\":\"/\",\"publish\":{\"send\":{\"to\":\"{channel}\",\"data\":\"{message}\"},"
    "\"published\":{\"pointer\":\"/ok\",\"is\":true},\"refused\":{\"pointer\":\"/ok\"}}}";

static void answers_to_messages_count_in_their_order(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made, publishing);
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  made_publish(&made, "m3");
  assert_said(&made, "send {\"to\":\"c\",\"data\":\"m1\"}\nsend {\"to\":\"c\",\"data\":\"m2\"}\n"
                     "send {\"to\":\"c\",\"data\":\"m3\"}\n");
  made_text(&made, "{\"ok\":true}");
  assert_non_null(strstr(made_said(&made), "refused\n")); /* "refused" is looked at first */
  lost(&made);
  assert_said(&made, "unanswered\nunanswered\n");
  made_publish(&made, "m4");
  assert_said(&made, "unanswered\n");
  made_end(&made);
}

static void a_message_is_published_when_the_server_says_so(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made, "{\"url\":\"/\",\"publish\":{\"send\":\"{message}\","
                        "\"published\":{\"prefix\":\"+\"},\"refused\":{\"prefix\":\"-\"}}}");
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  made_said(&made);
  made_text(&made, "+");
  made_text(&made, "-");
  made_text(&made, "+");
  assert_said(&made, "published\nreceived +\nrefused\nreceived -\nreceived +\n");
  made_end(&made);
}

static void without_an_answer_nobody_knows(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made, "{\"url\":\"/\",\"publish\":{\"send\":\"{message} {later}\"}}");
  made_publish(&made, "m1");
  assert_non_null(strstr(made_said(&made), "unanswered\nfailed at publish: unknown variable"));
  made_end(&made);
  open_websocket(&made, "{\"url\":\"/\",\"publish\":{\"send\":\"{message}\"}}");
  made_publish(&made, "m1");
  assert_said(&made, "send m1\nunanswered\n");
  made_end(&made);
}

static void a_lost_conversation_begins_again_without_its_variables(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_WEBSOCKET,
        "{\"url\":\"/\",\"steps\":[{\"expect\":{\"prefix\":\"id \"},"
        "\"capture\":{\"id\":{\"after\":\"id \"}}},{\"send\":\"{id}\"}]}");
  for (int i = 0; i < 2; i++) {
    made_open(&made);
    made_opened(&made, upgraded);
    made_said(&made);
    made_text(&made, i == 0 ? "id 1" : "id 2");
    made_text(&made, "x");
    if (i == 0)
      assert_said(&made, "received id 1\nwake never\nsend 1\nready\nreceived x\n");
    else
      assert_said(&made, "received id 2\nwake never\nsend 2\nready\nreceived x\n");
    lost(&made);
  }
  made_end(&made);
}

/* --- event streams --------------------------------------------------------------------- */

static void a_stream_resumes_behind_its_newest_event(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SSE, "{\"url\":\"/events/{channel}?after={cursor}\"}");
  made_open(&made);
  assert_said(&made, "wake 10000 ms\nstream GET /events/c?after=; Accept: text/event-stream\n");
  made_opened(&made, ok);
  assert_said(&made, "wake never\nready\n");
  made_event(&made, "message", "", "one");
  made_event(&made, "named", "7", "two");
  assert_said(&made, "received one\nreceived two\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_said(&made, "failed at stream: the server has ended the event stream\n");
  made_open(&made);
  assert_said(&made, "wake 10000 ms\n"
                     "stream GET /events/c?after=7; Accept: text/event-stream; Last-Event-ID: 7\n");
  made_end(&made);
}

static void a_stream_need_not_resume(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SSE, "{\"url\":\"/\",\"resume\":false}");
  made_open(&made);
  made_opened(&made, ok);
  made_event(&made, "message", "7", "");
  lost(&made);
  made_said(&made);
  made_open(&made);
  assert_said(&made, "wake 10000 ms\nstream GET /; Accept: text/event-stream\n");
  made_end(&made);
}

static void an_event_may_be_a_step_or_a_heartbeat(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SSE,
        "{\"url\":\"/rt\",\"steps\":["
        "{\"expect\":{\"event\":\"CONNECT\"},\"capture\":{\"id\":{\"pointer\":\"/id\"}}},"
        "{\"request\":{\"url\":\"/rt\",\"body\":{\"id\":\"{id}\",\"to\":[\"{channel}\"]}}}],"
        "\"replies\":[{\"to\":{\"event\":\"beat\"}}]}");
  made_open(&made);
  assert_said(&made, "wake 10000 ms\nstream GET /rt; Accept: text/event-stream\n");
  made_opened(&made, ok);
  assert_said(&made, "wake never\nwake 10000 ms\n");
  made_event(&made, "CONNECT", "", "{\"id\":\"x1\"}");
  assert_said(&made, "received {\"id\":\"x1\"}\nwake never\n"
                     "sends POST /rt; Content-Type: application/json; "
                     "body: {\"id\":\"x1\",\"to\":[\"c\"]}; 10000 ms\n");
  made_event(&made, "beat", "", "");
  assert_said(&made, "heartbeat theirs\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "ready\n");
  made_event(&made, "CONNECT", "", "{}");
  assert_said(&made, "received {}\n");
  made_end(&made);
}

static void a_stream_that_is_refused_fails(void **state) {
  (void)state;
  struct made made;
  begun(&made, TRANSPORT_SSE, "{\"url\":\"/\"}");
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "wake never\nfailed at open: HTTP 204\n");
  made_end(&made);
}

/* --- bad input -------------------------------------------------------------------------- */

static void bad_input_does_no_harm(void **state) {
  (void)state;
  static const char *const texts[] = {"",
                                      "{",
                                      "[[[[",
                                      "\"\\ud800\"",
                                      "{\"t\":{\"t\":1}}",
                                      "\xff\xfe",
                                      "{\"t\":1e999}",
                                      "null",
                                      "{\"t\":\"a\\u0000b\"}"};
  char deep[4096];
  struct made made;
  memset(deep, '[', sizeof deep - 1);
  deep[sizeof deep - 1] = '\0';
  open_websocket(&made, "{\"url\":\"/\",\"steps\":[],\"replies\":[{\"to\":{\"pointer\":\"/t\","
                        "\"is\":\"x\"}}]}");
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    made_text(&made, texts[i]);
  made_text(&made, deep);
  made_answer(&made, PROTOCOL_SENDS, ok, "");
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "reset");
  made_event(&made, "a", "b", "c");
  made_opened(&made, upgraded);
  assert_null(strstr(made_said(&made), "failed"));
  lost(&made);
  made_text(&made, "a");
  made_opened(&made, upgraded);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  woken(&made);
  assert_said(&made, "");
  made_end(&made);
}

static void binary_messages_are_handed_over(void **state) {
  (void)state;
  struct made made;
  open_websocket(&made, "{\"url\":\"/\"}");
  made.conversation.protocol->text(&made.conversation, "a\0b", 3, true);
  assert_string_equal(made_said(&made), "received a\n"); /* cut at the NUL here alone */
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_row_is_found_by_its_name),
      cmocka_unit_test(a_description_without_a_url_is_refused),
      cmocka_unit_test(without_steps_a_websocket_is_ready_when_it_is_open),
      cmocka_unit_test(steps_are_done_in_their_order),
      cmocka_unit_test(requests_before_the_websocket_do_without_it),
      cmocka_unit_test(a_step_that_is_not_answered_fails_by_name),
      cmocka_unit_test(a_server_that_refuses_ends_the_step_at_once),
      cmocka_unit_test(a_request_of_a_step_must_be_answered_well),
      cmocka_unit_test(what_cannot_be_captured_is_named),
      cmocka_unit_test(a_variable_that_no_step_has_captured_is_named),
      cmocka_unit_test(an_opening_that_fails_is_the_step_open),
      cmocka_unit_test(a_frame_may_have_several_messages),
      cmocka_unit_test(heartbeats_of_the_server_are_answered),
      cmocka_unit_test(heartbeats_are_answered_during_the_steps_too),
      cmocka_unit_test(what_is_said_by_itself_keeps_its_times),
      cmocka_unit_test(requests_wait_for_one_another),
      cmocka_unit_test(a_request_that_is_refused_fails),
      cmocka_unit_test(answers_to_messages_count_in_their_order),
      cmocka_unit_test(a_message_is_published_when_the_server_says_so),
      cmocka_unit_test(without_an_answer_nobody_knows),
      cmocka_unit_test(a_lost_conversation_begins_again_without_its_variables),
      cmocka_unit_test(a_stream_resumes_behind_its_newest_event),
      cmocka_unit_test(a_stream_need_not_resume),
      cmocka_unit_test(an_event_may_be_a_step_or_a_heartbeat),
      cmocka_unit_test(a_stream_that_is_refused_fails),
      cmocka_unit_test(bad_input_does_no_harm),
      cmocka_unit_test(binary_messages_are_handed_over),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
