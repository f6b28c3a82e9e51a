/* A user's WebSocket by a library that the test chooses, and the server's end of it. */
#ifndef TESTS_CLIENTS_TRANSPORTS_FIXTURE_WEBSOCKET_H
#define TESTS_CLIENTS_TRANSPORTS_FIXTURE_WEBSOCKET_H

#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_peer.h"

#include "clients/transports/websocket_handshake.h"
#include "clients/transports/websocket_library.h"
#include "common/wire/heartbeat.h"
#include "common/wire/publish.h"
#include "common/wire/websocket_frame.h"

enum { CURSOR = 7, FRAME_BYTES_MAX = 2048 };

static struct made_crowd *made;
static struct made_peer peer;
static struct user *user;
static struct counters *counters;
static struct life *life;
static const struct websocket_library *library;
static char
    accept_text[WEBSOCKET_ACCEPT_TEXT_BYTES]; /* the accept text that answers the handshake */

static enum client_library raw = CLIENT_LIBRARY_RAW;
static enum client_library each __attribute__((unused)); /* with WebSockets, one after the other */

/* `which`: the test's initial state, the library (raw or each). */
static inline void open_crowd(const void *which) {
  made->options.transport = TRANSPORT_WEBSOCKET;
  made->options.clients = 1;
  made->options.client_library = (int)*(const enum client_library *)which;
  library = websocket_library_of((enum client_library)made->options.client_library);
  made_crowd_open(made, library->transport);
  peer_listen(&peer, made->crowd.network.loop);
  made->crowd.network = peer_network(&peer);
  made->crowd.style = (struct request_style){.authority = "127.0.0.1"};
  assert_int_equal(library->create(&made->crowd, &made->crowd.websockets, NULL), STATUS_OK);
  assert_int_equal(writers_create(&made->crowd, &made->crowd.writers, NULL), STATUS_OK);
  made_crowd_users(made, CURSOR);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  counters = &made->record.counters;
  life = &made->life;
}

static inline int set_up(void **state) {
  made = made_crowd_create();
  open_crowd(*state);
  return 0;
}

static inline int compressed_set_up(void **state) {
  made = made_crowd_create();
  made->options.compression = true;
  open_crowd(*state);
  return 0;
}

/* A room of one user, who publishes 200 times a second. */
static inline int writing_set_up(void **state) {
  made = made_crowd_create();
  made->options.workload = WORKLOAD_CHAT;
  made->options.room_users = 1;
  made->options.rate_per_s = 200;
  made->options.payload_bytes = MADE_DATA_BYTES;
  open_crowd(*state);
  return 0;
}

static inline int tear_down(void **state) {
  (void)state;
  library->destroy(made->crowd.websockets);
  peer_end(&peer);
  made_crowd_destroy(made);
  return 0;
}

/* --- the server's end ------------------------------------------------------------------ */

/* Makes the accept text for the key in the client's request, without the client's own code. */
static inline void accept_make(void) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t key[WEBSOCKET_KEY_BYTES + 2] = {0};
  char key_text[WEBSOCKET_KEY_TEXT_BYTES];
  const char *at = strstr(peer.text, "Sec-WebSocket-Key: ");
  assert_non_null(at);
  at += sizeof("Sec-WebSocket-Key: ") - 1;
  for (unsigned bit = 0; bit < 8 * WEBSOCKET_KEY_BYTES; bit++) {
    unsigned digit = (unsigned)(strchr(digits, at[bit / 6]) - digits);
    key[bit / 8] |= (uint8_t)((digit >> (5 - bit % 6) & 1) << (7 - bit % 8));
  }
  websocket_key_write(key, key_text, accept_text);
  assert_memory_equal(at, key_text, sizeof key_text - 1);
}

/* Answers the handshake, with these additional lines. */
static inline void upgrade_with(const char *lines) {
  char answer[512];
  snprintf(answer, sizeof answer,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: %s\r\n%s\r\n",
           accept_text, lines);
  peer_say(&peer, answer);
}

static inline void connect_user(void) {
  user_connect(user);
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  accept_make();
}

static inline bool user_is_ready(void *owner) {
  (void)owner;
  return user->state == USER_READY;
}

static inline void make_ready_with(const char *lines) {
  connect_user();
  upgrade_with(lines);
  run_until(peer.loop, user_is_ready, NULL);
  peer_forget(&peer);
}

static inline void make_ready(void) {
  make_ready_with("");
}

static inline bool user_waits(void *owner) {
  (void)owner;
  return user->state == USER_WAITING;
}

static inline void run_until_failed(void) {
  run_until(peer.loop, user_waits, NULL);
}

static inline void send_frame(uint8_t first_byte, const char *payload, size_t count) {
  uint8_t frame[FRAME_BYTES_MAX];
  size_t head = websocket_header_encode(first_byte & WEBSOCKET_OPCODE, count, frame);
  frame[0] = first_byte;
  memcpy(frame + head, payload, count);
  peer_send(&peer, frame, head + count);
}

static inline void send_message(uint64_t seq) {
  char text[FRAME_BYTES_MAX] = "";
  size_t bytes = made_message(made, seq, text, sizeof text);
  send_frame(WEBSOCKET_FINAL | WEBSOCKET_TEXT, text, bytes);
}

/* Waits for a short frame from the client with this payload, unmasks it and removes it. */
static inline void expect_frame(uint8_t first_byte, const char *payload, size_t count) {
  size_t head = websocket_header_bytes(count, true);
  uint8_t mask[WEBSOCKET_MASK_BYTES];
  peer_wait_bytes(&peer, head + count);
  assert_int_equal((uint8_t)peer.text[0], first_byte);
  assert_int_equal((uint8_t)peer.text[1], 0x80 | count);
  memcpy(mask, peer.text + 2, sizeof mask);
  websocket_mask(mask, peer.text + head, count);
  assert_memory_equal(peer.text + head, payload, count);
  peer.bytes -= head + count;
  memmove(peer.text, peer.text + head + count, peer.bytes);
}

static inline void expect_close(uint16_t code) {
  const char payload[] = {(char)(code >> 8), (char)(code & 0xff)};
  expect_frame(WEBSOCKET_FINAL | WEBSOCKET_CLOSE, payload, sizeof payload);
}

static inline void run_until_received(uint64_t count) {
  run_until_count(peer.loop, &counters->received, count);
}

#endif
