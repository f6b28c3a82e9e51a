/* Changes from a recorded run, for limits. */
#include "tests/bench/says.h"

#include "bench/compare/base_changes.h"
#include "tests/bench/comparison_made.h"

static struct made_comparison made;

static int end(void **state) {
  (void)state;
  made_comparison_close(&made);
  return 0;
}

/* Of the cell of B at that index: ten, twenty or forty users. */
static struct figure_change change_of(size_t cell, enum figure figure) {
  struct change_source source = base_changes(&made.comparison);
  return source.change_of(source.context, &made.comparison.b.results.cells[cell], figure);
}

static void bytes_are_called_and_times_are_doubted(void **state) {
  (void)state;
  made_comparison_open(&made, NULL);
  struct figure_change change = change_of(0, FIGURE_WIRE_PER_MESSAGE);
  assert_string_equal(change.doubt.text, "");
  assert_float_equal(change.ratio.ratio, 1.02, 1e-12);
  assert_true(change.ratio.interval);
  assert_true(change.base.greatest == 250 && change.run.least == 255);
  assert_int_equal(change.pairs, 4);
  assert_int_equal(change.pairs_min, 4);
  assert_string_equal(change.of, "repeats");
  change = change_of(0, FIGURE_LATENCY_MEAN);
  assert_string_equal(change.doubt.text,
                      "the machine may have moved between the runs, and there is no baseline");
  assert_true(change.ratio.ratio > 1.1 && change.ratio.ratio < 1.3);
}

static void a_count_from_0_has_no_ratio_but_its_ranges(void **state) {
  (void)state;
  made_comparison_open(&made, NULL);
  struct figure_change change = change_of(1, FIGURE_LOST);
  assert_string_equal(change.doubt.text, "");
  assert_true(isnan(change.ratio.ratio));
  assert_true(change.base.greatest == 0 && change.run.least == 3);
}

/* Runs of one build differ by a hundredth, and A and B by a fifth. */
static void times_are_called_beyond_what_runs_of_one_build_differ_by(void **state) {
  (void)state;
  struct made_baseline baseline;
  made_baseline_open(&baseline, 5);
  for (size_t i = 0; i < 5; i++)
    made_set(made_baseline_cell(&baseline, i, TRANSPORT_SSE, "10", 4), FIGURE_LATENCY_MEAN,
             1e6 + 1e4 * (double)i, 0);
  made_comparison_open(&made, made_baseline_of(&baseline));
  struct figure_change change = change_of(0, FIGURE_LATENCY_MEAN);
  assert_string_equal(change.doubt.text, "");
  assert_true(change.ratio.interval);
  assert_true(change.ratio.low > 1.05 && change.ratio.high < 1.4);
  made_baseline_close(&baseline);
}

static void what_cannot_be_compared_has_a_reason(void **state) {
  (void)state;
  made_comparison_open(&made, NULL);
  assert_string_equal(change_of(2, FIGURE_LOST).doubt.text, "the base has no such cell");
  struct figure_change change = change_of(0, FIGURE_ACK_MEAN);
  assert_true(isnan(change.base.median) && isnan(change.run.median));
  assert_int_equal(change.pairs, 0);
  made.a.made->cells[0].grade = VERDICT_INVALID;
  assert_string_equal(change_of(0, FIGURE_LOST).doubt.text,
                      "the base's cell is not valid: no reason was recorded");
  made.comparison.one_run = true;
  assert_string_equal(change_of(0, FIGURE_LOST).doubt.text, "the base is this run");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(bytes_are_called_and_times_are_doubted, end),
      cmocka_unit_test_teardown(a_count_from_0_has_no_ratio_but_its_ranges, end),
      cmocka_unit_test_teardown(times_are_called_beyond_what_runs_of_one_build_differ_by, end),
      cmocka_unit_test_teardown(what_cannot_be_compared_has_a_reason, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
