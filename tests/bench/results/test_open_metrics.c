/* metrics.txt: its names, units and samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/results/open_metrics.h"
#include "documents/figures.h"

static void a_unit_goes_to_the_end_as_a_base_unit(void **state) {
  (void)state;
  static const struct {
    enum figure figure;
    const char *name;
    double scale;
  } cases[] = {
      {FIGURE_LATENCY_P99_9, "pushbench_latency_p99_9_seconds", 1e-9},
      {FIGURE_LATENCY_COUNT, "pushbench_latency_count", 1},
      {FIGURE_CPU_US_PER_MESSAGE, "pushbench_server_cpu_per_message_seconds", 1e-6},
      {FIGURE_SERVER_CPU_S, "pushbench_server_cpu_seconds", 1},
      {FIGURE_WIRE_PER_MESSAGE, "pushbench_wire_per_message_bytes", 1},
      {FIGURE_MEMORY_PER_USER, "pushbench_server_memory_per_user_bytes", 1},
      {FIGURE_WIRE_PER_S, "pushbench_wire_per_second_bytes", 1},
      {FIGURE_REQUESTS_PER_S, "pushbench_requests_per_second", 1},
      {FIGURE_REQUESTS, "pushbench_requests", 1},
      {FIGURE_MODEL_LATENCY_RESIDUAL, "pushbench_model_latency_mean_residual_seconds", 1e-9},
      {FIGURE_LOST, "pushbench_lost", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct open_metric metric = open_metric_of(cases[i].figure);
    assert_string_equal(metric.name, cases[i].name);
    assert_float_equal(metric.scale, cases[i].scale, 0);
  }
}

static void every_figure_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    struct open_metric metric = open_metric_of((enum figure)i);
    assert_true(strlen(metric.name) < OPEN_METRICS_NAME_BYTES - 1);
    for (int j = i + 1; j < FIGURE_NUMBER; j++) {
      struct open_metric second = open_metric_of((enum figure)j);
      if (strcmp(metric.name, second.name) == 0)
        fail_msg("%s and %s are both %s", figure_table[i].path, figure_table[j].path, metric.name);
    }
  }
}

static void measured_figures_are_samples_and_others_are_not(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  json_t *documents[] = {json_pack("{s:s,s:s,s:s,s:i,s:i,s:{s:i,s:n},s:{s:s}}", "engine", "lws",
                                   "transport", "sse", "cell", "a \"b\"\\c\nd", "repeat", 2, "lost",
                                   0, "latency_ns", "p50", 1500000, "p99", "verdict", "status",
                                   "suspect"),
                         json_pack("{s:s,s:s,s:s,s:i,s:n}", "engine", "null", "transport", "sse",
                                   "cell", "n", "repeat", 1, "lost")};
  FILE *file = open_memstream(&text, &bytes);
  open_metrics_write(file, documents, 2);
  fclose(file);
  assert_string_equal(
      text,
      "# TYPE pushbench_lost gauge\n"
      "# HELP pushbench_lost of the expected deliveries, those that never came\n"
      "pushbench_lost{engine=\"lws\",transport=\"sse\",cell=\"a \\\"b\\\"\\\\c\\nd\",repeat=\"2\"} "
      "0\n"
      "# TYPE pushbench_latency_p50_seconds gauge\n"
      "# UNIT pushbench_latency_p50_seconds seconds\n"
      "# HELP pushbench_latency_p50_seconds median: from the instant a message was due to its "
      "receipt "
      "by a user\n"
      "pushbench_latency_p50_seconds{engine=\"lws\",transport=\"sse\",cell=\"a "
      "\\\"b\\\"\\\\c\\nd\",repeat=\"2\"} 0.0015\n"
      "# TYPE pushbench_verdict info\n"
      "# HELP pushbench_verdict whether the figures of a repeat can be trusted\n"
      "pushbench_verdict_info{engine=\"lws\",transport=\"sse\",cell=\"a "
      "\\\"b\\\"\\\\c\\nd\",repeat=\"2\",status=\"suspect\"} 1\n"
      "pushbench_verdict_info{engine=\"null\",transport=\"sse\",cell=\"n\",repeat=\"1\",status="
      "\"\"} 1\n"
      "# EOF\n");
  free(text);
  json_decref(documents[0]);
  json_decref(documents[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_unit_goes_to_the_end_as_a_base_unit),
      cmocka_unit_test(every_figure_has_a_name_of_its_own),
      cmocka_unit_test(measured_figures_are_samples_and_others_are_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
