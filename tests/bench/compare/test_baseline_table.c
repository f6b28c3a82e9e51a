/* The spread of a baseline, as it is printed. */
#include "tests/bench/says.h"

#include "bench/compare/baseline_table.h"
#include "tests/bench/baseline_made.h"

static char *printed(const struct baseline *baseline) {
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  baseline_print(out, baseline);
  fclose(out);
  return text;
}

/* Latencies with the logarithms -0.02 to 0.02 above that of 1 ms. */
static void runs_make(struct made_baseline *runs, size_t count) {
  made_baseline_open(runs, count);
  for (size_t i = 0; i < count; i++) {
    struct result_cell *cell = made_baseline_cell(runs, i, TRANSPORT_SSE, "10", 2);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 * exp(0.01 * ((double)i - 2)), 0);
    made_set(cell, FIGURE_CPU_MS_PER_USER_HOUR, 5 + (double)i, 0);
    made_set(cell, FIGURE_PUBLISHED, 40, 0);
  }
}

static void each_time_has_its_limit(void **state) {
  (void)state;
  struct made_baseline runs;
  runs_make(&runs, 5);
  char *text = printed(made_baseline_of(&runs));
  assert_string_equal(text,
                      "mean latency\n  SSE on libwebsockets: 980 µs in run 1; two runs differ "
                      "by more than +6.4 % in 1 of 20 cases\n");
  free(text);
  made_baseline_close(&runs);
}

static void too_few_runs_say_how_many_are_needed(void **state) {
  (void)state;
  struct made_baseline runs;
  runs_make(&runs, 4);
  char *text = printed(made_baseline_of(&runs));
  assert_string_equal(text, "baselines/b has 4 runs; it takes 5 to call a time\n");
  free(text);
  made_baseline_close(&runs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_time_has_its_limit),
      cmocka_unit_test(too_few_runs_say_how_many_are_needed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
