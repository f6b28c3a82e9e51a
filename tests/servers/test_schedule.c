/* Due times: rates, spread, reproducibility. */
#include "tests/servers/fixture.h"

#include <math.h>

#include "common/clock.h"
#include "servers/schedule.h"

enum { DRAWS = 20000 };

static struct server_options workload(enum arrival arrival, double rate_per_s, int64_t channels) {
  return (struct server_options){.rate_per_s = rate_per_s,
                                 .arrival = (int)arrival,
                                 .burst_messages = 10,
                                 .seed = 42,
                                 .channels = channels};
}

static void periodic_messages_are_evenly_spaced_and_channels_take_turns(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_PERIODIC, 10, 2);
  struct schedule schedule;
  schedule_init(&schedule, &options);
  for (uint64_t i = 0; i < 1000; i++) {
    struct due due = schedule_next(&schedule);
    assert_true(due.offset_ns - (i + 1) * 50 * NS_PER_MS + 1 <= 2);
    assert_int_equal(due.channel, i % 2);
  }
}

static void poisson_gaps_have_the_mean_and_spread_of_an_exponential(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_POISSON, 10, 1);
  struct schedule schedule;
  schedule_init(&schedule, &options);
  double sum = 0;
  double squares = 0;
  uint64_t before = 0;
  for (int i = 0; i < DRAWS; i++) {
    struct due due = schedule_next(&schedule);
    double gap_s = (double)(due.offset_ns - before) / (double)NS_PER_S;
    before = due.offset_ns;
    sum += gap_s;
    squares += gap_s * gap_s;
  }
  double mean = sum / DRAWS;
  double deviation = sqrt(squares / DRAWS - mean * mean);
  /* four standard errors of 20,000 draws are 2.8 % */
  assert_true(fabs(mean - 0.1) < 0.003);
  assert_true(fabs(deviation - 0.1) < 0.005);
}

static void bursts_share_an_instant_and_a_channel_and_keep_the_rate(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_BURST, 10, 3);
  struct schedule schedule;
  schedule_init(&schedule, &options);
  struct due due = {0};
  for (int burst = 0; burst < DRAWS / 10; burst++) {
    struct due first = schedule_next(&schedule);
    for (int i = 1; i < 10; i++) {
      due = schedule_next(&schedule);
      assert_int_equal(due.offset_ns, first.offset_ns);
      assert_int_equal(due.channel, first.channel);
    }
  }
  double rate_per_s = DRAWS / ((double)due.offset_ns / (double)NS_PER_S);
  assert_true(fabs(rate_per_s - 30) < 3);
}

static void each_channel_gets_its_rate(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_POISSON, 10, 4);
  struct schedule schedule;
  schedule_init(&schedule, &options);
  uint64_t counts[4] = {0};
  struct due due = {0};
  for (int i = 0; i < DRAWS; i++) {
    due = schedule_next(&schedule);
    assert_true(due.channel < 4);
    counts[due.channel]++;
  }
  for (int channel = 0; channel < 4; channel++) {
    double rate_per_s = (double)counts[channel] / ((double)due.offset_ns / (double)NS_PER_S);
    assert_true(fabs(rate_per_s - 10) < 0.8);
  }
}

static void a_seed_gives_the_same_messages_and_another_seed_others(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_POISSON, 10, 4);
  struct schedule one;
  struct schedule same;
  struct schedule other;
  schedule_init(&one, &options);
  schedule_init(&same, &options);
  options.seed = 43;
  schedule_init(&other, &options);
  int equal_to_other = 0;
  for (int i = 0; i < 1000; i++) {
    struct due a = schedule_next(&one);
    struct due b = schedule_next(&same);
    assert_int_equal(a.offset_ns, b.offset_ns);
    assert_int_equal(a.channel, b.channel);
    equal_to_other += a.offset_ns == schedule_next(&other).offset_ns;
  }
  assert_int_equal(equal_to_other, 0);
}

static void at_rate_zero_nothing_is_ever_due(void **state) {
  (void)state;
  struct server_options options = workload(ARRIVAL_POISSON, 0, 1);
  struct schedule schedule;
  schedule_init(&schedule, &options);
  assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(periodic_messages_are_evenly_spaced_and_channels_take_turns),
      cmocka_unit_test(poisson_gaps_have_the_mean_and_spread_of_an_exponential),
      cmocka_unit_test(bursts_share_an_instant_and_a_channel_and_keep_the_rate),
      cmocka_unit_test(each_channel_gets_its_rate),
      cmocka_unit_test(a_seed_gives_the_same_messages_and_another_seed_others),
      cmocka_unit_test(at_rate_zero_nothing_is_ever_due),
  };
  return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
