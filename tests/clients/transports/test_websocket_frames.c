/* Frames on a user's WebSocket, for each library. */
#include "clients/transports/websocket_raw_frames.h"

#include "tests/clients/transports/fixture_websocket.h"

/* --- messages ---------------------------------------------------------------------------- */

static void a_text_is_a_message(void **state) {
  (void)state;
  make_ready();
  send_message(8);
  run_until_received(1);
  assert_int_equal(made->record.delivered, 1);
  assert_int_equal(user->subscriber.cursor, 8);
  assert_int_equal(counters->corrupted, 0);
}

static void a_message_of_fragments_with_a_ping_between_is_one(void **state) {
  (void)state;
  char text[FRAME_BYTES_MAX];
  size_t bytes = made_message(made, 8, text, sizeof text);
  make_ready();
  send_frame(WEBSOCKET_TEXT, text, 10);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_PING, "still here", 10);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_CONTINUATION, text + 10, bytes - 10);
  run_until_received(1);
  assert_int_equal(made->record.delivered, 1);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_PONG, "still here", 10);
}

static void a_ping_frame_is_a_heartbeat_of_the_servers(void **state) {
  (void)state;
  make_ready();
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_PING, "", 0);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_PONG, "", 0);
  assert_int_equal(counters->heartbeats_received, 1);
}

static void texts_that_are_sent_while_the_user_does_not_read_wait(void **state) {
  (void)state;
  make_ready();
  user_pause(user);
  send_message(8);
  run_what_is_ready(peer.loop);
  assert_int_equal(counters->received, 0);
  user_resume(user);
  run_until_received(1);
}

static void a_user_paused_before_the_upgrade_gets_ready_and_then_does_not_read(void **state) {
  (void)state;
  connect_user();
  user_pause(user);
  upgrade_with("");
  run_until(peer.loop, user_is_ready, NULL);
  send_message(8);
  run_what_is_ready(peer.loop);
  assert_int_equal(counters->received, 0);
}

static void after_the_end_texts_are_only_bytes(void **state) {
  (void)state;
  make_ready();
  uint64_t before = counters->down_bytes;
  user_end(user, LIFE_ABANDONED);
  send_message(8);
  struct count_wait wait = {.value = &counters->down_bytes, .wanted = before + 1};
  run_until(peer.loop, count_reached, &wait);
  assert_int_equal(counters->received, 0);
  assert_int_equal(counters->corrupted, 0);
}

/* --- heartbeats ---------------------------------------------------------------------------- */

static void pings_are_frames_or_texts_as_the_options_say(void **state) {
  (void)state;
  make_ready();
  made->options.heartbeat = HEARTBEAT_FRAME;
  made->crowd.transport->ping(user);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_PING, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
  made->options.heartbeat = HEARTBEAT_TEXT;
  made->crowd.transport->ping(user);
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_TEXT, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
}

static void pongs_of_either_kind_are_heard_and_are_no_messages(void **state) {
  (void)state;
  made->options.heartbeat = HEARTBEAT_FRAME;
  made->options.heartbeat_interval_ms = 1;
  assert_int_equal(heartbeat_create(&made->crowd, &made->crowd.heartbeat, NULL), STATUS_OK);
  make_ready();
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_PING, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_PONG, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
  run_until_count(peer.loop, &counters->heartbeats_answered, 1);
  run_until_count(peer.loop, &counters->heartbeats_sent, 2);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_TEXT, HEARTBEAT_ANSWER, HEARTBEAT_TEXT_BYTES);
  run_until_count(peer.loop, &counters->heartbeats_answered, 2);
  assert_int_equal(counters->received, 0);
  assert_int_equal(counters->corrupted, 0);
}

/* Fills the socket, so that it takes no more. */
static void fill_socket(void) {
  enum { BYTES = 1 << 20 };
  struct raw_websocket *websocket = user->transport_state;
  char *much = calloc(1, BYTES);
  assert_non_null(much);
  while (!wire_waits(&websocket->wire))
    assert_true(wire_send(&websocket->wire, much, BYTES));
  free(much);
}

static bool all_went_out(void *owner) {
  const struct raw_websocket *websocket = user->transport_state;
  struct made_peer *of = owner;
  char piece[PEER_TEXT_BYTES];
  while (recv(of->socket, piece, sizeof piece, MSG_DONTWAIT) > 0) {
  }
  return !wire_waits(&websocket->wire);
}

static void a_ping_that_the_socket_cannot_take_goes_out_later_and_once(void **state) {
  (void)state;
  make_ready();
  struct raw_websocket *websocket = user->transport_state;
  fill_socket();
  uint64_t before = counters->up_bytes;
  made->crowd.transport->ping(user);
  made->crowd.transport->ping(user);
  assert_true(websocket->ping_owed);
  assert_false(made->crowd.transport->can_send(user));
  assert_int_equal(counters->up_bytes, before);
  run_until(peer.loop, all_went_out, &peer);
  run_what_is_ready(peer.loop);
  assert_false(websocket->ping_owed);
  assert_int_equal(counters->up_bytes, before + websocket_header_bytes(HEARTBEAT_TEXT_BYTES, true) +
                                           HEARTBEAT_TEXT_BYTES);
}

static void a_dead_peer_is_dropped_without_a_word(void **state) {
  (void)state;
  make_ready();
  made->crowd.transport->drop(user);
  assert_int_equal(life->lost[LIFE_DEAD], 1);
  assert_int_equal(life->ended[LIFE_BY_CLIENT], 1);
  assert_int_equal(life->closes[0].code, CLOSE_NO_FRAME);
  assert_int_equal(counters->connections_closed, 1);
  peer_wait_end(&peer);
  assert_int_equal(peer.bytes, 0);
}

/* --- publishing ---------------------------------------------------------------------------- */

static void a_writers_text_goes_out_masked_and_its_answer_is_no_message(void **state) {
  (void)state;
  make_ready();
  writers_begin(made->crowd.writers, clock_now_ns());
  run_until_count(peer.loop, &made->crowd.writers->written, 1);
  writers_end(made->crowd.writers);
  uint8_t mask[WEBSOCKET_MASK_BYTES];
  uint64_t text_bytes = counters->payload_up_bytes / made->crowd.writers->written;
  size_t head = websocket_header_bytes(text_bytes, true);
  peer_wait_bytes(&peer, head + text_bytes);
  memcpy(mask, peer.text + 2, sizeof mask);
  websocket_mask(mask, peer.text + head, text_bytes);
  assert_memory_equal(peer.text + head, "{\"data\":\"", 9);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_TEXT, "{\"seq\":8}", 9);
  run_until_count(peer.loop, &made->crowd.writers->acknowledged, 1);
  assert_int_equal(counters->received, 0);
  assert_int_equal(counters->corrupted, 0);
}

static void waiting_frames_are_written_when_the_socket_takes_more(void **state) {
  (void)state;
  make_ready();
  fill_socket();
  writers_begin(made->crowd.writers, clock_now_ns());
  run_until_count(peer.loop, &made->crowd.writers->written, 1);
  writers_end(made->crowd.writers);
  assert_int_equal(counters->payload_up_bytes, 0);
  run_until(peer.loop, all_went_out, &peer);
  run_until_count(peer.loop, &counters->payload_up_bytes, 1);
}

/* --- compression -------------------------------------------------------------------------- */

static void compressed_texts_are_inflated_and_what_that_saves_is_counted(void **state) {
  (void)state;
  char text[FRAME_BYTES_MAX];
  size_t bytes = made_message(made, 8, text, sizeof text);
  const char *packed = NULL;
  size_t packed_bytes = 0;
  struct deflater *deflater = deflater_create(15, DEFLATE_MEMORY_LEVEL, false);
  assert_true(deflater_take(deflater, text, bytes, &packed, &packed_bytes));
  connect_user();
  assert_non_null(strstr(peer.text, "Sec-WebSocket-Extensions: permessage-deflate"));
  upgrade_with("Sec-WebSocket-Extensions: permessage-deflate\r\n");
  run_until(peer.loop, user_is_ready, NULL);
  assert_true(made->record.compressed);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_DEFLATED | WEBSOCKET_TEXT, packed, packed_bytes);
  run_until_received(1);
  assert_int_equal(made->record.delivered, 1);
  assert_int_equal(counters->payload_bytes, bytes);
  assert_int_equal((int64_t)counters->saved_down_bytes, (int64_t)bytes - (int64_t)packed_bytes);
  deflater_destroy(deflater);
}

static void sent_texts_are_compressed_where_that_was_agreed(void **state) {
  (void)state;
  make_ready_with("Sec-WebSocket-Extensions: permessage-deflate\r\n");
  made->options.heartbeat = HEARTBEAT_TEXT;
  made->crowd.transport->ping(user);
  peer_wait_bytes(&peer, 1);
  assert_int_equal((uint8_t)peer.text[0], WEBSOCKET_FINAL | WEBSOCKET_DEFLATED | WEBSOCKET_TEXT);
  assert_true(counters->saved_up_bytes != 0);
}

static void invalid_compressed_data_ends_the_connection(void **state) {
  (void)state;
  make_ready_with("Sec-WebSocket-Extensions: permessage-deflate\r\n");
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_DEFLATED | WEBSOCKET_TEXT, "\xff\xff\xff", 3);
  expect_close(CLOSE_INVALID);
  run_until_failed();
  assert_int_equal(life->lost[LIFE_PROTOCOL], 1);
}

#define PLAIN_TEST(name, which) \
  cmocka_unit_test_prestate_setup_teardown(name, set_up, tear_down, &(which))
#define WRITING_TEST(name, which) \
  cmocka_unit_test_prestate_setup_teardown(name, writing_set_up, tear_down, &(which))
#define COMPRESSED_TEST(name, which) \
  cmocka_unit_test_prestate_setup_teardown(name, compressed_set_up, tear_down, &(which))

#define LIBRARY_TESTS(which)                                                                 \
  PLAIN_TEST(a_text_is_a_message, which),                                                    \
      PLAIN_TEST(a_message_of_fragments_with_a_ping_between_is_one, which),                  \
      PLAIN_TEST(texts_that_are_sent_while_the_user_does_not_read_wait, which),              \
      PLAIN_TEST(a_user_paused_before_the_upgrade_gets_ready_and_then_does_not_read, which), \
      PLAIN_TEST(after_the_end_texts_are_only_bytes, which),                                 \
      PLAIN_TEST(pings_are_frames_or_texts_as_the_options_say, which),                       \
      PLAIN_TEST(pongs_of_either_kind_are_heard_and_are_no_messages, which),                 \
      PLAIN_TEST(a_dead_peer_is_dropped_without_a_word, which),                              \
      WRITING_TEST(a_writers_text_goes_out_masked_and_its_answer_is_no_message, which),      \
      COMPRESSED_TEST(compressed_texts_are_inflated_and_what_that_saves_is_counted, which),  \
      COMPRESSED_TEST(sent_texts_are_compressed_where_that_was_agreed, which)

int main(void) {
  const struct CMUnitTest raw_tests[] = {
      PLAIN_TEST(a_ping_frame_is_a_heartbeat_of_the_servers, raw),
      COMPRESSED_TEST(invalid_compressed_data_ends_the_connection, raw),
      PLAIN_TEST(a_ping_that_the_socket_cannot_take_goes_out_later_and_once, raw),
      WRITING_TEST(waiting_frames_are_written_when_the_socket_takes_more, raw)};
  const struct CMUnitTest each_tests[] = {LIBRARY_TESTS(each)};
  int failed = cmocka_run_group_tests_name("raw", raw_tests, NULL, NULL);
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++) {
    each = (enum client_library)i;
    if (client_library_traits[i].websockets)
      failed += cmocka_run_group_tests_name(client_library_traits[i].name, each_tests, NULL, NULL);
  }
  return failed;
}
