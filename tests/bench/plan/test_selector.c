/* Selectors: their words, the cells that they take, and the errors for others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/plan/selector.h"
#include "common/base/traits.h"
#include "tests/bench/experiment_text.h"
#include "tests/bench/says.h"

static struct selector selector;
static struct experiment experiment;
static struct cells cells;

static void read_well(const char *text) {
  struct error error = {""};
  selector_release(&selector);
  if (selector_read(&selector, text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_string_equal(selector.text, text);
}

static void assert_refused(const char *text, const char *said) {
  struct selector refused = {0};
  struct error error = {""};
  assert_int_equal(selector_read(&refused, text, &error), STATUS_USAGE);
  assert_says(error.text, said);
  assert_null(refused.text);
}

static void expand(const char *text) {
  struct error error = {""};
  if (experiment_from(&experiment, text, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static int release(void **state) {
  (void)state;
  selector_release(&selector);
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

/* How many cells of the experiment the selector takes. */
static size_t taken(const char *text) {
  size_t count = 0;
  read_well(text);
  for (size_t i = 0; i < cells.count; i++) {
    struct selectable cell = selectable_of_cell(&cells.items[i], experiment.time_scale);
    count += selector_holds(&selector, &cell);
  }
  return count;
}

static void assert_takes_none(const char *text, const char *said) {
  struct error error = {""};
  read_well(text);
  assert_int_equal(selector_check_cells(&selector, &cells, experiment.time_scale, &error),
                   STATUS_USAGE);
  assert_says(error.text, said);
}

static void a_figure_alone_is_of_all_cells(void **state) {
  (void)state;
  read_well("lost");
  assert_int_equal(selector.figure, FIGURE_LOST);
  assert_int_equal(selector.transport, -1);
  assert_int_equal(selector.engine, -1);
  assert_null(selector.variant);
  assert_int_equal(selector.value_count, 0);
}

static void words_before_the_figure_choose_cells(void **state) {
  (void)state;
  read_well("lws.sse.clients=100.latency_ns.p99");
  assert_int_equal(selector.figure, FIGURE_LATENCY_P99);
  assert_int_equal(selector.engine, ENGINE_LWS);
  assert_int_equal(selector.transport, TRANSPORT_SSE);
  assert_int_equal(selector.value_count, 1);
  assert_string_equal(selector.values[0].parameter, "clients");
  assert_string_equal(selector.values[0].value, "100");
}

static void a_value_may_have_dots_and_is_as_long_as_its_parameter_takes(void **state) {
  (void)state;
  read_well("rate_per_s=0.5.lost");
  assert_string_equal(selector.values[0].value, "0.5");
  read_well("clients=5.fast.lost");
  assert_string_equal(selector.values[0].value, "5");
  assert_string_equal(selector.variant, "fast");
  read_well("trace=../a.b.csv.sse.lost");
  assert_string_equal(selector.values[0].value, "../a.b.csv");
  assert_int_equal(selector.transport, TRANSPORT_SSE);
  read_well("tcp-nodelay=false.client_library=lws.lost");
  assert_string_equal(selector.values[0].parameter, "tcp_nodelay");
  assert_string_equal(selector.values[0].value, "off");
  assert_string_equal(selector.values[1].value, "lws");
  assert_int_equal(selector.engine, -1);
}

static void the_longest_path_of_a_figure_counts(void **state) {
  (void)state;
  read_well("slow.lost");
  assert_int_equal(selector.figure, FIGURE_SLOW_LOST);
  assert_null(selector.variant);
  read_well("variant=slow.lost");
  assert_int_equal(selector.figure, FIGURE_LOST);
  assert_string_equal(selector.variant, "slow");
}

static void other_words_are_the_name_of_a_variant(void **state) {
  (void)state;
  read_well("no.delay.websocket.lost");
  assert_string_equal(selector.variant, "no.delay");
  read_well("variant=sse.lost");
  assert_string_equal(selector.variant, "sse");
  assert_int_equal(selector.transport, -1);
}

static void mistyped_names_are_told_the_nearest(void **state) {
  (void)state;
  assert_refused("websocket.latency_ns.p98",
                 "'websocket.latency_ns.p98': unknown figure 'latency_ns.p98': did you mean "
                 "'latency_ns.p");
  assert_refused("lws.lots", "did you mean 'lost'?");
  assert_refused(".lost", "did you mean 'lost'?");
  assert_refused("transport", "unknown figure 'transport'");
  assert_refused("", "`pushbench figures` lists those there are");
  assert_refused("cleints=5.lost",
                 "'cleints=5.lost': unknown parameter 'cleints': did you mean 'clients'?");
}

static void a_value_that_the_parameter_does_not_take_is_refused(void **state) {
  (void)state;
  assert_refused("clients=many.lost", "clients must be an integer");
  assert_refused("clients=0.5.lost", "clients must be an integer");
  assert_refused("clients=.lost", "clients must be an integer");
}

static void words_that_no_cell_can_meet_are_refused(void **state) {
  (void)state;
  assert_refused("sse.websocket.lost", "it names two transports, and no cell has both");
  assert_refused("lws.null.lost", "it names two engines, and no cell has both");
  assert_refused("clients=5.clients=6.lost", "it names clients twice");
  assert_refused("a.sse.b.lost", "it names two variants, 'a' and 'b'");
  read_well("sse.sse.lost");
}

#define SWEEP                                                                              \
  "{\"params\":{\"transport\":[\"short_poll\",\"sse\"],\"engine\":[\"lws\",\"civetweb\"]," \
  "\"interval_ms\":[100,200]},"

static void all_words_must_hold_for_a_cell(void **state) {
  (void)state;
  expand(SWEEP "\"variants\":[{\"name\":\"a\",\"params\":{\"tcp_nodelay\":true}},"
               "{\"name\":\"b\",\"params\":{\"tcp_nodelay\":false}}]}");
  assert_int_equal(cells.count, 12);
  assert_int_equal(taken("lost"), 12);
  assert_int_equal(taken("sse.lost"), 4);
  assert_int_equal(taken("lws.sse.lost"), 2);
  assert_int_equal(taken("lws.b.lost"), 3);
  assert_int_equal(taken("lws.sse.b.lost"), 1);
  assert_int_equal(taken("interval_ms=100.lost"), 4);
  assert_int_equal(taken("transport=sse.lost"), 4);
}

static void a_cell_that_ignores_a_parameter_is_not_taken_by_it(void **state) {
  (void)state;
  expand(SWEEP "\"repeats\":1}");
  assert_int_equal(taken("interval_ms=100.sse.lost"), 0);
  assert_int_equal(taken("interval_ms=100.short_poll.lost"), 2);
}

static void a_value_is_that_of_the_experiment_before_time_scale(void **state) {
  (void)state;
  expand(SWEEP "\"time_scale\":4}");
  assert_string_equal(cell_value(&cells.items[0], "interval_ms"), "25");
  assert_int_equal(taken("interval_ms=100.lost"), 2);
  assert_int_equal(taken("interval_ms=25.lost"), 0);
}

static void a_selector_that_takes_no_cell_is_told_why(void **state) {
  (void)state;
  struct error error = {""};
  expand(SWEEP "\"variants\":[{\"name\":\"nagle\",\"params\":{\"tcp_nodelay\":false}}]}");
  read_well("sse.nagle.lost");
  assert_int_equal(selector_check_cells(&selector, &cells, 1, &error), STATUS_OK);
  assert_takes_none("websocket.lost", "'websocket.lost': there is no cell of websocket");
  assert_takes_none("null.lost", "there is no cell of null");
  assert_takes_none("nagel.lost", "'nagel' is no transport, no engine and no variant here: did you "
                                  "mean 'nagle'?");
  assert_takes_none("websoket.lost", "did you mean 'websocket'?");
  assert_takes_none("interval_ms=300.lost", "no cell that heeds interval_ms has interval_ms=300");
  assert_takes_none("sse.interval_ms=100.lost", "no cell has all that it names");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_figure_alone_is_of_all_cells, release),
      cmocka_unit_test_teardown(words_before_the_figure_choose_cells, release),
      cmocka_unit_test_teardown(a_value_may_have_dots_and_is_as_long_as_its_parameter_takes,
                                release),
      cmocka_unit_test_teardown(the_longest_path_of_a_figure_counts, release),
      cmocka_unit_test_teardown(other_words_are_the_name_of_a_variant, release),
      cmocka_unit_test_teardown(mistyped_names_are_told_the_nearest, release),
      cmocka_unit_test_teardown(a_value_that_the_parameter_does_not_take_is_refused, release),
      cmocka_unit_test_teardown(words_that_no_cell_can_meet_are_refused, release),
      cmocka_unit_test_teardown(all_words_must_hold_for_a_cell, release),
      cmocka_unit_test_teardown(a_cell_that_ignores_a_parameter_is_not_taken_by_it, release),
      cmocka_unit_test_teardown(a_value_is_that_of_the_experiment_before_time_scale, release),
      cmocka_unit_test_teardown(a_selector_that_takes_no_cell_is_told_why, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
