/* The line of figures that is printed when an execution is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/report/cell_line.h"

static void assert_line(const char *document, const char *expected) {
  json_t *json = json_loads(document, 0, NULL);
  assert_non_null(json);
  assert_string_equal(cell_line(json).text, expected);
  json_decref(json);
}

static void figures_are_said_in_words_and_what_is_not_measured_is_not(void **state) {
  (void)state;
  assert_line("{\"latency_ns\":{\"mean\":730000,\"p99\":1480000},\"bytes\":{\"wire_per_message\":"
              "251.2},\"server\":{\"cpu_us_per_message\":11.7},\"lost\":0}",
              "mean 730 µs, p99 1.48 ms, wire 251 B/msg, CPU 11.7 µs/msg");
  assert_line("{\"latency_ns\":{\"mean\":2.87471e7,\"p99\":null},\"lost\":510}",
              "mean 28.7 ms, 510 lost");
  assert_line("{}", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_said_in_words_and_what_is_not_measured_is_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
