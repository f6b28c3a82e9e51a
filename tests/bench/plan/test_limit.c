/* Limits of figures and of their changes: texts, units, comparisons, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/plan/limit.h"
#include "tests/bench/says.h"

static struct limit read_well(enum figure figure, const char *text) {
  struct limit limit = {.value = NAN};
  struct error error = {""};
  if (limit_read(&limit, figure, text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return limit;
}

/* The value of the limit, in the figure's own unit. */
static void assert_value(enum figure figure, const char *text, double value) {
  struct limit limit = read_well(figure, text);
  if (fabs(limit.value - value) > 1e-9 * fabs(value))
    fail_msg("'%s' is %g, not %g", text, limit.value, value);
}

static void assert_refused(enum figure figure, const char *text, const char *said) {
  struct limit limit;
  struct error error = {""};
  assert_int_equal(limit_read(&limit, figure, text, &error), STATUS_USAGE);
  assert_says(error.text, said);
}

static void a_limit_has_the_figures_unit(void **state) {
  (void)state;
  assert_value(FIGURE_LATENCY_P99, "<20ms", 20e6);
  assert_value(FIGURE_LATENCY_P99, "< 1.5 s", 1.5e9);
  assert_value(FIGURE_LATENCY_P99, "<7us", 7e3);
  assert_value(FIGURE_LATENCY_P99, "<7µs", 7e3);
  assert_value(FIGURE_LATENCY_P99, "<12ns", 12);
  assert_value(FIGURE_LATENCY_P99, "<2min", 120e9);
  assert_value(FIGURE_CPU_US_PER_MESSAGE, "<50us", 50);
  assert_value(FIGURE_CPU_US_PER_MESSAGE, "<1ms", 1000);
  assert_value(FIGURE_CPU_MS_PER_USER_HOUR, "<1s", 1000);
  assert_value(FIGURE_SERVER_CPU_S, "<250ms", 0.25);
  assert_value(FIGURE_WIRE_PER_MESSAGE, "<=2kB", 2000);
  assert_value(FIGURE_RSS_PEAK, "<1.5GB", 1.5e9);
  assert_value(FIGURE_WIRE_PER_S, "<3MB/s", 3e6);
  assert_value(FIGURE_REQUESTS_PER_S, "<5/s", 5);
  assert_value(FIGURE_EMPTY_SHARE, "<25%", 0.25);
  assert_value(FIGURE_EMPTY_SHARE, "<0.25", 0.25);
  assert_value(FIGURE_REQUESTS_PER_MESSAGE, "<1.5", 1.5);
  assert_value(FIGURE_LOST, "=0", 0);
  assert_value(FIGURE_LATENCY_P99, ">0", 0);
  assert_value(FIGURE_MODEL_LATENCY_RESIDUAL, ">-5ms", -5e6);
}

static void a_unit_that_does_not_fit_is_refused_with_those_that_do(void **state) {
  (void)state;
  assert_refused(FIGURE_LATENCY_P99, "<20",
                 "latency_ns.p99 is a time: its limit needs a unit (ns, us, µs, ms, s or min), as "
                 "in '<20ms'");
  assert_refused(FIGURE_LATENCY_P99, "<20kB",
                 "latency_ns.p99 is a time: 'kB' does not fit, but ns, us, µs, ms, s or min does");
  assert_refused(FIGURE_LOST, "<3ms", "lost is a count, and its limit has no unit: '=0', not 'ms'");
  assert_refused(FIGURE_WIRE_PER_MESSAGE, "<2kb", "'kb' does not fit, but B, kB, MB or GB does");
  assert_refused(FIGURE_WIRE_PER_S, "<2kB", "'kB' does not fit, but B/s, kB/s or MB/s does");
  assert_refused(FIGURE_EMPTY_SHARE, "<5ms", "'ms' does not fit, but % does");
}

static void a_text_that_is_no_limit_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",       "20ms", "<",   "<ms",  "==0",  "<0x4",   "<1e999",
                                      "<infms", "!=0",  "=<5", "<nan", "<- 5", "about 5"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_refused(FIGURE_LOST, texts[i], "is no limit: it is <, <=, =, >= or > and a number");
}

static void only_what_is_counted_can_be_exactly_a_number(void **state) {
  (void)state;
  assert_refused(FIGURE_LATENCY_MEAN, "=20ms",
                 "latency_ns.mean is measured, not counted, and never exactly a number");
  assert_value(FIGURE_WIRE_PER_MESSAGE, "=238B", 238);
  assert_value(FIGURE_REQUESTS_PER_MESSAGE, "=0", 0);
}

static void each_relation_keeps_its_side(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool below, at, above;
  } cases[] = {{"<5", true, false, false},
               {"<=5", true, true, false},
               {"=5", false, true, false},
               {">=5", false, true, true},
               {">5", false, false, true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct limit limit = read_well(FIGURE_LOST, cases[i].text);
    assert_int_equal(limit_keeps(&limit, 4), cases[i].below);
    assert_int_equal(limit_keeps(&limit, 5), cases[i].at);
    assert_int_equal(limit_keeps(&limit, 6), cases[i].above);
  }
}

/* 0.1 + 0.2 is not 0.3 in binary. */
static void equality_allows_for_the_rounding_of_quotients(void **state) {
  (void)state;
  struct limit limit = read_well(FIGURE_REQUESTS_PER_MESSAGE, "=0.3");
  assert_true(limit_keeps(&limit, 0.1 + 0.2));
  assert_false(limit_keeps(&limit, 0.3001));
  limit = read_well(FIGURE_REQUESTS_PER_MESSAGE, "<=0.3");
  assert_true(limit_keeps(&limit, 0.1 + 0.2));
}

static void a_limit_is_said_in_words(void **state) {
  (void)state;
  struct limit limit = read_well(FIGURE_LATENCY_P99, "<20ms");
  assert_string_equal(limit_words(&limit, FIGURE_LATENCY_P99).text, "below 20.0 ms");
  limit = read_well(FIGURE_LOST, "=0");
  assert_string_equal(limit_words(&limit, FIGURE_LOST).text, "exactly 0");
  limit = read_well(FIGURE_DELIVERED, ">=1000");
  assert_string_equal(limit_words(&limit, FIGURE_DELIVERED).text, "at least 1000");
}

static void a_change_has_a_limit_on_one_side_or_on_both(void **state) {
  (void)state;
  struct change_limit limit;
  assert_int_equal(change_limit_read(&limit, "+10%", NULL), STATUS_OK);
  assert_true(limit.least == 0 && fabs(limit.greatest - 1.1) < 1e-12);
  assert_string_equal(change_limit_words(&limit).text, "at most 10 % more");
  assert_int_equal(change_limit_read(&limit, "- 2.5 %", NULL), STATUS_OK);
  assert_true(fabs(limit.least - 0.975) < 1e-12 && isinf(limit.greatest));
  assert_string_equal(change_limit_words(&limit).text, "at most 2.5 % less");
  assert_int_equal(change_limit_read(&limit, "±5%", NULL), STATUS_OK);
  assert_true(fabs(limit.least - 0.95) < 1e-12 && fabs(limit.greatest - 1.05) < 1e-12);
  assert_string_equal(change_limit_words(&limit).text, "at most 5 % more or less");
  assert_int_equal(change_limit_read(&limit, "+-5%", NULL), STATUS_OK);
  assert_true(fabs(limit.least - 0.95) < 1e-12 && fabs(limit.greatest - 1.05) < 1e-12);
  assert_int_equal(change_limit_read(&limit, "+0%", NULL), STATUS_OK);
  assert_true(limit.greatest == 1);
}

static void a_text_that_is_no_limit_of_a_change_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"", "10%", "+10", "+%", "+10ms", "+10%%", "<10%", "--10%"};
  struct change_limit limit;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct error error = {""};
    assert_int_equal(change_limit_read(&limit, texts[i], &error), STATUS_USAGE);
    assert_says(error.text, "is no limit of a change: it is '+10%'");
  }
  struct error error = {""};
  assert_int_equal(change_limit_read(&limit, "-101%", &error), STATUS_USAGE);
  assert_says(error.text, "no figure falls by more than 100 %");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_limit_has_the_figures_unit),
      cmocka_unit_test(a_unit_that_does_not_fit_is_refused_with_those_that_do),
      cmocka_unit_test(a_text_that_is_no_limit_is_refused),
      cmocka_unit_test(only_what_is_counted_can_be_exactly_a_number),
      cmocka_unit_test(each_relation_keeps_its_side),
      cmocka_unit_test(equality_allows_for_the_rounding_of_quotients),
      cmocka_unit_test(a_limit_is_said_in_words),
      cmocka_unit_test(a_change_has_a_limit_on_one_side_or_on_both),
      cmocka_unit_test(a_text_that_is_no_limit_of_a_change_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
