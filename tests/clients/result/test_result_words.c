/* The client's summary on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "clients/result/result_words.h"

static void assert_words(const char *document, const char *expected) {
  char *written = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&written, &bytes);
  json_t *json = json_loads(document, 0, NULL);
  assert_non_null(json);
  result_words_print(json, stream);
  fclose(stream);
  assert_string_equal(written, expected);
  json_decref(json);
  free(written);
}

static void figures_have_units_and_troubles_are_named(void **state) {
  (void)state;
  assert_words(
      "{\"transport\":\"sse\",\"clients\":100,\"outcome\":\"done\",\"delivered\":1190,"
      "\"expected\":1200,\"lost\":10,\"duplicated\":0,\"reordered\":2,\"corrupted\":0,\"early\":0,"
      "\"latency_ns\":{\"mean\":2.87471e7,\"p50\":660000,\"p99\":null,\"max\":2100000000},"
      "\"requests\":{\"total\":0,\"empty\":0,\"failed\":0},"
      "\"bytes\":{\"wire_up\":85000,\"wire_down\":251200},"
      "\"connections\":{\"opened\":150,\"failed\":0,\"reopened\":50},"
      "\"client\":{\"cpu_share\":0.123},\"notes\":[\"a note\"]}",
      "100 users, sse: done\n"
      "messages    1190 arrived, 1200 expected, 10 lost, 2 out of order\n"
      "latency     mean 28.7 ms, p50 660 µs, max 2.10 s\n"
      "requests    0, 0 without a message\n"
      "wire        85.0 kB up, 251 kB down\n"
      "connections 150 opened, 50 opened again\n"
      "client      12 % of a processor\n"
      "note        a note\n"
      "The whole document is JSON: --json, or the output into a file.\n");
}

static void unmeasured_figures_are_left_out(void **state) {
  (void)state;
  assert_words("{\"transport\":\"sse\",\"clients\":3,\"outcome\":\"failed\",\"latency_ns\":null}",
               "3 users, sse: failed\n"
               "The whole document is JSON: --json, or the output into a file.\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_have_units_and_troubles_are_named),
      cmocka_unit_test(unmeasured_figures_are_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
