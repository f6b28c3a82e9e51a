/* Changes in words. */
#include "tests/bench/says.h"

#include <math.h>

#include "bench/compare/change_words.h"

static const struct compared_figure lost = {FIGURE_LOST, "lost", words_count, BASIS_COUNTED,
                                            USE_DELIVERY};

static void ratios_are_per_cent_or_times(void **state) {
  (void)state;
  static const struct {
    double ratio;
    const char *said;
  } cases[] = {{1, "0 %"},         {1.052, "+5.2 %"},     {0.69, "−31 %"},
               {1.12345, "+12 %"}, {1.00002, "+0.002 %"}, {0.9995, "−0.05 %"},
               {2.9, "+190 %"},    {3.4, "3.40×"},        {0.2, "0.2×"},
               {NAN, "–"},         {1.0995, "+9.9 %"},    {1.0996, "+10 %"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(ratio_change_words(cases[i].ratio).text, cases[i].said);
}

static void a_change_from_0_is_a_difference(void **state) {
  (void)state;
  struct change change = {.figure = &lost, .a = 0, .b = 12, .ratio = NAN};
  assert_string_equal(change_size_words(&change).text, "+12");
  change.b = 0;
  assert_string_equal(change_size_words(&change).text, "0");
  change.b = NAN;
  assert_string_equal(change_size_words(&change).text, "–");
  change.ratio = 1.5;
  assert_string_equal(change_size_words(&change).text, "+50 %");
}

static void an_interval_has_both_ends_unless_it_is_exact(void **state) {
  (void)state;
  struct change change = {.low = 0.9, .high = 1.25, .interval = INTERVAL_BASELINE};
  assert_string_equal(change_interval_words(&change).text, "−10 % to +25 %");
  change.high = 4;
  assert_string_equal(change_interval_words(&change).text, "0.9× to 4.00×");
  change.interval = INTERVAL_EXACT;
  assert_string_equal(change_interval_words(&change).text, "exact");
  change.interval = INTERVAL_NONE;
  assert_string_equal(change_interval_words(&change).text, "");
}

static void every_finding_has_words_and_a_name(void **state) {
  (void)state;
  for (int i = 0; i < CHANGE_FINDINGS; i++) {
    assert_non_null(change_finding_words((enum change_finding)i));
    assert_null(strchr(change_finding_name((enum change_finding)i), ' '));
  }
  assert_string_equal(change_finding_words(CHANGE_WORSE), "worse");
  assert_string_equal(change_basis_name(CHANGE_BASELINE), "baseline");
  assert_null(change_interval_name(INTERVAL_NONE));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ratios_are_per_cent_or_times),
      cmocka_unit_test(a_change_from_0_is_a_difference),
      cmocka_unit_test(an_interval_has_both_ends_unless_it_is_exact),
      cmocka_unit_test(every_finding_has_words_and_a_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
