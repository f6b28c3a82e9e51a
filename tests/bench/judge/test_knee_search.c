/* The search for a knee: its steps, and simulated searches with planted knees and noise. */
#include "tests/bench/says.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/judge/knee_search.h"
#include "common/base/random.h"
#include "tests/contracts.h"

static struct knee_search search;

static void begin(double from, double to) {
  knee_search_begin(&search, from, to, 0.05, 0.05, true);
}

/* The next value, which is probed with that result. */
static double probe(bool holds) {
  double value;
  assert_int_equal(knee_search_next(&search, &value), KNEE_GOES_ON);
  knee_search_take(&search, value, holds);
  return value;
}

static enum knee_state state_now(void) {
  double value;
  return knee_search_next(&search, &value);
}

static void values_double_until_one_fails(void **state) {
  (void)state;
  begin(10, 1000);
  assert_true(probe(true) == 10);
  assert_true(probe(true) == 20);
  assert_true(probe(true) == 40);
  assert_true(probe(true) == 80);
  assert_true(probe(true) == 160);
  assert_true(probe(true) == 320);
  assert_true(probe(true) == 640);
  assert_true(probe(true) == 1000);
}

/* Probes as a machine would that is never wrong; returns the last state. */
static enum knee_state probe_all(double knee) {
  enum knee_state state;
  double value;
  while ((state = knee_search_next(&search, &value)) == KNEE_GOES_ON)
    knee_search_take(&search, value, value <= knee);
  return state;
}

static const struct knee_tally *tally_at(double value) {
  for (size_t i = 0; i < search.count; i++)
    if (search.tallies[i].value == value)
      return &search.tallies[i];
  return NULL;
}

static void the_ends_of_the_bracket_are_probed_again(void **state) {
  (void)state;
  begin(10, 1000);
  assert_int_equal(probe_all(63), KNEE_FOUND);
  struct knee_bracket bracket = knee_search_bracket(&search);
  assert_true(bracket.low <= 63 && bracket.high > 63);
  assert_true(bracket.high <= bracket.low * 1.05);
  assert_true(bracket.probability >= 0.95);
  assert_true(tally_at(bracket.low)->held >= 3);
  assert_true(tally_at(bracket.high)->failed >= 3);
}

/* The probabilities of the gaps by hand: widths times 4 for each probe that agrees. */
static void probabilities_are_those_of_bayes(void **state) {
  (void)state;
  begin(10, 40);
  knee_search_take(&search, 10, true);
  knee_search_take(&search, 20, true);
  knee_search_take(&search, 40, false);
  /* below 10: ln 2 * 4^1; 10 to 20: ln 2 * 4^2; 20 to 40: ln 2 * 4^3; above: ln 2 * 4^2 */
  struct knee_bracket bracket = knee_search_bracket(&search);
  assert_true(bracket.low == 20 && bracket.high == 40);
  assert_float_equal(bracket.probability, 64.0 / (4 + 16 + 64 + 16), 1e-12);
}

static void an_end_that_turns_out_wrong_moves_the_bracket(void **state) {
  (void)state;
  begin(10, 10000);
  knee_search_take(&search, 10, true);
  knee_search_take(&search, 20, true);
  knee_search_take(&search, 40, false);
  assert_true(knee_search_bracket(&search).low == 20);
  for (int i = 0; i < 3; i++)
    knee_search_take(&search, 40, true);
  assert_true(knee_search_bracket(&search).low == 40);
  assert_int_equal(probe_all(500), KNEE_FOUND);
  assert_true(fabs(knee_search_bracket(&search).low / 500 - 1) <= 0.05);
}

static void no_value_is_above_twice_the_greatest_that_holds(void **state) {
  (void)state;
  double value, greatest = 0;
  begin(10, 1e5);
  while (knee_search_next(&search, &value) == KNEE_GOES_ON) {
    assert_true(value <= fmax(2 * greatest, 10));
    knee_search_take(&search, value, value <= 777);
    greatest = value <= 777 ? fmax(greatest, value) : greatest;
  }
}

static void an_upper_end_that_holds_is_probed_again_before_it_is_said(void **state) {
  (void)state;
  begin(10, 70);
  assert_int_equal(probe_all(1000), KNEE_ABOVE);
  assert_true(tally_at(70)->held >= 2);
}

static void a_lower_end_that_fails_is_probed_again_before_it_is_said(void **state) {
  (void)state;
  begin(10, 1000);
  assert_true(probe(false) == 10);
  assert_true(probe(false) == 10);
  assert_int_equal(probe_all(1), KNEE_BELOW);
  assert_int_equal(search.count, 1);
  begin(10, 1000);
  assert_true(probe(false) == 10);
  assert_int_equal(probe_all(100), KNEE_FOUND);
}

static void neighbouring_whole_numbers_are_near_enough(void **state) {
  (void)state;
  begin(1, 8);
  assert_int_equal(probe_all(3), KNEE_FOUND);
  assert_true(knee_search_bracket(&search).low == 3);
  assert_true(knee_search_bracket(&search).high == 4);
}

static void other_numbers_have_three_digits(void **state) {
  (void)state;
  knee_search_begin(&search, 0.5, 8, 0.05, 0.05, false);
  assert_int_equal(probe_all(0.9), KNEE_FOUND);
  for (size_t i = 0; i < search.count; i++) {
    char text[32];
    snprintf(text, sizeof text, "%.3g", search.tallies[i].value);
    assert_true(strtod(text, NULL) == search.tallies[i].value);
  }
}

static void a_smaller_error_takes_more_probes(void **state) {
  (void)state;
  begin(10, 1000);
  probe_all(63);
  size_t probes = search.probes;
  knee_search_begin(&search, 10, 1000, 0.05, 0.001, true);
  assert_int_equal(probe_all(63), KNEE_FOUND);
  assert_true(search.probes > probes + 2);
  assert_true(knee_search_bracket(&search).probability >= 0.999);
}

static void a_coin_that_never_decides_ends_unsettled(void **state) {
  (void)state;
  begin(100, 1e5);
  double value;
  for (int i = 0; i < KNEE_PROBES_MAX; i++) {
    assert_int_equal(knee_search_next(&search, &value), KNEE_GOES_ON);
    const struct knee_tally *own = tally_at(value);
    knee_search_take(&search, value,
                     value < 150 || (value < 1000 && own && own->held < own->failed));
  }
  assert_int_equal(state_now(), KNEE_UNSETTLED);
}

/* ---- simulated searches ---- */

/* The truth of a simulation: a limit on a latency that has a floor, grows as a queue does near the
 * knee, and has noise; and probes that come out wrong for no reason. */
struct planted {
  double knee;
  double noise; /* standard deviation of the logarithm of the latency */
  double wrong; /* chance that a probe says the opposite */
};

static double normal(struct random *random) {
  double sum = 0;
  for (int i = 0; i < 12; i++)
    sum += random_uniform(random);
  return sum - 6; /* the sum of twelve uniform numbers has the variance 1 */
}

/* A delay of 300 ms begins above the knee; the limit is 250 ms. */
static bool planted_holds(const struct planted *planted, double value, struct random *random) {
  double latency_ms = 20 * exp(planted->noise * normal(random));
  double chance = random_uniform(random);
  if (value > planted->knee)
    latency_ms += 300 * exp(planted->noise * normal(random));
  return (latency_ms < 250) != (chance < planted->wrong);
}

struct simulated {
  int near;   /* searches whose value is within 10 % of the knee */
  int around; /* whose bracket has the knee in it */
  double probes;
};

static struct simulated simulate(const struct planted *base, int count, uint64_t seed) {
  struct simulated simulated = {0};
  struct random random = random_seeded(seed, 0);
  for (int i = 0; i < count; i++) {
    struct planted planted = *base;
    double value;
    planted.knee *= exp(0.5 * normal(&random)); /* another knee in each search */
    planted.knee = fmin(fmax(planted.knee, 60), 40000);
    knee_search_begin(&search, 50, 50000, 0.05, 0.05, true);
    while (knee_search_next(&search, &value) == KNEE_GOES_ON)
      knee_search_take(&search, value, planted_holds(&planted, value, &random));
    struct knee_bracket bracket = knee_search_bracket(&search);
    simulated.near += fabs(bracket.low / planted.knee - 1) <= 0.1;
    simulated.around += bracket.low <= planted.knee && bracket.high > planted.knee;
    simulated.probes += (double)search.probes / count;
  }
  return simulated;
}

static void without_noise_every_knee_is_found(void **state) {
  (void)state;
  const struct planted planted = {.knee = 1500};
  struct simulated simulated = simulate(&planted, 400, 1);
  assert_int_equal(simulated.near, 400);
  assert_int_equal(simulated.around, 400);
}

static void noisy_knees_are_found_within_a_tenth_in_95_of_100_searches(void **state) {
  (void)state;
  const struct planted planted[] = {{1500, 0.1, 0.05}, {1500, 0.2, 0.1}, {300, 0.2, 0.1}};
  for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
    struct simulated simulated = simulate(&planted[i], 1000, 2 + i);
    if (simulated.near < 950)
      fail_msg("%zu: %d of 1000 within a tenth, %.1f probes", i, simulated.near, simulated.probes);
  }
}

/* One probe in five is wrong, as the probabilities assume. */
static void the_stated_chance_of_error_is_kept(void **state) {
  (void)state;
  const struct planted planted[] = {{100, 0, 0.2}, {1500, 0, 0.2}, {20000, 0, 0.2}};
  for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
    struct simulated simulated = simulate(&planted[i], 2000, 7 + i);
    if (simulated.around < 1900)
      fail_msg("%zu: %d of 2000 brackets have the knee in them, %.1f probes", i, simulated.around,
               simulated.probes);
  }
}

static void a_search_takes_about_the_planned_probes(void **state) {
  (void)state;
  const struct planted planted = {.knee = 1581, .noise = 0.1, .wrong = 0.02};
  struct simulated simulated = simulate(&planted, 200, 9);
  begin(50, 50000);
  if (fabs(simulated.probes / knee_search_probes(&search) - 1) > 0.25)
    fail_msg("%.1f probes, planned %.1f", simulated.probes, knee_search_probes(&search));
}

static void begin_badly(void *context) {
  (void)context;
  knee_search_begin(&search, 10, 10, 0.05, 0.05, true);
}

static void a_range_without_extent_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(begin_badly, NULL, "from < to");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_double_until_one_fails),
      cmocka_unit_test(the_ends_of_the_bracket_are_probed_again),
      cmocka_unit_test(probabilities_are_those_of_bayes),
      cmocka_unit_test(an_end_that_turns_out_wrong_moves_the_bracket),
      cmocka_unit_test(no_value_is_above_twice_the_greatest_that_holds),
      cmocka_unit_test(an_upper_end_that_holds_is_probed_again_before_it_is_said),
      cmocka_unit_test(a_lower_end_that_fails_is_probed_again_before_it_is_said),
      cmocka_unit_test(neighbouring_whole_numbers_are_near_enough),
      cmocka_unit_test(other_numbers_have_three_digits),
      cmocka_unit_test(a_smaller_error_takes_more_probes),
      cmocka_unit_test(a_coin_that_never_decides_ends_unsettled),
      cmocka_unit_test(without_noise_every_knee_is_found),
      cmocka_unit_test(noisy_knees_are_found_within_a_tenth_in_95_of_100_searches),
      cmocka_unit_test(the_stated_chance_of_error_is_kept),
      cmocka_unit_test(a_search_takes_about_the_planned_probes),
      cmocka_unit_test(a_range_without_extent_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
