/* Percentiles with enough messages, and percentiles without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "bench/judge/interval.h"
#include "bench/judge/support.h"
#include "bench/results/summary.h"
#include "common/stats/histogram.h"
#include "documents/fields.h"

static void ten_messages_beyond_are_enough(void **state) {
  (void)state;
  static const struct {
    double messages, quantile;
    bool enough;
  } cases[] = {{20, 0.5, true},      {19, 0.5, false},     {100, 0.9, true},
               {99, 0.9, false},     {1000, 0.99, true},   {999, 0.99, false},
               {10000, 0.999, true}, {9999, 0.999, false}, {100000, 0.9999, true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(support_is_enough(cases[i].messages, cases[i].quantile), cases[i].enough);
}

static void only_percentiles_of_deliveries_are_judged(void **state) {
  (void)state;
  assert_true(fabs(support_quantile(FIGURE_LATENCY_P99_9) - 0.999) < 1e-12);
  assert_true(isnan(support_quantile(FIGURE_LATENCY_MEAN)));
  assert_true(isnan(support_quantile(FIGURE_LATENCY_MAX)));
  assert_true(isnan(support_quantile(FIGURE_NOISE_SERVER_P99)));
}

static void a_repeat_has_the_percentiles_that_its_messages_support(void **state) {
  (void)state;
  json_t *document = json_pack("{s:i,s:{s:i,s:i,s:i,s:i,s:i}}", "published_seen", 100, "latency_ns",
                               "mean", 5, "p50", 5, "p90", 9, "p99", 10, "max", 11);
  support_apply(document);
  assert_int_equal(figure_value(document, FIGURE_LATENCY_P50, 0), 5);
  assert_int_equal(figure_value(document, FIGURE_LATENCY_P90, 0), 9);
  assert_false(figure_is_measured(document, FIGURE_LATENCY_P99));
  assert_true(support_is_lacking(document, FIGURE_LATENCY_P99));
  assert_int_equal(figure_value(document, FIGURE_LATENCY_MEAN, 0), 5);
  assert_int_equal(figure_value(document, FIGURE_LATENCY_MAX, 0), 11);
  json_decref(document);
}

/* A repeat with this number of messages, each received once, after first_us, first_us + 1, … */
static json_t *repeat_of(uint64_t messages, uint64_t first_us) {
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  for (uint64_t i = 0; i < messages; i++)
    histogram_record(&histogram, (first_us + i) * 1000);
  char *text = histogram_to_text(&histogram);
  json_t *document =
      json_pack("{s:s,s:s,s:I,s:{s:f,s:n}}", "outcome", "done", "latency_histogram", text,
                "published_seen", (json_int_t)messages, "latency_ns", "mean", 1e3, "p90");
  free(text);
  histogram_release(&histogram);
  return document;
}

static void repeats_are_pooled_by_the_same_rule(void **state) {
  (void)state;
  json_t *documents[] = {repeat_of(60, 1), repeat_of(60, 61)};
  json_t *summary = summary_of_cell(documents, 2, INTERVAL_LEVEL);
  const json_t *metrics = json_object_get(summary, "metrics");
  const json_t *p90 = json_object_get(metrics, "latency_ns.p90");
  assert_int_equal(json_integer_value(json_object_get(summary, "messages")), 120);
  assert_true(fabs(json_number_value(json_object_get(p90, "median")) - 108e3) < 108.0 + 1);
  assert_string_equal(json_string_value(json_object_get(p90, "interval")), "pooled");
  assert_true(json_is_null(json_object_get(p90, "low")));
  assert_true(json_is_null(json_object_get(metrics, "latency_ns.p99")));
  assert_true(json_is_object(json_object_get(metrics, "latency_ns.mean")));
  json_decref(summary);
  for (size_t i = 0; i < 2; i++)
    json_decref(documents[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ten_messages_beyond_are_enough),
      cmocka_unit_test(only_percentiles_of_deliveries_are_judged),
      cmocka_unit_test(a_repeat_has_the_percentiles_that_its_messages_support),
      cmocka_unit_test(repeats_are_pooled_by_the_same_rule),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
