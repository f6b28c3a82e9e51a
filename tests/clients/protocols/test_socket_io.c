#include "tests/clients/protocols/fixture_recorded.h"

#include "clients/protocols/rows.h"

static const char channels[] =
    "{\"join\":\"[\\\"subscribe\\\",\\\"{channel}\\\"]\",\"join_ack\":\"yes\","
    "\"publish\":\"[\\\"publish\\\",\\\"{channel}\\\",\\\"{message}\\\"]\","
    "\"publish_ack\":\"yes\"}";
static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";
static const char switching[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
static const char open_packet[] = "0{\"sid\":\"S-1\",\"upgrades\":[],\"pingInterval\":25000,"
                                  "\"pingTimeout\":20000,\"maxPayload\":1000000}";

static struct made made;

/* --- recorded exchanges ---------------------------------------------------------------- */

static void by_websocket_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("socket.io-websocket.txt", &protocol_socket_io, TRANSPORT_WEBSOCKET, channels);
  assert_int_equal(recorded.failed, 0);
}

static void by_polls_it_says_what_the_real_client_says(void **state) {
  (void)state;
  recorded_play("socket.io-long_poll.txt", &protocol_socket_io, TRANSPORT_LONG_POLL, channels);
  assert_int_equal(recorded.failed, 1); /* the sid that another server does not know */
}

/* --- fixtures -------------------------------------------------------------------------- */

/* A conversation by WebSocket whose Engine.IO session is open. */
static void session_begin(const char *options) {
  made_begin(&made, &protocol_socket_io, TRANSPORT_WEBSOCKET, options, NULL);
  assert_string_equal(made_check(&made), "");
  made_open(&made);
  made_opened(&made, switching);
  made_text(&made, open_packet);
}

static int session_end(void **state) {
  (void)state;
  if (made.conversation.protocol)
    made_end(&made);
  memset(&made, 0, sizeof made);
  return 0;
}

/* A session that is ready. */
static void ready_begin(const char *options) {
  session_begin(options);
  made_text(&made, "40{\"sid\":\"x\"}");
  if (options == channels)
    made_text(&made, "430[]");
  assert_non_null(strstr(made_said(&made), "ready\n"));
}

/* --- connecting ------------------------------------------------------------------------ */

static void without_a_join_it_is_ready_when_the_namespace_is_connected(void **state) {
  (void)state;
  session_begin(NULL);
  assert_said(&made,
              "wake never\nwake 10000 ms\nwebsocket GET /socket.io/?EIO=4&transport=websocket\n"
              "wake 10000 ms\nsend 40\n");
  made_text(&made, "40{\"sid\":\"x\"}");
  assert_said(&made, "wake 45000 ms\nready\n");
}

static void a_join_without_acknowledgement_is_not_awaited(void **state) {
  (void)state;
  session_begin("{\"join\":\"[\\\"in\\\",\\\"{channel}\\\",\\\"{user}\\\"]\"}");
  made_said(&made);
  made_text(&made, "40{\"sid\":\"x\"}");
  assert_said(&made, "send 42[\"in\",\"c\",\"u\"]\nwake 45000 ms\nready\n");
}

static void a_publisher_does_not_join(void **state) {
  (void)state;
  session_begin(channels);
  made.conversation.publishes = true;
  made_said(&made);
  made_text(&made, "40{\"sid\":\"x\"}");
  assert_said(&made, "wake 45000 ms\nready\n");
}

static void another_namespace_and_auth_are_said(void **state) {
  (void)state;
  session_begin("{\"namespace\":\"/admin\",\"auth\":\"{{\\\"token\\\":\\\"{user}\\\"}}\","
                "\"publish\":\"[\\\"p\\\",\\\"{message}\\\"]\"}");
  assert_non_null(strstr(made_said(&made), "send 40/admin,{\"token\":\"u\"}\n"));
  made_text(&made, "40{\"sid\":\"of the main namespace\"}");
  assert_said(&made, "");
  made_text(&made, "40/admin,{\"sid\":\"x\"}");
  assert_said(&made, "wake 45000 ms\nready\n");
  made_text(&made, "42[\"message\",\"other\"]");
  assert_said(&made, "");
  made_text(&made, "42/admin,[\"message\",\"ours\"]");
  assert_said(&made, "received ours\n");
  made_publish(&made, "m");
  assert_said(&made, "send 42/admin,[\"p\",\"m\"]\nunanswered\n");
}

static void the_server_may_refuse_the_connection_or_the_join(void **state) {
  (void)state;
  session_begin(channels);
  made_said(&made);
  made_text(&made, "44{\"message\":\"Not authorized\"}");
  assert_said(&made, "wake never\nfailed at connect: the server refused: "
                     "{\"message\":\"Not authorized\"}\n");
  session_end(NULL);
  session_begin("{\"join\":\"[\\\"in\\\"]\",\"join_ack\":\"yes\",\"refused\":\"denied\"}");
  made_text(&made, "40{\"sid\":\"x\"}");
  made_said(&made);
  made_text(&made, "430[{\"error\":\"denied\"}]");
  assert_said(&made, "wake never\nfailed at join: the server refused: [{\"error\":\"denied\"}]\n");
}

static void each_step_is_awaited_for_10_s(void **state) {
  (void)state;
  session_begin(channels);
  made_said(&made);
  made.conversation.protocol->woken(&made.conversation);
  assert_said(&made, "wake never\nfailed at connect: the server has not answered within 10 s\n");
  session_end(NULL);
  session_begin(channels);
  made_text(&made, "40{\"sid\":\"x\"}");
  made_said(&made);
  made.conversation.protocol->woken(&made.conversation);
  assert_said(&made, "wake never\nfailed at join: the server has not answered within 10 s\n");
}

/* --- events ---------------------------------------------------------------------------- */

static void the_option_says_which_event_and_which_argument_is_the_message(void **state) {
  (void)state;
  ready_begin("{\"event\":\"chat\",\"argument\":\"1\"}");
  made_text(&made, "42[\"message\",\"a\",\"b\"]");
  made_text(&made, "42[\"chat\",\"a\",\"b \\\"\\u00e9\\\"\",\"c\"]");
  assert_said(&made, "received b \"é\"\n");
  made_text(&made, "42[\"chat\",\"a\",{\"text\":\"b\"}]");
  assert_said(&made, "received {\"text\":\"b\"}\n");
  made_text(&made, "42[\"chat\",\"a\",\"b\\u0000c\"]");
  assert_said(&made, "received b\n"); /* the note ends at the NUL */
  made_text(&made, "42[\"chat\",\"a\",7]");
  assert_said(&made, "received 7\n");
  made_text(&made, "42[\"chat\",\"a\"]");
  assert_non_null(strstr(made_said(&made), "failed at message: the event has no argument 1"));
}

static void all_arguments_may_be_the_message(void **state) {
  (void)state;
  ready_begin("{\"argument\":\"all\"}");
  made_text(&made, "42[\"message\",{\"a\":1},\"b\"]");
  assert_said(&made, "received [\"message\",{\"a\":1},\"b\"]\n");
}

/* "Acknowledgement": the receiver MUST respond with an ACK packet with the same id. */
static void an_event_with_an_id_is_acknowledged(void **state) {
  (void)state;
  ready_begin(NULL);
  made_text(&made, "4212[\"message\",\"m\"]");
  assert_said(&made, "send 4312[]\nreceived m\n");
  made_text(&made, "4213[\"other\"]");
  assert_said(&made, "send 4313[]\n");
}

static void binary_events_are_no_failure(void **state) {
  (void)state;
  ready_begin(NULL);
  made_text(&made, "451-[\"other\",{\"_placeholder\":true,\"num\":0}]");
  made.conversation.protocol->text(&made.conversation, "\x01\x02", 2, true);
  made_text(&made, "42[\"message\",\"m\"]");
  assert_said(&made, "received m\n");
}

/* --- publishing ------------------------------------------------------------------------ */

static void acknowledgements_are_told_in_the_order_of_publishing(void **state) {
  (void)state;
  ready_begin(channels);
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  assert_said(&made, "send 421[\"publish\",\"c\",\"m1\"]\nsend 422[\"publish\",\"c\",\"m2\"]\n");
  made_text(&made, "432[]");
  assert_said(&made, "");
  made_text(&made, "432[]");
  made_text(&made, "439[]");
  made_text(&made, "43[]"); /* without an id */
  assert_said(&made, "");
  made_text(&made, "431[]");
  assert_said(&made, "published\npublished\n");
}

static void an_acknowledgement_may_say_no(void **state) {
  (void)state;
  ready_begin("{\"publish\":\"[\\\"p\\\",\\\"{message}\\\"]\",\"publish_ack\":\"yes\","
              "\"refused\":\"\\\"error\\\"\"}");
  made_publish(&made, "m");
  made_text(&made, "430[{\"error\":\"too fast\"}]");
  assert_said(&made, "send 420[\"p\",\"m\"]\nrefused\n");
}

static void without_acknowledgements_a_post_is_the_answer(void **state) {
  (void)state;
  made_begin(&made, &protocol_socket_io, TRANSPORT_LONG_POLL,
             "{\"publish\":\"[\\\"p\\\",\\\"{message}\\\"]\"}", NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, ok, open_packet);
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "40{\"sid\":\"x\"}");
  made_said(&made);
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  made_publish(&made, "m3");
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, ok, "ok");
  assert_memory_equal(made_said(&made), "published\nsends POST ", 21);
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 403 Forbidden\r\n\r\n", "");
  assert_said(&made, "refused\nrefused\nwake never\nfailed at post: HTTP 403\n");
}

static void what_nobody_can_answer_any_more_is_unanswered(void **state) {
  (void)state;
  ready_begin(channels);
  made_publish(&made, "m1");
  made_publish(&made, "m2");
  made_text(&made, "432[]");
  made_said(&made);
  made.conversation.protocol->lost(&made.conversation);
  assert_said(&made, "wake never\nunanswered\npublished\n");
  made_publish(&made, "m3");
  assert_said(&made, "unanswered\n");
}

/* --- recovery -------------------------------------------------------------------------- */

/* Loses the connection and opens it again: the CONNECT packet that follows. */
static const char *connect_again(void) {
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  made_opened(&made, switching);
  made_said(&made);
  made_text(&made, open_packet);
  return made_said(&made);
}

static void recovery_is_asked_for_by_pid_and_offset(void **state) {
  (void)state;
  session_begin(channels);
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P\"}");
  made_text(&made, "430[]");
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40{\"pid\":\"P\"}\n");
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P2\"}"); /* another: not recovered */
  assert_said(&made, "wake 10000 ms\nsend 421[\"subscribe\",\"c\"]\n");
  made_text(&made, "431[]");
  made_text(&made, "42[\"message\",\"m\",\"o1\"]");
  made_text(&made, "42[\"other\",\"o2\"]"); /* any event has an offset */
  made_text(&made, "42[\"other\"]");
  made_text(&made, "42[\"other\",{}]");
  assert_string_equal(connect_again(),
                      "wake 10000 ms\nsend 40{\"pid\":\"P2\",\"offset\":\"o2\"}\n");
  made_text(&made, "42[\"message\",\"missed\",\"o3\"]");
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P2\"}");
  assert_said(&made, "received missed\nwake 45000 ms\nready\n"); /* and no join */
  assert_string_equal(connect_again(),
                      "wake 10000 ms\nsend 40{\"pid\":\"P2\",\"offset\":\"o3\"}\n");
}

static void a_server_that_does_not_recover_is_not_asked_to(void **state) {
  (void)state;
  ready_begin(NULL);
  made_text(&made, "42[\"message\",\"m\",\"no offset\"]");
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40\n");
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P\"}");
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40{\"pid\":\"P\"}\n");
}

/* An acknowledgement of the session before this one is none. */
static void a_join_that_was_cut_off_is_not_awaited_after_a_recovery(void **state) {
  (void)state;
  session_begin(channels);
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P\"}");
  connect_again();
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P\"}");
  assert_said(&made, "wake 45000 ms\nready\n");
  made_text(&made, "430[]");
  assert_said(&made, "");
}

static void only_its_own_acknowledgement_ends_a_join(void **state) {
  (void)state;
  session_begin("{\"join\":\"[\\\"in\\\"]\",\"join_ack\":\"yes\"}");
  made_text(&made, "40{\"sid\":\"x\"}");
  made_said(&made);
  made_text(&made, "43[]");
  made_text(&made, "431[]");
  assert_said(&made, "");
  made_text(&made, "430[]");
  assert_said(&made, "wake 45000 ms\nready\n");
}

static void after_a_refusal_or_a_disconnection_nothing_is_recovered(void **state) {
  (void)state;
  session_begin(NULL);
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P\"}");
  made_said(&made);
  made_text(&made, "41");
  assert_said(&made, "wake never\nfailed at session: the server has disconnected us from /\n");
  made_open(&made);
  made_opened(&made, switching);
  made_said(&made);
  made_text(&made, open_packet);
  assert_said(&made, "wake 10000 ms\nsend 40\n");
  made_text(&made, "40{\"sid\":\"x\",\"pid\":\"P2\"}");
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40{\"pid\":\"P2\"}\n");
  made_text(&made, "44{\"message\":\"no\"}");
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40\n");
}

/* --- bad input ------------------------------------------------------------------------- */

static void wrong_packets_fail(void **state) {
  (void)state;
  char deep[256] = "42[\"message\",";
  size_t begin = strlen(deep);
  memset(deep + begin, '[', 100);
  memset(deep + begin + 100, ']', 101);
  const char *const packets[] = {
      "4",       "47[]",          "4x",         "40",        "40[]", "42",
      "42[]",    "42{}",          "42[\"m\"",   "42\"m\"",   "43",   "431",
      "431{}",   "431[",          "451-[]",     "45[\"m\"]", "451",  "461-1",
      "42[null", "40{\"sid\":7}", "42[1,2,3]}", deep,
  };
  for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
    session_begin(NULL);
    made_said(&made);
    made_text(&made, packets[i]);
    if (!strstr(made_said(&made), "failed at message: the server sent no packet of Socket.IO"))
      fail_msg("taken: %s", packets[i]);
    made_text(&made, "42[\"message\",\"late\"]");
    assert_said(&made, "");
    session_end(NULL);
  }
}

static void names_that_are_no_texts_are_other_events(void **state) {
  (void)state;
  ready_begin(NULL);
  made_text(&made, "42[1,2,3]");
  made_text(&made, "42[null,\"message\"]");
  made_text(&made, "40{\"sid\":\"again\"}");
  assert_said(&made, "");
}

/* A pid or an offset that is longer than any that servers give is not kept, nor cut. */
static void endless_secrets_are_not_kept(void **state) {
  (void)state;
  char packet[1024];
  session_begin(NULL);
  snprintf(packet, sizeof packet, "40{\"sid\":\"x\",\"pid\":\"%0500d\"}", 1);
  made_text(&made, packet);
  assert_string_equal(connect_again(), "wake 10000 ms\nsend 40\n");
}

static void options_are_checked(void **state) {
  (void)state;
  static const char *const wrong[][2] = {
      {"{\"namespace\":\"admin\"}", "option \"namespace\" does not begin with a slash"},
      {"{\"argument\":\"-1\"}", "option \"argument\" is no number below 100, nor \"all\""},
      {"{\"argument\":\"1x\"}", "option \"argument\" is no number below 100, nor \"all\""},
      {"{\"auth\":\"[]\"}", "option \"auth\" is no JSON object"},
      {"{\"join\":\"{{}}\"}", "option \"join\" is no JSON array that begins with the event's "
                              "name, as [\"subscribe\",\"{channel}\"]"},
      {"{\"publish\":\"[7]\"}", "option \"publish\" is no JSON array that begins with the event's "
                                "name, as [\"subscribe\",\"{channel}\"]"},
      {"{\"join_ack\":\"maybe\"}", "option \"join_ack\" is \"maybe\", and may be \"yes\", \"no\""},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    made_begin(&made, &protocol_socket_io, TRANSPORT_WEBSOCKET, wrong[i][0], NULL);
    assert_string_equal(made_check(&made), wrong[i][1]);
    session_end(NULL);
  }
  made_begin(&made, &protocol_socket_io, TRANSPORT_WEBSOCKET, NULL, "{\"url\":\"socket.io\"}");
  assert_string_equal(made_check(&made),
                      "\"url\" of the transport: \"socket.io\" does not begin with a slash");
  session_end(NULL);
  made_begin(&made, &protocol_socket_io, TRANSPORT_WEBSOCKET, NULL, NULL);
  made.conversation.publishes = true;
  assert_string_equal(made_check(&made), "option \"publish\" is missing: it says which event "
                                         "publishes {message}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_websocket_it_says_what_the_real_client_says),
      cmocka_unit_test(by_polls_it_says_what_the_real_client_says),
      cmocka_unit_test_teardown(without_a_join_it_is_ready_when_the_namespace_is_connected,
                                session_end),
      cmocka_unit_test_teardown(a_join_without_acknowledgement_is_not_awaited, session_end),
      cmocka_unit_test_teardown(a_publisher_does_not_join, session_end),
      cmocka_unit_test_teardown(another_namespace_and_auth_are_said, session_end),
      cmocka_unit_test_teardown(the_server_may_refuse_the_connection_or_the_join, session_end),
      cmocka_unit_test_teardown(each_step_is_awaited_for_10_s, session_end),
      cmocka_unit_test_teardown(the_option_says_which_event_and_which_argument_is_the_message,
                                session_end),
      cmocka_unit_test_teardown(all_arguments_may_be_the_message, session_end),
      cmocka_unit_test_teardown(an_event_with_an_id_is_acknowledged, session_end),
      cmocka_unit_test_teardown(binary_events_are_no_failure, session_end),
      cmocka_unit_test_teardown(acknowledgements_are_told_in_the_order_of_publishing, session_end),
      cmocka_unit_test_teardown(an_acknowledgement_may_say_no, session_end),
      cmocka_unit_test_teardown(without_acknowledgements_a_post_is_the_answer, session_end),
      cmocka_unit_test_teardown(what_nobody_can_answer_any_more_is_unanswered, session_end),
      cmocka_unit_test_teardown(recovery_is_asked_for_by_pid_and_offset, session_end),
      cmocka_unit_test_teardown(a_server_that_does_not_recover_is_not_asked_to, session_end),
      cmocka_unit_test_teardown(a_join_that_was_cut_off_is_not_awaited_after_a_recovery,
                                session_end),
      cmocka_unit_test_teardown(only_its_own_acknowledgement_ends_a_join, session_end),
      cmocka_unit_test_teardown(after_a_refusal_or_a_disconnection_nothing_is_recovered,
                                session_end),
      cmocka_unit_test_teardown(wrong_packets_fail, session_end),
      cmocka_unit_test_teardown(names_that_are_no_texts_are_other_events, session_end),
      cmocka_unit_test_teardown(endless_secrets_are_not_kept, session_end),
      cmocka_unit_test_teardown(options_are_checked, session_end),
  };
  return cmocka_run_group_tests_name("socket_io", tests, NULL, NULL);
}
