#include "tests/clients/protocols/fixture_recorded.h"

#include "clients/protocols/rows.h"

static const char channels[] =
    "{\"join\":\"{{\\\"subscribe\\\":\\\"{channel}\\\"}}\",\"joined\":\"{{\\\"subscribed\\\":\","
    "\"publish\":\"{{\\\"publish\\\":\\\"{channel}\\\",\\\"message\\\":\\\"{message}\\\"}}\","
    "\"published\":\"{{\\\"published\\\":\",\"refused\":\"{{\\\"refused\\\":\"}";
static const char plain[] = "{\"join\":\"in {channel}\",\"publish\":\"{message}\"}";
static const char at_p[] = "{\"url\":\"/p\"}";
static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";
static const char no_content[] = "HTTP/1.1 204 No Content\r\n\r\n";
static const char switching[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

static struct made made;

/* --- recorded exchanges ---------------------------------------------------------------- */

static void by_websocket_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("sockjs-websocket.txt", &protocol_sockjs, TRANSPORT_WEBSOCKET, channels);
  assert_int_equal(recorded.failed, 0);
}

static void by_polls_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("sockjs-long_poll.txt", &protocol_sockjs, TRANSPORT_LONG_POLL, channels);
  assert_int_equal(recorded.failed, 1); /* the session that another server does not know */
}

static void by_streams_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("sockjs-sse.txt", &protocol_sockjs, TRANSPORT_SSE, channels);
  assert_int_equal(recorded.failed, 1);
}

/* --- fixtures -------------------------------------------------------------------------- */

static int end(void **state) {
  (void)state;
  if (made.conversation.protocol)
    made_end(&made);
  memset(&made, 0, sizeof made);
  return 0;
}

/* A conversation that has not heard the open frame. */
static void opening(enum transport_kind transport, const char *options) {
  made_begin(&made, &protocol_sockjs, transport, options, options == plain ? at_p : NULL);
  assert_string_equal(made_check(&made), "");
  made_open(&made);
  if (transport == TRANSPORT_WEBSOCKET)
    made_opened(&made, switching);
  if (transport == TRANSPORT_SSE)
    made_opened(&made, ok);
}

static void open_begin(enum transport_kind transport, const char *options) {
  opening(transport, options);
  if (transport == TRANSPORT_WEBSOCKET)
    made_text(&made, "o");
  else if (transport == TRANSPORT_SSE)
    made_event(&made, "message", "", "o");
  else
    made_answer(&made, PROTOCOL_RECEIVES, ok, "o\n");
}

/* The calls, with * in the place of the session's identifiers. */
static const char *said(void) {
  static char out[16384];
  snprintf(out, sizeof out, "%s", made_said(&made));
  for (char *at = strstr(out, " /p/"); at; at = strstr(at + 4, " /p/")) {
    recorded_star(at + 4, strspn(at + 4, "0123456789"));
    recorded_star(at + 6, strcspn(at + 6, "/"));
  }
  return out;
}

#define POLL "receives POST /p/*/*/xhr; body: \n"
#define STREAM "stream GET /p/*/*/eventsource\n"
#define POST(body) "sends POST /p/*/*/xhr_send; Content-Type: text/plain; body: " body "\n"

/* --- sessions -------------------------------------------------------------------------- */

static void a_session_has_a_url_of_its_own(void **state) {
  (void)state;
  char first[512];
  opening(TRANSPORT_LONG_POLL, plain);
  snprintf(first, sizeof first, "%.500s", made_said(&made));
  made_answer(&made, PROTOCOL_RECEIVES, ok, "o\n");
  const char *target = strstr(first, "POST /p/");
  assert_non_null(target);
  size_t bytes = strlen("POST /p/123/abcdefgh/xhr");
  char poll[64];
  snprintf(poll, sizeof poll, "%.*s;", (int)bytes, target);
  assert_non_null(strstr(made_said(&made), poll)); /* within the session it stays */
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  assert_null(strstr(made_said(&made), poll));
}

static void the_session_is_opened_joined_and_ready(void **state) {
  (void)state;
  opening(TRANSPORT_LONG_POLL, plain);
  assert_string_equal(said(), "wake never\nwake 10000 ms\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "o\n");
  assert_string_equal(said(), "wake 10000 ms\n" POST("[\"in c\"]") "wake never\nready\n" POLL);
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a[\"m1\",\"m\\n2\"]\n");
  assert_string_equal(said(), "received m1\nreceived m\n2\npolled\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "h\n");
  assert_string_equal(said(), "heartbeat theirs\npolled empty\n" POLL);
}

static void several_frames_may_come_in_a_body_and_the_last_without_a_line_feed(void **state) {
  (void)state;
  open_begin(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a[\"m1\"]\nh\na[\"m2\"]");
  assert_string_equal(said(), "received m1\nheartbeat theirs\nreceived m2\npolled\n" POLL);
}

static void a_publisher_does_not_join(void **state) {
  (void)state;
  opening(TRANSPORT_WEBSOCKET, plain);
  made.conversation.publishes = true;
  said();
  made_text(&made, "o");
  assert_string_equal(said(), "wake 10000 ms\nwake never\nready\n");
}

static void each_step_is_awaited_for_10_s(void **state) {
  (void)state;
  opening(TRANSPORT_WEBSOCKET, channels);
  said();
  made.conversation.protocol->woken(&made.conversation);
  assert_string_equal(said(),
                      "wake never\nfailed at open: the server has not answered within 10 s\n");
  end(NULL);
  open_begin(TRANSPORT_WEBSOCKET, channels);
  said();
  made.conversation.protocol->woken(&made.conversation);
  assert_string_equal(said(),
                      "wake never\nfailed at join: the server has not answered within 10 s\n");
  made.conversation.protocol->woken(&made.conversation);
  assert_string_equal(said(), "");
}

static void the_server_may_refuse_the_join(void **state) {
  (void)state;
  open_begin(TRANSPORT_WEBSOCKET, channels);
  said();
  made_text(&made, "a[\"{\\\"refused\\\":1}\",\"late\"]");
  assert_string_equal(said(), "wake never\nfailed at join: the server refused: {\"refused\":1}\n");
}

static void refusals_of_requests_are_said(void **state) {
  (void)state;
  opening(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 404 Not Found\r\n\r\n", "404");
  assert_string_equal(said(),
                      "wake never\nfailed at open: the server does not know the session (any "
                      "more), or the path: HTTP 404 404\n");
  end(NULL);
  opening(TRANSPORT_SSE, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 500 x\r\n\r\n", "");
  assert_string_equal(said(), "wake never\nfailed at open: HTTP 500\n");
  made_open(&made);
  said();
  made_opened(&made, "HTTP/1.1 206 x\r\n\r\n");
  assert_string_equal(said(), "wake never\nfailed at open: HTTP 206\n");
  end(NULL);
  made_begin(&made, &protocol_sockjs, TRANSPORT_WEBSOCKET, plain, at_p);
  made_open(&made);
  said();
  made_opened(&made, "HTTP/1.1 400 Bad Request\r\n\r\n");
  assert_string_equal(said(), "wake never\nfailed at open: HTTP 400\n");
  made_open(&made);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "o\n");
  assert_string_equal(said(), "wake never\nfailed at open: HTTP 200 o.\n");
  end(NULL);
  open_begin(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "reset");
  assert_string_equal(said(), "wake never\nfailed at receive: reset\n");
}

/* --- the end of a session -------------------------------------------------------------- */

static void the_server_may_close_or_lose_the_session(void **state) {
  (void)state;
  open_begin(TRANSPORT_WEBSOCKET, plain);
  said();
  made_text(&made, "c[3000,\"Go away!\"]");
  assert_string_equal(said(), "wake never\nfailed at session: the server has closed the session: "
                              "[3000,\"Go away!\"]\n");
  end(NULL);
  open_begin(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "o\na[\"late\"]\n");
  assert_string_equal(said(), "wake never\nfailed at session: the server has lost the session, and "
                              "opened another\n");
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "h\n");
  made.conversation.protocol->lost(&made.conversation);
  assert_string_equal(said(), "");
}

static void a_stream_that_ends_goes_on_unless_it_was_empty(void **state) {
  (void)state;
  open_begin(TRANSPORT_SSE, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_string_equal(said(), STREAM);
  made_opened(&made, ok);
  made_event(&made, "message", "", "a[\"m\"]");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_string_equal(said(), "received m\n" STREAM);
  made_opened(&made, ok);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_string_equal(
      said(), "wake never\nfailed at stream: the server has ended the stream without a frame\n");
  made_event(&made, "message", "", "a[\"late\"]");
  assert_string_equal(said(), "");
}

/* --- publishing ------------------------------------------------------------------------ */

static void texts_that_wait_are_posted_together(void **state) {
  (void)state;
  open_begin(TRANSPORT_LONG_POLL, plain);
  said();
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  assert_string_equal(said(), "");
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  assert_string_equal(said(), POST("[\"m1\",\"m2\"]"));
  made_publish(&made, "m3");
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  assert_string_equal(said(), "published\npublished\n" POST("[\"m3\"]"));
  made_publish(&made, "m4");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 413 x\r\n\r\n", "");
  assert_string_equal(said(), "refused\nwake never\nunanswered\nfailed at post: HTTP 413\n");
  made_publish(&made, "m5");
  assert_string_equal(said(), "unanswered\n");
}

static void a_post_without_an_answer_leaves_its_messages_unanswered(void **state) {
  (void)state;
  open_begin(TRANSPORT_SSE, plain);
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  made_publish(&made, "m1");
  said();
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_string_equal(said(), "unanswered\nwake never\nfailed at post: timed out\n");
}

static void by_websocket_only_the_application_can_answer(void **state) {
  (void)state;
  open_begin(TRANSPORT_WEBSOCKET, plain);
  said();
  made_publish(&made, "m1");
  assert_string_equal(said(), "send [\"m1\"]\nunanswered\n");
  end(NULL);
  open_begin(TRANSPORT_WEBSOCKET, channels);
  made_text(&made, "a[\"{\\\"subscribed\\\":\\\"c\\\"}\"]");
  said();
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  assert_string_equal(said(),
                      "send [\"{\\\"publish\\\":\\\"c\\\",\\\"message\\\":\\\"m1\\\"}\"]\n"
                      "send [\"{\\\"publish\\\":\\\"c\\\",\\\"message\\\":\\\"m2\\\"}\"]\n");
  made_text(&made, "a[\"{\\\"published\\\":\\\"c\\\"}\",\"m1\",\"{\\\"refused\\\":1}\"]");
  assert_string_equal(said(), "published\nreceived m1\nrefused\n");
}

static void what_nobody_can_answer_any_more_is_unanswered(void **state) {
  (void)state;
  open_begin(TRANSPORT_LONG_POLL, channels);
  made_publish(&made, "m1");
  said();
  made.conversation.protocol->lost(&made.conversation);
  assert_string_equal(said(), "wake never\nunanswered\n");
}

static void what_waits_for_a_post_is_not_sent_in_the_next_session(void **state) {
  (void)state;
  open_begin(TRANSPORT_LONG_POLL, plain); /* the join is under way */
  made_publish(&made, "m1");
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "o\n");
  said();
  made_publish(&made, "m2");
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  assert_string_equal(said(), POST("[\"m2\"]"));
  made_publish(&made, "m3");
  made_answer(&made, PROTOCOL_SENDS, no_content, "");
  assert_string_equal(said(), "published\n" POST("[\"m3\"]"));
}

static void a_text_may_have_a_nul(void **state) {
  (void)state;
  open_begin(TRANSPORT_WEBSOCKET, plain);
  said();
  made_text(&made, "a[\"b\\u0000c\"]");
  assert_string_equal(said(), "received b\n"); /* the note ends at the NUL */
}

static void an_answer_to_no_post_is_passed_over(void **state) {
  (void)state;
  opening(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 400 Bad Request\r\n\r\n", "");
  assert_string_equal(said(), "");
}

/* --- bad input ------------------------------------------------------------------------- */

static void wrong_frames_fail(void **state) {
  (void)state;
  char deep[256] = "a";
  memset(deep + 1, '[', 100);
  memset(deep + 101, ']', 100);
  const char *const frames[] = {
      "",       "x",          "oo",         "hh",     "a",       "a[", "a{}",       "a[1]",
      "a\"m\"", "a[\"m\",7]", "a[[\"m\"]]", "m\"m\"", "[\"m\"]", deep, "a[\"m\"]x", "a[\"\xc3\"]",
  };
  for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
    open_begin(TRANSPORT_WEBSOCKET, plain);
    said();
    made_text(&made, frames[i]);
    if (strncmp(made_said(&made), "wake never\nfailed at message: ", 30) != 0)
      fail_msg("taken: %s", frames[i]);
    end(NULL);
  }
}

static void before_the_open_frame_no_text_comes(void **state) {
  (void)state;
  opening(TRANSPORT_LONG_POLL, plain);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "a[\"early\"]\n");
  assert_string_equal(said(),
                      "wake never\nfailed at open: the server sent no frame of SockJS here: "
                      "\"a[\"early\"]\"\n");
  made_open(&made);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_string_equal(said(),
                      "wake never\nfailed at open: the server sent no frame of SockJS here: "
                      "\"\"\n");
  made_open(&made);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "\n\n");
  assert_non_null(strstr(said(), "failed at open"));
}

static void binary_messages_are_passed_over(void **state) {
  (void)state;
  open_begin(TRANSPORT_WEBSOCKET, plain);
  said();
  made.conversation.protocol->text(&made.conversation, "x", 1, true);
  assert_string_equal(said(), "");
}

static void options_are_checked(void **state) {
  (void)state;
  static const char *const wrong[][3] = {
      {NULL, "{\"url\":\"sockjs\"}",
       "\"url\" of the transport: \"sockjs\" does not begin with a slash, or ends with one"},
      {NULL, "{\"url\":\"/sockjs/\"}",
       "\"url\" of the transport: \"/sockjs/\" does not begin with a slash, or ends with one"},
      {NULL, "{\"url\":7}", "\"url\" of the transport is no text"},
      {"{\"joined\":\"in\"}", NULL, "option \"joined\": there is no \"join\" to be answered"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    made_begin(&made, &protocol_sockjs, TRANSPORT_SSE, wrong[i][0], wrong[i][1]);
    assert_string_equal(made_check(&made), wrong[i][2]);
    end(NULL);
  }
  made_begin(&made, &protocol_sockjs, TRANSPORT_SSE, NULL, "{\"url\":\"\"}");
  assert_string_equal(made_check(&made), "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_websocket_it_says_what_the_real_client_says),
      cmocka_unit_test(by_polls_it_says_what_the_real_client_says),
      cmocka_unit_test(by_streams_it_says_what_the_real_client_says),
      cmocka_unit_test_teardown(a_session_has_a_url_of_its_own, end),
      cmocka_unit_test_teardown(the_session_is_opened_joined_and_ready, end),
      cmocka_unit_test_teardown(several_frames_may_come_in_a_body_and_the_last_without_a_line_feed,
                                end),
      cmocka_unit_test_teardown(a_publisher_does_not_join, end),
      cmocka_unit_test_teardown(each_step_is_awaited_for_10_s, end),
      cmocka_unit_test_teardown(the_server_may_refuse_the_join, end),
      cmocka_unit_test_teardown(refusals_of_requests_are_said, end),
      cmocka_unit_test_teardown(the_server_may_close_or_lose_the_session, end),
      cmocka_unit_test_teardown(a_stream_that_ends_goes_on_unless_it_was_empty, end),
      cmocka_unit_test_teardown(texts_that_wait_are_posted_together, end),
      cmocka_unit_test_teardown(a_post_without_an_answer_leaves_its_messages_unanswered, end),
      cmocka_unit_test_teardown(by_websocket_only_the_application_can_answer, end),
      cmocka_unit_test_teardown(what_nobody_can_answer_any_more_is_unanswered, end),
      cmocka_unit_test_teardown(what_waits_for_a_post_is_not_sent_in_the_next_session, end),
      cmocka_unit_test_teardown(a_text_may_have_a_nul, end),
      cmocka_unit_test_teardown(an_answer_to_no_post_is_passed_over, end),
      cmocka_unit_test_teardown(wrong_frames_fail, end),
      cmocka_unit_test_teardown(before_the_open_frame_no_text_comes, end),
      cmocka_unit_test_teardown(binary_messages_are_passed_over, end),
      cmocka_unit_test_teardown(options_are_checked, end),
  };
  return cmocka_run_group_tests_name("sockjs", tests, NULL, NULL);
}
