/* Due times: rates, spread, reproducibility. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "common/base/clock.h"
#include "common/load/schedule.h"
#include "tests/contracts.h"

enum { DRAWS = 20000 };

static struct schedule_plan plan_of(enum arrival arrival, double rate_per_s, uint64_t channels) {
  return (struct schedule_plan){.rate_per_s = rate_per_s * (double)channels,
                                .arrival = arrival,
                                .burst_messages = 10,
                                .seed = 42,
                                .payload_bytes = 33,
                                .channels = channels};
}

static void periodic_messages_are_evenly_spaced_and_channels_take_turns(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_PERIODIC, 10, 2);
  struct schedule schedule;
  schedule_init(&schedule, &plan);
  for (uint64_t i = 0; i < 1000; i++) {
    struct due due = schedule_next(&schedule);
    assert_true(due.offset_ns - (i + 1) * 50 * NS_PER_MS + 1 <= 2);
    assert_int_equal(due.channel, i % 2);
    assert_int_equal(due.bytes, 33);
  }
}

static void lengths_are_drawn_evenly_and_move_no_due_time(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 10, 2);
  struct schedule plain, drawn;
  uint64_t counts[5] = {0};
  plan.payload_bytes = 4;
  schedule_init(&plain, &plan);
  plan.payload_bytes_max = 8;
  schedule_init(&drawn, &plan);
  for (int i = 0; i < DRAWS; i++) {
    struct due fixed = schedule_next(&plain);
    struct due due = schedule_next(&drawn);
    assert_int_equal(due.offset_ns, fixed.offset_ns);
    assert_int_equal(due.channel, fixed.channel);
    assert_in_range(due.bytes, 4, 8);
    counts[due.bytes - 4]++;
  }
  /* 4,000 of each; four standard deviations are 226 */
  for (int i = 0; i < 5; i++)
    assert_in_range(counts[i], 3774, 4226);
}

static void a_range_of_one_length_is_that_length(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_PERIODIC, 10, 1);
  struct schedule schedule;
  plan.payload_bytes_max = 33;
  schedule_init(&schedule, &plan);
  for (int i = 0; i < 100; i++)
    assert_int_equal(schedule_next(&schedule).bytes, 33);
}

static void a_phase_makes_a_periodic_schedule_earlier_by_its_share_of_a_period(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_PERIODIC, 10, 1);
  struct schedule schedule;
  plan.phase = 0.25;
  schedule_init(&schedule, &plan);
  assert_int_equal(schedule_next(&schedule).offset_ns, 75 * NS_PER_MS);
  assert_int_equal(schedule_next(&schedule).offset_ns, 175 * NS_PER_MS);
}

static void messages_due_beyond_the_clocks_range_are_never_due(void **state) {
  (void)state;
  static const enum arrival arrivals[] = {ARRIVAL_PERIODIC, ARRIVAL_POISSON, ARRIVAL_BURST};
  for (size_t i = 0; i < sizeof arrivals / sizeof *arrivals; i++) {
    struct schedule_plan plan = plan_of(arrivals[i], 1e-30, 1);
    struct schedule schedule;
    schedule_init(&schedule, &plan);
    assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
    assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
  }
}

static void a_trace_is_followed_to_its_end(void **state) {
  (void)state;
  struct trace_entry entries[] = {{5, 1, 10}, {5, 0, 20}, {9, 1, 30}};
  const struct trace trace = {.entries = entries, .count = 3, .channels = 2};
  struct schedule_plan plan = plan_of(ARRIVAL_PERIODIC, 10, 2);
  struct schedule schedule;
  plan.trace = &trace;
  schedule_init(&schedule, &plan);
  for (size_t i = 0; i < 3; i++) {
    struct due due = schedule_next(&schedule);
    assert_int_equal(due.offset_ns, entries[i].offset_ns);
    assert_int_equal(due.channel, entries[i].channel);
    assert_int_equal(due.bytes, entries[i].bytes);
  }
  assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
  assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
}

static void schedules_of_one_seed_and_different_streams_are_unrelated(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 10, 1);
  struct schedule one;
  struct schedule other;
  schedule_init(&one, &plan);
  plan.stream = SCHEDULE_STREAMS;
  schedule_init(&other, &plan);
  for (int i = 0; i < 1000; i++)
    assert_int_not_equal(schedule_next(&one).offset_ns, schedule_next(&other).offset_ns);
}

static void poisson_gaps_have_the_mean_and_spread_of_an_exponential(void **state) {
  (void)state;
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 10, 1);
  struct schedule schedule;
  schedule_init(&schedule, &plan);
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
  struct schedule_plan plan = plan_of(ARRIVAL_BURST, 10, 3);
  struct schedule schedule;
  schedule_init(&schedule, &plan);
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
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 10, 4);
  struct schedule schedule;
  schedule_init(&schedule, &plan);
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
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 10, 4);
  struct schedule one;
  struct schedule same;
  struct schedule other;
  schedule_init(&one, &plan);
  schedule_init(&same, &plan);
  plan.seed = 43;
  schedule_init(&other, &plan);
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
  struct schedule_plan plan = plan_of(ARRIVAL_POISSON, 0, 1);
  struct schedule schedule;
  schedule_init(&schedule, &plan);
  assert_true(schedule_next(&schedule).offset_ns == SCHEDULE_NEVER);
}

static void plan_begin(void *plan) {
  struct schedule schedule;
  schedule_init(&schedule, plan);
}

static void step(void *schedule) {
  schedule_next(schedule);
}

static void a_plan_that_cannot_be_followed_breaks_a_contract(void **state) {
  (void)state;
  struct schedule_plan plan = {.rate_per_s = 5, .arrival = ARRIVAL_BURST, .channels = 1};
  assert_contract_broken(plan_begin, &plan, "plan->burst_messages > 0");
  plan.burst_messages = 2;
  plan.channels = 0;
  assert_contract_broken(plan_begin, &plan, "plan->channels > 0");
  plan.channels = 1;
  plan.phase = 1.5;
  assert_contract_broken(plan_begin, &plan, "plan->phase >= 0 && plan->phase <= 1");
  plan.phase = 0;
  plan.payload_bytes = 9;
  plan.payload_bytes_max = 8;
  assert_contract_broken(plan_begin, &plan, "plan->payload_bytes_max >= plan->payload_bytes");
  plan.payload_bytes_max = 0;
  struct schedule schedule;
  schedule_init(&schedule, &plan);
  schedule.plan.channels = 0;
  assert_contract_broken(step, &schedule, "schedule->channel < schedule->plan.channels");
  schedule.plan.channels = 1;
  schedule.plan.arrival = ARRIVAL_PERIODIC; /* the plan changes; the next message is due at 0.2 s */
  schedule.at_s = 7;
  assert_contract_broken(step, &schedule, "schedule->at_s >= before_s");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(periodic_messages_are_evenly_spaced_and_channels_take_turns),
      cmocka_unit_test(poisson_gaps_have_the_mean_and_spread_of_an_exponential),
      cmocka_unit_test(bursts_share_an_instant_and_a_channel_and_keep_the_rate),
      cmocka_unit_test(each_channel_gets_its_rate),
      cmocka_unit_test(a_seed_gives_the_same_messages_and_another_seed_others),
      cmocka_unit_test(lengths_are_drawn_evenly_and_move_no_due_time),
      cmocka_unit_test(a_range_of_one_length_is_that_length),
      cmocka_unit_test(a_phase_makes_a_periodic_schedule_earlier_by_its_share_of_a_period),
      cmocka_unit_test(messages_due_beyond_the_clocks_range_are_never_due),
      cmocka_unit_test(a_trace_is_followed_to_its_end),
      cmocka_unit_test(schedules_of_one_seed_and_different_streams_are_unrelated),
      cmocka_unit_test(at_rate_zero_nothing_is_ever_due),
      cmocka_unit_test(a_plan_that_cannot_be_followed_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
