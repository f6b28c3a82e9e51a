/* Histograms: compared with sorted values, merged, and written as text. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/random.h"
#include "common/stats/histogram.h"
#include "tests/contracts.h"

enum { VALUES = 20000 };

static uint64_t exponential(struct random *random) {
  return (uint64_t)random_exponential(random, 3e6);
}
static uint64_t uniform(struct random *random) {
  return (uint64_t)(random_uniform(random) * 1e9);
}
static uint64_t two_peaks(struct random *random) {
  uint64_t base = random_uniform(random) < 0.9 ? 80000 : 40000000;
  return base + (uint64_t)(random_uniform(random) * 1000);
}
static uint64_t small(struct random *random) {
  return random_next(random) % 2048;
}
/* A random value of any magnitude, up to the largest, 1 h. */
static uint64_t every_magnitude(struct random *random) {
  return (uint64_t)exp(random_uniform(random) * log((double)HISTOGRAM_MAX_NS));
}

typedef uint64_t draw(struct random *random);
static draw *const draws[] = {exponential, uniform, two_peaks, small, every_magnitude};
enum { DRAWS = sizeof draws / sizeof *draws };

static int value_compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left;
  uint64_t b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static void fill(struct histogram *histogram, uint64_t *values, draw *one, uint64_t seed) {
  struct random random = random_seeded(seed, 0);
  assert_int_equal(histogram_init(histogram), STATUS_OK);
  for (size_t i = 0; i < VALUES; i++) {
    values[i] = one(&random);
    assert_true(histogram_record(histogram, values[i]));
  }
}

static void assert_same(const struct histogram *a, const struct histogram *b) {
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->out_of_range, b->out_of_range);
  assert_int_equal(a->min_ns, b->min_ns);
  assert_int_equal(a->max_ns, b->max_ns);
  assert_int_equal(a->sum_ns, b->sum_ns);
  assert_memory_equal(a->counts, b->counts, HISTOGRAM_COUNTERS * sizeof *a->counts);
}

static void a_quantile_is_never_understated_and_overstated_by_less_than_a_thousandth(void **state) {
  (void)state;
  static const double quantiles[] = {0, 1e-6, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1};
  static uint64_t values[VALUES];
  for (size_t d = 0; d < DRAWS; d++) {
    struct histogram histogram;
    fill(&histogram, values, draws[d], 7 + d);
    qsort(values, VALUES, sizeof *values, value_compare);
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
      double rank = ceil(quantiles[i] * VALUES);
      uint64_t exact = values[rank < 1 ? 0 : (size_t)rank - 1];
      uint64_t told = histogram_quantile_ns(&histogram, quantiles[i]);
      assert_true(told >= exact);
      assert_true((double)(told - exact) < (double)exact / 1024 + 1e-9);
    }
    histogram_release(&histogram);
  }
}

static void least_most_count_and_mean_are_exact(void **state) {
  (void)state;
  static uint64_t values[VALUES];
  for (size_t d = 0; d < DRAWS; d++) {
    struct histogram histogram;
    double sum = 0;
    fill(&histogram, values, draws[d], 11);
    for (size_t i = 0; i < VALUES; i++)
      sum += (double)values[i];
    qsort(values, VALUES, sizeof *values, value_compare);
    assert_int_equal(histogram.count, VALUES);
    assert_int_equal(histogram.min_ns, values[0]);
    assert_int_equal(histogram.max_ns, values[VALUES - 1]);
    assert_true(fabs(histogram_mean_ns(&histogram) - sum / VALUES) < 1e-9 * sum);
    histogram_release(&histogram);
  }
}

static void an_empty_histogram_has_quantiles_and_mean_zero(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  assert_int_equal(histogram_quantile_ns(&histogram, 0.5), 0);
  assert_true(histogram_mean_ns(&histogram) <= 0);
  histogram_release(&histogram);
}

static void every_counter_begins_where_the_one_before_ends(void **state) {
  (void)state;
  for (size_t i = 0; i + 1 < HISTOGRAM_COUNTERS; i++) {
    assert_int_equal(histogram_index_highest_ns(i) + 1, histogram_index_lowest_ns(i + 1));
    assert_int_equal(histogram_index(histogram_index_lowest_ns(i)), i);
    assert_int_equal(histogram_index(histogram_index_highest_ns(i)), i);
  }
}

static void values_out_of_range_are_counted_apart(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  assert_true(histogram_record(&histogram, HISTOGRAM_MAX_NS));
  assert_true(histogram_record(&histogram, 0));
  assert_false(histogram_record(&histogram, HISTOGRAM_MAX_NS + 1));
  assert_false(histogram_record(&histogram, UINT64_MAX));
  assert_int_equal(histogram.count, 2);
  assert_int_equal(histogram.out_of_range, 2);
  assert_int_equal(histogram.max_ns, HISTOGRAM_MAX_NS);
  histogram_reset(&histogram);
  assert_int_equal(histogram.count + histogram.out_of_range, 0);
  histogram_release(&histogram);
}

static void recording_many_is_recording_often(void **state) {
  (void)state;
  struct histogram many, often;
  assert_int_equal(histogram_init(&many), STATUS_OK);
  assert_int_equal(histogram_init(&often), STATUS_OK);
  histogram_record_many(&many, 123456, 50);
  for (int i = 0; i < 50; i++)
    histogram_record(&often, 123456);
  assert_same(&many, &often);
  histogram_release(&many);
  histogram_release(&often);
}

static void repeated_values_out_of_range_are_all_counted(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record_many(&histogram, HISTOGRAM_MAX_NS + 1, 7);
  histogram_record_many(&histogram, HISTOGRAM_MAX_NS, 0);
  assert_int_equal(histogram.out_of_range, 7);
  assert_int_equal(histogram.count, 0);
  assert_int_equal(histogram.max_ns, 0);
  histogram_release(&histogram);
}

static void merging_is_recording_together_in_any_order(void **state) {
  (void)state;
  static uint64_t values[DRAWS][VALUES];
  struct histogram parts[DRAWS], together, forward, backward;
  assert_int_equal(histogram_init(&together), STATUS_OK);
  assert_int_equal(histogram_init(&forward), STATUS_OK);
  assert_int_equal(histogram_init(&backward), STATUS_OK);
  for (size_t d = 0; d < DRAWS; d++) {
    fill(&parts[d], values[d], draws[d], 13 + d);
    histogram_record(&parts[d], UINT64_MAX);
    histogram_record(&together, UINT64_MAX);
    for (size_t i = 0; i < VALUES; i++)
      histogram_record(&together, values[d][i]);
  }
  for (size_t d = 0; d < DRAWS; d++) {
    histogram_merge(&forward, &parts[d]);
    histogram_merge(&backward, &parts[DRAWS - 1 - d]);
  }
  assert_same(&forward, &together);
  assert_same(&backward, &together);
  for (size_t d = 0; d < DRAWS; d++)
    histogram_release(&parts[d]);
  histogram_release(&together);
  histogram_release(&forward);
  histogram_release(&backward);
}

static void text_brings_a_histogram_back(void **state) {
  (void)state;
  static uint64_t values[VALUES];
  for (size_t d = 0; d < DRAWS; d++) {
    struct histogram written, read;
    fill(&written, values, draws[d], 17);
    histogram_record(&written, UINT64_MAX);
    assert_int_equal(histogram_init(&read), STATUS_OK);
    char *text = histogram_to_text(&written);
    assert_non_null(text);
    assert_null(strchr(text, ' '));
    assert_int_equal(histogram_merge_text(&read, text, NULL), STATUS_OK);
    assert_same(&read, &written);
    free(text);
    histogram_release(&written);
    histogram_release(&read);
  }
}

static void malformed_text_is_refused_and_changes_nothing(void **state) {
  (void)state;
  static const char *const texts[] = {"", "x", "1,2,3", "1,2,3,0", "1,1,1,0;", "1,1,1,0;1",
                                      "1,1,1,0;1:", "1,1,1,0;1:x", "1,1,1,0;1:1,",
                                      "1,1,1,0;99999999:1", "1,1,1,0;-1:1", "1,1,1,0;1:1 ",
                                      "1,1,1,0;1:99999999999999999999999",
                                      /* no sum; no count for the least; the least above the most */
                                      "1,1,,0;1:1", "1,1,x,0;1:1", "0,1,1,0;1:1", "2,1,1,0;1:1",
                                      /* counters in descending order, twice, empty, or beyond the
                                       * last */
                                      "1,2,3,0;2:1,1:1", "1,1,2,0;1:1,1:1", "1,1,1,0;1:0",
                                      "1,3,4,0;1:1,2:0,3:1", "1,2,3,0;1:18446744073709551615,2:1",
                                      /* a value above the range; the most in another counter */
                                      "1,3600000000001,1,0;1:1", "1,2,1,0;1:1",
                                      /* a counter below the least; a mean beyond the counters */
                                      "2,3,6,0;1:1,2:1,3:1", "1,2,1,0;1:1,2:1", "1,2,5,0;1:1,2:1",
                                      /* empty, but with a minimum, maximum or sum */
                                      "1,0,0,0;", "0,1,0,0;", "0,0,1,0;"};
  struct histogram histogram, before;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  assert_int_equal(histogram_init(&before), STATUS_OK);
  histogram_record(&histogram, 5);
  histogram_record(&before, 5);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct error error = {{0}};
    if (histogram_merge_text(&histogram, texts[i], &error) != STATUS_CHECK)
      fail_msg("accepted '%s'", texts[i]);
    assert_true(error.text[0] != '\0');
    assert_same(&histogram, &before);
  }
  histogram_release(&histogram);
  histogram_release(&before);
}

static void parts_whose_counts_do_not_fit_together_are_refused(void **state) {
  (void)state;
  struct histogram histogram;
  struct error error = {{0}};
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record(&histogram, 1);
  assert_int_equal(histogram_merge_text(&histogram,
                                        "1,1,18446744073709551615,0;"
                                        "1:18446744073709551615",
                                        &error),
                   STATUS_CHECK);
  assert_non_null(strstr(error.text, "too many values"));
  assert_int_equal(histogram.count, 1);
  assert_int_equal(histogram_merge_text(&histogram,
                                        "1,1,18446744073709551614,3;"
                                        "1:18446744073709551614",
                                        &error),
                   STATUS_OK);
  assert_int_equal(histogram.count, UINT64_MAX);
  assert_int_equal(histogram.out_of_range, 3);
  histogram_release(&histogram);
}

static void the_quantiles_of_two_values_are_the_values(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record(&histogram, 10);
  histogram_record(&histogram, 20);
  assert_int_equal(histogram_quantile_ns(&histogram, -1), 10);
  assert_int_equal(histogram_quantile_ns(&histogram, NAN), 10);
  assert_int_equal(histogram_quantile_ns(&histogram, 5e-324), 10);
  assert_int_equal(histogram_quantile_ns(&histogram, 0.5), 10);
  assert_int_equal(histogram_quantile_ns(&histogram, 0.51), 20);
  assert_int_equal(histogram_quantile_ns(&histogram, 2), 20);
  histogram_release(&histogram);
}

static void ask_for_the_last(void *histogram) {
  histogram_quantile_ns(histogram, 1);
}

static void merge_into_itself(void *histogram) {
  histogram_merge(histogram, histogram);
}

static void counts_that_do_not_add_up_break_a_contract(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record(&histogram, 7);
  assert_contract_broken(merge_into_itself, &histogram, "into != from");
  histogram.count = 2;
  assert_contract_broken(ask_for_the_last, &histogram, "index + 1 < HISTOGRAM_COUNTERS");
  histogram_release(&histogram);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_quantile_is_never_understated_and_overstated_by_less_than_a_thousandth),
      cmocka_unit_test(least_most_count_and_mean_are_exact),
      cmocka_unit_test(an_empty_histogram_has_quantiles_and_mean_zero),
      cmocka_unit_test(every_counter_begins_where_the_one_before_ends),
      cmocka_unit_test(values_out_of_range_are_counted_apart),
      cmocka_unit_test(recording_many_is_recording_often),
      cmocka_unit_test(repeated_values_out_of_range_are_all_counted),
      cmocka_unit_test(merging_is_recording_together_in_any_order),
      cmocka_unit_test(text_brings_a_histogram_back),
      cmocka_unit_test(malformed_text_is_refused_and_changes_nothing),
      cmocka_unit_test(parts_whose_counts_do_not_fit_together_are_refused),
      cmocka_unit_test(the_quantiles_of_two_values_are_the_values),
      cmocka_unit_test(counts_that_do_not_add_up_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
