/* What a description would have to say: a talk for each of the usual mistakes. */
#include "bench/try/hint.h"

#include "documents/target_load.h"
#include "tests/bench/folder_made.h"
#include "tests/bench/try/talk_made.h"
#include "tests/contracts.h"

static struct target_description description;
static struct talk talk;

/* A description of `plain` with these transports and this way to publish. */
static void described(const char *transports, const char *publish) {
  char text[2048];
  struct error error;
  snprintf(text, sizeof text,
           "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\", \"transports\": {%s}, "
           "\"publish\": {%s}}",
           transports, publish);
  made_file_write("made.json", text);
  if (target_load(&description, path_of("%s/made.json", made_folder).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  talk_begin(&talk, NULL, false);
}

static void described_known(const char *protocol, const char *transport) {
  char text[512];
  struct error error;
  snprintf(text, sizeof text,
           "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"%s\", \"transports\": [\"%s\"], "
           "\"publish\": {\"protocol\": true}}",
           protocol, transport);
  made_file_write("made.json", text);
  if (target_load(&description, path_of("%s/made.json", made_folder).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  talk_begin(&talk, NULL, false);
}

static const char *hint(enum transport_kind transport) {
  static char out[HINT_BYTES];
  hint_make(&talk, &description, transport, out);
  target_release(&description);
  return out;
}

#define REQUEST "\"request\": {\"url\": \"/publish/{channel}\", \"body\": \"{message}\""
#define WEBSOCKET "\"websocket\": {\"url\": \"/channels/{channel}\"}"

/* The user asks for a page, and fails by the answer. */
static void answered(const char *asked, int code, const char *body, const char *step,
                     const char *words) {
  made_say(&talk, made_user, "request", "receives", 0, asked);
  made_say(&talk, made_user, "answer", "receives", code, body);
  made_say(&talk, made_user, "failed", step, 0, words);
}

static void upgrade_refused(int code, const char *words) {
  made_say(&talk, made_user, "websocket", NULL, 0, "GET /channels/0");
  made_say(&talk, made_user, "answer", NULL, code, "");
  made_say(&talk, made_user, "failed", "open", 0, words);
}

static void a_path_that_is_not_there_is_named(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  upgrade_refused(404, "HTTP 404");
  const char *said = hint(TRANSPORT_WEBSOCKET);
  assert_says(said, "nothing at /channels/0");
  assert_says(said, "\"url\" of \"transports.websocket\"");

  described(WEBSOCKET, REQUEST "}");
  made_open(&talk);
  made_say(&talk, made_publisher, "request", "sends", 0, "POST /publish/0\n\npb00000007.0.0.0000.");
  talk.sent_subscribed = true;
  made_say(&talk, made_publisher, "answer", "sends", 404, "");
  made_say(&talk, made_publisher, "published", "refused", 0, "HTTP 404");
  said = hint(TRANSPORT_WEBSOCKET);
  assert_says(said, "nothing at /publish/0");
  assert_says(said, "\"url\" of \"publish.request\"");

  described_known("socket.io", "websocket");
  made_say(&talk, made_user, "websocket", NULL, 0, "GET /socket.io/?EIO=4");
  made_say(&talk, made_user, "answer", NULL, 404, "");
  made_say(&talk, made_user, "failed", "open", 0, "HTTP 404");
  said = hint(TRANSPORT_WEBSOCKET);
  assert_says(said, "nothing at /socket.io/?EIO=4: does it speak socket.io, and there?");
  assert_says(said, "{\"websocket\": {\"url\": ");
}

static void rights_are_asked_for(void **state) {
  static const char *const words[] = {"HTTP 401", "HTTP 403 {\"code\":1}",
                                      "the server closes the WebSocket: 1008 not today",
                                      "the server closes the WebSocket: 4401"};
  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    described(WEBSOCKET, REQUEST "}");
    made_open(&talk);
    made_say(&talk, made_user, "failed", "subscribe", 0, words[i]);
    const char *said = hint(TRANSPORT_WEBSOCKET);
    assert_says(said, "who asks: \"headers\"");
    assert_says(said, "\"secrets\"");
  }
}

static void a_method_and_a_body_are_doubted(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  answered("PUT /x", 405, "", "step 1", "HTTP 405");
  assert_says(hint(TRANSPORT_WEBSOCKET), "not with PUT: is \"method\" right?");
  described(WEBSOCKET, REQUEST "}");
  answered("POST /x", 415, "", "step 1", "HTTP 415");
  assert_says(hint(TRANSPORT_WEBSOCKET), "does not take the body");
}

static void subprotocols_are_named(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  made_say(&talk, made_user, "websocket", "chat", 0, "GET /channels/0");
  made_say(&talk, made_user, "failed", "open", 0, "it chooses a subprotocol that was not offered");
  assert_says(hint(TRANSPORT_WEBSOCKET), "with the subprotocol chat: \"subprotocols\" of "
                                         "\"transports.websocket\"");
  described(WEBSOCKET, REQUEST "}");
  upgrade_refused(400, "HTTP 400");
  assert_says(hint(TRANSPORT_WEBSOCKET), "with no subprotocol: \"subprotocols\"");
  described_known("mqtt", "websocket");
  made_say(&talk, made_user, "websocket", "mqtt", 0, "GET /mqtt");
  made_say(&talk, made_user, "failed", "handshake", 0,
           "the server does not speak the subprotocol \"mqtt\"");
  const char *said = hint(TRANSPORT_WEBSOCKET);
  assert_says(said, "is \"protocol\" right? mqtt");
  assert_says(said, "\"options\"");
}

static void a_page_instead_of_a_websocket_is_told(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  upgrade_refused(200, "HTTP 200 <html>");
  assert_says(hint(TRANSPORT_WEBSOCKET), "/channels/0 answers as a page does");
}

static void a_status_that_publishes_is_to_be_listed(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST ", \"published\": [200]}");
  made_open(&talk);
  made_publish(&talk, 0, 202, "published");
  made_say(&talk, made_publisher, "published", "refused", 0, "HTTP 202 queued");
  assert_says(hint(TRANSPORT_WEBSOCKET), "if 202 says that the message is published, list it in "
                                         "\"published\"");
}

static void a_status_of_a_poll_is_to_be_named(void **state) {
  static const char words[] = "HTTP 429 slow down: \"status\" does not say what that means";
  (void)state;
  described("\"long_poll\": {\"url\": \"/{channel}\"}", REQUEST "}");
  answered("GET /0", 429, "slow down", "poll", words);
  assert_says(hint(TRANSPORT_LONG_POLL),
              "\"transports.long_poll\": \"status\": {\"429\": \"empty\"}");
  described("\"long_poll\": {\"url\": \"/{channel}\"}", REQUEST "}");
  answered("GET /0", 404, "", "poll", "HTTP 404: \"status\" does not say what that means");
  const char *said = hint(TRANSPORT_LONG_POLL);
  assert_says(said, "nothing at /0");
  assert_says(said, "\"status\" says what it means");
}

static void keys_are_named_where_a_pointer_finds_nothing(void **state) {
  (void)state;
  described("\"sse\": {\"url\": \"/\", \"steps\": [{\"expect\": {\"event\": \"hello\"}, "
            "\"capture\": {\"id\": {\"pointer\": \"/id\"}}}]}",
            REQUEST "}");
  made_say(&talk, made_user, "stream", NULL, 0, "GET /");
  made_say(&talk, made_user, "event", "hello", 0, "{\"client\": {\"id\": 1}, \"at\": 2}");
  made_say(&talk, made_user, "failed", "step 1", 0,
           "{id} was not found: no text or number at '/id' in '{\"client\":…'");
  assert_string_equal(hint(TRANSPORT_SSE), "\"capture\": nothing is at \"/id\" in what came: its "
                                           "keys are \"client\", \"at\"");

  described("\"websocket\": {\"url\": \"/\", \"steps\": [{\"name\": \"greet\", \"expect\": "
            "{\"pointer\": \"/ok\"}}]}",
            REQUEST "}");
  made_open(&talk);
  made_say(&talk, made_user, "text", NULL, 0, "[1]");
  made_say(&talk, made_user, "failed", "greet", 0, "nothing that is expected came within 1 s");
  assert_says(hint(TRANSPORT_WEBSOCKET), "\"expect\": nothing is at \"/ok\" in what came: it is a "
                                         "list");
}

static void a_cursor_that_is_nowhere_is_told(void **state) {
  (void)state;
  described("\"short_poll\": {\"url\": \"/{channel}?from={cursor}\", \"cursor\": {\"pointer\": "
            "\"/next\"}}",
            REQUEST "}");
  made_say(&talk, made_user, "ready", NULL, 0, NULL);
  made_say(&talk, made_user, "request", "receives", 0, "GET /0?from=");
  made_say(&talk, made_user, "answer", "receives", 200, "{\"last\": 4, \"items\": []}");
  talk.twice = 4;
  assert_says(hint(TRANSPORT_SHORT_POLL), "\"cursor\": nothing is at \"/next\" in what came: its "
                                          "keys are \"last\", \"items\"");
}

static void what_does_not_come_is_asked_about(void **state) {
  static const char words[] = "nothing that is expected came within 1 s";
  static const char steps[] = "\"websocket\": {\"url\": \"/{channel}\", \"steps\": [{\"expect\": "
                              "{\"prefix\": \"ok\"}}]}";
  (void)state;
  described(steps, REQUEST "}");
  made_say(&talk, made_user, "websocket", NULL, 0, "GET /0");
  made_say(&talk, made_user, "failed", "step 1", 0, words);
  assert_says(hint(TRANSPORT_WEBSOCKET), "nothing at all came");
  described(steps, REQUEST "}");
  made_say(&talk, made_user, "failed", "step 1", 0, "nothing that makes it ready came in time");
  assert_says(hint(TRANSPORT_WEBSOCKET), "nothing at all came");
  described(steps, REQUEST "}");
  made_say(&talk, made_user, "text", NULL, 0, "no");
  made_say(&talk, made_user, "failed", "step 1", 0, words);
  assert_says(hint(TRANSPORT_WEBSOCKET), "is not what \"expect\" of this step says");
  described("\"sse\": {\"url\": \"/\", \"steps\": [{\"expect\": {\"event\": \"hello\"}}]}",
            REQUEST "}");
  made_say(&talk, made_user, "event", "hi", 0, "x");
  made_say(&talk, made_user, "failed", "step 1", 0, words);
  assert_says(hint(TRANSPORT_SSE), "an event of the name \"hello\"");
}

static void no_message(void) {
  made_open(&talk);
  made_publish(&talk, 0, 200, "published");
  made_say(&talk, made_user, "failed", "first message", 0,
           "it has subscribed, and no message came in time");
}

static void channels_are_compared_where_no_message_comes(void **state) {
  (void)state;
  described("\"websocket\": {\"url\": \"/all\"}", REQUEST "}");
  no_message();
  assert_says(hint(TRANSPORT_WEBSOCKET), "\"publish\" has {channel} and \"transports.websocket\" "
                                         "has not");
  described(WEBSOCKET, "\"request\": {\"url\": \"/publish\", \"body\": \"{message}\"}");
  no_message();
  assert_says(hint(TRANSPORT_WEBSOCKET), "has {channel} and \"publish\" has not: messages go "
                                         "elsewhere");
  described(WEBSOCKET, REQUEST "}");
  no_message();
  assert_says(hint(TRANSPORT_WEBSOCKET), "asked for /channels/0 and messages went to /publish/0");
}

static void something_without_a_message_is_told(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  made_open(&talk);
  made_say(&talk, made_user, "text", NULL, 0, "AAAA");
  made_say(&talk, made_user, "failed", "first message", 0, "no message came in time");
  assert_says(hint(TRANSPORT_WEBSOCKET), "something came, but no message was found in it");
}

static void damage_and_silence_are_told(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  made_open(&talk);
  talk_fail(&talk, "message", "a message came damaged");
  assert_says(hint(TRANSPORT_WEBSOCKET), "cut, encode or translate");
  described(WEBSOCKET, REQUEST "}");
  upgrade_refused(0, "Connection refused");
  assert_says(hint(TRANSPORT_WEBSOCKET), "nobody listens there");
  described(WEBSOCKET, REQUEST "}");
  made_say(&talk, made_publisher, "request", "sends", 0, "POST /publish/0");
  made_say(&talk, made_publisher, "answer", "sends", 0, "refused");
  made_say(&talk, made_publisher, "failed", "publish", 0, "refused");
  assert_says(hint(TRANSPORT_WEBSOCKET), "nobody listens where messages go");
}

static void another_protocol_is_suspected(void **state) {
  (void)state;
  described_known("socket.io", "websocket");
  made_open(&talk);
  made_say(&talk, made_user, "text", NULL, 0, "hello");
  made_say(&talk, made_user, "failed", "open", 0, "the server's open packet is wrong: hello");
  assert_says(hint(TRANSPORT_WEBSOCKET), "is \"protocol\": \"socket.io\" what the server speaks");
}

static void nothing_is_said_where_no_rule_fits(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  made_open(&talk);
  made_publish(&talk, 0, 503, "published");
  made_say(&talk, made_publisher, "published", "refused", 0, "HTTP 503 full");
  assert_string_equal(hint(TRANSPORT_WEBSOCKET), "");
}

static void hint_of_nothing(void *context) {
  char out[HINT_BYTES];
  (void)context;
  hint_make(&talk, &description, TRANSPORT_WEBSOCKET, out);
}

static void a_talk_that_has_not_failed_has_no_hint(void **state) {
  (void)state;
  described(WEBSOCKET, REQUEST "}");
  assert_contract_broken(hint_of_nothing, NULL, "talk->failed || talk->twice > 0");
  target_release(&description);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_path_that_is_not_there_is_named),
      IN_FOLDER(rights_are_asked_for),
      IN_FOLDER(a_method_and_a_body_are_doubted),
      IN_FOLDER(subprotocols_are_named),
      IN_FOLDER(a_page_instead_of_a_websocket_is_told),
      IN_FOLDER(a_status_that_publishes_is_to_be_listed),
      IN_FOLDER(a_status_of_a_poll_is_to_be_named),
      IN_FOLDER(keys_are_named_where_a_pointer_finds_nothing),
      IN_FOLDER(a_cursor_that_is_nowhere_is_told),
      IN_FOLDER(what_does_not_come_is_asked_about),
      IN_FOLDER(channels_are_compared_where_no_message_comes),
      IN_FOLDER(something_without_a_message_is_told),
      IN_FOLDER(damage_and_silence_are_told),
      IN_FOLDER(another_protocol_is_suspected),
      IN_FOLDER(nothing_is_said_where_no_rule_fits),
      IN_FOLDER(a_talk_that_has_not_failed_has_no_hint),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
