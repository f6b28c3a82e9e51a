/* A user of a server that is not ours, as a description says, and the server's end of its
 * connections. */
#ifndef TESTS_CLIENTS_FOREIGN_FIXTURE_FOREIGN_H
#define TESTS_CLIENTS_FOREIGN_FIXTURE_FOREIGN_H

#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_peer.h"
#include "tests/documents/files_made.h"

#include "clients/foreign/foreign_transport.h"
#include "clients/foreign/foreign_user.h"
#include "clients/http/http.h"
#include "clients/transports/websocket_handshake.h"
#include "common/wire/token.h"
#include "common/wire/websocket_frame.h"
#include "documents/target_load.h"

enum { RUN = 0x1a2b3c4d, DATA_BYTES = 8, TOKEN_TEXT_BYTES = 128 };

static struct made_crowd *made;
static struct made_peer peer;
static struct target_description description;
static struct published *published;
static struct histogram sent_to_received;
static struct foreign foreign;
static struct user *user;
static struct foreign_user *own;
static struct counters *counters;
static bool foreign_compressed; /* before the crowd is opened: with compression */

/* Reads a description; fails where it is wrong. */
static inline void description_load(const char *text) {
  struct error error = {""};
  if (target_load(&description, file_make("made.json", text), &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

/* Opens the crowd by the description that was loaded, with one user who has not connected. */
static inline void foreign_open(enum transport_kind transport) {
  made = made_crowd_create();
  made->options.clients = 1;
  made->options.transport = (int)transport;
  made->options.compression = foreign_compressed;
  made_crowd_open(made, &foreign_transport);
  peer_listen(&peer, made->crowd.network.loop);
  made->crowd.network = peer_network(&peer);
  assert_int_equal(published_create(2, &published, NULL), STATUS_OK);
  assert_int_equal(histogram_init(&sent_to_received), STATUS_OK);
  foreign = (struct foreign){
      .description = &description,
      .protocol = protocol_named(description.protocol),
      .transport = description.transports[transport],
      .run = RUN,
      .published = published,
      .sent_to_received = &sent_to_received,
  };
  made->crowd.foreign = &foreign;
  const struct http_settings settings = {
      .library = CLIENT_LIBRARY_RAW,
      .network = made->crowd.network,
      .connections = PROTOCOL_LANES,
      .keep_alive = true,
      .foreign = true,
      .compression = foreign_compressed,
      .style = {.authority = peer.target.authority},
      .counters = &made->record.counters,
      .life = &made->life,
  };
  assert_int_equal(http_create(&settings, &made->crowd.http, NULL), STATUS_OK);
  assert_int_equal(foreign_websockets_create(&made->crowd, NULL), STATUS_OK);
  made_crowd_users(made, 0);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  own = foreign_user_of(user);
  counters = &made->record.counters;
}

static inline void foreign_open_as(const char *text, enum transport_kind transport) {
  description_load(text);
  foreign_open(transport);
}

static inline int foreign_set_up(void **state) {
  made = NULL;
  foreign_compressed = false;
  description = (struct target_description){.path = NULL};
  return files_begin(state);
}

static inline int foreign_tear_down(void **state) {
  if (made) {
    http_destroy(made->crowd.http);
    raw_websockets_destroy(made->crowd.websockets);
    peer_end(&peer);
    made_crowd_destroy(made);
    published_destroy(published);
    histogram_release(&sent_to_received);
  }
  target_release(&description);
  return files_end(state);
}

#define FOREIGN_TEST(name) cmocka_unit_test_setup_teardown(name, foreign_set_up, foreign_tear_down)

static const char *transcript_path;

/* Keeps a transcript from here on. */
static inline void transcript_begin(void) {
  transcript_path = file_make("said.jsonl", "");
  assert_int_equal(transcript_create(transcript_path, &description, &foreign.transcript, NULL),
                   STATUS_OK);
}

/* Whether a line of it, which is ended, has this text. */
static inline bool transcript_has(const char *text) {
  char line[4096];
  bool found = false;
  assert_int_equal(transcript_finish(foreign.transcript, NULL), STATUS_OK);
  foreign.transcript = NULL;
  FILE *file = fopen(transcript_path, "r");
  assert_non_null(file);
  while (!found && fgets(line, sizeof line, file))
    found = strstr(line, text) != NULL;
  assert_int_equal(fclose(file), 0);
  return found;
}

/* --- messages -------------------------------------------------------------------------- */

/* The text of a message that was published, or not. */
static inline const char *message_text(uint32_t run, uint64_t channel, uint64_t number) {
  static char text[TOKEN_TEXT_BYTES];
  const struct token token = {run, channel, number};
  size_t bytes = token_write(&token, text);
  text[bytes++] = '.';
  message_data_fill((enum payload_kind)made->options.payload_kind, text + bytes, DATA_BYTES,
                    channel, number);
  text[bytes + DATA_BYTES] = '\0';
  return text;
}

/* Publishes the next message of the channel, which is due and sent now. Returns its number. */
static inline uint64_t message_publish(uint64_t channel) {
  uint64_t now_ns = clock_now_ns();
  uint64_t number = published_add(published, channel, now_ns, DATA_BYTES);
  published_sent(published, channel, number, now_ns);
  return number;
}

/* --- the server's end ------------------------------------------------------------------- */

static inline bool made_user_waits(void *owner) {
  (void)owner;
  return user->state == USER_WAITING;
}

static inline void run_until_failed(void) {
  run_until(peer.loop, made_user_waits, NULL);
}

static inline bool made_user_is_ready(void *owner) {
  (void)owner;
  return user->state == USER_READY;
}

static inline void run_until_ready(void) {
  run_until(peer.loop, made_user_is_ready, NULL);
}

/* The user connects; its request has come, and is in peer.text. */
static inline void request_come(void) {
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
}

/* Answers with a body. */
static inline void answer(const char *status, const char *lines, const char *body) {
  char text[2048];
  snprintf(text, sizeof text, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, lines,
           strlen(body), body);
  peer_forget(&peer);
  peer_say(&peer, text);
}

/* Answers the handshake, with these lines. */
static inline void upgrade(const char *lines) {
  static const char name[] = "Sec-WebSocket-Key: ";
  const char *key = strstr(peer.text, name);
  char text[512];
  assert_non_null(key);
  snprintf(text, sizeof text,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: %s\r\n%s\r\n",
           own->websocket.accept, lines);
  peer_forget(&peer);
  peer_say(&peer, text);
}

static inline void frame_send(uint8_t first_byte, const char *payload, size_t count) {
  uint8_t frame[1024];
  size_t head = websocket_header_encode(first_byte & WEBSOCKET_OPCODE, count, frame);
  frame[0] = first_byte;
  assert_true(head + count <= sizeof frame);
  memcpy(frame + head, payload, count);
  peer_send(&peer, frame, head + count);
}

static inline void text_send(const char *text) {
  frame_send(WEBSOCKET_FINAL | WEBSOCKET_TEXT, text, strlen(text));
}

/* Waits for a text of the user's, and removes it. */
static inline void text_wait(const char *text) {
  size_t count = strlen(text), head = websocket_header_bytes(count, true);
  uint8_t mask[WEBSOCKET_MASK_BYTES];
  peer_wait_bytes(&peer, head + count);
  memcpy(mask, peer.text + head - sizeof mask, sizeof mask);
  websocket_mask(mask, peer.text + head, count);
  assert_memory_equal(peer.text + head, text, count);
  peer.bytes -= head + count;
  memmove(peer.text, peer.text + head + count, peer.bytes);
}

#endif
