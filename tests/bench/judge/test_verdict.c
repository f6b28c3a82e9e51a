/* Verdicts: whether figures are valid, suspect or invalid. */
#include "tests/bench/verdict_made.h"

#include "bench/judge/disturbance.h"

static void a_ledger_that_adds_up_is_valid(void **state) {
  (void)state;
  assert_verdict(NULL, NULL, "valid", NULL);
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

static void figures_that_others_may_have_changed_are_suspect(void **state) {
  (void)state;
  assert_verdict("client.cpu_share", json_real(0.86), "suspect", "86 % of its processor");
  assert_verdict("duplicated", json_integer(1), "suspect", "more than once");
  assert_verdict("reordered", json_integer(1), "suspect", "after a later one");
  assert_verdict("whole.bytes.tcp_down", json_integer(10101), "suspect", "the kernel counted");
  assert_verdict("whole.bytes.tls_down", json_integer(2000), "suspect", "the kernel counted");
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

static void the_worse_of_two_verdicts_counts(void **state) {
  (void)state;
  assert_string_equal(verdict_graver("valid", "suspect"), "suspect");
  assert_string_equal(verdict_graver("invalid", "suspect"), "invalid");
  assert_string_equal(verdict_graver("valid", "valid"), "valid");
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
      cmocka_unit_test(a_reason_has_a_kind_and_how_bad_it_is),
      cmocka_unit_test(a_severity_without_a_bound_is_a_number),
      cmocka_unit_test(kinds_have_names_of_their_own),
      cmocka_unit_test(figures_that_others_may_have_changed_are_suspect),
      cmocka_unit_test(thresholds_themselves_are_allowed),
      cmocka_unit_test(the_reason_of_a_failure_is_told),
      cmocka_unit_test(the_worse_of_two_verdicts_counts),
      cmocka_unit_test(effects_of_faults_are_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
