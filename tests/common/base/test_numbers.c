/* Decimal digits, frame headers and random numbers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/decimal.h"
#include "common/base/random.h"
#include "common/wire/websocket_frame.h"

static void decimals_are_read_as_they_are_written(void **state) {
  (void)state;
  static const uint64_t values[] = {0, 1, 9, 10, 99, 100, 12345678901234567, UINT64_MAX};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    char text[DECIMAL_BYTES_MAX];
    size_t bytes = decimal_write(values[i], text);
    const char *at = text;
    uint64_t read = 1;
    assert_true(decimal_read(&at, text + bytes, &read));
    assert_int_equal(read, values[i]);
    assert_ptr_equal(at, text + bytes);
  }
}

static void what_is_no_decimal_moves_nothing(void **state) {
  (void)state;
  static const char *const texts[] = {"", "x1", "-1", "+1", " 1", "01", "18446744073709551616"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    const char *at = texts[i];
    uint64_t read = 77;
    if (decimal_read(&at, texts[i] + strlen(texts[i]), &read))
      fail_msg("accepted '%s'", texts[i]);
    assert_ptr_equal(at, texts[i]);
    assert_int_equal(read, 77);
  }
}

static void a_frame_header_has_the_lengths_of_the_standard(void **state) {
  (void)state;
  static const struct {
    uint64_t payload;
    size_t header;
    uint8_t first, last; /* of its length bytes */
  } cases[] = {{0, 2, 0, 0},          {125, 2, 125, 125},  {126, 4, 126, 126},
               {65535, 4, 126, 0xff}, {65536, 10, 127, 0}, {1 << 20, 10, 127, 0},
               {300, 4, 126, 44}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint8_t header[WEBSOCKET_HEADER_BYTES_MAX];
    size_t bytes = websocket_header_encode(WEBSOCKET_TEXT, cases[i].payload, header);
    assert_int_equal(bytes, cases[i].header);
    assert_int_equal(header[0], 0x81);
    assert_int_equal(header[1], cases[i].first);
    assert_int_equal(header[bytes - 1], cases[i].last);
    assert_int_equal(websocket_header_bytes(cases[i].payload, false), bytes);
    assert_int_equal(websocket_header_bytes(cases[i].payload, true), bytes + 4);
  }
}

static void a_seed_repeats_and_streams_differ(void **state) {
  (void)state;
  struct random a = random_seeded(1, 0), b = random_seeded(1, 0), other = random_seeded(1, 1);
  int same = 0;
  for (int i = 0; i < 1000; i++) {
    uint64_t value = random_next(&a);
    assert_int_equal(value, random_next(&b));
    same += value == random_next(&other);
  }
  assert_int_equal(same, 0);
}

static void the_generator_gives_the_published_values(void **state) {
  (void)state;
  struct random random = {.state = 1234567};
  assert_int_equal(random_next(&random), UINT64_C(6457827717110365317));
  assert_int_equal(random_next(&random), UINT64_C(3203168211198807973));
}

static void uniform_numbers_fill_their_range_evenly(void **state) {
  (void)state;
  enum { DRAWS = 100000, BINS = 10 };
  struct random random = random_seeded(5, 0);
  int bins[BINS] = {0};
  for (int i = 0; i < DRAWS; i++) {
    double value = random_uniform(&random);
    assert_true(value >= 0 && value < 1);
    bins[(int)(value * BINS)]++;
  }
  for (int i = 0; i < BINS; i++) /* five standard deviations */
    assert_true(abs(bins[i] - DRAWS / BINS) < 5 * 95);
}

static void exponential_numbers_have_their_mean_and_tail(void **state) {
  (void)state;
  enum { DRAWS = 200000 };
  struct random random = random_seeded(6, 0);
  double sum = 0;
  int above = 0;
  for (int i = 0; i < DRAWS; i++) {
    double value = random_exponential(&random, 4);
    assert_true(value >= 0 && isfinite(value));
    sum += value;
    above += value > 8;
  }
  assert_true(fabs(sum / DRAWS - 4) < 5 * 4 / sqrt(DRAWS));
  double expected = exp(-2) * DRAWS;
  assert_true(fabs(above - expected) < 5 * sqrt(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decimals_are_read_as_they_are_written),
      cmocka_unit_test(what_is_no_decimal_moves_nothing),
      cmocka_unit_test(a_frame_header_has_the_lengths_of_the_standard),
      cmocka_unit_test(a_seed_repeats_and_streams_differ),
      cmocka_unit_test(the_generator_gives_the_published_values),
      cmocka_unit_test(uniform_numbers_fill_their_range_evenly),
      cmocka_unit_test(exponential_numbers_have_their_mean_and_tail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
