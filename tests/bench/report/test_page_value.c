/* The numbers behind figures that are written for people. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/report/page_value.h"
#include "common/base/numerals.h"

static void assert_value(const char *text, double expected) {
  double value = page_value(text);
  if (!(fabs(value - expected) <= 1e-12 * fabs(expected)))
    fail_msg("%s is %.12g, not %.12g", text, value, expected);
}

static void figures_are_read_with_their_units(void **state) {
  (void)state;
  assert_value("956 µs", 956e-6);
  assert_value("98.5 ms", 0.0985);
  assert_value("2.53 s", 2.53);
  assert_value("12 ns", 12e-9);
  assert_value("303 B", 303);
  assert_value("1.2 kB", 1200);
  assert_value("12,300 MB", 12300e6);
  assert_value("18 %", 0.18);
  assert_value("55.2×", 55.2);
  assert_value("120", 120);
}

static void only_the_first_figure_counts(void **state) {
  (void)state;
  assert_value("500 ms −2.10 ms", 0.5);
  assert_value("1.84× n.s.", 1.84);
  assert_value("40, projected from 10 users", 40);
  assert_value("13 kB (suspect)", 13000);
}

static void signs_and_bounds_are_heeded(void **state) {
  (void)state;
  assert_value("−2.10 ms", -0.0021);
  assert_value("+956 µs", 956e-6);
  assert_value("-3", -3);
  assert_true(page_value("under 0.1 %") < 0.001 && page_value("under 0.1 %") > 0);
  assert_true(page_value("over 99.9 %") > 0.999 && page_value("over 99.9 %") < 1);
}

static void texts_have_no_value(void **state) {
  (void)state;
  static const char *const texts[] = {"–", "", "valid", "SSE", "interval 250 ms", "µs"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_true(isnan(page_value(texts[i])));
}

static void assert_near(const char *text, double size) {
  if (!(fabs(page_value(text) / size - 1) <= 0.005))
    fail_msg("%s is read as %.12g, written from %.12g", text, page_value(text), size);
}

/* Every way of writing a figure is read again, to the three digits that it shows. */
static void what_is_written_is_read(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    double size = 1.23456e-7 * pow(7.3, i);
    assert_near(words_duration_ns(size * 1e9).text, size);
    assert_near(words_number(size * 1e4).text, size * 1e4);
    assert_near(words_bytes(size * 1e4).text, size * 1e4);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_read_with_their_units),
      cmocka_unit_test(only_the_first_figure_counts),
      cmocka_unit_test(signs_and_bounds_are_heeded),
      cmocka_unit_test(texts_have_no_value),
      cmocka_unit_test(what_is_written_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
