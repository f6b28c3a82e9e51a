/* Limits of changes from a base. */
#include "tests/bench/says.h"

#include "bench/limits/expectation_judge.h"
#include "tests/bench/results_made.h"

static struct made *made;
static struct result_cell *cell;
static struct expectations expectations;
static struct figure_change change;

static int begin(void **state) {
  (void)state;
  made = made_new();
  cell = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 8);
  change = figure_change_unknown("");
  return 0;
}

static int end(void **state) {
  (void)state;
  expectations_release(&expectations);
  free(made);
  return 0;
}

static void assert_judged(const char *limit, enum expectation_verdict verdict, const char *why) {
  struct error error = {""};
  expectations_release(&expectations);
  if (expectations_add(&expectations, limit, EXPECT_CHANGE, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  struct expectation_answer answer =
      expectation_judge_change(&expectations.items[0], cell, &change);
  if (answer.verdict != verdict)
    fail_msg("%s: %s: %s", limit, expectation_verdict_words(answer.verdict), answer.why);
  assert_says(answer.why, why);
}

/* From 20 ms to 24 ms, with that interval of the ratio. */
static void time_set(double low, double high) {
  change.base = (struct figure_range){.median = 20e6, .least = 19e6, .greatest = 21e6};
  change.run = (struct figure_range){.median = 24e6, .least = 23e6, .greatest = 25e6};
  change.ratio = (struct rank_ratio){.ratio = 1.2, .low = low, .high = high, .interval = true};
  change.pairs = 8;
  change.pairs_min = 6;
  change.of = "rounds";
}

static void a_change_is_judged_by_the_interval_of_its_ratio(void **state) {
  (void)state;
  time_set(1.17, 1.22);
  assert_judged("latency_ns.p99:+10%", EXPECTATION_BROKEN,
                "from 20.0 ms to 24.0 ms, +20.0 %, 95 % interval +17.0 % to +22.0 %, 8 rounds");
  assert_judged("latency_ns.p99:+25%", EXPECTATION_HOLDS, "+20.0 %");
  assert_judged("latency_ns.p99:-10%", EXPECTATION_HOLDS, "+20.0 %");
  assert_judged("latency_ns.p99:±10%", EXPECTATION_BROKEN, "+20.0 %");
  change.ratio = (struct rank_ratio){.ratio = 0.8, .low = 0.7, .high = 0.85, .interval = true};
  assert_judged("latency_ns.p99:-10%", EXPECTATION_BROKEN,
                "−20.0 %, 95 % interval −30.0 % to −15.0 %");
  assert_judged("latency_ns.p99:±10%", EXPECTATION_BROKEN, "−20.0 %");
  assert_judged("latency_ns.p99:+0%", EXPECTATION_HOLDS, "−20.0 %");
}

/* The interval is exp(±0.0953) about 1.2, so its half width is ln 1.1; the limit lies ln(1.2
 * / 1.15) below: 8 * (1.4286 * 0.0953 / 0.04256)^2 = 81.9. */
static void an_interval_that_has_the_limit_in_it_cannot_tell(void **state) {
  (void)state;
  time_set(1.2 / 1.1, 1.2 * 1.1);
  assert_judged("latency_ns.p99:+15%", EXPECTATION_UNKNOWN,
                "the limit lies within the interval; 82 rounds would probably tell");
  assert_judged("latency_ns.p99:+20%", EXPECTATION_UNKNOWN, "the limit lies within the interval");
}

static void too_few_rounds_cannot_tell(void **state) {
  (void)state;
  time_set(1.19, 1.21);
  change.ratio.interval = false;
  change.pairs = 3;
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN,
                "single ratios +19.0 % to +21.0 %, 3 rounds: too few for an interval; 6 rounds "
                "would probably tell");
}

static void a_change_of_which_somebody_doubts_is_not_called(void **state) {
  (void)state;
  time_set(1.17, 1.22);
  change.doubt = (struct words){"the machine may have moved between the runs"};
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN,
                "8 rounds; not called: the machine may have moved between the runs");
  change = figure_change_unknown("the base has no such cell");
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN, "the base has no such cell");
}

static void a_figure_that_one_of_them_lacks_cannot_be_told(void **state) {
  (void)state;
  time_set(1.17, 1.22);
  change.base = (struct figure_range){.median = NAN, .least = NAN, .greatest = NAN};
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN, "not measured in the base");
  time_set(1.17, 1.22);
  change.run = (struct figure_range){.median = NAN, .least = NAN, .greatest = NAN};
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN, "not measured in this run");
  time_set(NAN, NAN);
  change.ratio.ratio = NAN;
  change.pairs = 0;
  assert_judged("latency_ns.p99:+10%", EXPECTATION_UNKNOWN,
                "single repeats do not have the figure");
}

static void bytes_set(double base_least, double base_greatest, double least, double greatest) {
  change.base = (struct figure_range){
      .median = (base_least + base_greatest) / 2, .least = base_least, .greatest = base_greatest};
  change.run =
      (struct figure_range){.median = (least + greatest) / 2, .least = least, .greatest = greatest};
  change.pairs = 2;
  change.pairs_min = 6;
}

static void counted_figures_need_no_interval(void **state) {
  (void)state;
  bytes_set(238, 240, 255, 258);
  assert_judged("bytes.wire_per_message:+5%", EXPECTATION_BROKEN, "from 239 B to 256 B");
  assert_judged("bytes.wire_per_message:+10%", EXPECTATION_HOLDS, "from 239 B to 256 B");
  bytes_set(238, 240, 239, 241);
  assert_judged("bytes.wire_per_message:+0%", EXPECTATION_UNKNOWN, "from 239 B to 240 B");
  bytes_set(238, 240, 200, 201);
  assert_judged("bytes.wire_per_message:-10%", EXPECTATION_BROKEN, "from 239 B to");
  assert_judged("bytes.wire_per_message:+0%", EXPECTATION_HOLDS, "from 239 B to");
}

static void where_the_base_has_none_one_is_enough(void **state) {
  (void)state;
  bytes_set(0, 0, 0, 0);
  assert_judged("lost:+0%", EXPECTATION_HOLDS, "from 0 to 0");
  assert_judged("lost:±50%", EXPECTATION_HOLDS, "from 0 to 0");
  bytes_set(0, 0, 0, 2);
  assert_judged("lost:+10%", EXPECTATION_BROKEN, "from 0 to 1");
  assert_judged("lost:-10%", EXPECTATION_HOLDS, "from 0 to 1");
}

static void a_cell_that_is_invalid_is_not_compared(void **state) {
  (void)state;
  time_set(1.17, 1.22);
  cell->grade = VERDICT_INVALID;
  assert_judged("latency_ns.p99:+10%", EXPECTATION_INVALID, "the cell is invalid");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_change_is_judged_by_the_interval_of_its_ratio),
      TEST(an_interval_that_has_the_limit_in_it_cannot_tell),
      TEST(too_few_rounds_cannot_tell),
      TEST(a_change_of_which_somebody_doubts_is_not_called),
      TEST(a_figure_that_one_of_them_lacks_cannot_be_told),
      TEST(counted_figures_need_no_interval),
      TEST(where_the_base_has_none_one_is_enough),
      TEST(a_cell_that_is_invalid_is_not_compared),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
