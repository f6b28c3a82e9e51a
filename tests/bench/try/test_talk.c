/* Transcripts, as lines for people and as what they tell. */
#include "bench/try/talk.h"

#include <math.h>
#include <stdlib.h>

#include "tests/bench/try/talk_made.h"

static char *written;
static size_t written_bytes;

static struct talk begin(bool itself) {
  struct talk talk;
  FILE *out = open_memstream(&written, &written_bytes);
  assert_non_null(out);
  talk_begin(&talk, out, itself);
  return talk;
}

/* What was written, to be freed. */
static char *end(struct talk *talk) {
  talk_pause(talk);
  assert_int_equal(fclose(talk->out), 0);
  return written;
}

static void a_talk_is_written_step_by_step(void **state) {
  (void)state;
  struct talk talk = begin(false);
  made_say(&talk, made_publisher, "ready", NULL, 0, NULL);
  made_say(&talk, made_user, "websocket", "chat", 0, "GET /channels/0");
  made_say(&talk, made_user, "open", NULL, 101,
           "HTTP/1.1 101 x\r\nsec-websocket-protocol: chat\r\n\r\n");
  made_say(&talk, made_user, "send", NULL, 0, "to 0\n");
  made_say(&talk, made_user, "text", NULL, 0, "welcome");
  made_say(&talk, made_user, "ready", NULL, 0, NULL);
  made_say(&talk, made_user, "close", NULL, 0, NULL);
  made_say(&talk, made_user, "of a later version", NULL, 0, NULL);
  char *text = end(&talk);
  assert_string_equal(text,
                      "     0.0 ms  user      -> GET /channels/0 as a WebSocket, subprotocol chat\n"
                      "     1.0 ms  user      <- 101 a WebSocket, subprotocol chat\n"
                      "     2.0 ms  user      -> to 0\\n\n"
                      "     3.0 ms  user      <- (7 B) welcome\n"
                      "     4.0 ms  user         subscribed\n"
                      "     5.0 ms  user         closes\n");
  free(text);
}

static void requests_streams_and_answers_are_written(void **state) {
  (void)state;
  struct talk talk = begin(false);
  made_say(&talk, made_user, "stream", NULL, 0, "GET /sse\nAccept: text/event-stream");
  made_say(&talk, made_user, "open", NULL, 200,
           "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
  made_say(&talk, made_user, "event", "tick", 0, "now");
  made_say(&talk, made_user, "request", "receives", 0, "POST /x\nA: 1\nB: 2\n\n{\"a\":1}");
  made_say(&talk, made_user, "answer", "receives", 204, "");
  made_say(&talk, made_user, "answer", "receives", 200, "body");
  made_say(&talk, made_user, "answer", "receives", 0, "timed out");
  char *text = end(&talk);
  assert_says(text, "-> GET /sse as an event stream (Accept: text/event-stream)\n");
  assert_says(text, "<- 200 text/event-stream\n");
  assert_says(text, "<- event \"tick\" (3 B) now\n");
  assert_says(text, "-> POST /x: {\"a\":1} (A: 1, B: 2)\n");
  assert_says(text, "<- 204\n");
  assert_says(text, "<- 200 (4 B) body\n");
  assert_says(text, "<- no answer: timed out\n");
  free(text);
}

static void a_long_text_is_cut_and_its_length_is_said(void **state) {
  (void)state;
  struct talk talk = begin(false);
  char long_text[301];
  memset(long_text, 'x', 300);
  long_text[300] = '\0';
  json_t *line = json_pack("{s:I,s:s,s:s,s:s,s:I}", "at_ns", (json_int_t)5, "who", "user", "does",
                           "text", "text", long_text, "bytes", (json_int_t)70000);
  talk_take(&talk, line);
  json_decref(line);
  char *text = end(&talk);
  assert_says(text, "<- (70000 B) xxx");
  assert_ends(text, "x…\n");
  assert_true(strlen(text) < 120);
  free(text);
}

static void repetitions_are_counted(void **state) {
  (void)state;
  struct talk talk = begin(false);
  for (int i = 0; i < 4; i++) {
    made_say(&talk, made_user, "request", "receives", 0, "GET /poll");
    made_say(&talk, made_user, "answer", "receives", 304, "");
  }
  made_say(&talk, made_user, "request", "receives", 0, "GET /poll");
  made_say(&talk, made_user, "answer", "receives", 200, "new");
  made_say(&talk, made_user, "request", "receives", 0, "GET /poll");
  made_say(&talk, made_user, "answer", "receives", 200, "new");
  made_say(&talk, made_user, "ready", NULL, 0, NULL);
  char *text = end(&talk);
  assert_string_equal(text, "     0.0 ms  user      -> GET /poll\n"
                            "     1.0 ms  user      <- 304\n"
                            "             user         (the same 3 times more)\n"
                            "     8.0 ms  user      -> GET /poll\n"
                            "     9.0 ms  user      <- 200 (3 B) new\n"
                            "             user         (the same once more)\n"
                            "    12.0 ms  user         subscribed\n");
  free(text);
}

static void each_message_is_written(void **state) {
  (void)state;
  struct talk talk = begin(false);
  for (uint64_t number = 0; number <= 4; number++) {
    char text[256];
    snprintf(text, sizeof text, "{\"of\":\"%080d\",\"text\":\"%s\"}", 0,
             made_token(7, number / 2)); /* what is shown is the same */
    made_say(&talk, made_publisher, "send", NULL, 0, text);
    made_say(&talk, made_publisher, "text", NULL, 0, "ok");
  }
  char *text = end(&talk);
  assert_says(text, "(the same once more)\n");
  size_t lines = 0;
  for (const char *at = text; (at = strstr(at, "publisher -> ")); at++)
    lines++;
  assert_int_equal(lines, 1 + 2 + 1);
  free(text);
}

static void messages_are_told_from_those_of_an_earlier_run(void **state) {
  (void)state;
  struct talk talk = begin(false);
  made_open(&talk);
  for (int i = 0; i < 2; i++) {
    made_say(&talk, made_user, "text", NULL, 0, made_token(6, 1));
    made_say(&talk, made_user, "received", NULL, 0, made_token(6, 1));
    made_say(&talk, made_user, "stale", NULL, 0, made_token(6, 1));
  }
  made_receive(&talk, 0);
  made_receive(&talk, 0);
  made_publish(&talk, 1, 200, "published");
  made_receive(&talk, 1);
  made_receive(&talk, 1);
  char *text = end(&talk);
  assert_says(text, "(2 texts with messages of an earlier run came)\n");
  assert_says_not(text, made_token(6, 1));
  assert_says(text, "   the message that proves the subscription\n");
  assert_says(text, "   message 1 of 3\n");
  assert_says(text, "   message 1 of 3, again\n");
  assert_true(talk.proven && talk.messages == 1 && talk.twice == 1);
  assert_false(talk_is_done(&talk));
  assert_false(talk.failed);
  free(text);
}

static void the_first_latency_is_from_its_request_to_its_receipt(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_open(&talk);
  assert_true(isnan(talk_first_latency_ns(&talk)));
  made_publish(&talk, 1, 200, "published");
  assert_true(isnan(talk_first_latency_ns(&talk)));
  made_receive(&talk, 1);
  /* request, answer, published, text, received, message */
  assert_float_equal(talk_first_latency_ns(&talk), 5 * (double)made_step_ns, 1e-3);
  for (uint64_t number = 2; number <= TALK_MESSAGES; number++) {
    made_publish(&talk, number, 200, "published");
    made_receive(&talk, number);
  }
  assert_true(talk_is_done(&talk));
  assert_int_equal(talk.published, TALK_MESSAGES);
}

static void a_failure_ends_the_talk(void **state) {
  (void)state;
  struct talk talk = begin(false);
  made_say(&talk, made_user, "failed", "subscribe", 0, "HTTP 404");
  made_say(&talk, made_user, "request", "receives", 0, "GET /again");
  talk_fail(&talk, "later", "another");
  char *text = end(&talk);
  assert_says(text, "   fails at subscribe\n");
  assert_says_not(text, "/again");
  assert_true(talk.failed && !talk.by_publisher);
  assert_string_equal(talk.step, "subscribe");
  assert_string_equal(talk.words, "HTTP 404");
  free(text);
}

static void a_loss_fails_unless_all_messages_are_there(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_open(&talk);
  for (uint64_t number = 1; number <= TALK_MESSAGES; number++)
    made_receive(&talk, number);
  made_say(&talk, made_user, "lost", "connection", 0, "the WebSocket has ended: closed");
  assert_false(talk.failed);
  talk_begin(&talk, NULL, false);
  made_open(&talk);
  made_say(&talk, made_user, "lost", "connection", 0, "the WebSocket has ended: closed");
  assert_true(talk.failed);
  assert_string_equal(talk.step, "connection");
}

static void what_is_refused_before_anybody_waits_is_no_failure(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_publish(&talk, 0, 403, "refused");
  assert_false(talk.failed);
  made_open(&talk);
  made_publish(&talk, 0, 403, "refused");
  assert_true(talk.failed && talk.by_publisher);
  assert_string_equal(talk.step, "publish");
  assert_string_equal(talk.words, "HTTP 403 no");
}

/* It was sent before the user had subscribed, and is refused afterwards. */
static void what_was_sent_before_anybody_waited_may_be_refused_late(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_say(&talk, made_publisher, "send", NULL, 0, made_token(7, 0));
  made_open(&talk);
  made_say(&talk, made_publisher, "published", "refused", 0, NULL);
  assert_false(talk.failed);
  made_say(&talk, made_publisher, "send", NULL, 0, made_token(7, 0));
  made_say(&talk, made_publisher, "published", "refused", 0, NULL);
  assert_true(talk.failed);
  assert_string_equal(talk.words, "the message could not be sent");
}

static void nobody_is_blamed_for_a_publisher_without_an_answer(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_open(&talk);
  made_say(&talk, made_publisher, "request", "sends", 0, "POST /publish/0\n\nx");
  made_say(&talk, made_publisher, "answer", "sends", 0, "refused");
  made_say(&talk, made_publisher, "published", "unsent", 0, NULL);
  made_say(&talk, made_user, "failed", "first message", 0, "no message came in time");
  assert_true(talk.failed && talk.by_publisher);
  assert_string_equal(talk.step, "publish");
  assert_string_equal(talk.words, "refused");
}

static void a_servers_own_messages_are_counted_as_they_come(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, true);
  made_open(&talk);
  for (int i = 0; i < TALK_MESSAGES + 1; i++)
    made_say(&talk, made_user, "message", NULL, 0, "{\"n\":1}");
  assert_true(talk_is_done(&talk));
  assert_true(isnan(talk_first_latency_ns(&talk)));
  assert_int_equal(talk.twice, 0);
}

static void unanswered_messages_are_counted(void **state) {
  (void)state;
  struct talk talk;
  talk_begin(&talk, NULL, false);
  made_publish(&talk, 1, 0, "unanswered");
  assert_int_equal(talk.unanswered, 1);
  assert_int_equal(talk.published, 0);
  assert_false(talk.failed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_talk_is_written_step_by_step),
      cmocka_unit_test(requests_streams_and_answers_are_written),
      cmocka_unit_test(a_long_text_is_cut_and_its_length_is_said),
      cmocka_unit_test(repetitions_are_counted),
      cmocka_unit_test(each_message_is_written),
      cmocka_unit_test(messages_are_told_from_those_of_an_earlier_run),
      cmocka_unit_test(the_first_latency_is_from_its_request_to_its_receipt),
      cmocka_unit_test(a_failure_ends_the_talk),
      cmocka_unit_test(a_loss_fails_unless_all_messages_are_there),
      cmocka_unit_test(what_is_refused_before_anybody_waits_is_no_failure),
      cmocka_unit_test(what_was_sent_before_anybody_waited_may_be_refused_late),
      cmocka_unit_test(nobody_is_blamed_for_a_publisher_without_an_answer),
      cmocka_unit_test(a_servers_own_messages_are_counted_as_they_come),
      cmocka_unit_test(unanswered_messages_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
