/* Whether figures are as precise as their bounds ask. */
#include "tests/bench/results_made.h"
#include "tests/bench/until_made.h"

#include "bench/answers/precisions.h"

/* An event stream whose mean latency is 100, 101, … in its repeats, and a WebSocket with ten times
 * as wide a step. */
static struct made *made_pair(size_t repeats, const char *until) {
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, repeats), FIGURE_LATENCY_MEAN, 100, 1);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, repeats), FIGURE_LATENCY_MEAN, 100, 10);
  made->results.until = made_until(until);
  made->results.repeats = 32;
  return made;
}

static struct precisions taken(const struct made *made) {
  struct precisions precisions = {0};
  struct error error = {""};
  if (precisions_of(&precisions, &made->results, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return precisions;
}

static void released(struct made *made, struct precisions *precisions) {
  precisions_release(precisions);
  until_release(&made->results.until);
  free(made);
}

/* Of eight values the interval goes from the least to the greatest: 100 to 107 around 103.5. */
static void each_figure_of_each_cell_is_compared_with_its_bound(void **state) {
  (void)state;
  struct made *made = made_pair(8, "{\"latency_ns.mean\":\"±5%\"}");
  struct precisions precisions = taken(made);
  assert_int_equal(precisions.count, 2);
  assert_int_equal(precisions.missed, 1);
  assert_int_equal(precisions.unmeasured, 0);
  assert_int_equal(precisions.repeats, 8);
  assert_true(precisions.level == 0.992);
  assert_int_equal(precisions.items[0].state, PRECISION_REACHED);
  assert_true(fabs(precisions.items[0].share - 3.5 / 103.5) < 1e-12);
  assert_string_equal(precision_words(&precisions.items[0]).text, "−3.4 %, +3.4 %");
  assert_int_equal(precisions.items[1].state, PRECISION_MISSED);
  assert_true(fabs(precisions.items[1].share - 35 / 135.0) < 1e-12);
  assert_false(precisions_suffice(&precisions));
  released(made, &precisions);
}

static void a_selector_chooses_the_cells(void **state) {
  (void)state;
  struct made *made = made_pair(8, "{\"sse.latency_ns.mean\":\"±5%\"}");
  struct precisions precisions = taken(made);
  assert_int_equal(precisions.count, 1);
  assert_true(precisions.items[0].cell == &made->cells[0]);
  assert_true(precisions_suffice(&precisions));
  released(made, &precisions);
}

/* More repeats would not bring it. */
static void a_figure_that_nobody_measured_does_not_hold_a_run_up(void **state) {
  (void)state;
  struct made *made = made_pair(8, "{\"latency_ns.p99\":\"±5%\"}");
  struct precisions precisions = taken(made);
  assert_int_equal(precisions.unmeasured, 2);
  assert_int_equal(precisions.missed, 0);
  assert_int_equal(precisions.items[0].state, PRECISION_UNMEASURED);
  assert_string_equal(precision_words(&precisions.items[0]).text, "not measured");
  assert_true(precisions_suffice(&precisions));
  released(made, &precisions);
}

/* Seven of eight repeats have the figure: too few for the level of that look. */
static void a_figure_with_too_few_values_is_not_reached(void **state) {
  (void)state;
  struct made *made = made_pair(8, "{\"sse.latency_ns.mean\":\"±100%\"}");
  made->repeats[0][3].measured = false;
  struct precisions precisions = taken(made);
  assert_int_equal(precisions.items[0].count, 7);
  assert_int_equal(precisions.items[0].state, PRECISION_MISSED);
  assert_true(isnan(precisions.items[0].share));
  assert_string_equal(precision_words(&precisions.items[0]).text, "too few repeats");
  released(made, &precisions);
}

static void a_median_of_zero_has_no_share(void **state) {
  (void)state;
  struct made *made = made_pair(8, "{\"sse.lost\":\"±5%\",\"websocket.lost\":\"±5%\"}");
  made_set(&made->cells[0], FIGURE_LOST, 0, 0);
  made_set(&made->cells[1], FIGURE_LOST, 0, 0);
  made->repeats[1][7].values[FIGURE_LOST] = 3;
  struct precisions precisions = taken(made);
  assert_int_equal(precisions.items[0].state, PRECISION_REACHED);
  assert_string_equal(precision_words(&precisions.items[0]).text, "none");
  assert_int_equal(precisions.items[1].state, PRECISION_MISSED);
  assert_string_equal(precision_words(&precisions.items[1]).text, "of a median of 0");
  released(made, &precisions);
}

static void assert_sentence(struct made *made, const char *expected) {
  char sentence[PRECISIONS_SENTENCE_BYTES];
  struct precisions precisions = taken(made);
  precisions_sentence(&precisions, &made->results, sentence);
  assert_string_equal(sentence, expected);
  released(made, &precisions);
}

static void a_sentence_says_how_many_repeats_it_took(void **state) {
  (void)state;
  assert_sentence(made_pair(8, "{\"latency_ns.mean\":\"±30%\"}"),
                  "After 8 repeats of each cell, of at most 32, every figure that the experiment "
                  "names is within its bound.");
  assert_sentence(made_pair(8, "{\"latency_ns.mean\":\"±5%\"}"),
                  "After 8 repeats of each cell, of at most 32, 1 of 2 figures that the experiment "
                  "names is not within its bound.");
  struct made *made = made_pair(8, "{\"latency_ns.p99\":\"±5%\"}");
  made->results.repeats = 8;
  assert_sentence(made, "After 8 repeats of each cell 2 of 2 figures that the experiment names are "
                        "not within their bounds. Where no repeat has a value, more repeats would "
                        "not help.");
  assert_sentence(made_pair(3, "{\"latency_ns.mean\":\"±5%\"}"),
                  "Whether figures are within their bounds is looked at after 8 repeats for the "
                  "first time; this run has 3.");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_figure_of_each_cell_is_compared_with_its_bound),
      cmocka_unit_test(a_selector_chooses_the_cells),
      cmocka_unit_test(a_figure_that_nobody_measured_does_not_hold_a_run_up),
      cmocka_unit_test(a_figure_with_too_few_values_is_not_reached),
      cmocka_unit_test(a_median_of_zero_has_no_share),
      cmocka_unit_test(a_sentence_says_how_many_repeats_it_took),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
