#include "tests/clients/protocols/fixture_recorded.h"

#include "clients/protocols/rows.h"

static const char echo[] = "{\"join\":\"join {channel}\",\"publish\":\"{message}\"}";
static const char answered[] =
    "{\"join\":\"{{\\\"in\\\":\\\"{channel}\\\"}}\",\"joined\":\"in {channel}\","
    "\"publish\":\"{channel} {message}\",\"published\":\"done\",\"refused\":\"no\"}";
static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";
static const char switching[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
static const char open_packet[] = "0{\"sid\":\"S-1\",\"upgrades\":[],\"pingInterval\":25000,"
                                  "\"pingTimeout\":20000,\"maxPayload\":10}";

static struct made made;

static void by_websocket_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("engine.io-websocket.txt", &protocol_engine_io, TRANSPORT_WEBSOCKET, echo);
  assert_int_equal(recorded.failed, 0);
}

static void by_polls_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("engine.io-long_poll.txt", &protocol_engine_io, TRANSPORT_LONG_POLL, echo);
  assert_int_equal(recorded.failed, 0);
}

static int end(void **state) {
  (void)state;
  if (made.conversation.protocol)
    made_end(&made);
  memset(&made, 0, sizeof made);
  return 0;
}

/* A conversation whose session is open. */
static void session_begin(enum transport_kind transport, const char *options) {
  made_begin(&made, &protocol_engine_io, transport, options, NULL);
  assert_string_equal(made_check(&made), "");
  made_open(&made);
  if (transport == TRANSPORT_WEBSOCKET) {
    made_opened(&made, switching);
    made_text(&made, open_packet);
  } else {
    made_answer(&made, PROTOCOL_RECEIVES, ok, open_packet);
  }
}

/* The calls, with * in the place of the random `t`. */
static const char *said(void) {
  static char out[16384];
  snprintf(out, sizeof out, "%s", made_said(&made));
  for (char *at = strstr(out, "&t="); at; at = strstr(at + 4, "&t="))
    recorded_star(at + 3, strcspn(at + 3, "& ;\n"));
  return out;
}

#define POLL "receives GET /engine.io/?EIO=4&transport=polling&t=*&sid=S-1\n"
#define POST(body)                                               \
  "sends POST /engine.io/?EIO=4&transport=polling&t=*&sid=S-1; " \
  "Content-Type: text/plain;charset=UTF-8; body: " body "\n"

/* --- handshake ------------------------------------------------------------------------- */

static void a_session_by_polls_begins_with_a_poll_without_sid(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, NULL);
  assert_string_equal(said(), "wake never\nwake 10000 ms\n"
                              "receives GET /engine.io/?EIO=4&transport=polling&t=*\n"
                              "wake 10000 ms\nwake 45000 ms\nready\n" POLL);
}

static void the_path_may_have_a_query(void **state) {
  (void)state;
  made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, NULL,
             "{\"url\":\"/e/?user={user}\"}");
  made_open(&made);
  assert_non_null(strstr(said(), "websocket GET /e/?user=u&EIO=4&transport=websocket\n"));
}

static void a_sid_is_written_as_a_query_has_it(void **state) {
  (void)state;
  made_begin(&made, &protocol_engine_io, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok,
              "0{\"sid\":\"a b&é~\",\"pingInterval\":1,\"pingTimeout\":1}");
  assert_non_null(strstr(said(), "&sid=a%20b%26%C3%A9~\n"));
}

static void a_wrong_handshake_fails(void **state) {
  (void)state;
  char endless[512];
  snprintf(endless, sizeof endless, "0{\"sid\":\"%0300d\",\"pingInterval\":1,\"pingTimeout\":1}",
           1);
  const char *const packets[] = {
      "",
      "0",
      "0{}",
      "0[]",
      "0{\"sid\":\"\",\"pingInterval\":1,\"pingTimeout\":1}",
      "0{\"sid\":7,\"pingInterval\":1,\"pingTimeout\":1}",
      "0{\"sid\":\"a\",\"pingInterval\":0,\"pingTimeout\":1}",
      "0{\"sid\":\"a\",\"pingInterval\":-5,\"pingTimeout\":1}",
      "0{\"sid\":\"a\",\"pingInterval\":\"1\",\"pingTimeout\":1}",
      "0{\"sid\":\"a\",\"pingInterval\":1,\"pingTimeout\":9223372036854775807}",
      "0{\"sid\":\"a\",\"pingInterval\":1}",
      "0{\"sid\":\"a\"",
      "2",
      "3",
      "4early",
      "6",
      "bAAAA",
      "x",
      "96:0{\"sid\":\"of version 3\"}",
      endless,
  };
  for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
    made_begin(&made, &protocol_engine_io, TRANSPORT_LONG_POLL, NULL, NULL);
    made_open(&made);
    made_said(&made);
    made_answer(&made, PROTOCOL_RECEIVES, ok, packets[i]);
    if (strncmp(made_said(&made), "wake never\nfailed at open: ", 27) != 0)
      fail_msg("taken: %s", packets[i]);
    end(NULL);
  }
}

static void a_refused_handshake_fails_with_what_came_back(void **state) {
  (void)state;
  made_begin(&made, &protocol_engine_io, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 403 Forbidden\r\n\r\n", "{\"code\":4}");
  assert_said(&made, "wake never\nfailed at open: HTTP 403 {\"code\":4}\n");
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "timed out");
  assert_said(&made, "wake never\nfailed at open: timed out\n");
  end(NULL);
  made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, NULL, NULL);
  made_open(&made);
  made_said(&made);
  made_opened(&made, "HTTP/1.1 404 Not Found\r\n\r\n");
  assert_said(&made, "wake never\nfailed at open: HTTP 404\n");
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 401 Unauthorized\r\n\r\n", "");
  assert_said(&made, "wake never\nfailed at open: HTTP 401\n");
}

/* --- polls and posts ------------------------------------------------------------------- */

static void a_body_may_have_several_packets(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, NULL);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok,
              "4a\x1e"
              "4\x1e"
              "6\x1e"
              "bAQIDBA==\x1e"
              "4b");
  assert_string_equal(said(), "received a\nreceived \nreceived b\npolled\n" POLL);
  made_answer(&made, PROTOCOL_RECEIVES, ok, "6");
  assert_string_equal(said(), "polled empty\n" POLL);
}

static void nothing_behind_a_wrong_packet_is_taken(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, NULL);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok,
              "4a\x1e"
              "x\x1e"
              "4b");
  assert_string_equal(said(),
                      "received a\nwake never\nfailed at message: the server sent no packet "
                      "of Engine.IO 4 here: \"x\"\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "4c");
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  made.conversation.protocol->woken(&made.conversation);
  made.conversation.protocol->lost(&made.conversation);
  assert_string_equal(said(), "");
}

static void an_empty_body_and_a_second_open_packet_fail(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, NULL);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  assert_non_null(strstr(said(), "failed at message: "));
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok, open_packet);
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, open_packet);
  assert_non_null(
      strstr(said(), "failed at open: the server's open packet is wrong or unexpected"));
}

/* One post at a time; what comes meanwhile goes together, as far as maxPayload (10) lets it. */
static void posts_are_sent_one_after_the_other(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, echo);
  assert_non_null(strstr(said(), POST("4join c")));
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  made_publish(&made, "m3");
  made_publish(&made, "longer than all");
  made_publish(&made, "m4");
  assert_string_equal(said(), "");
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), POST("4m1\x1e"
                                   "4m2"));
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), "published\npublished\n" POST("4m3"));
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), "published\n" POST("4longer than all"));
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), "published\n" POST("4m4"));
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), "published\n");
}

static void an_expired_sid_is_said_and_the_next_session_has_another(void **state) {
  (void)state;
  static const char unknown[] = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  session_begin(TRANSPORT_LONG_POLL, echo);
  made_publish(&made, "m1");
  said();
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 400 Bad Request\r\n\r\n", unknown);
  assert_string_equal(
      said(), "wake never\nunanswered\nfailed at poll: the server does not know the session "
              "(any more): HTTP 400 {\"code\":1,\"message\":\"Session ID unknown\"}\n");
  made_open(&made);
  assert_string_equal(said(), "wake never\nwake 10000 ms\n"
                              "receives GET /engine.io/?EIO=4&transport=polling&t=*\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok,
              "0{\"sid\":\"S-2\",\"pingInterval\":1,\"pingTimeout\":1}");
  assert_non_null(strstr(said(), "&sid=S-2; Content-Type: text/plain;charset=UTF-8; body: 4join c\n"
                                 "wake 2 ms\nready\n"));
}

static void a_post_that_fails_ends_the_session(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, echo);
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  said();
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_string_equal(said(), "unanswered\nwake never\nunanswered\nfailed at post: timed out\n");
  made_publish(&made, "m3");
  assert_string_equal(said(), "unanswered\n");
}

static void an_answer_to_no_post_is_passed_over(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, NULL);
  said();
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 400 Bad Request\r\n\r\n", "");
  assert_string_equal(said(), "");
}

/* --- heartbeats, the end --------------------------------------------------------------- */

static void pings_are_answered_and_awaited(void **state) {
  (void)state;
  session_begin(TRANSPORT_WEBSOCKET, NULL);
  said();
  made_text(&made, "2");
  assert_string_equal(said(), "heartbeat theirs\nwake 45000 ms\nsend 3\n");
  made.conversation.protocol->woken(&made.conversation);
  assert_string_equal(said(), "wake never\nfailed at heartbeat: no ping of the server came within "
                              "45000 ms\n");
}

static void a_ping_does_not_put_off_a_step(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, answered);
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  said();
  made_answer(&made, PROTOCOL_RECEIVES, ok, "2");
  assert_string_equal(said(), "heartbeat theirs\n" POST("3") "polled empty\n" POLL);
  made.conversation.protocol->woken(&made.conversation);
  assert_string_equal(said(),
                      "wake never\nfailed at join: the server has not answered within 10 s\n");
}

static void the_server_may_close_the_session(void **state) {
  (void)state;
  session_begin(TRANSPORT_WEBSOCKET, NULL);
  said();
  made_text(&made, "1");
  assert_string_equal(said(), "wake never\nfailed at session: the server has closed the session\n");
}

static void what_a_client_says_a_server_does_not(void **state) {
  (void)state;
  static const char *const packets[] = {"", "3", "5", "7", "\x1e", "[]"};
  for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
    session_begin(TRANSPORT_WEBSOCKET, NULL);
    said();
    made_text(&made, packets[i]);
    if (!strstr(said(), "failed at message: "))
      fail_msg("taken: %s", packets[i]);
    end(NULL);
  }
}

/* --- the application's texts ----------------------------------------------------------- */

static void answers_of_the_application_are_known_by_their_beginning(void **state) {
  (void)state;
  session_begin(TRANSPORT_WEBSOCKET, answered);
  assert_non_null(strstr(said(), "send 4{\"in\":\"c\"}\n"));
  made_text(&made, "4in b");
  assert_string_equal(said(), "received in b\n");
  made_text(&made, "4in c!");
  assert_string_equal(said(), "wake 45000 ms\nready\n");
  made_text(&made, "4done");
  made_text(&made, "4in c!");
  assert_string_equal(said(), "received done\nreceived in c!\n");
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  assert_string_equal(said(), "send 4c m1\nsend 4c m2\n");
  made_text(&made, "4no m1");
  made_text(&made, "4done m2");
  made_text(&made, "4done m3");
  assert_string_equal(said(), "refused\npublished\nreceived done m3\n");
}

static void the_application_may_refuse_the_join(void **state) {
  (void)state;
  session_begin(TRANSPORT_WEBSOCKET, answered);
  said();
  made_text(&made, "4no\n");
  assert_string_equal(said(), "wake never\nfailed at join: the server refused: no.\n");
}

static void a_publisher_does_not_join(void **state) {
  (void)state;
  made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, answered, NULL);
  made.conversation.publishes = true;
  made_open(&made);
  made_opened(&made, switching);
  said();
  made_text(&made, open_packet);
  assert_string_equal(said(), "wake 10000 ms\nwake 45000 ms\nready\n");
}

static void posts_that_are_answered_by_texts_are_published_by_these(void **state) {
  (void)state;
  session_begin(TRANSPORT_LONG_POLL, answered);
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  made_publish(&made, "m1");
  said();
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_string_equal(said(), "");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "4done");
  assert_string_equal(said(), "published\npolled empty\n" POLL);
}

static void options_are_checked(void **state) {
  (void)state;
  static const char *const wrong[][3] = {
      {NULL, "{\"url\":\"engine.io\"}",
       "\"url\" of the transport: \"engine.io\" does not begin with a slash"},
      {NULL, "{\"url\":\"/a b\"}",
       "\"url\" of the transport: character 3 does not fit: a URL has no blanks, control "
       "characters "
       "or letters beyond ASCII: they are written %XX"},
      {"{\"join\":\"{chanel}\"}", NULL,
       "option \"join\": unknown variable {chanel} at character 1: did you mean {channel}?"},
      {"{\"joined\":\"in\"}", NULL, "option \"joined\": there is no \"join\" to be answered"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, wrong[i][0], wrong[i][1]);
    assert_string_equal(made_check(&made), wrong[i][2]);
    end(NULL);
  }
  made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, NULL, NULL);
  made.conversation.publishes = true;
  assert_string_equal(made_check(&made),
                      "option \"publish\" is missing: it says which text publishes {message}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_websocket_it_says_what_the_real_client_says),
      cmocka_unit_test(by_polls_it_says_what_the_real_client_says),
      cmocka_unit_test_teardown(a_session_by_polls_begins_with_a_poll_without_sid, end),
      cmocka_unit_test_teardown(the_path_may_have_a_query, end),
      cmocka_unit_test_teardown(a_sid_is_written_as_a_query_has_it, end),
      cmocka_unit_test_teardown(a_wrong_handshake_fails, end),
      cmocka_unit_test_teardown(a_refused_handshake_fails_with_what_came_back, end),
      cmocka_unit_test_teardown(a_body_may_have_several_packets, end),
      cmocka_unit_test_teardown(nothing_behind_a_wrong_packet_is_taken, end),
      cmocka_unit_test_teardown(an_empty_body_and_a_second_open_packet_fail, end),
      cmocka_unit_test_teardown(posts_are_sent_one_after_the_other, end),
      cmocka_unit_test_teardown(an_expired_sid_is_said_and_the_next_session_has_another, end),
      cmocka_unit_test_teardown(a_post_that_fails_ends_the_session, end),
      cmocka_unit_test_teardown(an_answer_to_no_post_is_passed_over, end),
      cmocka_unit_test_teardown(pings_are_answered_and_awaited, end),
      cmocka_unit_test_teardown(a_ping_does_not_put_off_a_step, end),
      cmocka_unit_test_teardown(the_server_may_close_the_session, end),
      cmocka_unit_test_teardown(what_a_client_says_a_server_does_not, end),
      cmocka_unit_test_teardown(answers_of_the_application_are_known_by_their_beginning, end),
      cmocka_unit_test_teardown(the_application_may_refuse_the_join, end),
      cmocka_unit_test_teardown(a_publisher_does_not_join, end),
      cmocka_unit_test_teardown(posts_that_are_answered_by_texts_are_published_by_these, end),
      cmocka_unit_test_teardown(options_are_checked, end),
  };
  return cmocka_run_group_tests_name("engine_io", tests, NULL, NULL);
}
