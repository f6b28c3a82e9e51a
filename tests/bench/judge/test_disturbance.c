/* The share of a quantile that lag or noise may have caused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/judge/disturbance.h"
#include "bench/judge/disturbance_document.h"
#include "common/base/clock.h"
#include "documents/fields.h"

struct meters {
  struct histogram latency, seen, idle;
};

static int meters_open(void **state) {
  static struct meters meters;
  *state = &meters;
  return histogram_init(&meters.latency) != STATUS_OK ||
         histogram_init(&meters.seen) != STATUS_OK || histogram_init(&meters.idle) != STATUS_OK;
}

static int meters_close(void **state) {
  struct meters *meters = *state;
  histogram_release(&meters->latency);
  histogram_release(&meters->seen);
  histogram_release(&meters->idle);
  return 0;
}

/* Latencies of a push, uniform from 0.5 to 1.5 ms. */
static void push_record(struct meters *meters, uint64_t deliveries) {
  for (uint64_t i = 0; i < deliveries; i++)
    histogram_record(&meters->latency, 500 * NS_PER_US + NS_PER_MS * i / deliveries);
}

/* A loop that is late by 20 to 100 us, at 100 instants per second. */
static void quiet_record(struct histogram *histogram, uint64_t seconds) {
  for (uint64_t i = 0; i < 100 * seconds; i++)
    histogram_record(histogram, (20 + i % 81) * NS_PER_US);
}

/* A standstill, as a meter with a period of 10 ms sees it. */
static void standstill_record(struct histogram *histogram, uint64_t length_ms) {
  for (uint64_t left_ms = length_ms; left_ms >= 10; left_ms -= 10)
    histogram_record(histogram, left_ms * NS_PER_MS);
}

static double disturbed(const struct meters *meters, double quantile) {
  const struct delays delays = {.seen = &meters->seen, .idle = &meters->idle, .sampled = true};
  return disturbance_of_quantile(&meters->latency, quantile, &delays);
}

static double disturbed_tail(const struct meters *meters) {
  const struct delays delays = {.seen = &meters->seen, .idle = &meters->idle, .sampled = true};
  return disturbance_of_tail(&meters->latency, 0.99, &delays);
}

static void delays_of_the_idle_machine_too_are_no_disturbance(void **state) {
  struct meters *meters = *state;
  push_record(meters, 10000);
  quiet_record(&meters->seen, 30);
  quiet_record(&meters->idle, 5);
  assert_true(disturbed(meters, 0.5) < 0.01);
  assert_true(disturbed(meters, 0.99) < 0.01);
}

/* 250 of 30,000 ms: 0.83 % of the deliveries wait for up to 250 ms, 125 ms on average. Before,
 * p99 was 1.49 ms; then the top hundredth is nearly all standstill. */
static void a_single_standstill_shows_in_p99_and_not_in_p50(void **state) {
  struct meters *meters = *state;
  push_record(meters, 9917);
  for (uint64_t i = 0; i < 83; i++)
    histogram_record(&meters->latency, (3 * i + 3) * NS_PER_MS);
  quiet_record(&meters->seen, 30);
  standstill_record(&meters->seen, 250);
  quiet_record(&meters->idle, 5);
  assert_true(disturbed(meters, 0.5) < 0.02);
  assert_true(disturbed(meters, 0.99) < DISTURBANCE_SHARE_MAX); /* p50 is an ordinary value */
  assert_true(fabs(disturbed_tail(meters) - 24.0 / 3025 / 0.01) < 0.01);
  for (uint64_t i = 0; i < 40; i++) /* and 40 that came in pairs */
    histogram_record(&meters->latency, 200 * NS_PER_MS);
  assert_true(disturbed(meters, 0.99) > 0.5);
}

static void one_late_turn_may_be_chance_but_a_late_message_is_one(void **state) {
  struct meters *meters = *state;
  push_record(meters, 9500);
  histogram_record_many(&meters->latency, 5 * NS_PER_MS, 500);
  quiet_record(&meters->seen, 1);
  quiet_record(&meters->idle, 5);
  histogram_record(&meters->seen, 4 * NS_PER_MS);
  assert_true(disturbed(meters, 0.99) < 0.01 && disturbed_tail(meters) < 0.01);
  struct delays delays = {.seen = &meters->seen, .idle = &meters->idle, .sampled = false};
  histogram_reset(&meters->seen); /* one of twenty messages was published late */
  for (uint64_t i = 0; i < 20; i++)
    histogram_record(&meters->seen, i == 7 ? 4 * NS_PER_MS : 50 * NS_PER_US);
  assert_true(disturbance_of_quantile(&meters->latency, 0.99, &delays) > 0.6);
}

/* A publisher that waits while its server sends the previous message, which takes 2 ms. */
static void the_servers_own_work_is_no_disturbance(void **state) {
  struct meters *meters = *state;
  struct delays delays = {.seen = &meters->seen, .idle = &meters->idle};
  push_record(meters, 10000);
  quiet_record(&meters->idle, 5);
  for (uint64_t i = 0; i < 20; i++)
    histogram_record(&meters->seen, i % 2 ? 1900 * NS_PER_US : 50 * NS_PER_US);
  assert_true(disturbance_of_quantile(&meters->latency, 0.5, &delays) > 0.4);
  delays.own_ns = 2e6;
  assert_true(disturbance_of_quantile(&meters->latency, 0.5, &delays) < 0.01);
}

/* With short polls every second, a standstill of 35 ms changes neither quantile. */
static void long_latencies_hide_short_standstills(void **state) {
  struct meters *meters = *state;
  for (uint64_t i = 0; i < 10000; i++)
    histogram_record(&meters->latency, NS_PER_S * i / 10000);
  quiet_record(&meters->seen, 30);
  standstill_record(&meters->seen, 35);
  quiet_record(&meters->idle, 5);
  assert_true(disturbed(meters, 0.5) < 0.01);
  assert_true(disturbed(meters, 0.99) < 0.01);
}

static void a_delay_of_everything_is_not_hidden_by_its_being_the_rule(void **state) {
  struct meters *meters = *state;
  push_record(meters, 10000);
  for (uint64_t i = 0; i < 3000; i++)
    histogram_record(&meters->seen, 400 * NS_PER_US);
  quiet_record(&meters->idle, 5);
  assert_true(disturbed(meters, 0.5) > 0.9); /* in the worst case all came at the same time */
}

static void without_meters_there_is_no_disturbance(void **state) {
  struct meters *meters = *state;
  assert_true(disturbed(meters, 0.99) <= 0);
  push_record(meters, 100);
  assert_true(disturbed(meters, 0.99) <= 0);
}

static void other_programs_are_known_only_by_their_share_of_time(void **state) {
  struct meters *meters = *state;
  push_record(meters, 10000);
  /* p50 is 1 ms, and 15 % below it 0.85 ms */
  assert_float_equal(disturbance_of_quantile_by_share(&meters->latency, 0.5, 0.15), 0.15, 0.002);
  assert_float_equal(disturbance_of_quantile_by_share(&meters->latency, 0.5, 0), 0, 1e-9);
  assert_float_equal(disturbance_of_quantile_by_share(&meters->latency, 0.5, 0.6), 1, 1e-9);
}

static void others_are_told_as_far_as_ticks_tell_them(void **state) {
  (void)state;
  /* two ticks at the edges are 0.4 % of 5 s, and 1 % of the idle machine's 2 s */
  assert_float_equal(disturbance_by_others(0.164, 5, 0, 2), 0.15, 1e-9);
  assert_float_equal(disturbance_by_others(0.174, 5, 0.01, 2), 0.15, 1e-9);
  assert_float_equal(disturbance_by_others(0.014, 5, 0, 2), 0, 1e-9);
  assert_float_equal(disturbance_by_others(0.5, 5, -0.01, INFINITY), 0.496, 1e-9);
  assert_float_equal(disturbance_by_others(0.5, 0, 0, 2), 0, 1e-9);
}

static void text_put(json_t *document, const char *path, const struct histogram *histogram) {
  char *text = histogram_to_text(histogram);
  field_put(document, path, json_string(text));
  free(text);
}

static void a_document_gets_what_its_histograms_say(void **state) {
  struct meters *meters = *state;
  json_t *document = json_pack("{s:f,s:{s:f},s:{s:f,s:f},s:{s:b,s:f},s:{s:s}}", "duration_s", 30.0,
                               "server", "cpu_s", 0.3, "other_share", "server", 0.16, "client", 0.0,
                               "idle", "was_idle", 1, "span_s", 5.0, "noise", "scheduling", "fifo");
  field_put(document, "published_seen", json_integer(1000));
  push_record(meters, 10000);
  quiet_record(&meters->idle, 5);
  quiet_record(&meters->seen, 30);
  text_put(document, "latency_histogram", &meters->latency);
  text_put(document, "idle.histograms.loop_lag_ns.client", &meters->idle);
  text_put(document, "idle.histograms.noise_ns.server", &meters->idle);
  text_put(document, "noise.histograms.server", &meters->seen);
  for (uint64_t i = 0; i < 3000; i++)
    histogram_record(&meters->seen, 400 * NS_PER_US);
  text_put(document, "client.loop_lag_histogram", &meters->seen);
  disturbance_put(document);
  assert_true(field_number(document, "disturbance.client_loop.p50_share", 0) > 0.4);
  assert_true(field_number(document, "disturbance.noise_server.p99_share", 1) < 0.01);
  assert_true(field_number(document, "disturbance.noise_server.cpu_share", 1) < 0.01);
  assert_false(field_is_measured(document, "disturbance.noise_client"));
  assert_false(field_is_measured(document, "disturbance.publisher"));
  /* 16 % less the ticks' 0.47 %, of a server that had 1 % */
  assert_float_equal(field_number(document, "disturbance.others_server.p50_share", 0), 0.155,
                     0.003);
  assert_float_equal(field_number(document, "disturbance.others_server.cpu_share", 0), 1, 1e-9);
  assert_true(field_number(document, "disturbance.others_client.p99_share", 1) <= 0);
  assert_false(field_is_measured(document, "disturbance.others_client.cpu_share"));
  field_put(document, "noise.scheduling", json_string("other"));
  json_object_del(document, "disturbance");
  disturbance_put(document);
  assert_false(field_is_measured(document, "disturbance.noise_server"));
  json_decref(document);
}

/* The share of the median that may come from a publisher that is late by `seen`. */
static double publisher_share(const struct meters *meters, const char *seen, const char *idle) {
  json_t *document =
      json_pack("{s:f,s:i,s:{s:f},s:{s:f},s:{s:b}}", "duration_s", 30.0, "published", 1000,
                "server", "cpu_s", 0.01, "client", "cpu_s", 0.01, "idle", "was_idle", 1);
  text_put(document, "latency_histogram", &meters->latency);
  text_put(document, seen, &meters->seen);
  text_put(document, idle, &meters->idle);
  disturbance_put(document);
  double share = field_number(document, "disturbance.publisher.p50_share", -1);
  json_decref(document);
  return share;
}

static void the_publisher_is_in_the_server_or_in_the_client(void **state) {
  struct meters *meters = *state;
  static const char of_server[] = "server.report.publish_lag_histogram";
  static const char of_client[] = "publisher.lag_histogram";
  static const char idle_server[] = "idle.histograms.loop_lag_ns.server";
  static const char idle_client[] = "idle.histograms.loop_lag_ns.client";
  push_record(meters, 10000);
  quiet_record(&meters->idle, 5);
  for (uint64_t i = 0; i < 3000; i++)
    histogram_record(&meters->seen, 400 * NS_PER_US);
  double share = publisher_share(meters, of_server, idle_server);
  assert_true(share > 0.4);
  assert_float_equal(publisher_share(meters, of_client, idle_client), share, 1e-9);
  assert_true(publisher_share(meters, "client.loop_lag_histogram", idle_client) < 0); /* none */
}

/* Whether three repeats with this number of messages each have the share. */
static bool is_judged(struct meters *meters, json_int_t messages, const char *share) {
  char path[64];
  json_t *document =
      json_pack("{s:I,s:i,s:f,s:{s:f},s:{s:b}}", "published_seen", messages, "repeats", 3,
                "duration_s", 30.0, "other_share", "client", 0.16, "idle", "was_idle", 1);
  text_put(document, "latency_histogram", &meters->latency);
  text_put(document, "client.loop_lag_histogram", &meters->latency);
  disturbance_put(document);
  bool judged = true;
  for (const char *const *source = (const char *const[]){"client_loop", "others_client", NULL};
       *source; source++) {
    snprintf(path, sizeof path, "disturbance.%s.%s", *source, share);
    judged = judged && field_is_measured(document, path);
  }
  json_decref(document);
  return judged;
}

static void a_percentile_that_no_repeat_prints_is_not_judged(void **state) {
  struct meters *meters = *state;
  push_record(meters, 10000);
  assert_true(is_judged(meters, 1, "p50_share"));
  assert_false(is_judged(meters, 33, "p90_share"));
  assert_true(is_judged(meters, 34, "p90_share"));
  assert_false(is_judged(meters, 333, "p99_share"));
  assert_true(is_judged(meters, 334, "p99_share"));
}

#define METERS_TEST(name) cmocka_unit_test_setup_teardown(name, meters_open, meters_close)

int main(void) {
  const struct CMUnitTest tests[] = {
      METERS_TEST(delays_of_the_idle_machine_too_are_no_disturbance),
      METERS_TEST(a_single_standstill_shows_in_p99_and_not_in_p50),
      METERS_TEST(one_late_turn_may_be_chance_but_a_late_message_is_one),
      METERS_TEST(the_servers_own_work_is_no_disturbance),
      METERS_TEST(a_percentile_that_no_repeat_prints_is_not_judged),
      METERS_TEST(long_latencies_hide_short_standstills),
      METERS_TEST(a_delay_of_everything_is_not_hidden_by_its_being_the_rule),
      METERS_TEST(without_meters_there_is_no_disturbance),
      METERS_TEST(other_programs_are_known_only_by_their_share_of_time),
      cmocka_unit_test(others_are_told_as_far_as_ticks_tell_them),
      METERS_TEST(a_document_gets_what_its_histograms_say),
      METERS_TEST(the_publisher_is_in_the_server_or_in_the_client),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
