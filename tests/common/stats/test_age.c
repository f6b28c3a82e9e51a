/* The age of what a user sees, over time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/stats/age.h"
#include "tests/contracts.h"

static const uint64_t START_NS = 100 * NS_PER_S;

static struct age age_over(uint64_t seconds) {
  struct age age;
  assert_int_equal(age_init(&age), STATUS_OK);
  age.start_ns = START_NS;
  age.end_ns = START_NS + seconds * NS_PER_S;
  return age;
}

static void assert_near(double value, double expected, double share) {
  if (value < expected * (1 - share) || value > expected * (1 + share))
    fail_msg("%g is not within %g of %g", value, share, expected);
}

static void a_user_who_sees_nothing_has_no_age(void **state) {
  (void)state;
  struct age age = age_over(10);
  struct age_view view = {0};
  age_finish(&age, &view);
  assert_int_equal(age.time_ns, 0);
  assert_true(age_mean_ns(&age) == 0);
  assert_int_equal(age_quantile_ns(&age, 0.99), 0);
  age_release(&age);
}

static void one_message_ages_until_the_phase_ends(void **state) {
  (void)state;
  struct age age = age_over(10);
  struct age_view view = {0};
  age_receive(&age, &view, START_NS - NS_PER_S, START_NS - NS_PER_S / 2);
  age_finish(&age, &view);
  assert_int_equal(age.time_ns, 10 * NS_PER_S);
  assert_near(age_mean_ns(&age), 6e9, 1e-9); /* from 1 s to 11 s */
  assert_near((double)age_quantile_ns(&age, 0.5), 6e9, 0.002);
  assert_near((double)age_quantile_ns(&age, 0.99), 10.9e9, 0.002);
  assert_int_equal(age_quantile_ns(&age, 1), 11 * NS_PER_S);
  age_release(&age);
}

/* Messages are due every second and arrive 0.2 s later: ages are uniform from 0.2 s to 1.2 s. */
static void a_steady_push_has_half_a_period_and_its_latency(void **state) {
  (void)state;
  struct age age = age_over(20);
  struct age_view view = {0};
  for (uint64_t i = 0; i < 30; i++) {
    uint64_t due_ns = START_NS + i * NS_PER_S - 2 * NS_PER_S;
    age_receive(&age, &view, due_ns, due_ns + NS_PER_S / 5);
  }
  age_finish(&age, &view);
  assert_int_equal(age.time_ns, 20 * NS_PER_S);
  assert_near(age_mean_ns(&age), 0.7e9, 1e-6);
  assert_near((double)age_quantile_ns(&age, 0.5), 0.7e9, 0.002);
  assert_near((double)age_quantile_ns(&age, 0.99), 1.19e9, 0.002);
  age_release(&age);
}

static void when_messages_arrive_together_only_the_newest_counts(void **state) {
  (void)state;
  struct age together = age_over(4);
  struct age alone = age_over(4);
  struct age_view all = {0};
  struct age_view newest = {0};
  for (uint64_t i = 0; i < 3; i++)
    age_receive(&together, &all, START_NS + i * NS_PER_S / 10, START_NS + NS_PER_S);
  age_receive(&alone, &newest, START_NS + NS_PER_S / 5, START_NS + NS_PER_S);
  age_finish(&together, &all);
  age_finish(&alone, &newest);
  assert_near(age_mean_ns(&together), age_mean_ns(&alone), 1e-9);
  assert_int_equal(age_quantile_ns(&together, 0.9), age_quantile_ns(&alone, 0.9));
  age_release(&together);
  age_release(&alone);
}

static void a_message_that_comes_after_a_newer_one_makes_nothing_older(void **state) {
  (void)state;
  struct age age = age_over(4);
  struct age_view view = {0};
  age_receive(&age, &view, START_NS, START_NS);
  age_receive(&age, &view, START_NS - NS_PER_S, START_NS + NS_PER_S);
  age_finish(&age, &view);
  assert_near(age_mean_ns(&age), 2e9, 1e-9);
  age_release(&age);
}

static void messages_after_the_phase_do_not_count_for_ages(void **state) {
  (void)state;
  struct age age = age_over(4);
  struct age_view view = {0};
  age_receive(&age, &view, START_NS, START_NS);
  age_receive(&age, &view, START_NS + 3 * NS_PER_S, START_NS + 6 * NS_PER_S);
  age_finish(&age, &view);
  assert_int_equal(age.time_ns, 4 * NS_PER_S);
  assert_near(age_mean_ns(&age), 2e9, 1e-9);
  age_release(&age);
}

static void the_users_are_weighed_by_the_time_they_were_watched(void **state) {
  (void)state;
  struct age age = age_over(10);
  struct age_view fresh = {0};
  struct age_view late = {0};
  age_receive(&age, &fresh, START_NS, START_NS);
  age_receive(&age, &late, START_NS + 5 * NS_PER_S, START_NS + 5 * NS_PER_S);
  age_finish(&age, &fresh);
  age_finish(&age, &late);
  assert_near(age_mean_ns(&age), (10 * 5e9 + 5 * 2.5e9) / 15, 1e-9);
  age_release(&age);
}

static void receive_early(void *age) {
  struct age_view view = {0};
  age_receive(age, &view, START_NS + 1, START_NS);
}

static void watch_before_it_is_due(void *age) {
  struct age_view view = {.due_ns = START_NS + 2, .watched_ns = START_NS + 1};
  age_finish(age, &view);
}

static void a_message_that_comes_before_it_is_due_breaks_a_contract(void **state) {
  (void)state;
  struct age age = age_over(10);
  assert_contract_broken(receive_early, &age, "due_ns <= receipt_ns");
  assert_contract_broken(watch_before_it_is_due, &age, "view->due_ns <= from_ns");
  age_release(&age);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_user_who_sees_nothing_has_no_age),
      cmocka_unit_test(one_message_ages_until_the_phase_ends),
      cmocka_unit_test(a_steady_push_has_half_a_period_and_its_latency),
      cmocka_unit_test(when_messages_arrive_together_only_the_newest_counts),
      cmocka_unit_test(a_message_that_comes_after_a_newer_one_makes_nothing_older),
      cmocka_unit_test(messages_after_the_phase_do_not_count_for_ages),
      cmocka_unit_test(the_users_are_weighed_by_the_time_they_were_watched),
      cmocka_unit_test(a_message_that_comes_before_it_is_due_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
