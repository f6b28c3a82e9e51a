/* The checks of what was counted. */
#include "tests/bench/verdict_made.h"

static void missing_or_contradictory_figures_are_invalid(void **state) {
  (void)state;
  assert_verdict("outcome", json_string("failed"), "invalid", "the outcome is 'failed'");
  assert_verdict("corrupted", json_integer(1), "invalid", "other content");
  assert_verdict("expected", json_integer(101), "invalid", "does not add up");
  assert_verdict("connections.failed", json_integer(2), "invalid", "2 connections failed");
  assert_verdict("life",
                 json_pack("{s:{s:i,s:i,s:i}}", "lost", "refused", 0, "reset", 4, "dead", 1),
                 "invalid", "5 times a user lost its connection (reset 4, dead 1)");
  assert_verdict("life", json_pack("{s:{s:i},s:i}", "lost", "reset", 5, "lost_provoked", 5),
                 "valid", NULL);
  assert_verdict("published_seen", json_integer(9), "invalid", "the users saw 9");
  assert_verdict("server.report.published", json_integer(9), "invalid", "9 messages in all");
  assert_verdict("server.report.counters.messages_handed_out", json_integer(149), "invalid",
                 "handed out 149");
}

static json_t *lossy_document(int lost, int seen) {
  json_t *document = good_document();
  field_put(document, "may_lose", json_real(0.1));
  field_put(document, "lost", json_integer(lost));
  field_put(document, "delivered", json_integer(100 - lost));
  field_put(document, "published_seen", json_integer(seen));
  return document;
}

static void a_message_that_no_user_saw_is_among_those_that_may_be_lost(void **state) {
  (void)state;
  static const struct {
    int lost, seen;
    const char *status;
  } cases[] = {{2, 8, "valid"}, {1, 8, "invalid"}, {2, 11, "invalid"}, {11, 8, "invalid"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *document = lossy_document(cases[i].lost, cases[i].seen);
    json_t *verdict = verdict_of(document);
    if (!verdict_is(verdict, cases[i].status))
      fail_msg("%d lost, %d seen: not %s", cases[i].lost, cases[i].seen, cases[i].status);
    json_decref(verdict);
    json_decref(document);
  }
}

static void reasons_name_the_kinds_of_failures(void **state) {
  (void)state;
  json_t *document = good_document();
  field_put(document, "connections.failed", json_integer(11029));
  field_put(document, "life.failed",
            json_pack("{s:i,s:i,s:i}", "refused", 29, "reset", 0, "timeout", 11000));
  json_t *verdict = verdict_of(document);
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0)),
                      "11029 connections failed (refused 29, timeout 11000)");
  json_decref(verdict);
  json_decref(document);
}

static void a_proxy_that_is_to_end_idle_connections_may_end_them(void **state) {
  (void)state;
  static const struct {
    const char *proxy;
    double idle_s;
    const char *status;
  } cases[] = {{"nginx", 3, "valid"}, {"nginx", 0, "invalid"}, {"none", 3, "invalid"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *document = good_document();
    field_put(document, "life.lost", json_pack("{s:i}", "closed", 5));
    field_put(document, "params.proxy", json_string(cases[i].proxy));
    field_put(document, "params.proxy_idle_s", json_real(cases[i].idle_s));
    json_t *verdict = verdict_of(document);
    if (!verdict_is(verdict, cases[i].status))
      fail_msg("%s, %g s: not %s", cases[i].proxy, cases[i].idle_s, cases[i].status);
    json_decref(verdict);
    json_decref(document);
  }
}

/* Texts with 64 bytes of data and an envelope of 60, with numbers of one or two digits. */
static json_t *counted_document(double payload_bytes, double apart_s) {
  json_t *document = good_document();
  field_put(document, "params.payload_bytes", json_integer(64));
  field_put(document, "window.start_ns", json_integer(1000000000));
  field_put(document, "counted.received", json_integer(100));
  field_put(document, "bytes.payload", json_real(payload_bytes));
  field_put(document, "server.cpu_window_s", json_real(5));
  field_put(document, "server.cpu_window_apart_s", json_real(apart_s));
  return document;
}

static void assert_counted(double payload_bytes, double apart_s, const char *status) {
  json_t *document = counted_document(payload_bytes, apart_s);
  json_t *verdict = verdict_of(document);
  if (!verdict_is(verdict, status))
    fail_msg("%g B, %g s apart: not %s", payload_bytes, apart_s, status);
  json_decref(verdict);
  json_decref(document);
}

static void bytes_and_messages_of_different_spans_are_invalid(void **state) {
  (void)state;
  assert_counted(12400, 0, "valid");
  assert_counted(12500, 0, "valid");
  assert_counted(12399, 0, "invalid");
  assert_counted(12501, 0, "invalid");
  assert_counted(12450, 0.05, "valid");
  assert_counted(12450, 0.051, "suspect");
}

static void instants_that_get_a_digit_more_in_the_phase_lengthen_its_texts(void **state) {
  (void)state;
  for (int more = 0; more <= 1; more++) {
    json_t *document = counted_document(12700 + more, 0);
    field_put(document, "window.end_ns", json_integer(10000000000));
    json_t *verdict = verdict_of(document);
    assert_true(verdict_is(verdict, more ? "invalid" : "valid"));
    json_decref(verdict);
    json_decref(document);
  }
}

static void unpublished_messages_of_users_make_a_cell_invalid(void **state) {
  (void)state;
  assert_verdict("written", json_integer(10), "valid", NULL);
  assert_verdict("written", json_integer(12), "invalid",
                 "2 of 12 messages that users wrote were not published");
  assert_verdict("written", json_integer(9), "suspect",
                 "users wrote 9 messages, of which 1 was published twice");
  json_t *document = good_document();
  field_put(document, "written", json_integer(10));
  field_put(document, "pairs", json_pack("{s:i,s:i}", "count", 100, "incomplete", 3));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "invalid"));
  const char *reason = json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0));
  assert_non_null(strstr(reason, "3 of 100 pairs"));
  json_decref(verdict);
  json_decref(document);
}

static void exhausted_resources_are_named(void **state) {
  (void)state;
  assert_verdict("life.failed.no_descriptor", json_integer(3), "invalid",
                 "out of descriptors 3 times");
  assert_verdict("life.lost.no_port", json_integer(4), "invalid", "ip_local_port_range");
}

static void a_lost_message_is_invalid_even_when_it_adds_up(void **state) {
  (void)state;
  json_t *document = good_document();
  field_put(document, "delivered", json_integer(97));
  field_put(document, "lost", json_integer(3));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "invalid"));
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0)),
                      "3 of 100 expected messages were lost");
  json_decref(verdict);
  json_decref(document);
}

static void losses_of_slow_readers_alone_are_no_fault(void **state) {
  (void)state;
  json_t *document = good_document();
  field_put(document, "delivered", json_integer(90));
  field_put(document, "lost", json_integer(10));
  field_put(document, "slow", json_pack("{s:i, s:i}", "expected", 20, "lost", 10));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "valid"));
  json_decref(verdict);
  field_put(document, "slow.lost", json_integer(7));
  verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "invalid"));
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0)),
                      "3 of 80 expected messages were lost");
  json_decref(verdict);
  json_decref(document);
}

static void parts_that_are_more_than_their_whole_are_invalid(void **state) {
  (void)state;
  assert_verdict("replayed", json_integer(101), "invalid", "101 replayed of 100 delivered");
  assert_verdict("skipped", json_integer(1), "invalid", "1 skipped of 0 lost");
}

/* 10 users, 10 messages for each; 5 users were silenced at 2 of 5 s, 6 messages before the end. */
static json_t *silenced_document(const char *transport, const char *param, int value) {
  json_t *document = good_document();
  json_object_set_new(document, "transport", json_string(transport));
  json_object_set_new(document, "params",
                      json_pack("{s:i,s:s,s:s,s:i}", "heartbeat_timeout_ms", 500, "heartbeat",
                                "off", "heartbeat_by", "client", param, value));
  json_object_set_new(document, "faults",
                      json_pack("[{s:s,s:f,s:i,s:i,s:i}]", "do", "silence_connections", "at_s", 2.0,
                                "expected", 60, "affected", 5, "unaware", 5));
  field_put(document, "clients", json_integer(10));
  field_put(document, "duration_s", json_real(5));
  return document;
}

static void assert_losses(json_t *document, int lost, const char *said) {
  field_put(document, "delivered", json_integer(100 - lost));
  field_put(document, "lost", json_integer(lost));
  json_t *verdict = verdict_of(document);
  const char *reason = json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0));
  assert_true(verdict_is(verdict, said ? "invalid" : "valid"));
  if (said && !strstr(reason, said))
    fail_msg("'%s' does not say '%s'", reason, said);
  json_decref(verdict);
}

static void users_who_cannot_notice_may_lose_all_later_messages(void **state) {
  (void)state;
  json_t *document = silenced_document("sse", "sse_keepalive_ms", 0);
  assert_losses(document, 30, NULL);
  assert_losses(document, 35, NULL); /* one message to each was in flight */
  assert_losses(document, 36, "36 of 100 expected messages were lost, where at most 35 were");
  json_object_set_new(json_array_get(json_object_get(document, "faults"), 0), "unaware",
                      json_integer(4)); /* the fifth user lost its connection in another way */
  assert_losses(document, 29, "29 of 100 expected messages were lost, where at most 28 were");
  json_decref(document);
  document = silenced_document("websocket", "heartbeat_interval_ms", 1000);
  assert_losses(document, 30, NULL);
  json_decref(document);
}

static void users_who_notice_may_lose_nothing(void **state) {
  (void)state;
  json_t *document = silenced_document("sse", "sse_keepalive_ms", 1000);
  assert_losses(document, 1, "1 of 100 expected messages was lost");
  field_put(document, "params.sse_keepalive_ms", json_integer(2500)); /* not in time */
  assert_losses(document, 30, NULL);
  json_decref(document);
  document = silenced_document("websocket", "heartbeat_interval_ms", 1000);
  field_put(document, "params.heartbeat", json_string("text"));
  assert_losses(document, 1, "1 of 100");
  field_put(document, "params.heartbeat_by", json_string("server"));
  assert_losses(document, 30, NULL);
  json_decref(document);
  document = silenced_document("long_poll", "hold_ms", 1000);
  assert_losses(document, 1, "1 of 100");
  json_decref(document);
  document = silenced_document("short_poll", "interval_ms", 1000);
  assert_losses(document, 1, "1 of 100");
  json_decref(document);
}

static void other_faults_cost_no_message_unless_the_experiment_says_so(void **state) {
  (void)state;
  json_t *document = good_document();
  json_object_set_new(document, "faults", json_pack("[{s:s}]", "do", "kill_server"));
  assert_losses(document, 10, "10 of 100 expected messages were lost");
  json_object_set_new(document, "may_lose", json_real(0.1));
  assert_losses(document, 10, NULL);
  assert_losses(document, 11, "where at most 10 were to be");
  json_decref(document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(missing_or_contradictory_figures_are_invalid),
      cmocka_unit_test(a_message_that_no_user_saw_is_among_those_that_may_be_lost),
      cmocka_unit_test(a_proxy_that_is_to_end_idle_connections_may_end_them),
      cmocka_unit_test(reasons_name_the_kinds_of_failures),
      cmocka_unit_test(bytes_and_messages_of_different_spans_are_invalid),
      cmocka_unit_test(instants_that_get_a_digit_more_in_the_phase_lengthen_its_texts),
      cmocka_unit_test(unpublished_messages_of_users_make_a_cell_invalid),
      cmocka_unit_test(exhausted_resources_are_named),
      cmocka_unit_test(a_lost_message_is_invalid_even_when_it_adds_up),
      cmocka_unit_test(losses_of_slow_readers_alone_are_no_fault),
      cmocka_unit_test(parts_that_are_more_than_their_whole_are_invalid),
      cmocka_unit_test(users_who_cannot_notice_may_lose_all_later_messages),
      cmocka_unit_test(users_who_notice_may_lose_nothing),
      cmocka_unit_test(other_faults_cost_no_message_unless_the_experiment_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
