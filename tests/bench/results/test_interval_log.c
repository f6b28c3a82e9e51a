/* HdrHistogram's interval log, decoded by a decoder that follows the format's description. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "bench/results/interval_log.h"

enum { PLAIN_BYTES_MAX = 1 << 20 };

static size_t base64_read(const char *text, uint8_t *out) {
  size_t bytes = 0;
  uint32_t bits = 0;
  int count = 0;
  for (; *text && *text != '='; text++) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *letter = strchr(letters, *text);
    assert_non_null(letter);
    bits = bits << 6 | (uint32_t)(letter - letters);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[bytes++] = (uint8_t)(bits >> count);
    }
  }
  return bytes;
}

static uint64_t big_endian(const uint8_t *at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; i++)
    value = value << 8 | at[i];
  return value;
}

static int64_t zigzag_read(const uint8_t **at) {
  uint64_t value = 0;
  int shift = 0;
  for (int i = 0; i < 9; i++, shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint64_t)(i < 8 ? byte & 0x7f : byte) << shift;
    if (i == 8 || !(byte & 0x80))
      break;
  }
  return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* Decodes the text; the counts go into `counts`. Returns how many counters it has. */
static size_t decode(const char *text, uint64_t *counts) {
  static uint8_t packed[PLAIN_BYTES_MAX], plain[PLAIN_BYTES_MAX];
  size_t packed_bytes = base64_read(text, packed);
  assert_int_equal(big_endian(packed, 4), 0x1c849314);
  assert_int_equal(big_endian(packed + 4, 4), packed_bytes - 8);
  uLongf plain_bytes = sizeof plain;
  assert_int_equal(uncompress(plain, &plain_bytes, packed + 8, packed_bytes - 8), Z_OK);
  assert_int_equal(big_endian(plain, 4), 0x1c849313);
  assert_int_equal(big_endian(plain + 4, 4), plain_bytes - 40);
  assert_int_equal(big_endian(plain + 8, 4), 0);
  assert_int_equal(big_endian(plain + 12, 4), 3);
  assert_int_equal(big_endian(plain + 16, 8), 1);
  assert_int_equal(big_endian(plain + 24, 8), HISTOGRAM_MAX_NS);
  assert_int_equal(big_endian(plain + 32, 8), UINT64_C(0x3ff0000000000000)); /* 1.0 */
  size_t index = 0;
  for (const uint8_t *at = plain + 40; at < plain + plain_bytes;) {
    int64_t count = zigzag_read(&at);
    if (count < 0)
      index += (size_t)-count;
    else
      counts[index++] = (uint64_t)count;
  }
  return index;
}

static void assert_goes_round(const struct histogram *histogram) {
  uint64_t *counts = calloc(HISTOGRAM_COUNTERS, sizeof *counts);
  char *text = interval_log_encode(histogram);
  assert_non_null(counts);
  assert_non_null(text);
  size_t used = decode(text, counts);
  assert_true(used <= HISTOGRAM_COUNTERS);
  assert_memory_equal(counts, histogram->counts, HISTOGRAM_COUNTERS * sizeof *counts);
  free(text);
  free(counts);
}

static void every_count_goes_over_unchanged(void **state) {
  (void)state;
  static const uint64_t values[] = {0,
                                    1,
                                    2,
                                    63,
                                    64,
                                    2047,
                                    2048,
                                    2049,
                                    4096,
                                    1000000,
                                    1000001,
                                    999999999,
                                    123456,
                                    5000000,
                                    40000000,
                                    3600000000,
                                    HISTOGRAM_MAX_NS};
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    histogram_record_many(&histogram, values[i], i % 3 == 0 ? UINT64_C(1) << (i * 3) : i);
    assert_goes_round(&histogram);
  }
  histogram_release(&histogram);
}

static void the_greatest_count_takes_nine_bytes(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record_many(&histogram, 5, INT64_MAX);
  assert_goes_round(&histogram);
  histogram_release(&histogram);
}

static void an_empty_histogram_has_one_empty_counter(void **state) {
  (void)state;
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  assert_goes_round(&histogram);
  histogram_release(&histogram);
}

static void a_log_has_a_head_and_a_line_for_each_interval(void **state) {
  (void)state;
  struct histogram histogram;
  char *text = NULL;
  size_t bytes;
  FILE *file = open_memstream(&text, &bytes);
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record(&histogram, 2500000);
  interval_log_begin(file, 1700000000.25);
  assert_int_equal(interval_log_add(file, 0, 1, &histogram, NULL), STATUS_OK);
  fclose(file);
  assert_non_null(strstr(text, "#[Histogram log format version 1.3]\n"));
  assert_non_null(
      strstr(text, "#[StartTime: 1700000000.250 (seconds since epoch), Tue Nov 14 22:13:20 UTC"));
  assert_non_null(strstr(text, "\n0.000,1.000,2.500,HISTFAAA"));
  free(text);
  histogram_release(&histogram);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_count_goes_over_unchanged),
      cmocka_unit_test(the_greatest_count_takes_nine_bytes),
      cmocka_unit_test(an_empty_histogram_has_one_empty_counter),
      cmocka_unit_test(a_log_has_a_head_and_a_line_for_each_interval),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
