/* Figures of a drawn schedule, compared with those of a simulation of each message and each poll
 * from the due times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/drawn.h"
#include "common/base/clock.h"

enum { MESSAGES_MAX = 4096, USERS = 7 };

static const uint64_t MS = NS_PER_MS;

static struct drawn_plan plan_of(enum workload_kind kind, enum arrival arrival) {
  const struct workload_plan workload = {.kind = (int)kind,
                                         .clients = USERS,
                                         .channels = 2,
                                         .room_users = 3,
                                         .editors = 1,
                                         .payload_bytes = 64};
  struct drawn_plan plan = {.load = {.rate_per_s = 10,
                                     .arrival = arrival,
                                     .burst_messages = 3,
                                     .payload_bytes = 64,
                                     .seed = 5},
                            .interval_ns = 170 * MS,
                            .start_ns = 400 * MS,
                            .end_ns = 9400 * MS,
                            .counted_start_ns = 395 * MS,
                            .counted_end_ns = 9395 * MS};
  assert_int_equal(workload_make(&workload, &plan.workload, NULL), STATUS_OK);
  return plan;
}

/* Due times of one user's channel, in any order; returns how many. */
static size_t dues_of(const struct drawn_plan *plan, uint64_t user, uint64_t *dues) {
  uint64_t channel = workload_channel_of(&plan->workload, user);
  size_t count = 0;
  for (uint64_t writer = 0; writer <= USERS; writer++) {
    struct schedule_plan own = workload_schedule_of_writer(&plan->load, writer);
    struct schedule schedule;
    if (writer == USERS)
      own = workload_schedule_of_server(&plan->workload, &plan->load);
    else if (!workload_writes(&plan->workload, writer) ||
             workload_channel_of(&plan->workload, writer) != channel)
      continue;
    schedule_init(&schedule, &own);
    for (struct due due = schedule_next(&schedule); due.offset_ns < plan->end_ns;
         due = schedule_next(&schedule))
      if (writer < USERS || due.channel == channel)
        dues[count++] = due.offset_ns;
  }
  return count;
}

/* The first poll at or after an instant. */
static uint64_t poll_after(const struct drawn_plan *plan, uint64_t user, uint64_t at_ns) {
  uint64_t phase_ns = workload_poll_phase_ns(plan->load.seed, user, plan->interval_ns);
  uint64_t rounds =
      at_ns <= phase_ns ? 0 : (at_ns - phase_ns + plan->interval_ns - 1) / plan->interval_ns;
  return phase_ns + rounds * plan->interval_ns;
}

static struct drawn by_message_and_poll(const struct drawn_plan *plan) {
  static uint64_t dues[MESSAGES_MAX];
  struct drawn drawn = {.published = 0};
  double wait_ns = 0;
  for (uint64_t user = 0; user < USERS; user++) {
    size_t count = dues_of(plan, user, dues);
    for (size_t i = 0; i < count; i++)
      if (dues[i] >= plan->start_ns) {
        drawn.received++;
        wait_ns += (double)(poll_after(plan, user, dues[i]) - dues[i]);
      }
    for (uint64_t at_ns = poll_after(plan, user, plan->counted_start_ns);
         at_ns < plan->counted_end_ns; at_ns += plan->interval_ns) {
      bool empty = true;
      for (size_t i = 0; i < count; i++)
        empty = empty && poll_after(plan, user, dues[i]) != at_ns;
      drawn.polls++;
      drawn.empty += empty;
    }
  }
  drawn.wait_mean_ns = wait_ns / (double)drawn.received;
  return drawn;
}

static void polls_take_what_was_due_before_them(void **state) {
  (void)state;
  for (int kind = WORKLOAD_TICKER; kind <= WORKLOAD_COLLAB; kind++)
    for (int arrival = ARRIVAL_PERIODIC; arrival <= ARRIVAL_BURST; arrival++) {
      struct drawn_plan plan = plan_of((enum workload_kind)kind, (enum arrival)arrival);
      struct drawn expected = by_message_and_poll(&plan), drawn;
      assert_true(drawn_of(&plan, &drawn));
      assert_int_equal(drawn.received, expected.received);
      assert_int_equal(drawn.polls, expected.polls);
      assert_int_equal(drawn.empty, expected.empty);
      assert_true(fabs(drawn.wait_mean_ns / expected.wait_mean_ns - 1) < 1e-12);
    }
}

/* Periodic messages, 10 per second on one channel: one every 100 ms from 0.1 s on, 90 of them in
 * the phase; the users' newest message is 0 to 100 ms old. */
static void pushed_messages_wait_for_nothing(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_PERIODIC);
  struct drawn drawn;
  plan.workload.channels = 1;
  plan.interval_ns = 0;
  assert_true(drawn_of(&plan, &drawn));
  assert_int_equal(drawn.published, 90);
  assert_int_equal(drawn.received, 90 * USERS);
  assert_true(drawn.wait_mean_ns == 0);
  assert_int_equal(drawn.polls, 0);
  assert_true(fabs(drawn.age_mean_ns - 50e6) < 1);
}

/* Ten messages and ten polls per second: each message waits for its poll as long as the polls are
 * out of phase, and the age grows by as much. */
static void a_poll_adds_its_wait_to_what_the_user_sees(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_PERIODIC);
  struct drawn drawn;
  plan.workload.channels = 1;
  plan.workload.users = 1;
  plan.interval_ns = 100 * MS;
  double wait_ns = (double)workload_poll_phase_ns(plan.load.seed, 0, plan.interval_ns);
  assert_true(drawn_of(&plan, &drawn));
  assert_true(fabs(drawn.wait_mean_ns - wait_ns) < 1);
  assert_true(fabs(drawn.age_mean_ns - (50e6 + wait_ns)) < 1);
}

/* A poll that is asked at s sees what was due by s and the way up. */
static void a_poll_takes_what_was_due_before_it_arrived(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_PERIODIC);
  struct drawn drawn;
  plan.workload.channels = 1;
  plan.workload.users = 1;
  plan.interval_ns = 100 * MS;
  plan.up_ns = 30 * MS;
  uint64_t asked_ns = workload_poll_phase_ns(plan.load.seed, 0, plan.interval_ns);
  double wait_ns = (double)((asked_ns + plan.up_ns) % plan.interval_ns);
  assert_true(drawn_of(&plan, &drawn));
  assert_true(fabs(drawn.wait_mean_ns - wait_ns) < 1);
  assert_int_equal(drawn.polls, 90);
}

/* Three messages at a time, one in each poll: the second and the third wait for one and two more
 * intervals. */
static void without_batching_each_message_waits_for_those_before(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_BURST);
  struct drawn together, singly;
  plan.load.rate_per_s = 0.5; /* a group of each of two channels in six seconds */
  plan.end_ns = plan.start_ns + 600 * NS_PER_S;
  plan.interval_ns = 10 * MS;
  plan.counted_end_ns = plan.end_ns;
  assert_true(drawn_of(&plan, &together));
  plan.singly = true;
  assert_true(drawn_of(&plan, &singly));
  assert_int_equal(singly.received, together.received);
  assert_true(fabs(singly.wait_mean_ns - together.wait_mean_ns - 10e6) < 0.2e6);
}

static void without_messages_there_is_no_wait(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_POISSON);
  struct drawn drawn;
  plan.load.rate_per_s = 0;
  assert_true(drawn_of(&plan, &drawn));
  assert_int_equal(drawn.received, 0);
  assert_int_equal(drawn.empty, drawn.polls);
  assert_true(isnan(drawn.wait_mean_ns));
  assert_true(isnan(drawn.age_mean_ns));
}

static void schedules_that_would_take_too_long_are_not_simulated(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_POISSON);
  struct drawn drawn;
  plan.workload.users = 100000000;
  assert_false(drawn_of(&plan, &drawn));
}

static void the_most_steps_are_still_simulated(void **state) {
  (void)state;
  struct drawn_plan plan = plan_of(WORKLOAD_TICKER, ARRIVAL_POISSON);
  struct drawn drawn;
  plan.load.rate_per_s = 0;
  plan.workload.users = 1;
  plan.interval_ns = 100;
  plan.end_ns = (uint64_t)DRAWN_STEPS_MAX * plan.interval_ns;
  assert_true(drawn_of(&plan, &drawn));
  plan.end_ns += plan.interval_ns;
  assert_false(drawn_of(&plan, &drawn));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_poll_takes_what_was_due_before_it_arrived),
      cmocka_unit_test(polls_take_what_was_due_before_them),
      cmocka_unit_test(pushed_messages_wait_for_nothing),
      cmocka_unit_test(a_poll_adds_its_wait_to_what_the_user_sees),
      cmocka_unit_test(without_batching_each_message_waits_for_those_before),
      cmocka_unit_test(without_messages_there_is_no_wait),
      cmocka_unit_test(schedules_that_would_take_too_long_are_not_simulated),
      cmocka_unit_test(the_most_steps_are_still_simulated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
