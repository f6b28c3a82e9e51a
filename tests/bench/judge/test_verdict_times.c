/* The checks of clocks and times, and of what the model expects. */
#include "tests/bench/says.h"
#include "tests/bench/verdict_made.h"

#include "bench/judge/disturbance.h"

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

/* NULL: none has these words. */
static const char *reason_with(const json_t *verdict, const char *words) {
  const json_t *reasons = json_object_get(verdict, "reasons");
  size_t i = 0;
  while (i < json_array_size(reasons) &&
         !strstr(json_string_value(json_array_get(reasons, i)), words))
    i++;
  return json_string_value(json_array_get(reasons, i));
}

static void a_link_that_is_late_or_drops_by_itself_is_suspect(void **state) {
  (void)state;
  assert_verdict("link.overflowed_packets", json_integer(1), "suspect",
                 "the link dropped 1 packet that nobody asked it to drop");
  json_t *link = json_pack("{s:{s:i}}", "lateness_ns", "p99", 1500000);
  json_t *document = good_document();
  field_put(document, "latency_ns.p50", json_integer(60000000)); /* little beside the latency */
  field_put(document, "link", json_incref(link));
  json_t *verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "valid"));
  json_decref(verdict);
  field_put(document, "latency_ns.p50", json_integer(5000000));
  verdict = verdict_of(document);
  assert_true(verdict_is(verdict, "suspect"));
  assert_string_equal(json_string_value(json_array_get(json_object_get(verdict, "kinds"), 0)),
                      "link.late");
  json_decref(verdict);
  json_decref(document);
  json_decref(link);
}

static void a_short_poll_is_warmed_up_for_its_interval(void **state) {
  (void)state;
  static const struct {
    const char *transport;
    double interval_ms, warmup_s;
    int published;
    const char *said;  /* NULL: nothing */
    double time_scale; /* 0: none is said */
  } cases[] = {
      {"short_poll", 4000, 0.2, 9, "about 57 % of all are missing", 0},
      {"short_poll", 4000, 0.2, 9, "set warmup_s=4", 0},
      {"short_poll", 1500, 0.5, 9, "warmup_s (10 s) is shorter than the interval (30 s)", 20},
      {"short_poll", 1500, 0.5, 9, "set warmup_s=30", 20},
      {"short_poll", 1000, 0.5, 9, "about 4 %", 0},
      {"short_poll", 1000, 0.75, 9, "about 1 %", 0},
      {"short_poll", 1000, 0.76, 9, NULL, 0}, /* 0.96 % */
      {"short_poll", 4000, 4, 9, NULL, 0},
      {"short_poll", 4000, 0.2, 0, NULL, 0},
      {"long_poll", 4000, 0.2, 9, NULL, 0},
      {"sse", 4000, 0.2, 9, NULL, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *document = good_document();
    field_put(document, "transport", json_string(cases[i].transport));
    field_put(document, "params.interval_ms", json_real(cases[i].interval_ms));
    field_put(document, "params.warmup_s", json_real(cases[i].warmup_s));
    field_put(document, "duration_s", json_real(3));
    if (cases[i].time_scale > 0)
      field_put(document, "time_scale", json_real(cases[i].time_scale));
    field_put(document, "published", json_integer(cases[i].published));
    json_t *verdict = verdict_of(document);
    const char *said = reason_with(verdict, "warmup_s");
    assert_says(said ? said : "nothing", cases[i].said ? cases[i].said : "nothing");
    assert_kinds(verdict);
    json_decref(verdict);
    json_decref(document);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_link_that_is_late_or_drops_by_itself_is_suspect),
      cmocka_unit_test(clocks_that_disagree_or_jump_are_named),
      cmocka_unit_test(values_beyond_a_histogram_are_named),
      cmocka_unit_test(a_short_poll_is_warmed_up_for_its_interval),
      cmocka_unit_test(a_phase_that_began_too_early_is_suspect),
      cmocka_unit_test(a_mean_that_the_model_does_not_allow_is_suspect),
      cmocka_unit_test(a_cell_is_suspect_where_lag_or_noise_may_change_a_printed_figure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
