/* The closed-form model against values computed by hand, and against a simulation. */
#include "bench/judge/closed_form.h"

#include <stdbool.h>

#include "common/base/random.h"
#include "common/base/traits.h"
#include "tests/bench/near.h"

static void short_polls_ask_every_interval(void **state) {
  (void)state;
  const struct closed_load load = {
      .transport = TRANSPORT_SHORT_POLL, .messages_per_s = 0.5, .interval_s = 2, .rtt_s = 0.1};
  struct closed_rates rates = closed_rates_of(&load);
  assert_near(rates.requests_per_s, 0.5, 1e-12);
  assert_near(rates.empty_per_s, 0.5 * 0.36787944, 1e-8); /* exp(-1) */
  assert_near(rates.beats_per_s, 0, 0);
  assert_near(closed_latency_mean_s(&load), 1.05, 1e-12);
  assert_near(closed_latency_quantile_s(&load, 0.5), 1.05, 1e-6);
  assert_near(closed_latency_quantile_s(&load, 0.99), 2.03, 1e-6);
}

static void a_long_poll_waits_for_messages_and_for_its_hold(void **state) {
  (void)state;
  struct closed_load load = {.transport = TRANSPORT_LONG_POLL, .hold_s = 30, .rtt_s = 0};
  assert_near(closed_rates_of(&load).requests_per_s, 1. / 30, 1e-12);
  assert_near(closed_rates_of(&load).empty_per_s, 1. / 30, 1e-12);
  load.messages_per_s = 1. / 60; /* 1 / ((1 - exp(-0.5)) 60) = 0.042359 */
  assert_near(closed_rates_of(&load).requests_per_s, 0.042359, 1e-6);
  assert_near(closed_rates_of(&load).empty_per_s, 0.042359 * 0.606531, 1e-6);
  /* with 10 messages a second and r = 0.1: 1 / (0.1 + exp(-1) / 10) = 7.3106 */
  load.messages_per_s = 10;
  load.rtt_s = 0.1;
  assert_near(closed_rates_of(&load).requests_per_s, 7.31059, 1e-5);
  /* in 73 % of the time no poll waits: 50 ms, and half of 100 ms in these */
  assert_near(closed_latency_mean_s(&load), 0.05 + 0.731059 * 0.05, 1e-6);
  assert_near(closed_latency_quantile_s(&load, 0.25), 0.05, 1e-6);
  assert_near(closed_latency_quantile_s(&load, 0.999999), 0.15, 1e-6);
}

static void pushes_wait_for_nothing(void **state) {
  (void)state;
  struct closed_load load = {
      .transport = TRANSPORT_WEBSOCKET, .messages_per_s = 0.01, .beat_s = 30, .rtt_s = 0.08};
  assert_near(closed_rates_of(&load).requests_per_s, 0, 0);
  assert_near(closed_rates_of(&load).beats_per_s, 1. / 30, 1e-12);
  assert_near(closed_latency_mean_s(&load), 0.04, 1e-12);
  assert_near(closed_latency_quantile_s(&load, 0.99), 0.04, 1e-6);
  load.transport = TRANSPORT_SSE; /* 0.01 / (exp(0.3) - 1) = 0.028583 */
  assert_near(closed_rates_of(&load).beats_per_s, 0.028583, 1e-6);
  load.messages_per_s = 0;
  assert_near(closed_rates_of(&load).beats_per_s, 1. / 30, 1e-12);
  load.beat_s = 0;
  assert_near(closed_rates_of(&load).beats_per_s, 0, 0);
}

/* With 2 % of loss the 99th percentile is that of a message sent again: 40 ms + 280 ms. With half
 * a percent it is not. */
static void a_lost_segment_is_sent_again(void **state) {
  (void)state;
  struct closed_load load = {
      .transport = TRANSPORT_SSE, .messages_per_s = 0.001, .rtt_s = 0.08, .loss = 0.02};
  assert_near(closed_latency_quantile_s(&load, 0.5), 0.04, 1e-6);
  assert_near(closed_latency_quantile_s(&load, 0.99), 0.32, 1e-6);
  /* lost twice: 40 ms + 3 x 280 ms */
  assert_near(closed_latency_quantile_s(&load, 0.9997), 0.88, 1e-6);
  assert_near(closed_latency_mean_s(&load), 0.04 + 0.02 * 0.28 * 1.03, 1e-4);
  load.loss = 0.005;
  assert_near(closed_latency_quantile_s(&load, 0.99), 0.04, 1e-6);
}

/* An independent way: long polls and comments, event by event. */
static void a_simulation_finds_the_same_rates(void **state) {
  (void)state;
  const double rate = 0.4, hold = 2, rtt = 0.5, end = 400000;
  struct random random = random_seeded(7, 0);
  double at = 0, next = random_exponential(&random, 1 / rate), polls = 0, empty = 0, waited = 0;
  while (at < end) { /* a poll reaches the server */
    double answered = fmin(fmax(next, at), at + hold);
    polls++;
    empty += next > at + hold;
    while (next <= answered) {
      waited += answered - next;
      next += random_exponential(&random, 1 / rate);
    }
    at = answered + rtt;
  }
  const struct closed_load poll = {
      .transport = TRANSPORT_LONG_POLL, .messages_per_s = rate, .hold_s = hold, .rtt_s = rtt};
  assert_near(polls / at, closed_rates_of(&poll).requests_per_s, 0.002);
  assert_near(empty / at, closed_rates_of(&poll).empty_per_s, 0.002);
  assert_near(waited / at / rate, closed_latency_mean_s(&poll) - rtt / 2, 0.002);

  double comments = 0;
  next = random_exponential(&random, 1 / rate);
  at = 0;
  while (at < end) { /* something is sent */
    bool comment = next > at + hold;
    comments += comment;
    at = comment ? at + hold : next;
    if (!comment)
      next += random_exponential(&random, 1 / rate);
  }
  const struct closed_load stream = {
      .transport = TRANSPORT_SSE, .messages_per_s = rate, .beat_s = hold};
  assert_near(comments / at, closed_rates_of(&stream).beats_per_s, 0.002);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(short_polls_ask_every_interval),
      cmocka_unit_test(a_long_poll_waits_for_messages_and_for_its_hold),
      cmocka_unit_test(pushes_wait_for_nothing),
      cmocka_unit_test(a_lost_segment_is_sent_again),
      cmocka_unit_test(a_simulation_finds_the_same_rates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
