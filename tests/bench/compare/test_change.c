/* How a change is called: exactly, by its repeats, by the baseline, or not at all. */
#include "tests/bench/says.h"

#include "bench/compare/change.h"
#include "tests/bench/baseline_made.h"

static const struct compared_figure latency = {FIGURE_LATENCY_MEAN, "mean latency",
                                               words_duration_ns, BASIS_TESTED, USE_DELIVERY};
static const struct compared_figure wire = {FIGURE_WIRE_PER_MESSAGE, "wire", words_bytes,
                                            BASIS_COUNTED, USE_DELIVERY};
static const struct compared_figure lost = {FIGURE_LOST, "lost", words_count, BASIS_COUNTED,
                                            USE_DELIVERY};

/* The change of a figure from these values to those, of one cell. */
struct made_change {
  struct made_pair pair;
  struct change change;
};

static const struct baseline none = {.count = 0};

static void change_of(struct made_change *made, const struct compared_figure *figure,
                      size_t repeats, const double *a, const double *b,
                      const struct baseline *baseline) {
  const struct change_judge judge = {
      .baseline = baseline, .without = "there is no baseline", .named = true};
  made_pair_open(&made->pair);
  made_values(made_cell_of(&made->pair.a, TRANSPORT_SSE, "10", repeats), figure->id, a, repeats);
  made_values(made_cell_of(&made->pair.b, TRANSPORT_SSE, "10", repeats), figure->id, b, repeats);
  made_pair_of(&made->pair);
  assert_true(change_make(&made->change, figure, &made->pair.matches.pairs[0], &judge));
}

static void assert_change(const struct change *change, enum change_basis basis,
                          enum change_finding finding) {
  if (change->basis != basis || change->finding != finding)
    fail_msg("basis %d, finding %d: %s", change->basis, change->finding, change->reason);
}

/* ---- exact ---- */

static void a_count_that_is_the_same_in_all_repeats_is_exact(void **state) {
  (void)state;
  static const double a[] = {250, 250, 250}, more[] = {250.001, 250.001, 250.001};
  struct made_change made;
  change_of(&made, &wire, 3, a, more, &none);
  assert_change(&made.change, CHANGE_EXACT, CHANGE_WORSE);
  assert_float_equal(made.change.ratio, 250.001 / 250, 1e-12);
  assert_int_equal(made.change.interval, INTERVAL_EXACT);
  assert_false(change_is_tested(&made.change));
  made_pair_close(&made.pair);
  change_of(&made, &wire, 3, more, a, &none);
  assert_change(&made.change, CHANGE_EXACT, CHANGE_BETTER);
  made_pair_close(&made.pair);
  change_of(&made, &wire, 3, a, a, &none);
  assert_change(&made.change, CHANGE_EXACT, CHANGE_NONE);
  made_pair_close(&made.pair);
}

/* Repeats differ by their schedules, which both runs have in the same order. */
static void an_amount_that_is_the_same_in_each_repeat_is_exact(void **state) {
  (void)state;
  static const double a[] = {250, 260, 270}, more[] = {252, 262, 272}, other[] = {252, 262, 273};
  struct made_change made;
  change_of(&made, &wire, 3, a, more, &none);
  assert_change(&made.change, CHANGE_EXACT, CHANGE_WORSE);
  made_pair_close(&made.pair);
  change_of(&made, &wire, 3, a, other, &none);
  assert_int_equal(made.change.basis, CHANGE_REPEATS);
  made_pair_close(&made.pair);
  change_of(&made, &wire, 2, a, more, &none); /* two may agree by chance */
  assert_change(&made.change, CHANGE_REPEATS, CHANGE_CANNOT_TELL);
  made_pair_close(&made.pair);
}

static void one_repeat_does_not_show_that_a_count_is_exact(void **state) {
  (void)state;
  static const double a[] = {250}, b[] = {251};
  struct made_change made;
  change_of(&made, &wire, 1, a, b, &none);
  assert_change(&made.change, CHANGE_REPEATS, CHANGE_CANNOT_TELL);
  made_pair_close(&made.pair);
}

static void a_baseline_whose_repeats_agree_shows_it(void **state) {
  (void)state;
  static const double a[] = {250, 260}, b[] = {251, 263};
  struct made_baseline runs;
  struct made_change made;
  made_baseline_open(&runs, 5);
  for (size_t i = 0; i < 5; i++)
    made_values(made_baseline_cell(&runs, i, TRANSPORT_SSE, "10", 2), FIGURE_WIRE_PER_MESSAGE, a,
                2);
  change_of(&made, &wire, 2, a, b, made_baseline_of(&runs));
  assert_change(&made.change, CHANGE_EXACT, CHANGE_WORSE);
  made_pair_close(&made.pair);
  made_baseline_close(&runs);
}

static void a_count_that_was_0_has_no_ratio_and_is_called(void **state) {
  (void)state;
  static const double a[] = {0, 0}, b[] = {3, 3};
  struct made_change made;
  change_of(&made, &lost, 2, a, b, &none);
  assert_change(&made.change, CHANGE_EXACT, CHANGE_WORSE);
  assert_true(isnan(made.change.ratio));
  made_pair_close(&made.pair);
}

/* ---- by the repeats ---- */

static const double low4[] = {10, 11, 12, 13}, high4[] = {20, 23, 21, 22};

/* All of four are below all of four: p is 2/70. */
static void other_counts_are_tested_by_their_repeats(void **state) {
  (void)state;
  struct made_change made;
  change_of(&made, &wire, 4, low4, high4, &none);
  assert_int_equal(made.change.basis, CHANGE_REPEATS);
  assert_true(change_is_tested(&made.change));
  assert_float_equal(made.change.p, 2.0 / 70, 1e-12);
  change_judge_by(&made.change, 2.0 / 70, 1);
  assert_int_equal(made.change.finding, CHANGE_WORSE);
  change_judge_by(&made.change, 4.0 / 70, 2); /* with two tests, four repeats can find nothing */
  assert_int_equal(made.change.finding, CHANGE_CANNOT_TELL);
  made_pair_close(&made.pair);
}

/* Runs of one build differ by as much as A and B do. */
static void a_count_must_also_be_beyond_the_baseline(void **state) {
  (void)state;
  struct made_baseline runs;
  struct made_change made;
  made_baseline_open(&runs, 5);
  for (size_t i = 0; i < 5; i++) {
    double values[] = {10.0 * (double)(i + 1), 11.0 * (double)(i + 1), 12.0 * (double)(i + 1),
                       13.0 * (double)(i + 1)};
    made_values(made_baseline_cell(&runs, i, TRANSPORT_SSE, "10", 4), FIGURE_WIRE_PER_MESSAGE,
                values, 4);
  }
  change_of(&made, &wire, 4, low4, high4, made_baseline_of(&runs));
  assert_int_equal(made.change.basis, CHANGE_REPEATS);
  assert_true(made.change.p > 0.3);
  made_pair_close(&made.pair);
  made_baseline_close(&runs);
}

/* ---- times ---- */

static void times_are_not_called_without_a_baseline(void **state) {
  (void)state;
  struct made_change made;
  change_of(&made, &latency, 4, low4, high4, &none);
  assert_change(&made.change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(made.change.reason, "there is no baseline");
  assert_int_equal(made.change.interval, INTERVAL_REPEATS);
  assert_false(change_is_tested(&made.change));
  made_pair_close(&made.pair);
}

/* Medians of 1,000 with the logarithms -0.02 to 0.02; the limit is exp(2.776445 sqrt(0.0005)). */
static void baseline_fill(struct made_baseline *runs, size_t repeats) {
  made_baseline_open(runs, 5);
  for (size_t i = 0; i < 5; i++) {
    double values[MADE_REPEATS];
    for (size_t j = 0; j < repeats; j++)
      values[j] = 1000 * exp(0.01 * ((double)i - 2));
    made_values(made_baseline_cell(runs, i, TRANSPORT_SSE, "10", repeats), FIGURE_LATENCY_MEAN,
                values, repeats);
  }
}

static void times_are_called_by_the_baseline(void **state) {
  (void)state;
  static const double a[] = {1000, 1000}, b[] = {1200, 1200};
  const double limit = exp(2.7764451 * sqrt(0.0005));
  struct made_baseline runs;
  struct made_change made;
  baseline_fill(&runs, 2);
  change_of(&made, &latency, 2, a, b, made_baseline_of(&runs));
  assert_int_equal(made.change.basis, CHANGE_BASELINE);
  assert_true(change_is_tested(&made.change));
  assert_float_equal(made.change.limit, limit, 1e-6);
  assert_true(fabs(made.change.low * limit / 1.2 - 1) < 1e-6);
  assert_true(fabs(made.change.high / limit / 1.2 - 1) < 1e-6);
  assert_true(made.change.p < 0.01);
  change_judge_by(&made.change, 0.01, 4);
  assert_int_equal(made.change.finding, CHANGE_WORSE);
  change_judge_by(&made.change, 0.06, 4);
  assert_int_equal(made.change.finding, CHANGE_NONE);
  made_pair_close(&made.pair);
  change_of(&made, &latency, 2, b, a, made_baseline_of(&runs));
  change_judge_by(&made.change, 0.01, 4);
  assert_int_equal(made.change.finding, CHANGE_BETTER);
  made_pair_close(&made.pair);
  made_baseline_close(&runs);
}

/* Medians of fewer repeats lie further apart. */
static void fewer_repeats_than_the_baseline_are_not_called(void **state) {
  (void)state;
  static const double a[] = {1000, 1000}, b[] = {1200, 1200};
  struct made_baseline runs;
  struct made_change made;
  baseline_fill(&runs, 3);
  change_of(&made, &latency, 2, a, b, made_baseline_of(&runs));
  assert_change(&made.change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(made.change.reason, "it has fewer repeats than the baseline");
  made_pair_close(&made.pair);
  made_baseline_close(&runs);
}

static void a_cell_that_the_baseline_lacks_is_not_called(void **state) {
  (void)state;
  static const double a[] = {1000, 1000}, b[] = {1200, 1200};
  struct made_baseline runs;
  struct made_change made;
  made_baseline_open(&runs, 5);
  change_of(&made, &latency, 2, a, b, made_baseline_of(&runs));
  assert_change(&made.change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(made.change.reason, "too few runs of the baseline have it");
  made_pair_close(&made.pair);
  made_baseline_close(&runs);
}

static void a_figure_that_one_run_lacks_or_nobody_asked_for_is_shown(void **state) {
  (void)state;
  const struct change_judge unasked = {.baseline = &none, .without = "", .named = false};
  struct made_change made;
  struct change change;
  change_of(&made, &wire, 4, low4, high4, &none);
  assert_true(change_make(&change, &wire, &made.pair.matches.pairs[0], &unasked));
  assert_change(&change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(change.reason, "not asked for");
  made.pair.b.made->cells[0].figures[FIGURE_WIRE_PER_MESSAGE].median = NAN;
  assert_true(change_make(&change, &wire, &made.pair.matches.pairs[0], &unasked));
  assert_string_equal(change.reason, "B does not have it");
  made_pair_close(&made.pair);
}

/* Where rounds have schedules of their own in one run alone. */
static void with_other_schedules_only_what_is_equal_in_all_repeats_is_called(void **state) {
  (void)state;
  static const double a[] = {250, 250, 250}, more[] = {251, 251, 251};
  static const double varied[] = {250, 260, 270}, moved[] = {252, 262, 272};
  const struct change_judge judge = {
      .baseline = &none, .without = "", .named = true, .schedules_apart = true};
  struct made_change made;
  struct change change;
  change_of(&made, &wire, 3, a, more, &none);
  assert_true(change_make(&change, &wire, &made.pair.matches.pairs[0], &judge));
  assert_change(&change, CHANGE_EXACT, CHANGE_WORSE);
  made_pair_close(&made.pair);
  change_of(&made, &wire, 3, varied, moved, &none);
  assert_true(change_make(&change, &wire, &made.pair.matches.pairs[0], &judge));
  assert_change(&change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(change.reason, "other schedules of messages");
  assert_true(change_make(&change, &latency, &made.pair.matches.pairs[0], &judge));
  assert_int_equal(change.finding, CHANGE_NOT_CALLED);
  made_pair_close(&made.pair);
}

/* ---- the clock in the messages ---- */

/* Cells whose texts have these lengths, and that many bytes on the wire. */
static void texts_open(struct made_pair *pair, double a_text, double b_text, double a_wire,
                       double b_wire) {
  made_pair_open(pair);
  struct result_cell *a = made_cell_of(&pair->a, TRANSPORT_SSE, "10", 3);
  struct result_cell *b = made_cell_of(&pair->b, TRANSPORT_SSE, "10", 3);
  made_set(a, FIGURE_TEXT_PER_MESSAGE, a_text, 0);
  made_set(b, FIGURE_TEXT_PER_MESSAGE, b_text, 0);
  made_set(a, FIGURE_WIRE_PER_MESSAGE, a_wire, 0);
  made_set(b, FIGURE_WIRE_PER_MESSAGE, b_wire, 0);
  made_pair_of(pair);
}

static struct change wire_change(struct made_pair *pair) {
  const struct change_judge judge = {.baseline = &none, .without = "", .named = true};
  struct change change;
  assert_true(change_make(&change, &wire, &pair->matches.pairs[0], &judge));
  return change;
}

static void digits_of_the_clock_are_left_out(void **state) {
  (void)state;
  struct made_pair pair;
  texts_open(&pair, 130, 132, 250, 252);
  assert_float_equal(change_clock_bytes(&pair.matches.pairs[0]), 2, 1e-12);
  struct change change = wire_change(&pair);
  assert_float_equal(change.b, 250, 1e-12);
  assert_change(&change, CHANGE_EXACT, CHANGE_NONE);
  made_pair_close(&pair);
  texts_open(&pair, 130, 132, 250, 257);
  change = wire_change(&pair);
  assert_float_equal(change.b, 255, 1e-12);
  assert_change(&change, CHANGE_EXACT, CHANGE_WORSE);
  made_pair_close(&pair);
}

/* Lengths of answers may have another digit. */
static void less_than_a_byte_beside_the_clock_is_not_called(void **state) {
  (void)state;
  struct made_pair pair;
  texts_open(&pair, 130, 132, 250, 252.4);
  struct change change = wire_change(&pair);
  assert_int_equal(change.finding, CHANGE_NONE);
  made_pair_close(&pair);
}

static void longer_texts_than_digits_explain_are_called(void **state) {
  (void)state;
  struct made_pair pair;
  texts_open(&pair, 130, 150, 250, 270);
  assert_float_equal(change_clock_bytes(&pair.matches.pairs[0]), 0, 0);
  struct change change = wire_change(&pair);
  assert_change(&change, CHANGE_EXACT, CHANGE_WORSE);
  made_pair_close(&pair);
}

static void compressed_texts_of_other_lengths_are_not_called(void **state) {
  (void)state;
  struct made_pair pair;
  texts_open(&pair, 130, 132, 200, 230);
  made_param(&pair.a.made->cells[0], "compression", "on");
  struct change change = wire_change(&pair);
  assert_change(&change, CHANGE_SHOWN, CHANGE_NOT_CALLED);
  assert_string_equal(change.reason, "compressed texts of other lengths");
  made_pair_close(&pair);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_count_that_is_the_same_in_all_repeats_is_exact),
      cmocka_unit_test(an_amount_that_is_the_same_in_each_repeat_is_exact),
      cmocka_unit_test(one_repeat_does_not_show_that_a_count_is_exact),
      cmocka_unit_test(a_baseline_whose_repeats_agree_shows_it),
      cmocka_unit_test(a_count_that_was_0_has_no_ratio_and_is_called),
      cmocka_unit_test(other_counts_are_tested_by_their_repeats),
      cmocka_unit_test(a_count_must_also_be_beyond_the_baseline),
      cmocka_unit_test(times_are_not_called_without_a_baseline),
      cmocka_unit_test(times_are_called_by_the_baseline),
      cmocka_unit_test(fewer_repeats_than_the_baseline_are_not_called),
      cmocka_unit_test(a_cell_that_the_baseline_lacks_is_not_called),
      cmocka_unit_test(a_figure_that_one_run_lacks_or_nobody_asked_for_is_shown),
      cmocka_unit_test(with_other_schedules_only_what_is_equal_in_all_repeats_is_called),
      cmocka_unit_test(digits_of_the_clock_are_left_out),
      cmocka_unit_test(less_than_a_byte_beside_the_clock_is_not_called),
      cmocka_unit_test(longer_texts_than_digits_explain_are_called),
      cmocka_unit_test(compressed_texts_of_other_lengths_are_not_called),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
