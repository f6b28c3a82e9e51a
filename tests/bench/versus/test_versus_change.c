/* Changes from the other build of a run of two. */
#include "tests/bench/says.h"

#include "bench/versus/versus_change.h"
#include "tests/bench/results_made.h"

static struct made *made;
static struct result_cell *own, *other;

/* A cell of either build, with eight rounds. */
static int begin(void **state) {
  (void)state;
  made = made_new();
  own = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 8);
  other = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 8);
  made_vary(made, own, "clients", "10");
  made_vary(made, own, "build", "this");
  made_vary(made, other, "clients", "10");
  made_vary(made, other, "build", "other");
  for (size_t i = 0; i < 8; i++)
    own->repeats[i].round = other->repeats[i].round = i + 1;
  return 0;
}

static int end(void **state) {
  (void)state;
  free(made);
  return 0;
}

static struct figure_change change_of(enum figure figure) {
  struct change_source source = versus_changes(&made->results);
  return source.change_of(source.context, own, figure);
}

/* Each round has a level of its own, and this build is a tenth slower in each. */
static void pairs_of_a_round_are_compared(void **state) {
  (void)state;
  static const double levels[] = {1e6, 9e6, 2e6, 8e6, 3e6, 7e6, 4e6, 6e6};
  for (size_t i = 0; i < 8; i++) {
    other->repeats[i].values[FIGURE_LATENCY_MEAN] = levels[i];
    own->repeats[i].values[FIGURE_LATENCY_MEAN] = 1.1 * levels[i];
  }
  own->figures[FIGURE_LATENCY_MEAN] =
      (struct figure_range){.median = 5.5e6, .least = 1.1e6, .greatest = 9.9e6};
  other->figures[FIGURE_LATENCY_MEAN] =
      (struct figure_range){.median = 5e6, .least = 1e6, .greatest = 9e6};
  struct figure_change change = change_of(FIGURE_LATENCY_MEAN);
  assert_int_equal(change.pairs, 8);
  assert_int_equal(change.pairs_min, 6);
  assert_string_equal(change.of, "rounds");
  assert_string_equal(change.doubt.text, "");
  assert_true(change.ratio.interval);
  assert_true(fabs(change.ratio.ratio - 1.1) < 1e-9);
  assert_true(change.ratio.low > 1.0999 && change.ratio.high < 1.1001);
  assert_true(change.base.median == 5e6 && change.run.greatest == 9.9e6);
}

static void rounds_that_one_build_lacks_are_left_out(void **state) {
  (void)state;
  made_set(own, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(other, FIGURE_LATENCY_MEAN, 1e6, 0);
  other->repeats[0].measured = false;
  own->repeats[3].values[FIGURE_LATENCY_MEAN] = NAN;
  own->repeats[7].round = 9;
  struct figure_change change = change_of(FIGURE_LATENCY_MEAN);
  assert_int_equal(change.pairs, 5);
  assert_true(fabs(change.ratio.ratio - 2) < 1e-9);
  assert_false(change.ratio.interval);
}

static void a_cell_that_the_other_build_lacks_has_no_change(void **state) {
  (void)state;
  made_set(own, FIGURE_LATENCY_MEAN, 2e6, 0);
  made_set(other, FIGURE_LATENCY_MEAN, 1e6, 0);
  other->varied.items[0].text = "20";
  assert_string_equal(change_of(FIGURE_LATENCY_MEAN).doubt.text,
                      "the other build has no such cell");
  other->varied.items[0].text = "10";
  other->engine = ENGINE_CIVETWEB;
  assert_string_equal(change_of(FIGURE_LATENCY_MEAN).doubt.text,
                      "the other build has no such cell");
  other->engine = ENGINE_LWS;
  other->grade = VERDICT_INVALID;
  assert_string_equal(change_of(FIGURE_LATENCY_MEAN).doubt.text,
                      "the other build's cell is invalid: no reason was recorded");
}

static void a_figure_that_nobody_has_has_no_pairs(void **state) {
  (void)state;
  struct figure_change change = change_of(FIGURE_ACK_MEAN);
  assert_int_equal(change.pairs, 0);
  assert_true(isnan(change.base.median) && isnan(change.ratio.ratio));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(pairs_of_a_round_are_compared),
      TEST(rounds_that_one_build_lacks_are_left_out),
      TEST(a_cell_that_the_other_build_lacks_has_no_change),
      TEST(a_figure_that_nobody_has_has_no_pairs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
