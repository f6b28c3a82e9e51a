/* Figures in words by their units, and which of them are counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/base/compared_figures.h"
#include "bench/base/figure_basis.h"
#include "bench/base/figure_words.h"

static void a_figure_is_written_in_its_unit(void **state) {
  (void)state;
  static const struct {
    enum figure figure;
    double value;
    const char *words;
  } cases[] = {{FIGURE_LATENCY_P99, 20.1e6, "20.1 ms"},
               {FIGURE_CPU_US_PER_MESSAGE, 11.7, "11.7 µs"},
               {FIGURE_CPU_MS_PER_USER_HOUR, 4.25, "4.25 ms"},
               {FIGURE_SERVER_CPU_S, 0.25, "250 ms"},
               {FIGURE_WIRE_PER_MESSAGE, 1740, "1.74 kB"},
               {FIGURE_WIRE_PER_S, 1740, "1.74 kB/s"},
               {FIGURE_REQUESTS_PER_S, 5, "5.00/s"},
               {FIGURE_EMPTY_SHARE, 0.18, "18 %"},
               {FIGURE_LOST, 12, "12"},
               {FIGURE_REQUESTS_PER_MESSAGE, 0.534, "0.534"},
               {FIGURE_MODEL_LATENCY_RESIDUAL, -2e6, "−2.00 ms"},
               {FIGURE_LATENCY_P99, NAN, "–"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(figure_words(cases[i].figure, cases[i].value).text, cases[i].words);
}

static void bytes_requests_and_messages_are_counted(void **state) {
  (void)state;
  static const enum figure counted[] = {FIGURE_LOST,
                                        FIGURE_DELIVERED,
                                        FIGURE_REQUESTS,
                                        FIGURE_EMPTY_SHARE,
                                        FIGURE_REQUESTS_PER_S,
                                        FIGURE_WIRE_PER_MESSAGE,
                                        FIGURE_WIRE_PER_USER_HOUR,
                                        FIGURE_SEGMENTS_UP,
                                        FIGURE_SERVER_MESSAGES_DROPPED};
  static const enum figure tested[] = {
      FIGURE_LATENCY_MEAN, FIGURE_CPU_US_PER_MESSAGE, FIGURE_RSS_PEAK,   FIGURE_MEMORY_PER_USER,
      FIGURE_THREADS_PEAK, FIGURE_CONTEXT_SWITCHES,   FIGURE_READS,      FIGURE_CLIENT_CPU_SHARE,
      FIGURE_AGE_MEAN,     FIGURE_SEND_QUEUES_KERNEL, FIGURE_MODEL_EMPTY};
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
    if (figure_basis_of(counted[i]) != BASIS_COUNTED)
      fail_msg("%s is not counted", figure_table[counted[i]].path);
  for (size_t i = 0; i < sizeof tested / sizeof *tested; i++)
    if (figure_basis_of(tested[i]) != BASIS_TESTED)
      fail_msg("%s is counted", figure_table[tested[i]].path);
}

static void figures_that_reports_compare_have_the_same_basis(void **state) {
  (void)state;
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
    if (figure_basis_of(figure->id) != figure->basis)
      fail_msg("%s", figure_table[figure->id].path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_figure_is_written_in_its_unit),
      cmocka_unit_test(bytes_requests_and_messages_are_counted),
      cmocka_unit_test(figures_that_reports_compare_have_the_same_basis),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
