/* Lines: what came on a connection, and who ended it and how. */
#include "tests/bench/says.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/probe/path.h"
#include "bench/probe/probe_line.h"
#include "common/base/clock.h"

#define PATIENCE_NS (5 * NS_PER_S)

/* What the peer says to the first request of one connection. */
struct peer {
  const char *said;    /* "ACCEPT" in it stands for the answer to a handshake's key */
  size_t said_bytes;   /* 0: those of the text */
  bool resets, closes; /* afterwards; else it waits for our end */
  int listener;
  pthread_t thread;
};

static void request_read(int user, char *out, size_t capacity) {
  size_t used = 0;
  *out = '\0';
  while (used + 1 < capacity && !strstr(out, "\r\n\r\n")) {
    ssize_t got = read(user, out + used, capacity - 1 - used);
    if (got <= 0)
      return;
    used += (size_t)got;
    out[used] = '\0';
  }
}

static struct probe_line line;
static struct probed_path path;
static char expected_accept[PROBE_ACCEPT_TEXT_BYTES]; /* as the line has computed it */

/* Says the text, with the right answer to the key of the handshake. */
static void answer_write(int user, const struct peer *peer, const char *request) {
  const char *mark = strstr(peer->said, "ACCEPT");
  const char *key = strstr(request, "Sec-WebSocket-Key: ");
  size_t bytes = peer->said_bytes ? peer->said_bytes : strlen(peer->said);
  if (!mark || !key) {
    assert_true(write(user, peer->said, bytes) == (ssize_t)bytes);
    return;
  }
  size_t before = (size_t)(mark - peer->said), behind = before + strlen("ACCEPT");
  assert_true(write(user, peer->said, before) == (ssize_t)before);
  assert_true(write(user, expected_accept, strlen(expected_accept)) > 0);
  assert_true(write(user, peer->said + behind, bytes - behind) == (ssize_t)(bytes - behind));
}

static void *peer_run(void *argument) {
  struct peer *peer = argument;
  char request[4096], rest[64];
  int probe = accept(peer->listener, NULL, NULL); /* path_open looks whether somebody listens */
  close(probe);
  int user = accept(peer->listener, NULL, NULL);
  request_read(user, request, sizeof request);
  memcpy(expected_accept, line.accept, sizeof expected_accept);
  answer_write(user, peer, request);
  const struct linger hard = {.l_onoff = 1, .l_linger = 0};
  if (peer->resets)
    setsockopt(user, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  if (!peer->resets && !peer->closes)
    while (read(user, rest, sizeof rest) > 0)
      ;
  close(user);
  return NULL;
}

static void peer_begin(struct peer *peer, enum line_kind kind, const char *headers) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  struct path_url url;
  struct error error;
  char text[64];
  peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(peer->listener, 4), 0);
  assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &size), 0);
  assert_int_equal(pthread_create(&peer->thread, NULL, peer_run, peer), 0);
  snprintf(text, sizeof text, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
  assert_int_equal(path_url_read(text, &url, &error), STATUS_OK);
  assert_int_equal(path_open(&url, false, "", &path, &error), STATUS_OK);
  assert_true(line_open(&line, &path, kind));
  const struct probe_request request = {.method = "GET", .target = "/a", .headers = headers};
  assert_true(line_ask(&line, &path, &request));
}

static void peer_end(struct peer *peer) {
  line_close(&line);
  pthread_join(peer->thread, NULL);
  close(peer->listener);
  path_close(&path);
}

static uint64_t soon(void) {
  return clock_now_ns() + PATIENCE_NS;
}

static void wait_for_end(void) {
  struct probe_line *only = &line;
  while (line.socket.end == SOCKET_OPEN && lines_wait(&only, 1, soon()))
    ;
}

static void an_answer_is_read_whole_and_put_in_words(void **state) {
  (void)state;
  char words[LINE_WHY_BYTES], server[32];
  struct peer peer = {.said = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Length: 30\r\n"
                              "\r\n<html><title>502 Bad</title>xx"};
  peer_begin(&peer, LINE_REQUEST, NULL);
  assert_true(line_wait(&line, line_has_answer, soon()));
  assert_int_equal(line.status, 502);
  line_words(&line, words, sizeof words);
  assert_string_equal(words, "HTTP 502 of nginx: 502 Bad");
  line_header(&line, "server", server, sizeof server);
  assert_string_equal(server, "nginx");
  assert_true(line_is_alive(&line));
  peer_end(&peer);
}

static void a_body_ends_with_a_fin_but_not_with_a_reset(void **state) {
  (void)state;
  for (int resets = 0; resets <= 1; resets++) {
    struct peer peer = {
        .said = "HTTP/1.1 200 OK\r\n\r\nhello", .resets = resets == 1, .closes = resets == 0};
    peer_begin(&peer, LINE_REQUEST, NULL);
    wait_for_end();
    assert_int_equal(line.socket.end, resets ? SOCKET_RST : SOCKET_FIN);
    assert_int_equal(line.complete, !resets);
    assert_true(line.ended_ns >= line.active_ns);
    assert_false(line_is_alive(&line));
    peer_end(&peer);
  }
}

static void an_end_before_an_answer_is_said(void **state) {
  (void)state;
  char words[LINE_WHY_BYTES];
  struct peer peer = {.said = "", .closes = true};
  peer_begin(&peer, LINE_REQUEST, NULL);
  assert_false(line_wait(&line, line_has_answer, soon()));
  line_words(&line, words, sizeof words);
  assert_string_equal(words, "the connection was ended (FIN) before an answer");
  peer_end(&peer);
}

static void what_is_no_http_is_said(void **state) {
  (void)state;
  char words[LINE_WHY_BYTES];
  struct peer peer = {.said = "SSH-2.0-OpenSSH_9.2\r\n\r\n"};
  peer_begin(&peer, LINE_REQUEST, NULL);
  assert_false(line_wait(&line, line_has_answer, soon()));
  line_words(&line, words, sizeof words);
  assert_says(words, "no HTTP");
  peer_end(&peer);
}

#define MESSAGE(seq) "{\"seq\":" seq ",\"due_ns\":5,\"sent_ns\":" seq "000,\"data\":\"abc\"}"

static void events_of_a_stream_are_kept_with_their_times(void **state) {
  (void)state;
  struct peer peer = {
      .said = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
              ":\n\nid: 1\ndata: " MESSAGE("1") "\n\nid: 2\ndata: " MESSAGE("2") "\n\n"};
  peer_begin(&peer, LINE_STREAM, NULL);
  while (line.arrival_count < 2)
    assert_true(lines_wait(&(struct probe_line *){&line}, 1, soon()));
  assert_int_equal(line.arrivals[1].seq, 2);
  assert_int_equal(line.arrivals[1].sent_ns, 2000);
  assert_int_equal(line.arrivals[1].data_bytes, 3);
  assert_true(line.arrivals[1].arrived_ns >= line.arrivals[0].arrived_ns);
  assert_int_equal(line.comments, 1);
  peer_end(&peer);
}

static void messages_of_a_poll_are_kept(void **state) {
  (void)state;
  struct peer peer = {.said = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "a\r\n{\"next\":7,\r\n3e\r\n\"messages\":[" MESSAGE("7") "]}\r\n"
                                                                                       "0\r\n\r\n"};
  peer_begin(&peer, LINE_REQUEST, NULL);
  line_wait(&line, line_has_answer, soon());
  if (!line.complete || line.arrival_count != 1)
    fail_msg("complete %d, body '%s', why '%s'", line.complete,
             line.body.text ? line.body.text : "", line.why);
  assert_int_equal(line.arrivals[0].seq, 7);
  peer_end(&peer);
}

#define UPGRADED(accept)                                                              \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Accept: " accept "\r\n\r\n"

static void a_close_frame_and_its_code_are_seen(void **state) {
  (void)state;
  static const char said[] = UPGRADED("ACCEPT") "\x8a\x04pong\x88\x02\x03\xe9";
  struct peer peer = {.said = said, .said_bytes = sizeof said - 1, .closes = true};
  peer_begin(&peer, LINE_SOCKET, NULL);
  wait_for_end();
  assert_true(line.upgraded);
  assert_int_equal(line.pongs, 1);
  assert_true(line.closing);
  assert_int_equal(line.close_code, 1001);
  peer_end(&peer);
}

static void a_handshake_with_another_ones_answer_is_refused(void **state) {
  (void)state;
  struct peer peer = {.said = UPGRADED("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")};
  peer_begin(&peer, LINE_SOCKET, NULL);
  assert_false(line_wait(&line, line_has_answer, soon()));
  assert_false(line.upgraded);
  assert_says(line.why, "another one");
  peer_end(&peer);
}

static void nobody_who_listens_is_said(void **state) {
  (void)state;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  struct path_url url;
  struct error error;
  char text[64];
  int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); /* bound, and not listening */
  assert_int_equal(bind(taken, (struct sockaddr *)&address, size), 0);
  assert_int_equal(getsockname(taken, (struct sockaddr *)&address, &size), 0);
  snprintf(text, sizeof text, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
  assert_int_equal(path_url_read(text, &url, &error), STATUS_OK);
  assert_int_equal(path_open(&url, false, "", &path, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "Connection refused");
  close(taken);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_is_read_whole_and_put_in_words),
      cmocka_unit_test(a_body_ends_with_a_fin_but_not_with_a_reset),
      cmocka_unit_test(an_end_before_an_answer_is_said),
      cmocka_unit_test(what_is_no_http_is_said),
      cmocka_unit_test(events_of_a_stream_are_kept_with_their_times),
      cmocka_unit_test(messages_of_a_poll_are_kept),
      cmocka_unit_test(a_close_frame_and_its_code_are_seen),
      cmocka_unit_test(a_handshake_with_another_ones_answer_is_refused),
      cmocka_unit_test(nobody_who_listens_is_said),
  };
  return cmocka_run_group_tests_name("probe line", tests, NULL, NULL);
}
