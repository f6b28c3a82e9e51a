/* Break-even points by hand, and the coverage of their intervals by simulation. */
#include "bench/answers/break_even_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/answers/break_even_model.h"
#include "common/base/random.h"
#include "tests/bench/near.h"
#include "tests/bench/results_made.h"
#include "tests/bench/says.h"

static const char *const intervals[] = {"1000", "2000", "4000", "8000"};
static const double of_polls[] = {8, 4, 2, 1}; /* 8000/T */
enum { INTERVALS = 4, REPEATS = 6 };

/* A cell that was published to, with the figure's value in each repeat. */
static struct result_cell *cell_add(struct made *made, int transport, const char *interval,
                                    enum figure figure, double value) {
  struct result_cell *cell = made_cell(made, ENGINE_LWS, transport, REPEATS);
  made_set(cell, FIGURE_PUBLISHED, 10, 0);
  made_set(cell, FIGURE_LOST, 0, 0);
  made_set(cell, figure, value, 0);
  if (interval) {
    made_param(cell, "interval_ms", interval);
    made_vary(made, cell, "interval_ms", interval);
  }
  return cell;
}

/* A short poll's figure falls as 8000/T; a WebSocket's is 3: they break even at 8000/3. */
static struct made *made_polls(enum figure figure) {
  struct made *made = made_new();
  for (size_t i = 0; i < INTERVALS; i++)
    cell_add(made, TRANSPORT_SHORT_POLL, intervals[i], figure, of_polls[i]);
  cell_add(made, TRANSPORT_WEBSOCKET, NULL, figure, 3);
  return made;
}

static struct break_evens found_in(const struct made *made) {
  struct break_evens points;
  assert_int_equal(break_evens_find(&points, &made->results, NULL), STATUS_OK);
  return points;
}

static void a_power_of_the_parameter_is_met_exactly(void **state) {
  (void)state;
  struct made *made = made_polls(FIGURE_WIRE_PER_MESSAGE);
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 1);
  const struct break_even *point = points.items;
  assert_int_equal(point->finding, BREAK_EVEN_CROSSES);
  assert_int_equal(point->below->transport, TRANSPORT_WEBSOCKET);
  assert_int_equal(point->above->transport, TRANSPORT_SHORT_POLL);
  assert_near(point->at, 8000.0 / 3, 1e-6);
  assert_near(point->low, point->at, 1e-6);
  assert_near(point->high, point->at, 1e-6);
  assert_true(isnan(point->model)); /* these cells say too little for one */
  assert_near(point->least, 1000, 0);
  assert_near(point->greatest, 8000, 0);
  assert_int_equal(point->rounds, REPEATS);
  assert_true(point->interval);
  struct text text = break_even_sentence(&made->results, point);
  assert_string_equal(text.text,
                      "Bytes on the wire for a delivered message: WebSocket has less up to 2667 "
                      "ms, short poll from there on (95 % interval of 6 repeats 2667 ms to 2667 "
                      "ms), on libwebsockets.");
  break_evens_release(&points);
  free(made);
}

/* A cell of one message a second at random, of which the model can say the bytes. */
static struct result_cell *modelled_add(struct made *made, int transport, const char *interval) {
  struct result_cell *cell = cell_add(made, transport, interval, FIGURE_WIRE_PER_MESSAGE, 1000);
  static const char *const params[][2] = {{"arrival", "poisson"}, {"workload", "ticker"},
                                          {"batching", "on"},     {"keep_alive", "on"},
                                          {"rate_per_s", "1"},    {"payload_bytes", "64"}};
  made_param(cell, "transport", transport_name(transport));
  for (size_t i = 0; i < sizeof params / sizeof *params; i++)
    made_param(cell, params[i][0], params[i][1]);
  return cell;
}

/* A poll is some 326 B, and 133 B for each message in it; a frame is 241 B: 326 / 108 = 3.0 s. What
 * was measured is a fifth more for both, at 1 and 8 s alone, and breaks even there as well: a
 * straight line between these would break even at 2.4 s. */
static void the_point_follows_the_course_of_the_model(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *polls[] = {modelled_add(made, TRANSPORT_SHORT_POLL, "1000"),
                                 modelled_add(made, TRANSPORT_SHORT_POLL, "8000")};
  struct result_cell *socket = modelled_add(made, TRANSPORT_WEBSOCKET, NULL);
  struct break_even_model model =
      break_even_model_of(polls[0], socket, "interval_ms", FIGURE_WIRE_PER_MESSAGE);
  made_set(polls[0], FIGURE_WIRE_PER_MESSAGE, 1000 * exp(break_even_model_log(&model, 1000)), 0);
  made_set(polls[1], FIGURE_WIRE_PER_MESSAGE, 1000 * exp(break_even_model_log(&model, 8000)), 0);
  assert_near(exp(break_even_model_log(&model, 1000)), (326 + 133) / 241., 0.02);
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 1);
  assert_near(points.items->model, 3000, 60);
  assert_near(points.items->at, points.items->model, 1e-3);
  struct text text = break_even_sentence(&made->results, points.items);
  assert_says(text.text, "; the model says 3");
  break_evens_release(&points);
  break_even_model_release(&model);
  free(made);
}

/* Requests and latency have a model, too; processor time has none. */
static void the_model_is_of_some_figures(void **state) {
  (void)state;
  struct made *made = made_new();
  const struct result_cell *poll = modelled_add(made, TRANSPORT_SHORT_POLL, "1000");
  const struct result_cell *held = modelled_add(made, TRANSPORT_LONG_POLL, NULL);
  made_param(&made->cells[1], "hold_ms", "30000");
  struct break_even_model model =
      break_even_model_of(poll, held, "rate_per_s", FIGURE_REQUESTS_PER_MESSAGE);
  /* a poll a second against a request for each message, while holds do not end */
  assert_near(break_even_model_log(&model, 4), log(0.25), 1e-9);
  model.figure = FIGURE_CPU_US_PER_MESSAGE;
  assert_true(isnan(break_even_model_log(&model, 4)));
  model.figure = FIGURE_LATENCY_MEAN; /* half a second against nothing */
  assert_true(isnan(break_even_model_log(&model, 4)));
  break_even_model_release(&model);
  free(made);
}

static void nothing_is_said_where_nothing_crosses(void **state) {
  (void)state;
  struct made *made = made_polls(FIGURE_WIRE_PER_MESSAGE);
  made_set(&made->cells[INTERVALS], FIGURE_WIRE_PER_MESSAGE, 0.5, 0); /* below all polls */
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 0);
  made_set(&made->cells[INTERVALS], FIGURE_WIRE_PER_MESSAGE, 0, 0); /* has no logarithm */
  points = found_in(made);
  assert_int_equal(points.count, 0);
  made_set(&made->cells[INTERVALS], FIGURE_WIRE_PER_MESSAGE, 3, 0);
  made_set(&made->cells[0], FIGURE_LOST, 1, 0); /* is not ranked: three values are left */
  points = found_in(made);
  assert_int_equal(points.count, 1);
  assert_near(points.items->least, 2000, 0);
  break_evens_release(&points);
  free(made);
}

/* The figure of SSE is 100 or, with large messages, 1,000; that of the long poll is half of it at
 * one message a second, and twice as much at four. */
static void cell_of_two_axes(struct made *made, bool often, bool large, bool streams) {
  double of_sse = large ? 1000 : 100;
  const char *rate = often ? "4" : "1", *payload = large ? "1024" : "64";
  struct result_cell *cell =
      made_cell(made, ENGINE_LWS, streams ? TRANSPORT_SSE : TRANSPORT_LONG_POLL, REPEATS);
  made_set(cell, FIGURE_LOST, 0, 0);
  made_set(cell, FIGURE_PUBLISHED, 10, 0);
  made_set(cell, FIGURE_CPU_US_PER_MESSAGE, streams ? of_sse : of_sse * (often ? 2 : 0.5), 0);
  made_param(cell, "rate_per_s", rate);
  made_vary(made, cell, "rate_per_s", rate);
  made_param(cell, "payload_bytes", payload);
  made_vary(made, cell, "payload_bytes", payload);
}

/* Cells that differ in another parameter are of another comparison, as are those of an engine. */
static void other_parameters_are_kept_apart(void **state) {
  (void)state;
  struct made *made = made_new();
  for (size_t i = 0; i < 8; i++)
    cell_of_two_axes(made, i & 1, (i >> 1) & 1, i >> 2);
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 2); /* along the rate, for each payload; none along the payload */
  for (size_t i = 0; i < 2; i++) {
    assert_string_equal(points.items[i].parameter, "rate_per_s");
    assert_near(points.items[i].at, 2, 1e-9); /* the ratio goes from 1/2 to 2 */
    assert_int_equal(points.items[i].below->transport, TRANSPORT_LONG_POLL);
    assert_true(isnan(points.items[i].model));
  }
  break_evens_release(&points);
  made->cells[0].engine = ENGINE_CIVETWEB; /* leaves one long poll of 64 B on libwebsockets */
  points = found_in(made);
  assert_int_equal(points.count, 1);
  break_evens_release(&points);
  free(made);
}

static void an_interval_may_reach_beyond_what_was_measured(void **state) {
  (void)state;
  struct made *made = made_polls(FIGURE_CPU_US_PER_MESSAGE);
  /* in one round the WebSocket costs less everywhere, so the least zero lies beyond the end */
  made->repeats[INTERVALS][5].values[FIGURE_CPU_US_PER_MESSAGE] = 0.5;
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 1);
  assert_int_equal(points.items->finding, BREAK_EVEN_UNSURE);
  assert_near(points.items->at, 8000.0 / 3, 1e-6);
  assert_true(isinf(points.items->high));
  assert_near(points.items->low, 8000.0 / 3, 1e-6);
  break_evens_release(&points);
  free(made);
}

/* Times need six repeats for an interval; bytes are counted. */
static void few_repeats_do_for_counts_alone(void **state) {
  (void)state;
  static const enum figure figures[] = {FIGURE_CPU_US_PER_MESSAGE, FIGURE_WIRE_PER_MESSAGE};
  static const enum break_even_finding findings[] = {BREAK_EVEN_UNSURE, BREAK_EVEN_CROSSES};
  for (size_t i = 0; i < 2; i++) {
    struct made *made = made_polls(figures[i]);
    for (size_t j = 0; j < made->results.cell_count; j++)
      made->cells[j].repeat_count = 2;
    struct break_evens points = found_in(made);
    assert_int_equal(points.count, 1);
    assert_false(points.items->interval);
    assert_int_equal(points.items->finding, findings[i]);
    break_evens_release(&points);
    free(made);
  }
}

/* The looks of a run that stops when it is precise share the 5 % by which an interval may miss. */
static void the_interval_is_as_wide_as_the_run_says(void **state) {
  (void)state;
  struct made *made = made_polls(FIGURE_CPU_US_PER_MESSAGE);
  for (size_t level = 0; level < 2; level++) {
    made->results.interval_level = level == 0 ? 0.95 : 0.992;
    struct break_evens points = found_in(made);
    assert_int_equal(points.count, 1);
    assert_true(points.items->interval == (level == 0));
    break_evens_release(&points);
  }
  free(made);
}

static void places_that_change_twice_are_no_one_point(void **state) {
  (void)state;
  struct made *made = made_polls(FIGURE_WIRE_PER_MESSAGE);
  made_set(&made->cells[3], FIGURE_WIRE_PER_MESSAGE, 30, 0); /* above again at 8 s */
  struct break_evens points = found_in(made);
  assert_int_equal(points.count, 1);
  assert_int_equal(points.items->changes, 2);
  assert_int_equal(points.items->finding, BREAK_EVEN_SEVERAL);
  break_evens_release(&points);
  free(made);
}

static void the_table_has_a_row_for_each(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  struct made *made = made_polls(FIGURE_WIRE_PER_MESSAGE);
  struct break_evens points = found_in(made);
  break_evens_write(out, &points);
  fclose(out);
  assert_begins(text,
                "parameter\tfigure\tengine\tcondition\tbelow\tabove\tat\tlow\thigh\tinterval\t"
                "least\tgreatest\tmodel\trounds\tfinding\n");
  assert_says(text,
              "\ninterval_ms\tbytes.wire_per_message\tlws\t\twebsocket\tshort_poll\t2666.66667"
              "\t2666.66667\t2666.66667\t95 %\t1000\t8000\t\t6\tcrosses\n");
  free(text);
  break_evens_release(&points);
  free(made);
}

/* With noise of 30 % in each value, the interval must have the true point in 95 of 100 runs; the
 * binomial with 8 repeats gives 99.2 %, of which 400 runs leave 97.5 at least. */
static void the_interval_covers_the_true_point(void **state) {
  (void)state;
  enum { TRIES = 400, ROUNDS = 8 };
  struct random random = random_seeded(12, 0);
  int covered = 0, found = 0;
  for (int try = 0; try < TRIES; try++) {
    struct made *made = made_polls(FIGURE_CPU_US_PER_MESSAGE);
    for (size_t i = 0; i < made->results.cell_count; i++) {
      struct result_cell *cell = &made->cells[i];
      double centre = i < INTERVALS ? of_polls[i] : 3, sum = 0;
      cell->repeat_count = ROUNDS;
      for (size_t j = 0; j < ROUNDS; j++) {
        double value = centre * exp(0.6 * (random_uniform(&random) - 0.5));
        cell->repeats[j].measured = true;
        cell->repeats[j].values[FIGURE_CPU_US_PER_MESSAGE] = value;
        sum += log(value);
      }
      cell->figures[FIGURE_CPU_US_PER_MESSAGE].median = exp(sum / ROUNDS);
    }
    struct break_evens points = found_in(made);
    found += points.count == 1;
    covered +=
        points.count == 1 && points.items->low <= 8000.0 / 3 && points.items->high >= 8000.0 / 3;
    break_evens_release(&points);
    free(made);
  }
  assert_int_equal(found, TRIES);
  assert_true(covered >= 0.975 * TRIES);
  assert_true(covered < TRIES); /* an interval that is never wrong says nothing */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_power_of_the_parameter_is_met_exactly),
      cmocka_unit_test(the_point_follows_the_course_of_the_model),
      cmocka_unit_test(the_model_is_of_some_figures),
      cmocka_unit_test(nothing_is_said_where_nothing_crosses),
      cmocka_unit_test(other_parameters_are_kept_apart),
      cmocka_unit_test(an_interval_may_reach_beyond_what_was_measured),
      cmocka_unit_test(few_repeats_do_for_counts_alone),
      cmocka_unit_test(the_interval_is_as_wide_as_the_run_says),
      cmocka_unit_test(places_that_change_twice_are_no_one_point),
      cmocka_unit_test(the_table_has_a_row_for_each),
      cmocka_unit_test(the_interval_covers_the_true_point),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
