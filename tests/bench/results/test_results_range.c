/* The intervals of figures over the repeats of a cell. */
#include "tests/bench/run_made.h"

#include <math.h>

#include "bench/results/results_load.h"

/* The figure of a cell with `repeats` repeats, in which it is 1, 2, …, of a run whose intervals
 * have that level. */
static struct figure_range range_at(int repeats, double level) {
  struct made_run run = made_run_new();
  json_object_set_new(run.record, "interval_level", json_real(level));
  struct results results;
  struct error error = {""};
  for (int i = repeats; i >= 1; i--)
    figure_put_number(made_run_repeat(&run, "a", repeats + 1 - i, "lws", "sse"),
                      FIGURE_CPU_US_PER_MESSAGE, i);
  made_run_write(&run);
  if (results_load(&results, made_folder, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  struct figure_range range = results.cells[0].figures[FIGURE_CPU_US_PER_MESSAGE];
  assert_true(isnan(results.cells[0].figures[FIGURE_ACK_MEAN].low));
  results_release(&results);
  return range;
}

/* P(Binomial(9, 1/2) < 2) is 10/512, below 2.5 %; of < 3 it is 46/512. */
static void nine_repeats_have_an_interval_from_the_second_to_the_eighth(void **state) {
  (void)state;
  struct figure_range range = range_at(9, 0.95);
  assert_true(range.confident);
  assert_true(range.median == 5 && range.low == 2 && range.high == 8);
  assert_true(range.least == 1 && range.greatest == 9);
}

/* 10/512 is above 0.4 %, 1/512 below. */
static void a_run_that_stops_when_it_is_precise_has_wider_intervals(void **state) {
  (void)state;
  struct figure_range range = range_at(9, 0.992);
  assert_true(range.confident);
  assert_true(range.median == 5 && range.low == 1 && range.high == 9);
  assert_false(range_at(7, 0.992).confident);
}

static void five_repeats_have_their_range(void **state) {
  (void)state;
  struct figure_range range = range_at(5, 0.95);
  assert_false(range.confident);
  assert_true(range.median == 3 && range.low == 1 && range.high == 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(nine_repeats_have_an_interval_from_the_second_to_the_eighth),
      IN_FOLDER(a_run_that_stops_when_it_is_precise_has_wider_intervals),
      IN_FOLDER(five_repeats_have_their_range),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
