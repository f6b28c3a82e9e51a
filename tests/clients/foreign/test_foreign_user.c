/* Users of a server that is not ours: their conversations over sockets. */
#include "tests/clients/foreign/fixture_foreign.h"

#define HEAD "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\",\n"
#define PUBLISH "\"publish\": {\"request\": {\"url\": \"/publish\"}}}"

static const char websocket[] =
    HEAD "\"headers\": {\"Authorization\": \"Bearer {secret.token}\", \"X-User\": \"{user}\"},\n"
         "\"secrets\": \"secrets.json\", \"cookies\": true,\n"
         "\"transports\": {\"websocket\": {\"url\": \"/channels/{channel}?key={secret.token}\",\n"
         " \"subprotocols\": [\"chat\"],\n"
         " \"steps\": [\n"
         "  {\"name\": \"authenticate\", \"send\": \"token {secret.token}\",\n"
         "   \"expect\": {\"prefix\": \"welcome\"}, \"refused\": {\"prefix\": \"no\"},\n"
         "   \"within_s\": 0.05}]}},\n" PUBLISH;

static void open_websocket(void) {
  file_make("secrets.json", "{\"token\": \"s3 cret\"}");
  foreign_open_as(websocket, TRANSPORT_WEBSOCKET);
}

static void connect_user(void) {
  user_connect(user);
  request_come();
}

static void assert_asked(const char *line) {
  if (!strstr(peer.text, line))
    fail_msg("no '%s' in:\n%s", line, peer.text);
}

static void a_handshake_has_the_lines_of_the_description(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  assert_asked("GET /channels/0?key=s3%20cret HTTP/1.1\r\n");
  assert_asked("\r\nAuthorization: Bearer s3 cret\r\n");
  assert_asked("\r\nX-User: 0\r\n");
  assert_asked("\r\nSec-WebSocket-Protocol: chat\r\n");
  assert_null(strstr(peer.text, "Cookie:"));
}

static void a_user_is_ready_behind_the_last_step(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("Sec-WebSocket-Protocol: chat\r\n");
  text_wait("token s3 cret");
  assert_int_equal(user->state, USER_CONNECTING);
  text_send("welcome");
  run_until_ready();
  text_send(message_text(RUN, 0, message_publish(0)));
  run_until_count(peer.loop, &counters->received, 1);
  assert_int_equal(user->subscriber.ledger.delivered, 1);
  assert_int_equal(foreign.failures, 0);
}

static void cookies_go_back_to_the_server(void **state) {
  (void)state;
  open_websocket();
  made->options.connect_timeout_ms = 60000;
  connect_user();
  upgrade("Set-Cookie: node=b2; Path=/\r\n");
  text_wait("token s3 cret");
  peer_close(&peer);
  request_come();
  assert_asked("\r\nCookie: node=b2\r\n");
}

static void a_user_is_ready_once_a_message_has_come(void **state) {
  (void)state;
  open_websocket();
  foreign.proving = true;
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  text_send("welcome");
  run_what_is_ready(peer.loop);
  assert_int_equal(user->state, USER_CONNECTING);
  assert_true(own->subscribed);
  text_send(message_text(RUN, 0, 0));
  run_until_ready();
}

/* --- bad servers: one line that names the step, and what came back -------------------------- */

static void expect_failure(const char *words) {
  run_until_failed();
  assert_string_equal(foreign.failure, words);
}

static void a_server_that_is_not_there(void **state) {
  (void)state;
  open_websocket();
  peer_refuse(&peer);
  user_connect(user);
  expect_failure("open: refused");
}

static void a_status_other_than_101(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  answer("401 Unauthorized", "", "");
  expect_failure("open: HTTP 401");
  assert_int_equal(made->life.failed[LIFE_STATUS], 1);
}

static void an_answer_that_is_no_http(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  peer_say(&peer, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
  expect_failure("open: what it answers is no HTTP/1.1");
}

static void another_subprotocol(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("Sec-WebSocket-Protocol: mqtt\r\n");
  expect_failure("open: it chooses a subprotocol that was not offered");
}

static void a_close_behind_the_handshake(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  transcript_begin();
  frame_send(WEBSOCKET_FINAL | WEBSOCKET_CLOSE, "\x0f\xa1who are you?", 14);
  expect_failure("authenticate: the server closes the WebSocket: 4001 who are you?");
  assert_true(transcript_has("\"does\":\"lost\",\"step\":\"authenticate\",\"text\":\"the"));
}

static void an_end_behind_the_handshake(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  peer_close(&peer);
  expect_failure("authenticate: the WebSocket has ended: closed");
}

static void a_step_that_is_never_answered(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  text_send("hello s3 cret");
  expect_failure(
      "authenticate: nothing that is expected came within 0.05 s; the last that came was "
      "'hello {secret.token}'");
}

static void a_step_that_is_refused(void **state) {
  (void)state;
  open_websocket();
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  text_send("no such token: s3 cret");
  expect_failure("authenticate: the server refuses: no such token: {secret.token}");
}

static void a_message_that_never_comes(void **state) {
  (void)state;
  open_websocket();
  made->options.connect_timeout_ms = 100;
  foreign.proving = true;
  connect_user();
  upgrade("");
  text_wait("token s3 cret");
  text_send("welcome");
  transcript_begin();
  expect_failure("first message: it has subscribed, and no message came in time: are messages "
                 "published to the same channel?");
  assert_true(transcript_has("\"does\":\"failed\",\"step\":\"first message\""));
}

static void only_the_first_failure_is_kept_in_words(void **state) {
  (void)state;
  open_websocket();
  foreign_failed(&foreign, "open", "refused");
  foreign_failed(&foreign, "authenticate", "timed out");
  assert_string_equal(foreign.failure, "open: refused");
  assert_int_equal(foreign.failures, 2);
}

static void a_handshake_that_is_too_long_is_not_sent(void **state) {
  (void)state;
  open_websocket();
  char *value = calloc(1, 5000);
  memset(value, 'x', 4990);
  own->cookies.line = value;
  free(own->lines);
  own->lines = strdup(value);
  user_connect(user);
  assert_int_equal(user->state, USER_WAITING);
  assert_string_equal(foreign.failure,
                      "WebSocket: the path, the headers and the cookies have more than 8192 bytes");
}

/* --- event streams and polls ---------------------------------------------------------------- */

static const char stream[] = HEAD "\"transports\": {\"sse\": {\"url\": \"/events/{channel}\"},\n"
                                  " \"long_poll\": {\"url\": \"/poll?after={cursor}\", \"cursor\": "
                                  "{\"pointer\": \"/next\"}}},\n" PUBLISH;

#define EVENT_STREAM "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"

static void events_are_looked_through(void **state) {
  (void)state;
  char text[512];
  foreign_open_as(stream, TRANSPORT_SSE);
  connect_user();
  assert_asked("GET /events/0 HTTP/1.1\r\n");
  assert_asked("\r\nAccept: text/event-stream\r\n");
  peer_say(&peer, EVENT_STREAM);
  run_until_ready();
  snprintf(text, sizeof text, "id: 7\ndata: {\"a\":\"%s\"}\n\n",
           message_text(RUN, 0, message_publish(0)));
  peer_say(&peer, text);
  run_until_count(peer.loop, &counters->received, 1);
}

static void a_stream_goes_on_behind_its_newest_event_not_before_retry(void **state) {
  (void)state;
  foreign_open_as(stream, TRANSPORT_SSE);
  connect_user();
  peer_say(&peer, EVENT_STREAM "retry: 40\nid: 7\ndata: x\n\n");
  run_until_ready();
  while (user->backoff.least_ns == 0)
    run_what_is_ready(peer.loop);
  assert_int_equal(user->backoff.least_ns, 40 * NS_PER_MS);
  peer_close(&peer);
  run_until_failed();
  uint64_t lost_ns = user->lost_ns;
  request_come();
  assert_true(clock_now_ns() >= lost_ns + 39 * NS_PER_MS); /* timers are exact to a millisecond */
  assert_asked("\r\nLast-Event-ID: 7\r\n");
}

static void a_stream_that_is_none_says_what_came(void **state) {
  (void)state;
  foreign_open_as(stream, TRANSPORT_SSE);
  connect_user();
  answer("403 Forbidden", "Content-Type: text/plain\r\n", "not you");
  expect_failure("open: HTTP 403 not you");
  assert_int_equal(made->life.failed[LIFE_STATUS], 1);
}

static void a_poll_without_a_message_of_ours_is_empty(void **state) {
  (void)state;
  char text[256];
  foreign_open_as(stream, TRANSPORT_LONG_POLL);
  connect_user();
  assert_asked("GET /poll?after= HTTP/1.1\r\n");
  answer("200 OK", "", "{\"next\":1,\"news\":\"of somebody else\"}");
  peer_wait(&peer, "\r\n\r\n");
  assert_asked("GET /poll?after=1 HTTP/1.1\r\n");
  assert_int_equal(counters->polls_answered, 1);
  assert_int_equal(counters->requests_empty, 1);
  snprintf(text, sizeof text, "{\"next\":2,\"news\":\"%s\"}",
           message_text(RUN, 0, message_publish(0)));
  answer("200 OK", "", text);
  peer_wait(&peer, "\r\n\r\n");
  assert_int_equal(counters->polls_answered, 2);
  assert_int_equal(counters->requests_empty, 1);
}

static const char nchan[] =
    "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"nchan\", \"transports\": {\"short_poll\": "
    "{\"url\": \"/p\"}, \"long_poll\": {\"url\": \"/p\"}},\n" PUBLISH;

static void a_user_who_polls_is_not_ready_without_a_connection(void **state) {
  static const enum transport_kind kinds[] = {TRANSPORT_SHORT_POLL, TRANSPORT_LONG_POLL};
  for (size_t i = 0; i < 2; i++) {
    foreign_open_as(nchan, kinds[i]);
    peer_refuse(&peer);
    user_connect(user);
    run_until_failed();
    assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
    assert_int_equal(made->life.lost[LIFE_REFUSED], 0);
    assert_string_equal(foreign.failure, "poll: refused");
    foreign_tear_down(state);
    foreign_set_up(state);
  }
}

static void a_user_who_polls_is_ready_once_it_has_a_connection(void **state) {
  static const enum transport_kind kinds[] = {TRANSPORT_SHORT_POLL, TRANSPORT_LONG_POLL};
  for (size_t i = 0; i < 2; i++) {
    foreign_open_as(nchan, kinds[i]);
    connect_user();
    run_until_ready();
    foreign_tear_down(state);
    foreign_set_up(state);
  }
}

static void compression_is_asked_for_and_counted(void **state) {
  (void)state;
  /* gzip of {"next":1} */
  static const char packed[] = "\037\213\010\000\000\000\000\000\002\003\253\126\312\113\255\050"
                               "\121\262\062\254\005\000\224\251\306\175\012\000\000\000";
  foreign_compressed = true;
  foreign_open_as(stream, TRANSPORT_LONG_POLL);
  connect_user();
  assert_asked("\r\nAccept-Encoding: gzip\r\n");
  peer_forget(&peer);
  peer_say(&peer, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n");
  peer_send(&peer, packed, sizeof packed - 1);
  peer_wait(&peer, "\r\n\r\n");
  assert_asked("GET /poll?after=1 HTTP/1.1\r\n");
}

static void bodies_of_requests_are_protocol(void **state) {
  (void)state;
  foreign_open_as(HEAD
                  "\"transports\": {\"sse\": {\"url\": \"/\", \"steps\": [{\"request\": "
                  "{\"url\": \"/join\", \"body\": {\"channel\": \"{channel}\"}}}]}},\n" PUBLISH,
                  TRANSPORT_SSE);
  connect_user();
  peer_wait(&peer, "{\"channel\":\"0\"}");
  assert_asked("POST /join HTTP/1.1\r\n");
  assert_asked("\r\nContent-Type: application/json\r\n");
  assert_int_equal(counters->payload_up_bytes, 0);
  assert_int_equal(counters->up_bytes, peer.bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FOREIGN_TEST(a_handshake_has_the_lines_of_the_description),
      FOREIGN_TEST(a_user_is_ready_behind_the_last_step),
      FOREIGN_TEST(cookies_go_back_to_the_server),
      FOREIGN_TEST(a_user_is_ready_once_a_message_has_come),
      FOREIGN_TEST(a_server_that_is_not_there),
      FOREIGN_TEST(a_status_other_than_101),
      FOREIGN_TEST(an_answer_that_is_no_http),
      FOREIGN_TEST(another_subprotocol),
      FOREIGN_TEST(a_close_behind_the_handshake),
      FOREIGN_TEST(an_end_behind_the_handshake),
      FOREIGN_TEST(a_step_that_is_never_answered),
      FOREIGN_TEST(a_step_that_is_refused),
      FOREIGN_TEST(a_message_that_never_comes),
      FOREIGN_TEST(only_the_first_failure_is_kept_in_words),
      FOREIGN_TEST(a_handshake_that_is_too_long_is_not_sent),
      FOREIGN_TEST(events_are_looked_through),
      FOREIGN_TEST(a_stream_goes_on_behind_its_newest_event_not_before_retry),
      FOREIGN_TEST(a_stream_that_is_none_says_what_came),
      FOREIGN_TEST(a_poll_without_a_message_of_ours_is_empty),
      FOREIGN_TEST(a_user_who_polls_is_not_ready_without_a_connection),
      FOREIGN_TEST(a_user_who_polls_is_ready_once_it_has_a_connection),
      FOREIGN_TEST(compression_is_asked_for_and_counted),
      FOREIGN_TEST(bodies_of_requests_are_protocol),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
