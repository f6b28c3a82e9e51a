/* Selectors and the cells of a run. */
#include "tests/bench/says.h"

#include "bench/results/selected.h"
#include "tests/bench/results_made.h"

static bool takes(const char *text, const struct result_cell *cell) {
  struct selector selector = {0};
  struct error error = {""};
  if (selector_read(&selector, text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  bool takes = selector_takes(&selector, cell);
  selector_release(&selector);
  return takes;
}

static void a_cell_is_taken_where_all_words_hold(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  made_param(cell, "interval_ms", "250");
  made_param(cell, "rate_per_s", "0.3333333333"); /* as run.json's reader writes a third */
  made_vary(made, cell, "variant", "nagle");
  assert_true(takes("lost", cell));
  assert_true(takes("lws.short_poll.nagle.interval_ms=250.lost", cell));
  assert_true(takes("rate_per_s=0.33333333333333333.lost", cell));
  assert_false(takes("rate_per_s=0.3333.lost", cell));
  assert_false(takes("civetweb.lost", cell));
  assert_false(takes("sse.lost", cell));
  assert_false(takes("base.lost", cell));
  assert_false(takes("interval_ms=100.lost", cell));
  free(made);
}

static void a_cell_without_the_variant_or_that_ignores_the_parameter_is_not_taken(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  made_param(cell, "interval_ms", "250");
  assert_false(takes("interval_ms=250.lost", cell));
  assert_false(takes("nagle.lost", cell));
  assert_false(takes("clients=5.lost", cell));
  free(made);
}

static void values_are_compared_in_the_experiments_time(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  cell->time_scale = 5;
  made_param(cell, "interval_ms", "50");
  made_param(cell, "rate_per_s", "10");
  assert_true(takes("interval_ms=250.rate_per_s=2.lost", cell));
  assert_false(takes("interval_ms=50.lost", cell));
  free(made);
}

static void a_selector_that_takes_no_cell_of_the_run_is_refused(void **state) {
  (void)state;
  struct made *made = made_new();
  struct selector selector = {0};
  struct error error = {""};
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_vary(made, cell, "variant", "nagle");
  assert_int_equal(selector_read(&selector, "nagel.lost", NULL), STATUS_OK);
  assert_int_equal(selector_check_results(&selector, &made->results, &error), STATUS_USAGE);
  assert_says(error.text, "did you mean 'nagle'?");
  selector_release(&selector);
  assert_int_equal(selector_read(&selector, "nagle.lost", NULL), STATUS_OK);
  assert_int_equal(selector_check_results(&selector, &made->results, &error), STATUS_OK);
  selector_release(&selector);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cell_is_taken_where_all_words_hold),
      cmocka_unit_test(a_cell_without_the_variant_or_that_ignores_the_parameter_is_not_taken),
      cmocka_unit_test(values_are_compared_in_the_experiments_time),
      cmocka_unit_test(a_selector_that_takes_no_cell_of_the_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
