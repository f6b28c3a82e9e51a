/* nchan: its rules one by one, and what a real server and real clients said. */
#include "tests/clients/protocols/recorded.h"

#include "clients/protocols/rows.h"

#define OK_HEAD(modified, tag) \
  "HTTP/1.1 200 OK\r\nLast-Modified: " modified "\r\nEtag: " tag "\r\n\r\n"
#define FRIDAY "Fri, 27 Nov 2026 06:19:27 GMT"
#define TIMEOUT_HEAD "HTTP/1.1 408 Request Timeout\r\n\r\n"
#define UNCHANGED_HEAD "HTTP/1.1 304 Not Modified\r\n\r\n"

static void begin(struct made *made, enum transport_kind transport, const char *options) {
  made_begin(made, &protocol_nchan, transport, options, "{\"url\":\"/at/{channel}\"}");
}

/* --- long polls -------------------------------------------------------------------- */

static void a_long_poll_sends_back_the_pair_of_the_last_message(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  assert_said(&made, "receives GET /at/c\nready\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "0"), "one");
  assert_said(&made, "received one\npolled\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 0\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "1"), "two");
  assert_said(&made, "received two\npolled\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 1\n");
  made_end(&made);
}

static void what_an_answer_lacks_of_the_pair_stays_as_it_was(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "7"), "one");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, TIMEOUT_HEAD, "");
  assert_said(&made, "polled empty\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 7\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 200 OK\r\nETAG:8\r\n\r\n", "two");
  assert_said(&made, "received two\npolled\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 8\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD("Sat", ""), "three");
  assert_said(&made, "received three\npolled\n"
                     "receives GET /at/c; If-Modified-Since: Sat; If-None-Match: 8\n");
  made_end(&made);
}

static void a_cursor_outlives_a_lost_connection_and_a_restart(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "0"), "one");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "connection reset");
  assert_said(&made, "failed at poll: connection reset\n");
  made_open(&made);
  assert_said(&made, "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 0\n"
                     "ready\n");
  made.conversation.protocol->lost(&made.conversation);
  assert_said(&made, "");
  made_end(&made);
}

static void a_long_poll_does_not_hurry_after_304(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, UNCHANGED_HEAD, "");
  assert_said(&made, "polled empty\nwake 1000 ms\n");
  made.conversation.protocol->woken(&made.conversation);
  assert_said(&made, "receives GET /at/c\n");
  made_end(&made);
}

static void an_empty_message_is_an_empty_poll(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "0"), "");
  assert_said(&made, "received \npolled empty\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 0\n");
  made_end(&made);
}

static void other_statuses_fail_with_what_to_do(void **state) {
  static const struct {
    const char *head, *said;
  } cases[] = {
      {"HTTP/1.1 403 Forbidden\r\n\r\n",
       "failed at poll: 403 Forbidden: the server forbids it: its limits, its authorization or the "
       "Origin\n"},
      {"HTTP/1.1 404 Not Found\r\n\r\n",
       "failed at poll: 404 Not Found: no location of the server matches the transport's "
       "\"url\"\n"},
      {"HTTP/1.1 405 Not Allowed\r\n\r\n",
       "failed at poll: 405 Not Allowed: the location takes no subscribers of this kind\n"},
      {"HTTP/1.1 409 Conflict\r\n\r\n",
       "failed at poll: 409 Conflict: another subscriber has taken the channel "
       "(nchan_subscriber_concurrency)\n"},
      {"HTTP/1.1 410 Gone\r\n\r\n",
       "failed at poll: 410 Gone: the channel was deleted, or the server ends\n"},
      {"HTTP/1.1 502\r\n\r\n", "failed at poll: 502: is \"url\" that of a subscriber's location "
                               "(nchan_subscriber)?\n"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    begin(&made, TRANSPORT_LONG_POLL, NULL);
    made_open(&made);
    made_said(&made);
    made_answer(&made, PROTOCOL_RECEIVES, cases[i].head, "no");
    assert_said(&made, cases[i].said);
    made_end(&made);
  }
}

static void a_cursor_that_is_no_header_is_left_out(void **state) {
  struct made made;
  char head[1024], tag[400];
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_said(&made);
  memset(tag, '9', sizeof tag - 1);
  tag[sizeof tag - 1] = '\0';
  snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nEtag: %s\r\nLast-Modified: a\x01z\r\n\r\n", tag);
  made_answer(&made, PROTOCOL_RECEIVES, head, "x");
  assert_said(&made, "received x\npolled\nreceives GET /at/c\n");
  made_end(&made);
}

/* --- short polls ------------------------------------------------------------------- */

static void a_short_poll_takes_all_that_waits(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_SHORT_POLL, NULL);
  made_open(&made);
  assert_said(&made, "ready\n");
  made.conversation.protocol->poll(&made.conversation);
  assert_said(&made, "receives GET /at/c\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD(FRIDAY, "0"), "one");
  assert_said(&made, "received one\npolled\n"
                     "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 0\n");
  made.conversation.protocol->poll(&made.conversation); /* due while one is on its way */
  assert_said(&made, "");
  made_answer(&made, PROTOCOL_RECEIVES, UNCHANGED_HEAD, "");
  assert_said(&made, "polled empty\n");
  made.conversation.protocol->poll(&made.conversation);
  assert_said(&made, "receives GET /at/c; If-Modified-Since: " FRIDAY "; If-None-Match: 0\n");
  made_end(&made);
}

static void a_short_poll_can_be_asked_again_after_a_loss(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_SHORT_POLL, NULL);
  made_open(&made);
  made.conversation.protocol->poll(&made.conversation);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "timed out");
  assert_said(&made, "failed at poll: timed out\n");
  made_open(&made);
  made.conversation.protocol->poll(&made.conversation);
  assert_said(&made, "ready\nreceives GET /at/c\n");
  made_end(&made);
}

/* --- event streams ----------------------------------------------------------------- */

static void a_stream_resumes_behind_its_newest_id(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_SSE, NULL);
  made_open(&made);
  assert_said(&made, "stream GET /at/c; Accept: text/event-stream\n");
  made_opened(&made, "HTTP/1.1 200 OK\r\n\r\n");
  made_event(&made, "message", "1795760394:0", "one");
  made_event(&made, "ping", "1795760394:0", "x");
  made_event(&made, "message", "", "two");
  assert_said(&made, "ready\nreceived one\nheartbeat theirs\nreceived two\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 200 OK\r\n\r\n", "");
  assert_said(&made, "failed at stream: the server has ended the stream\n");
  made_open(&made);
  assert_said(&made, "stream GET /at/c; Accept: text/event-stream; Last-Event-ID: 1795760394:0\n");
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "failed at stream: 404 Not Found: no location of the server matches the "
                     "transport's \"url\"\n");
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "connection refused");
  assert_said(&made, "failed at stream: connection refused\n");
  made_end(&made);
}

static void the_name_of_pings_is_an_option(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_SSE, "{\"ping_event\":\"beat\"}");
  made_event(&made, "ping", "", "x");
  made_event(&made, "beat", "", "x");
  assert_said(&made, "received x\nheartbeat theirs\n");
  made_end(&made);
}

/* --- WebSockets -------------------------------------------------------------------- */

static void a_plain_websocket_is_handed_messages_as_they_are(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_WEBSOCKET, "{\"subprotocol\":\"none\"}");
  made_open(&made);
  assert_said(&made, "websocket GET /at/c\n");
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  made_text(&made, "id: 1:0\n\none");
  made_text(&made, "");
  assert_said(&made, "ready\nreceived id: 1:0\n\none\nreceived \n");
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  assert_said(&made, "websocket GET /at/c\n");
  made_end(&made);
}

#define AGREED "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: ws+meta.nchan\r\n\r\n"

static void a_websocket_with_meta_resumes_behind_its_newest_id(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_WEBSOCKET, NULL);
  made_open(&made);
  assert_said(&made, "websocket GET /at/c; subprotocols ws+meta.nchan\n");
  made_opened(&made, AGREED);
  made_text(&made, "id: 1795760399:1\ncontent-type: text/plain\n\none\n\ntwo");
  made_text(&made, "id: 1795760399:2\n\n");
  assert_said(&made, "ready\nreceived one\n\ntwo\nreceived \n");
  made.conversation.protocol->lost(&made.conversation);
  made_open(&made);
  assert_said(&made, "websocket GET /at/c?last_event_id=1795760399%3A2; subprotocols "
                     "ws+meta.nchan\n");
  made_end(&made);
  made_begin(&made, &protocol_nchan, TRANSPORT_WEBSOCKET, NULL, "{\"url\":\"/at?id={channel}\"}");
  made_text(&made, "id: 5:0,[1]\n\nx");
  made_said(&made);
  made_open(&made);
  assert_said(&made, "websocket GET /at?id=c&last_event_id=5%3A0%2C%5B1%5D; subprotocols "
                     "ws+meta.nchan\n");
  made_end(&made);
}

static void a_server_that_does_not_agree_to_meta_is_named(void **state) {
  static const char said[] = "failed at handshake: the server does not agree to the subprotocol "
                             "ws+meta.nchan: set the option \"subprotocol\" to \"none\"\n";
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_WEBSOCKET, NULL);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  assert_said(&made, said);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
  assert_said(&made, said);
  made_end(&made);
}

static void a_message_without_meta_is_named(void **state) {
  static const char *const texts[] = {"",          "one",       "one\ntwo",
                                      "\nid: 1:0", "id: 1:0\n", "id: 1:0\nid: 2"};
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct made made;
    begin(&made, TRANSPORT_WEBSOCKET, NULL);
    made_text(&made, texts[i]);
    assert_memory_equal(made_said(&made), "failed at message: \"", 20);
    made_end(&made);
  }
}

static void a_message_with_meta_that_is_cut_does_no_harm(void **state) {
  static const char text[] = "id: 1:0\ncontent-type: text/plain\n\none";
  enum { LINES_BYTES = sizeof text - 1 - 3 };
  (void)state;
  for (size_t count = 0; count < sizeof text; count++) {
    struct made made;
    char cut[sizeof text];
    begin(&made, TRANSPORT_WEBSOCKET, NULL);
    snprintf(cut, sizeof cut, "%.*s", (int)count, text);
    made_text(&made, cut);
    assert_non_null(strstr(made_said(&made), count < LINES_BYTES ? "failed" : "received"));
    made_end(&made);
  }
}

static void a_websocket_that_is_refused_says_why(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_WEBSOCKET, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 405 Not Allowed\r\n\r\n", "");
  assert_said(&made, "failed at stream: 405 Not Allowed: the location takes no subscribers of this "
                     "kind\n");
  made_end(&made);
}

/* --- publishing -------------------------------------------------------------------- */

static void posts_are_sent_one_after_the_other(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, "{\"publish\":\"/pub?id={channel}\"}");
  made.conversation.publishes = true;
  made_open(&made);
  assert_said(&made, "ready\n");
  made_publish(&made, "one");
  made_publish(&made, "two");
  made_publish(&made, "three");
  assert_said(&made, "sends POST /pub?id=c; body: one\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 202 Accepted\r\n\r\n", "queued messages: 1");
  assert_said(&made, "published\nsends POST /pub?id=c; body: two\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 507 Insufficient Storage\r\n\r\n", "");
  assert_said(&made, "refused\nsends POST /pub?id=c; body: three\n");
  made_answer(&made, PROTOCOL_SENDS, NULL, "connection reset");
  assert_said(&made, "unanswered\n");
  made_answer(&made, PROTOCOL_SENDS, NULL, "connection reset"); /* of nothing */
  assert_said(&made, "");
  made_publish(&made, "four");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 201 Created\r\n\r\n", "");
  assert_said(&made, "sends POST /pub?id=c; body: four\npublished\n");
  made_end(&made);
}

static void a_post_that_fell_with_the_conversation_is_unanswered(void **state) {
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  made_open(&made);
  made_publish(&made, "one");
  made_publish(&made, "two");
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "connection reset");
  made_said(&made);
  made_open(&made);
  assert_said(&made, "unanswered\nsends POST /publish/c; body: two\nreceives GET /at/c\nready\n");
  made.conversation.protocol->lost(&made.conversation); /* another connection was */
  made_open(&made);
  assert_said(&made, "receives GET /at/c\nready\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 202 Accepted\r\n\r\n", "");
  assert_said(&made, "published\n");
  made_end(&made);
}

static void many_posts_wait_in_order(void **state) {
  enum { POSTS = 3000 };
  struct made made;
  (void)state;
  begin(&made, TRANSPORT_LONG_POLL, NULL);
  for (int i = 0; i < POSTS; i++) {
    char text[32];
    snprintf(text, sizeof text, "message-%d", i);
    made_publish(&made, text);
    if (i % 3 == 2)
      made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 202 Accepted\r\n\r\n", "");
    made.bytes = 0;
  }
  for (int i = POSTS / 3; i < POSTS - 1; i++) {
    char expected[64];
    snprintf(expected, sizeof expected, "published\nsends POST /publish/c; body: message-%d\n",
             i + 1);
    made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 202 Accepted\r\n\r\n", "");
    assert_said(&made, expected);
  }
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 202 Accepted\r\n\r\n", "");
  assert_said(&made, "published\n");
  made_end(&made);
}

/* --- descriptions ------------------------------------------------------------------ */

static void options_are_checked(void **state) {
  static const struct {
    enum transport_kind transport;
    const char *options, *description, *error;
  } cases[] = {
      {TRANSPORT_LONG_POLL, NULL, NULL, ""},
      {TRANSPORT_SHORT_POLL, "{\"first\":\"oldest\"}", "{}", ""},
      {TRANSPORT_SSE, "{\"first\":\"newest\"}", NULL, ""},
      {TRANSPORT_SSE, "{\"first\":\"next\"}", NULL,
       "option \"first\" is \"next\", and may be \"oldest\", \"newest\""},
      {TRANSPORT_WEBSOCKET, "{\"subprotocol\":\"meta\"}", NULL,
       "option \"subprotocol\" is \"meta\", and may be \"ws+meta.nchan\", \"none\""},
      {TRANSPORT_SHORT_POLL, "{\"first\":\"newest\"}", NULL,
       "short_poll gets no message from a server whose first message is the newest: set "
       "nchan_subscriber_first_message and the option \"first\" to \"oldest\""},
      {TRANSPORT_SSE, "{\"publish\":\"/{chanel}\"}", NULL,
       "option \"publish\": unknown variable {chanel} at character 2: did you mean {channel}?"},
      {TRANSPORT_SSE, NULL, "{\"url\":\"/{\"}",
       "\"url\" of the transport: '{' at character 2 is no variable: '{name}' is one, and '{{' is "
       "a "
       "brace"},
      {TRANSPORT_SSE, NULL, "{\"url\":7}", "\"url\" of the transport is no text"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_nchan, cases[i].transport, cases[i].options, cases[i].description);
    assert_string_equal(made_check(&made), cases[i].error);
    made_end(&made);
  }
}

static void urls_have_the_values_of_the_user(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_nchan, TRANSPORT_LONG_POLL, NULL,
             "{\"url\":\"/{run}/{user}/{channel}?{random}\"}");
  made.conversation.channel = "a b";
  made_open(&made);
  const char *said = made_said(&made);
  assert_memory_equal(said, "receives GET /r/u/a%20b?", 24);
  assert_string_equal(said + 24 + 16, "\nready\n");
  made_end(&made);
  made_begin(&made, &protocol_nchan, TRANSPORT_SSE, NULL, "{\"url\":\"/{nobody}\"}");
  made_open(&made);
  assert_memory_equal(made_said(&made), "failed at subscribe: \"url\" of the transport: ", 45);
  made_end(&made);
}

/* --- what was recorded ------------------------------------------------------------- */

static const char *const cursor_names[] = {"If-Modified-Since", "If-None-Match", NULL};

static const char *recorded_poll(const struct recorded *recorded, size_t number) {
  return recorded_request(recorded_said(recorded, false, number), cursor_names, false);
}

/* Hands the conversation the recorded answers one by one, and compares what it asks for with what
 * the recorded client did. `polls`: it asks when it is told to. */
static void polls_replay(const char *name, const char *url, enum transport_kind transport) {
  struct recorded *recorded = recorded_load(name);
  struct made made;
  char description[64], expected[RECORDED_PART_BYTES_MAX + 64];
  snprintf(description, sizeof description, "{\"url\":\"%s\"}", url);
  made_begin(&made, &protocol_nchan, transport, NULL, description);
  made_open(&made);
  if (transport == TRANSPORT_SHORT_POLL)
    made.conversation.protocol->poll(&made.conversation);
  bool asked = true;
  for (size_t i = 0; recorded_said(recorded, true, i); i++) {
    struct recorded_answer answer;
    if (!asked)
      made.conversation.protocol->poll(&made.conversation);
    snprintf(expected, sizeof expected, "receives %s\n", recorded_poll(recorded, i));
    assert_non_null(strstr(made_said(&made), expected));
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_answer_bytes(&made, PROTOCOL_RECEIVES, answer.head, answer.body, answer.body_bytes);
    if (answer.body_bytes > 0)
      snprintf(expected, sizeof expected, "received %s\npolled\n", answer.body);
    else
      snprintf(expected, sizeof expected, "polled empty\n");
    assert_memory_equal(made.said, expected, strlen(expected));
    asked = memmem(made.said, made.bytes, "receives", 8) != NULL;
    assert_true(asked || answer.body_bytes == 0);
  }
  made_end(&made);
  free(recorded);
}

static void recorded_polls_are_repeated(void **state) {
  (void)state;
  polls_replay("nchan_long_poll", "/long_poll/lp", TRANSPORT_LONG_POLL);
  polls_replay("nchan_short_poll", "/short_poll/sp", TRANSPORT_SHORT_POLL);
}

static void a_recorded_restart_is_repeated(void **state) {
  struct recorded *recorded = recorded_load("nchan_restart");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_nchan, TRANSPORT_LONG_POLL, NULL, "{\"url\":\"/long_poll/re\"}");
  for (size_t i = 0; i < 3; i++) {
    static const char *const said[] = {"received one\npolled\n", "failed at poll: 410 Gone",
                                       "received two\npolled\n"};
    struct recorded_answer answer;
    if (i != 1)
      made_open(&made);
    assert_non_null(strstr(made_said(&made), recorded_poll(recorded, i)));
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_answer_bytes(&made, PROTOCOL_RECEIVES, answer.head, answer.body, answer.body_bytes);
    assert_memory_equal(made.said, said[i], strlen(said[i]));
  }
  made_end(&made);
  free(recorded);
}

static void recorded_streams_are_repeated(void **state) {
  static const char *const names[] = {"Accept", "Last-Event-ID", NULL};
  static const char *const received[] = {"ready\nreceived one\nreceived two\n",
                                         "ready\nreceived three\n"};
  struct recorded *recorded = recorded_load("nchan_sse");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_nchan, TRANSPORT_SSE, NULL, "{\"url\":\"/stream/es\"}");
  for (size_t i = 0; i < 2; i++) {
    struct recorded_answer answer;
    char expected[512];
    made_open(&made);
    snprintf(expected, sizeof expected, "stream %s\n",
             recorded_request(recorded_said(recorded, false, i), names, false));
    assert_said(&made, expected);
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_opened(&made, answer.head);
    recorded_events(&made, answer.body);
    assert_said(&made, received[i]);
  }
  made_end(&made);
  free(recorded);
}

/* What the server said on a connection: its answer, then frames. The client may have sent pongs in
 * between. */
static void connection_replay(struct made *made, const struct recorded *recorded, int connection) {
  struct recorded_answer answer = {.rest = 0};
  for (size_t i = 0; i < recorded->count; i++) {
    const struct recorded_part *part = &recorded->parts[i];
    if (!part->server || part->connection != connection)
      continue;
    bool first = answer.rest == 0;
    if (first) {
      recorded_answer(part, &answer);
      made_opened(made, answer.head);
    }
    recorded_frames(made, part, first ? answer.rest : 0);
  }
}

/* The first `connections` of a recording. */
static void websocket_replay(const char *name, const char *options, const char *url,
                             const char *const *received, size_t connections) {
  struct recorded *recorded = recorded_load(name);
  struct made made;
  char description[64], expected[512];
  snprintf(description, sizeof description, "{\"url\":\"%s\"}", url);
  made_begin(&made, &protocol_nchan, TRANSPORT_WEBSOCKET, options, description);
  for (size_t i = 0; i < connections; i++) {
    static const char *const none[] = {NULL};
    size_t request = 0; /* the first of that connection */
    while (recorded_said(recorded, false, request)->connection != (int)i + 1)
      request++;
    made_open(&made);
    snprintf(expected, sizeof expected, "websocket %s%s\n",
             recorded_request(recorded_said(recorded, false, request), none, false),
             options ? "" : "; subprotocols ws+meta.nchan");
    assert_said(&made, expected);
    connection_replay(&made, recorded, (int)i + 1);
    assert_said(&made, received[i]);
    made.conversation.protocol->lost(&made.conversation);
  }
  made_end(&made);
  free(recorded);
}

static void recorded_websockets_are_repeated(void **state) {
  static const char *const received[] = {"ready\nreceived one\nreceived two\n",
                                         "ready\nreceived three\n"};
  (void)state;
  websocket_replay("nchan_websocket", "{\"subprotocol\":\"none\"}", "/stream/ws", received, 1);
  websocket_replay("nchan_websocket_meta", NULL, "/stream/wm", received, 2);
}

static void recorded_posts_are_repeated(void **state) {
  static const char *const none[] = {NULL};
  static const char *const texts[] = {"one", "two", "x"};
  static const char *const outcomes[] = {"published\n", "published\n", "refused\n"};
  struct recorded *recorded = recorded_load("nchan_publish");
  (void)state;
  for (size_t i = 0; i < 3; i++) {
    struct made made;
    struct recorded_answer answer;
    char expected[512];
    begin(&made, TRANSPORT_LONG_POLL,
          i < 2 ? "{\"publish\":\"/publish/pub\"}" : "{\"publish\":\"/elsewhere\"}");
    made_publish(&made, texts[i]);
    snprintf(expected, sizeof expected, "sends %s\n",
             recorded_request(recorded_said(recorded, false, i), none, true));
    assert_said(&made, expected);
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_answer_bytes(&made, PROTOCOL_SENDS, answer.head, answer.body, answer.body_bytes);
    assert_said(&made, outcomes[i]);
    made_end(&made);
  }
  free(recorded);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_long_poll_sends_back_the_pair_of_the_last_message),
      cmocka_unit_test(what_an_answer_lacks_of_the_pair_stays_as_it_was),
      cmocka_unit_test(a_cursor_outlives_a_lost_connection_and_a_restart),
      cmocka_unit_test(a_long_poll_does_not_hurry_after_304),
      cmocka_unit_test(an_empty_message_is_an_empty_poll),
      cmocka_unit_test(other_statuses_fail_with_what_to_do),
      cmocka_unit_test(a_cursor_that_is_no_header_is_left_out),
      cmocka_unit_test(a_short_poll_takes_all_that_waits),
      cmocka_unit_test(a_short_poll_can_be_asked_again_after_a_loss),
      cmocka_unit_test(a_stream_resumes_behind_its_newest_id),
      cmocka_unit_test(the_name_of_pings_is_an_option),
      cmocka_unit_test(a_plain_websocket_is_handed_messages_as_they_are),
      cmocka_unit_test(a_websocket_with_meta_resumes_behind_its_newest_id),
      cmocka_unit_test(a_server_that_does_not_agree_to_meta_is_named),
      cmocka_unit_test(a_message_without_meta_is_named),
      cmocka_unit_test(a_message_with_meta_that_is_cut_does_no_harm),
      cmocka_unit_test(a_websocket_that_is_refused_says_why),
      cmocka_unit_test(posts_are_sent_one_after_the_other),
      cmocka_unit_test(a_post_that_fell_with_the_conversation_is_unanswered),
      cmocka_unit_test(many_posts_wait_in_order),
      cmocka_unit_test(options_are_checked),
      cmocka_unit_test(urls_have_the_values_of_the_user),
      cmocka_unit_test(recorded_polls_are_repeated),
      cmocka_unit_test(a_recorded_restart_is_repeated),
      cmocka_unit_test(recorded_streams_are_repeated),
      cmocka_unit_test(recorded_websockets_are_repeated),
      cmocka_unit_test(recorded_posts_are_repeated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
