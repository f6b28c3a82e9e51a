/* Histograms, ages and clocks in documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "documents/fields.h"
#include "documents/parts.h"

static void a_histogram_has_all_its_members(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  for (uint64_t value = 1; value <= 100; value++)
    histogram_record(&histogram, value);
  histogram_record(&histogram, UINT64_MAX);
  json_t *document = json_object();
  histogram_put(document, HISTOGRAM_LATENCY, &histogram);
  const json_t *object = json_object_get(document, "latency_ns");
  static const double wanted[] = {100, 1, 50.5, 50, 90, 99, 100, 100, 100, 1};
  for (size_t i = 0; histogram_members[i]; i++)
    assert_float_equal(field_number(object, histogram_members[i], -1), wanted[i], 0);
  assert_int_equal(json_object_size(object), 10);
  assert_float_equal(figure_value(document, FIGURE_LATENCY_P99, 0), 99, 0);
  json_decref(document);
  histogram_release(&histogram);
}

static void a_quantile_of_nothing_is_null(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  json_t *object = histogram_json(&histogram);
  assert_int_equal(json_object_size(object), 10);
  for (size_t i = 0; histogram_members[i]; i++)
    assert_int_equal(json_is_null(json_object_get(object, histogram_members[i])),
                     strcmp(histogram_members[i], "count") != 0 &&
                         strcmp(histogram_members[i], "out_of_range") != 0);
  json_decref(object);
  histogram_release(&histogram);
}

static void a_histogram_that_is_not_there_is_null(void **state) {
  (void)state;
  json_t *document = json_object();
  histogram_put(document, HISTOGRAM_LATENCY, NULL);
  histogram_text_put(document, FIGURE_LATENCY_HISTOGRAM, NULL);
  assert_true(json_is_null(json_object_get(document, "latency_ns")));
  assert_true(json_is_null(json_object_get(document, "latency_histogram")));
  assert_false(figure_is_measured(document, FIGURE_LATENCY_P99));
  json_decref(document);
}

static void a_histogram_s_text_can_be_read_again(void **state) {
  (void)state;
  struct histogram histogram, read;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  assert_int_equal(histogram_init(&read), STATUS_OK);
  histogram_record_many(&histogram, 1500, 3);
  json_t *document = json_object();
  histogram_text_put(document, FIGURE_LATENCY_HISTOGRAM, &histogram);
  const char *text = figure_text(document, FIGURE_LATENCY_HISTOGRAM);
  assert_int_equal(histogram_merge_text(&read, text, NULL), STATUS_OK);
  assert_int_equal(read.count, 3);
  assert_int_equal(histogram_quantile_ns(&read, 0.5), 1500);
  json_decref(document);
  histogram_release(&read);
  histogram_release(&histogram);
}

/* A message due at 0 s and received at 1 s is 1 s old then, and 3 s old at 3 s. */
static void an_age_is_over_the_time_that_was_watched(void **state) {
  (void)state;
  struct age age;
  struct age_view view = {0};
  assert_int_equal(age_init(&age), STATUS_OK);
  age.start_ns = NS_PER_S;
  age.end_ns = 3 * NS_PER_S;
  age_receive(&age, &view, 1, NS_PER_S + 1);
  age_finish(&age, &view);
  json_t *document = json_object();
  age_put(document, &age);
  assert_float_equal(figure_value(document, FIGURE_AGE_MEAN, 0), 2e9, 10);
  assert_float_equal(figure_value(document, FIGURE_AGE_P50, 0), 2e9, 2e7);
  assert_float_equal(figure_value(document, FIGURE_AGE_WATCHED_S, 0), 2, 1e-6);
  json_decref(document);
  age_release(&age);
}

static void the_age_of_nothing_is_null(void **state) {
  (void)state;
  struct age age;
  assert_int_equal(age_init(&age), STATUS_OK);
  json_t *document = json_object();
  age_put(document, &age);
  assert_true(json_is_null(json_object_get(document, "age_ns")));
  assert_false(figure_is_measured(document, FIGURE_AGE_MEAN));
  json_decref(document);
  age_release(&age);
}

static void a_clock_says_its_boot_and_namespace(void **state) {
  (void)state;
  const struct clock_identity clock = {.boot_id = "b", .time_namespace = 7};
  json_t *object = clock_identity_json(&clock);
  assert_string_equal(json_string_value(json_object_get(object, "boot_id")), "b");
  assert_int_equal(json_integer_value(json_object_get(object, "time_namespace")), 7);
  json_decref(object);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_histogram_has_all_its_members),
      cmocka_unit_test(a_quantile_of_nothing_is_null),
      cmocka_unit_test(a_histogram_that_is_not_there_is_null),
      cmocka_unit_test(a_histogram_s_text_can_be_read_again),
      cmocka_unit_test(an_age_is_over_the_time_that_was_watched),
      cmocka_unit_test(the_age_of_nothing_is_null),
      cmocka_unit_test(a_clock_says_its_boot_and_namespace),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
