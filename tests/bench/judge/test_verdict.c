/* Verdicts: whether figures are valid, suspect or invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/judge/disturbance.h"
#include "bench/judge/reasons.h"
#include "bench/judge/verdict.h"
#include "documents/fields.h"

static json_t *good_document(void) {
  return json_pack("{s:s,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:{s:i},s:{s:f,s:{s:i}},s:{s:i},"
                   "s:{s:{s:i,s:{s:i}}},s:{s:i,s:{s:i,s:i,s:i,s:i,s:i}}}",
                   "outcome", "done", "published", 10, "published_seen", 10, "expected", 100,
                   "delivered", 100, "lost", 0, "duplicated", 0, "reordered", 0, "corrupted", 0,
                   "connections", "failed", 0, "client", "cpu_share", 0.5, "loop_lag_ns", "p99",
                   1000000, "publish_lag_ns", "p99", 50000, "server", "report", "published", 15,
                   "counters", "messages_handed_out", 150, "whole", "delivered", 150, "bytes",
                   "payload", 9000, "protocol_up", 100, "protocol_down", 900, "tcp_up", 100,
                   "tcp_down", 9900);
}

/* Each reason has a kind and a severity, and reasons that make it invalid come first. */
static void assert_kinds(const json_t *verdict) {
  const json_t *kinds = json_object_get(verdict, "kinds");
  const json_t *severities = json_object_get(verdict, "severities");
  size_t count = json_array_size(json_object_get(verdict, "reasons"));
  bool invalid = verdict_is(verdict, "invalid");
  assert_int_equal(json_array_size(kinds), count);
  assert_int_equal(json_array_size(severities), count);
  for (size_t i = 0; i < count; i++) {
    const char *name = json_string_value(json_array_get(kinds, i));
    enum reason_kind kind = reason_named(name);
    if (kind == REASON_KINDS)
      fail_msg("'%s' is no kind", name);
    if (i == 0 && reason_table[kind].invalid != invalid)
      fail_msg("%s: invalid by the table, or by the verdict, alone", name);
    assert_true(i == 0 || invalid || !reason_table[kind].invalid);
    assert_true(json_number_value(json_array_get(severities, i)) >= 0);
  }
}

static void assert_verdict(const char *path, json_t *value, const char *status, const char *said) {
  json_t *document = good_document();
  if (path)
    field_put(document, path, value);
  json_t *verdict = verdict_of(document);
  const json_t *reasons = json_object_get(verdict, "reasons");
  const char *reason = json_string_value(json_array_get(reasons, 0));
  assert_true(verdict_is(verdict, status));
  assert_kinds(verdict);
  assert_int_equal(json_array_size(reasons) > 0, said != NULL);
  if (said && !strstr(reason, said))
    fail_msg("'%s' does not say '%s'", reason, said);
  json_decref(verdict);
  json_decref(document);
}

static void a_ledger_that_adds_up_is_valid(void **state) {
  (void)state;
  assert_verdict(NULL, NULL, "valid", NULL);
}

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

/* Checks the kind and the severity of the only reason. */
static void assert_kind(json_t *document, const char *kind, double severity) {
  json_t *verdict = verdict_of(document);
  assert_kinds(verdict);
  assert_int_equal(json_array_size(json_object_get(verdict, "kinds")), 1);
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "kinds"), 0)),
                      kind);
  assert_float_equal(json_number_value(json_array_get(json_object_get(verdict, "severities"), 0)),
                     severity, 1e-9);
  json_decref(verdict);
  json_decref(document);
}

static void a_reason_has_a_kind_and_how_bad_it_is(void **state) {
  (void)state;
  json_t *document = good_document();
  field_put(document, "disturbance.others_server",
            json_pack("{s:f,s:f,s:f}", "p50_share", 0.2, "p99_share", 0.9, "cpu_share", 0.05));
  assert_kind(document, "other_programs.server", 0.9);
  document = good_document();
  field_put(document, "connections.failed", json_integer(11029));
  assert_kind(document, "connections.failed", 11029);
  document = good_document();
  field_put(document, "settling", json_pack("{s:f,s:f}", "first_ns", 30e6, "later_ns", 10e6));
  assert_kind(document, "not_settled", 3);
  document = good_document();
  field_put(document, "outcome", json_string("failed"));
  assert_kind(document, "outcome", 0);
}

/* An infinite severity must not remove the reason. */
static void a_severity_without_a_bound_is_a_number(void **state) {
  (void)state;
  json_t *document = good_document();
  field_put(document, "settling", json_pack("{s:f,s:f}", "first_ns", 30e6, "later_ns", 0.));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "suspect"));
  assert_kinds(verdict);
  assert_true(json_number_value(json_array_get(json_object_get(verdict, "severities"), 0)) > 1e300);
  json_decref(verdict);
  json_decref(document);
}

static void kinds_have_names_of_their_own(void **state) {
  (void)state;
  for (int i = 0; i < REASON_KINDS; i++) {
    assert_non_null(reason_table[i].name);
    assert_true(*reason_table[i].words);
    assert_int_equal(reason_named(reason_table[i].name), i);
  }
  assert_int_equal(reason_named("no kind"), REASON_KINDS);
  assert_int_equal(reason_named(NULL), REASON_KINDS);
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

static void clocks_that_disagree_or_jump_are_named(void **state) {
  (void)state;
  assert_verdict("early", json_integer(5), "invalid", "5 messages came before they were due");
  assert_verdict("early", json_integer(1), "invalid", "1 message came before it was due");
  assert_verdict("clock.same", json_true(), "valid", NULL);
  assert_verdict("clock.same", json_false(), "suspect", "does not say which clock it reads");
  assert_verdict("clock", json_pack("{s:{s:s},s:b}", "server", "boot_id", "x", "same", 0),
                 "suspect", "another monotonic clock");
  assert_verdict("clock.suspended_ns", json_integer(2500000000), "invalid",
                 "suspended for 2.500 s");
  assert_verdict("clock.suspended_ns", json_real(VERDICT_SUSPENDED_MAX_NS), "valid", NULL);
  assert_verdict("clock.wall_step_ns", json_integer(-3600000000000), "suspect", "-3600.000 s");
  assert_verdict("clock.wall_step_ns", json_real(VERDICT_WALL_STEP_MAX_NS + 1), "suspect",
                 "jumped by +0.005 s");
  assert_verdict("clock.wall_step_ns", json_real(-VERDICT_WALL_STEP_MAX_NS), "valid", NULL);
}

static void values_beyond_a_histogram_are_named(void **state) {
  (void)state;
  const char *const paths[] = {"latency_ns",         "ack_ns",          "publish_lag_ns",
                               "client.loop_lag_ns", "noise_ns.server", "noise_ns.client"};
  const char *const said[] = {"7 latencies",   "7 acknowledgement",  "7 lags of the publisher",
                              "client's loop", "server's processor", "client's processor"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s.out_of_range", paths[i]);
    assert_verdict(path, json_integer(7), "invalid", said[i]);
  }
}

static void a_phase_that_began_too_early_is_suspect(void **state) {
  (void)state;
  json_t *settling = json_pack("{s:f,s:f}", "first_ns", 13e6, "later_ns", 6e6);
  assert_verdict("settling", settling, "suspect", "13.0 ms or more");
  assert_verdict("settling", json_pack("{s:f,s:f}", "first_ns", 12e6, "later_ns", 6e6), "valid",
                 NULL);
  assert_verdict("settling", json_pack("{s:f,s:f}", "first_ns", 2.1e6, "later_ns", 1e6), "suspect",
                 "2.1 ms or more");
  assert_verdict("settling", json_pack("{s:f,s:f}", "first_ns", 1e6, "later_ns", 90e6), "valid",
                 NULL);
  json_t *slow = good_document(); /* a lag that is small beside p99 changes no printed figure */
  field_put(slow, "settling", json_pack("{s:f,s:f}", "first_ns", 2.1e6, "later_ns", 1e6));
  field_put(slow, "latency_ns.p99", json_real(11e6));
  json_t *small = verdict_of(slow);
  assert_true(verdict_is(small, "valid"));
  json_decref(small);
  json_decref(slow);
  json_t *document = good_document();
  field_put(document, "clients", json_integer(10));
  field_put(document, "clients_ready", json_integer(8));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "suspect"));
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0)),
                      "2 of 10 users were not ready when the measured phase began");
  json_decref(verdict);
  json_decref(document);
}

static void a_mean_that_the_model_does_not_allow_is_suspect(void **state) {
  (void)state;
  json_t *document = good_document();
  json_object_set_new(document, "params",
                      json_pack("{s:s,s:s,s:i,s:i,s:i}", "transport", "websocket", "arrival",
                                "poisson", "interval_ms", 1000, "clients", 10, "channels", 1));
  field_put(document, "duration_s", json_real(5));
  field_put(document, "latency_ns.mean", json_real(15e6));
  json_t *near = verdict_of(document);
  assert_true(verdict_is(near, "valid"));
  json_decref(near);
  field_put(document, "latency_ns.mean", json_real(44e6));
  json_t *far = verdict_of(document);
  assert_true(verdict_is(far, "suspect"));
  const char *reason = json_string_value(json_array_get(json_object_get(far, "reasons"), 0));
  assert_non_null(strstr(reason, "Nagle"));
  json_decref(far);
  json_decref(document);
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

static void figures_that_others_may_have_changed_are_suspect(void **state) {
  (void)state;
  assert_verdict("client.cpu_share", json_real(0.86), "suspect", "86 % of its processor");
  assert_verdict("duplicated", json_integer(1), "suspect", "more than once");
  assert_verdict("reordered", json_integer(1), "suspect", "after a later one");
  assert_verdict("whole.bytes.tcp_down", json_integer(10101), "suspect", "the kernel counted");
  assert_verdict("whole.bytes.tls_down", json_integer(2000), "suspect", "the kernel counted");
}

static void a_cell_is_suspect_where_lag_or_noise_may_change_a_printed_figure(void **state) {
  (void)state;
  assert_verdict("disturbance.client_loop.p99_share", json_real(0.11), "suspect",
                 "client's loop was late, beyond what this machine shows when idle: up to 11 % of "
                 "p99 may be that");
  assert_verdict("disturbance.client_loop.p99_tail_share", json_real(0.83), "suspect",
                 "up to 83 % of the deliveries beyond p99 may be that");
  assert_verdict("disturbance.client_loop.p99_tail_share", json_real(DISTURBANCE_TAIL_SHARE_MAX),
                 "valid", NULL);
  assert_verdict("disturbance.publisher.p50_share", json_real(0.5), "suspect",
                 "publisher was late");
  assert_verdict("disturbance.noise_server.cpu_share", json_real(0.2), "suspect",
                 "sleeps on the server's processor woke late");
  assert_verdict("disturbance.noise_client.p99_share", json_real(0.2), "suspect",
                 "sleeps on the client's processor woke late");
  assert_verdict("disturbance.others_server",
                 json_pack("{s:f,s:f,s:f}", "p50_share", 0.05, "p99_share", 0.4, "cpu_share", 1.0),
                 "suspect", "up to 40 % of p99, 100 % of the server's processor time may be that");
  assert_verdict("disturbance.others_client.p50_share", json_real(0.2), "suspect",
                 "client's processor");
}

static void thresholds_themselves_are_allowed(void **state) {
  (void)state;
  assert_verdict("client.cpu_share", json_real(VERDICT_CLIENT_CPU_SHARE_MAX), "valid", NULL);
  assert_verdict("disturbance.client_loop.p99_share", json_real(DISTURBANCE_SHARE_MAX), "valid",
                 NULL);
  assert_verdict("whole.bytes.tcp_down", json_integer(9999), "valid", NULL);
}

static void the_reason_of_a_failure_is_told(void **state) {
  (void)state;
  json_t *document = json_pack("{s:s,s:s}", "outcome", "failed", "error", "the server is gone");
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "invalid"));
  assert_int_equal(json_array_size(json_object_get(verdict, "reasons")), 1);
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "reasons"), 0)),
                      "the server is gone");
  json_decref(verdict);
  json_decref(document);
}

static void the_graver_of_two_wins(void **state) {
  (void)state;
  assert_string_equal(verdict_graver("valid", "suspect"), "suspect");
  assert_string_equal(verdict_graver("invalid", "suspect"), "invalid");
  assert_string_equal(verdict_graver("valid", "valid"), "valid");
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

static void effects_of_faults_are_findings(void **state) {
  (void)state;
  static const struct {
    const char *path;
    int value;
  } costs[] = {{"connections.failed", 5},
               {"requests.failed", 5},
               {"server.report.counters.messages_handed_out", 20}};
  json_t *document = good_document();
  json_object_set_new(document, "faults", json_pack("[{s:s}]", "do", "kill_server"));
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
    field_put(document, costs[i].path, json_integer(costs[i].value));
  field_put(document, "disturbance.publisher.p99_share", json_real(1));
  field_put(document, "may_lose", json_real(0.1));
  field_put(document, "delivered", json_integer(90));
  field_put(document, "lost", json_integer(10));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "valid"));
  json_decref(verdict);
  field_put(document, "lost", json_integer(9)); /* but the ledger still has to add up */
  verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "invalid"));
  json_decref(verdict);
  json_decref(document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_ledger_that_adds_up_is_valid),
      cmocka_unit_test(missing_or_contradictory_figures_are_invalid),
      cmocka_unit_test(reasons_name_the_kinds_of_failures),
      cmocka_unit_test(a_reason_has_a_kind_and_how_bad_it_is),
      cmocka_unit_test(a_severity_without_a_bound_is_a_number),
      cmocka_unit_test(kinds_have_names_of_their_own),
      cmocka_unit_test(bytes_and_messages_of_different_spans_are_invalid),
      cmocka_unit_test(unpublished_messages_of_users_make_a_cell_invalid),
      cmocka_unit_test(exhausted_resources_are_named),
      cmocka_unit_test(clocks_that_disagree_or_jump_are_named),
      cmocka_unit_test(values_beyond_a_histogram_are_named),
      cmocka_unit_test(a_phase_that_began_too_early_is_suspect),
      cmocka_unit_test(a_mean_that_the_model_does_not_allow_is_suspect),
      cmocka_unit_test(a_lost_message_is_invalid_even_when_it_adds_up),
      cmocka_unit_test(losses_of_slow_readers_alone_are_no_fault),
      cmocka_unit_test(parts_that_are_more_than_their_whole_are_invalid),
      cmocka_unit_test(instants_that_get_a_digit_more_in_the_phase_lengthen_its_texts),
      cmocka_unit_test(figures_that_others_may_have_changed_are_suspect),
      cmocka_unit_test(a_cell_is_suspect_where_lag_or_noise_may_change_a_printed_figure),
      cmocka_unit_test(thresholds_themselves_are_allowed),
      cmocka_unit_test(the_reason_of_a_failure_is_told),
      cmocka_unit_test(the_graver_of_two_wins),
      cmocka_unit_test(users_who_cannot_notice_may_lose_all_later_messages),
      cmocka_unit_test(users_who_notice_may_lose_nothing),
      cmocka_unit_test(other_faults_cost_no_message_unless_the_experiment_says_so),
      cmocka_unit_test(effects_of_faults_are_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
