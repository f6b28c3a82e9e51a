/* The percentile text for HdrHistogram's plotters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/results/percentiles.h"

static char *text_of(const struct histogram *histogram) {
  char *text = NULL;
  size_t bytes;
  FILE *file = open_memstream(&text, &bytes);
  percentiles_write(file, histogram);
  fclose(file);
  return text;
}

/* The text that HdrHistogram writes for the values 1 to 4 µs, except for its counts of buckets. */
static void four_values_are_written_as_hdrhistogram_does(void **state) {
  (void)state;
  static const char expected[] = "       Value     Percentile TotalCount 1/(1-Percentile)\n"
                                 "\n"
                                 "       1.000 0.000000000000          1           1.00\n"
                                 "       1.000 0.100000000000          1           1.11\n"
                                 "       1.000 0.200000000000          1           1.25\n"
                                 "       2.000 0.300000000000          2           1.43\n"
                                 "       2.000 0.400000000000          2           1.67\n"
                                 "       2.000 0.500000000000          2           2.00\n"
                                 "       3.000 0.550000000000          3           2.22\n"
                                 "       3.000 0.600000000000          3           2.50\n"
                                 "       3.000 0.650000000000          3           2.86\n"
                                 "       3.000 0.700000000000          3           3.33\n"
                                 "       3.000 0.750000000000          3           4.00\n"
                                 "       4.000 0.775000000000          4           4.44\n"
                                 "       4.000 1.000000000000          4\n";
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record(&histogram, 1000);
  histogram_record(&histogram, 2000);
  histogram_record(&histogram, 3001);
  histogram_record(&histogram, 4000);
  char *text = text_of(&histogram);
  /* 3001 ns is the upper end of a bucket of two values */
  for (char *at = text; (at = strstr(at, "3.001 ")); at++)
    at[4] = '0';
  assert_memory_equal(text, expected, sizeof expected - 1);
  const char *footer = text + sizeof expected - 1;
  assert_memory_equal(footer, "#[Mean    =        2.500, StdDeviation   =        1.118]\n", 56);
  assert_non_null(strstr(footer, "#[Max     =        4.000, Total count    =            4]\n"));
  assert_non_null(strstr(footer, "#[Buckets =           32, SubBuckets     =         2048]\n"));
  free(text);
  histogram_release(&histogram);
}

static void an_empty_histogram_has_a_head_and_a_foot(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  char *text = text_of(&histogram);
  assert_non_null(strstr(text, "1/(1-Percentile)\n\n#[Mean    =        0.000"));
  free(text);
  histogram_release(&histogram);
}

static void many_values_end_at_the_maximum(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  for (uint64_t i = 1; i <= 100000; i++)
    histogram_record(&histogram, i * 1000);
  char *text = text_of(&histogram);
  assert_non_null(strstr(text, "  100000.000 1.000000000000     100000\n#[Mean"));
  free(text);
  histogram_release(&histogram);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(four_values_are_written_as_hdrhistogram_does),
      cmocka_unit_test(an_empty_histogram_has_a_head_and_a_foot),
      cmocka_unit_test(many_values_end_at_the_maximum),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
