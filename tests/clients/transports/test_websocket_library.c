/* The opening and the closing of a user's WebSocket, for each library. */
#include "tests/clients/transports/fixture_websocket.h"

#include "clients/transports/transports.h"

/* --- the handshake ------------------------------------------------------------------------ */

static void an_upgrade_makes_the_user_ready_and_is_counted(void **state) {
  (void)state;
  connect_user();
  assert_memory_equal(peer.text, "GET /websocket?channel=0&after=7 HTTP/1.1\r\n", 43);
  size_t asked_bytes = peer.bytes;
  assert_int_equal(made->crowd.transport->descriptor(user), -1);
  upgrade_with("");
  run_until(peer.loop, user_is_ready, NULL);
  assert_int_equal(counters->requests, 1);
  assert_int_equal(counters->connections_attempted, 1);
  assert_int_equal(counters->connections_opened, 1);
  assert_int_equal(counters->connections_reopened, 0);
  assert_int_equal(counters->up_bytes, asked_bytes);
  assert_int_equal(counters->head_up_bytes, asked_bytes);
  assert_int_equal(counters->head_down_bytes, counters->down_bytes);
  assert_int_equal(life->established, 1);
  assert_int_equal(life->answered, 1);
  assert_int_equal(life->upgraded, 1);
  assert_true(made->crowd.transport->descriptor(user) >= 0);
}

static void an_answer_in_pieces_and_behind_an_interim_one_is_read(void **state) {
  (void)state;
  connect_user();
  peer_say(&peer, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 1");
  run_what_is_ready(peer.loop);
  assert_int_equal(user->state, USER_CONNECTING);
  char rest[512];
  snprintf(rest, sizeof rest,
           "01 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: %s\r\n\r\n",
           accept_text);
  peer_say(&peer, rest);
  run_until(peer.loop, user_is_ready, NULL);
  assert_int_equal(life->answered, 1);
}

static void frames_behind_the_answer_in_one_segment_are_read(void **state) {
  (void)state;
  char answer[FRAME_BYTES_MAX];
  connect_user();
  int bytes = snprintf(answer, sizeof answer,
                       "HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: %s\r\n\r\n\x81\x04ping",
                       accept_text);
  peer_forget(&peer);
  peer_send(&peer, answer, (size_t)bytes);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_TEXT, HEARTBEAT_ANSWER, HEARTBEAT_TEXT_BYTES);
  assert_int_equal(counters->heartbeats_received, 1);
}

static void a_status_other_than_101_fails_the_attempt(void **state) {
  (void)state;
  connect_user();
  peer_say(&peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  run_until_failed();
  assert_int_equal(life->failed[LIFE_STATUS], 1);
  assert_int_equal(counters->requests_failed, 1);
  assert_int_equal(counters->connections_closed, 0);
  assert_int_equal(life->upgraded, 0);
  assert_int_equal(made->lost, 0);
}

static void a_wrong_answer_to_the_handshake_fails_the_attempt(void **state) {
  (void)state;
  static const struct {
    const char *answer;
    enum life_failure failure;
  } cases[] = {
      {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", LIFE_STATUS},
      {"HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Accept: another\r\n\r\n",
       LIFE_PROTOCOL},
      {"SSH-2.0-OpenSSH\r\n\r\n", LIFE_PROTOCOL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t before = life->failed[cases[i].failure];
    connect_user();
    peer_say(&peer, cases[i].answer);
    run_until_failed();
    assert_int_equal(life->failed[cases[i].failure], before + 1);
    assert_int_equal(counters->requests_failed, i + 1);
    assert_int_equal(life->ended[LIFE_BY_CLIENT], i + 1);
  }
  assert_int_equal(made->lost, 0);
  assert_int_equal(life->upgraded, 0);
}

static void a_connection_that_ends_before_the_answer_is_a_failed_attempt(void **state) {
  (void)state;
  connect_user();
  peer_close(&peer);
  run_until_failed();
  assert_int_equal(life->failed[LIFE_CLOSED], 1);
  assert_int_equal(life->ended[LIFE_BY_SERVER], 1);
  assert_int_equal(counters->connections_closed, 0);
}

static void an_attempt_at_a_closed_port_fails(void **state) {
  (void)state;
  peer_refuse(&peer);
  user_connect(user);
  run_until_failed();
  assert_true(life->failed[LIFE_REFUSED] >= 1);
  assert_int_equal(life->established, 0);
  assert_int_equal(life->ended[LIFE_BY_CLIENT], 0);
  assert_true(counters->requests >= 1);
  assert_int_equal(counters->requests, counters->requests_failed);
}

static void a_handshake_without_an_answer_in_time_is_abandoned(void **state) {
  (void)state;
  made->options.connect_timeout_ms = 20;
  connect_user();
  run_until_failed();
  assert_int_equal(life->failed[LIFE_TIMEOUT], 1);
  assert_int_equal(life->ended[LIFE_BY_CLIENT], 1);
  assert_int_equal(counters->requests_failed, 1);
  peer_wait_end(&peer);
}

/* --- the end ------------------------------------------------------------------------------ */

static void the_servers_close_frame_is_answered_with_its_code(void **state) {
  (void)state;
  make_ready();
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_CLOSE,
             "\x03\xe9"
             "bye",
             5);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_CLOSE,
               "\x03\xe9"
               "bye",
               5);
  run_until_failed();
  assert_int_equal(life->lost[LIFE_CLOSED], 1);
  assert_int_equal(life->ended[LIFE_BY_SERVER], 1);
  assert_int_equal(life->close_count, 1);
  assert_int_equal(life->closes[0].code, CLOSE_GOING_AWAY);
  assert_int_equal(life->closes[0].by, LIFE_BY_SERVER);
  assert_string_equal(life->closes[0].reason, "bye");
  assert_int_equal(counters->connections_closed, 1);
}

static void an_end_without_a_close_frame_is_a_cut(void **state) {
  (void)state;
  make_ready();
  peer_close(&peer);
  run_until_failed();
  assert_int_equal(life->lost[LIFE_CLOSED], 1);
  assert_int_equal(life->ended[LIFE_BY_SERVER], 1);
  assert_int_equal(life->closes[0].code, CLOSE_NO_FRAME);
  assert_int_equal(life->closes[0].by, LIFE_BY_SERVER);
}

static void a_reset_is_told_from_a_fin(void **state) {
  (void)state;
  make_ready();
  peer_reset(&peer);
  run_until_failed();
  assert_int_equal(life->lost[LIFE_RESET], 1);
  assert_int_equal(life->ended[LIFE_BY_RESET], 1);
}

static void the_users_end_is_a_closing_handshake(void **state) {
  (void)state;
  make_ready();
  user_end(user, LIFE_ABANDONED);
  expect_close(CLOSE_NORMAL);
  assert_false(made->crowd.transport->can_send(user));
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_CLOSE, "\x03\xe8", 2);
  peer_wait_end(&peer);
  assert_int_equal(peer.bytes, 0);
  assert_int_equal(life->ended[LIFE_BY_CLIENT], 1);
  assert_int_equal(life->close_count, 1);
  assert_int_equal(life->closes[0].code, CLOSE_NORMAL);
  assert_int_equal(counters->connections_closed, 0);
  assert_int_equal(life->lost[LIFE_CLOSED], 0);
}

static void after_our_close_frame_nothing_is_sent(void **state) {
  (void)state;
  make_ready();
  user_end(user, LIFE_ABANDONED);
  expect_close(CLOSE_NORMAL);
  made->crowd.transport->ping(user);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_PING, "late", 4);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_CLOSE, "\x03\xe8", 2);
  peer_wait_end(&peer);
  assert_int_equal(peer.bytes, 0);
}

static void an_end_in_answer_to_ours_needs_no_frame(void **state) {
  (void)state;
  make_ready();
  user_end(user, LIFE_ABANDONED);
  expect_close(CLOSE_NORMAL);
  peer_close(&peer);
  run_until_count(peer.loop, &life->ended[LIFE_BY_CLIENT], 1);
  assert_int_equal(life->close_count, 1);
  assert_int_equal(life->closes[0].code, CLOSE_NORMAL);
}

static void ending_a_user_before_the_upgrade_ends_the_handshake(void **state) {
  (void)state;
  connect_user();
  user_end(user, LIFE_ABANDONED);
  assert_int_equal(life->ended[LIFE_BY_CLIENT], 1);
  assert_int_equal(life->failed[LIFE_ABANDONED], 1);
  assert_int_equal(counters->requests_failed, 1);
  assert_int_equal(counters->requests, 1);
  peer_wait_end(&peer);
}

static void a_handshake_that_is_given_up_before_it_is_sent_is_no_request(void **state) {
  (void)state;
  user_connect(user);
  user_end(user, LIFE_ABANDONED);
  run_what_is_ready(peer.loop);
  assert_int_equal(counters->requests, 0);
  assert_int_equal(counters->requests_failed, 0);
}

static void protocol_errors_are_answered_by_a_close_frame_with_their_code(void **state) {
  (void)state;
  static const struct {
    uint8_t first_byte;
    const char *payload;
    uint16_t code;
  } cases[] = {
      {WEBSOCKET_FINAL | WEBSOCKET_BINARY, "x", CLOSE_UNSUPPORTED},
      {WEBSOCKET_FINAL | 0x3, "x", CLOSE_PROTOCOL_ERROR},
      {WEBSOCKET_FINAL | WEBSOCKET_DEFLATED | WEBSOCKET_TEXT, "x", CLOSE_PROTOCOL_ERROR},
      {WEBSOCKET_FINAL | WEBSOCKET_TEXT, "\xff", CLOSE_INVALID},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    make_ready();
    send_frame(cases[i].first_byte, cases[i].payload, 1);
    expect_close(cases[i].code);
    run_until_failed();
    assert_int_equal(life->lost[LIFE_PROTOCOL], i + 1);
    assert_int_equal(life->closes[life->close_count - 1].by, LIFE_BY_CLIENT);
  }
  assert_int_equal(counters->connections_reopened, 3);
}

static void the_table_has_a_library_for_each_that_can(void **state) {
  (void)state;
  assert_ptr_equal(websocket_library_of(CLIENT_LIBRARY_RAW), &websocket_raw);
  assert_ptr_equal(websocket_library_of(CLIENT_LIBRARY_LWS), &websocket_lws);
  assert_null(websocket_library_of(CLIENT_LIBRARY_CURL));
  struct client_options options = {.transport = TRANSPORT_WEBSOCKET,
                                   .client_library = CLIENT_LIBRARY_CURL};
  assert_null(transport_chosen(&options));
  options.client_library = CLIENT_LIBRARY_RAW;
  assert_ptr_equal(transport_chosen(&options), websocket_raw.transport);
  options.transport = TRANSPORT_SSE;
  assert_ptr_equal(transport_chosen(&options), &sse_transport);
}

#define WEBSOCKET_TEST(name, which) \
  cmocka_unit_test_prestate_setup_teardown(name, set_up, tear_down, &(which))

#define LIBRARY_TESTS(which)                                                               \
  WEBSOCKET_TEST(an_upgrade_makes_the_user_ready_and_is_counted, which),                   \
      WEBSOCKET_TEST(frames_behind_the_answer_in_one_segment_are_read, which),             \
      WEBSOCKET_TEST(a_status_other_than_101_fails_the_attempt, which),                    \
      WEBSOCKET_TEST(a_connection_that_ends_before_the_answer_is_a_failed_attempt, which), \
      WEBSOCKET_TEST(an_attempt_at_a_closed_port_fails, which),                            \
      WEBSOCKET_TEST(a_handshake_without_an_answer_in_time_is_abandoned, which),           \
      WEBSOCKET_TEST(the_servers_close_frame_is_answered_with_its_code, which),            \
      WEBSOCKET_TEST(an_end_without_a_close_frame_is_a_cut, which),                        \
      WEBSOCKET_TEST(a_reset_is_told_from_a_fin, which),                                   \
      WEBSOCKET_TEST(the_users_end_is_a_closing_handshake, which),                         \
      WEBSOCKET_TEST(an_end_in_answer_to_ours_needs_no_frame, which),                      \
      WEBSOCKET_TEST(ending_a_user_before_the_upgrade_ends_the_handshake, which),          \
      WEBSOCKET_TEST(a_handshake_that_is_given_up_before_it_is_sent_is_no_request, which)

/* Tests in which the libraries differ in their behaviour or their errors. */
#define OWN_TESTS(which)                                                        \
  WEBSOCKET_TEST(an_answer_in_pieces_and_behind_an_interim_one_is_read, which), \
      WEBSOCKET_TEST(a_wrong_answer_to_the_handshake_fails_the_attempt, which), \
      WEBSOCKET_TEST(after_our_close_frame_nothing_is_sent, which),             \
      WEBSOCKET_TEST(protocol_errors_are_answered_by_a_close_frame_with_their_code, which)

int main(void) {
  const struct CMUnitTest each_tests[] = {LIBRARY_TESTS(each)};
  const struct CMUnitTest raw_tests[] = {OWN_TESTS(raw)};
  const struct CMUnitTest tables[] = {cmocka_unit_test(the_table_has_a_library_for_each_that_can)};
  int failed = cmocka_run_group_tests_name("raw", raw_tests, NULL, NULL);
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++) {
    each = (enum client_library)i;
    if (client_library_traits[i].websockets)
      failed += cmocka_run_group_tests_name(client_library_traits[i].name, each_tests, NULL, NULL);
  }
  return failed + cmocka_run_group_tests_name("tables", tables, NULL, NULL);
}
