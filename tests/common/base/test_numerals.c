/* Figures have three digits, a fitting unit, and no exponent. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/numerals.h"

static void numbers_have_three_digits(void **state) {
  (void)state;
  static const struct {
    double number;
    const char *said;
  } cases[] = {{0, "0"},       {1, "1.00"},           {12.34, "12.3"},          {123.4, "123"},
               {9999, "9999"}, {12345.6, "12,346"},   {1e9, "1,000,000,000"},   {0.0123, "0.0123"},
               {0.5, "0.5"},   {0.00002, "0.000020"}, {1e-9, "under 0.000001"}, {-2.5, "-2.50"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(words_number(cases[i].number).text, cases[i].said);
  assert_string_equal(words_number(NAN).text, "–");
}

static void units_fit_the_figure(void **state) {
  (void)state;
  assert_string_equal(words_duration_ns(2.87471e7).text, "28.7 ms");
  assert_string_equal(words_duration_ns(999.4).text, "999 ns");
  assert_string_equal(words_duration_us(11.7).text, "11.7 µs");
  assert_string_equal(words_duration_ms(1500).text, "1.50 s");
  assert_string_equal(words_bytes(251.2).text, "251 B");
  assert_string_equal(words_bytes(1.2e6).text, "1.20 MB");
  assert_string_equal(words_difference_ns(-7.93e6).text, "−7.93 ms");
}

static void a_share_is_never_rounded_to_nothing_or_all(void **state) {
  (void)state;
  assert_string_equal(words_share(0).text, "0 %");
  assert_string_equal(words_share(0.0001).text, "under 0.1 %");
  assert_string_equal(words_share(0.9999).text, "over 99.9 %");
  assert_string_equal(words_share(0.123).text, "12 %");
  assert_string_equal(words_points(0.125).text, "12.5 points");
  assert_string_equal(words_points(NAN).text, "–");
  assert_string_equal(words_signed(-0.0002, words_points).text, "−0.02 points");
}

static void one_is_in_the_singular(void **state) {
  (void)state;
  assert_string_equal(word_for(1, "message is", "messages are"), "message is");
  assert_string_equal(word_for(0, "message is", "messages are"), "messages are");
  assert_string_equal(word_for(2, "message is", "messages are"), "messages are");
}

/* From 5e-16 to 1e15. */
static void no_figure_has_an_exponent(void **state) {
  (void)state;
  for (int power = -60; power < 60; power++) {
    double figure = pow(1.8, power);
    const struct words said[] = {words_number(figure), words_bytes(figure),
                                 words_duration_ns(figure), words_count(figure)};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
      if (strstr(said[i].text, "e+") || strstr(said[i].text, "e-"))
        fail_msg("%g is said as %s", figure, said[i].text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_have_three_digits),
      cmocka_unit_test(units_fit_the_figure),
      cmocka_unit_test(a_share_is_never_rounded_to_nothing_or_all),
      cmocka_unit_test(one_is_in_the_singular),
      cmocka_unit_test(no_figure_has_an_exponent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
