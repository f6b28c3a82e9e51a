/* `plain` against what a server on aiohttp really says (recorded/record-plain). */
#include "tests/clients/protocols/recorded.h"

#include "clients/protocols/rows.h"

static const char *const no_headers[] = {NULL};

static void begun(struct made *made, enum transport_kind transport, const char *description) {
  made_begin(made, &protocol_plain, transport, NULL, description);
  made_open(made);
}

/* What the conversation has said has the user's next request. */
static void asks_as_recorded(struct made *made, const struct recorded *recorded, size_t number,
                             const char *const *headers) {
  const char *request = recorded_request(recorded_said(recorded, false, number), headers, false);
  const char *said = made_said(made);
  if (!strstr(said, request))
    fail_msg("'%s' instead of '%s'", said, request);
}

static void long_polls_move_their_offset(void **state) {
  (void)state;
  struct made made;
  struct recorded_answer answer;
  struct recorded *recorded = recorded_load("plain_long_poll");
  begun(&made, TRANSPORT_LONG_POLL,
        "{\"url\":\"/long_poll/{channel}?offset={cursor}\",\"cursor\":{\"pointer\":\"/offset\"}}");
  asks_as_recorded(&made, recorded, 0, no_headers);
  recorded_answer(recorded_said(recorded, true, 0), &answer);
  made_answer_bytes(&made, PROTOCOL_RECEIVES, answer.head, answer.body, answer.body_bytes);
  const char *said = made_said(&made);
  assert_non_null(strstr(said, "received {\"offset\":1,\"messages\":[\"one\"]}\npolled\n"));
  assert_non_null(
      strstr(said, recorded_request(recorded_said(recorded, false, 1), no_headers, false)));
  recorded_answer(recorded_said(recorded, true, 1), &answer);
  made_answer_bytes(&made, PROTOCOL_RECEIVES, answer.head, answer.body, answer.body_bytes);
  assert_non_null(strstr(made_said(&made), "GET /long_poll/c?offset=3; "));
  made_end(&made);
  free(recorded);
}

static void an_event_stream_resumes(void **state) {
  (void)state;
  static const char *const headers[] = {"Accept", "Last-Event-ID", NULL};
  struct made made;
  struct recorded_answer answer;
  struct recorded *recorded = recorded_load("plain_sse");
  begun(&made, TRANSPORT_SSE, "{\"url\":\"/sse/{channel}\"}");
  for (size_t i = 0; i < 2; i++) {
    asks_as_recorded(&made, recorded, i, headers);
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_opened(&made, answer.head);
    recorded_events(&made, answer.body);
    assert_non_null(
        strstr(made_said(&made), i == 0 ? "ready\nreceived four\n" : "ready\nreceived five\n"));
    made.conversation.protocol->lost(&made.conversation);
    made_open(&made);
  }
  made_end(&made);
  free(recorded);
}

static void a_websocket_is_read(void **state) {
  (void)state;
  struct made made;
  struct recorded_answer answer;
  struct recorded *recorded = recorded_load("plain_websocket");
  begun(&made, TRANSPORT_WEBSOCKET, "{\"url\":\"/websocket/{channel}\"}");
  asks_as_recorded(&made, recorded, 0, no_headers);
  recorded_answer(recorded_said(recorded, true, 0), &answer);
  made_opened(&made, answer.head);
  recorded_frames(&made, recorded_said(recorded, true, 0), answer.rest);
  assert_non_null(strstr(made_said(&made), "ready\nreceived six\n"));
  made_end(&made);
  free(recorded);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(long_polls_move_their_offset),
      cmocka_unit_test(an_event_stream_resumes),
      cmocka_unit_test(a_websocket_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
