/* metrics.txt: names, units, samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/fields.h"
#include "bench/open_metrics.h"

static void a_unit_goes_to_the_end_as_a_base_unit(void **state) {
  (void)state;
  static const struct {
    const char *path, *name;
    double scale;
  } cases[] = {
      {"latency_ns.p99_9", "pushbench_latency_p99_9_seconds", 1e-9},
      {"latency_ns.count", "pushbench_latency_count", 1},
      {"server.cpu_us_per_message", "pushbench_server_cpu_per_message_seconds", 1e-6},
      {"server.cpu_s", "pushbench_server_cpu_seconds", 1},
      {"bytes.wire_per_message", "pushbench_wire_per_message_bytes", 1},
      {"server.rss_per_client_bytes", "pushbench_server_rss_per_client_bytes", 1},
      {"bytes.wire_per_s", "pushbench_wire_per_second_bytes", 1},
      {"requests.per_s", "pushbench_requests_per_second", 1},
      {"requests.total", "pushbench_requests", 1},
      {"model.latency_mean_ns.residual", "pushbench_model_latency_mean_residual_seconds", 1e-9},
      {"lost", "pushbench_lost", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct open_metric metric = open_metric_of(cases[i].path);
    assert_string_equal(metric.name, cases[i].name);
    assert_float_equal(metric.scale, cases[i].scale, 0);
  }
}

static void every_field_has_a_name_of_its_own(void **state) {
  (void)state;
  for (const struct field *field = fields; field->path; field++) {
    struct open_metric metric = open_metric_of(field->path);
    assert_true(strlen(metric.name) < OPEN_METRICS_NAME_BYTES - 1);
    for (const struct field *other = field + 1; other->path; other++) {
      struct open_metric second = open_metric_of(other->path);
      if (strcmp(metric.name, second.name) == 0)
        fail_msg("%s and %s are both %s", field->path, other->path, metric.name);
    }
  }
}

static void what_was_measured_is_a_sample_and_what_was_not_is_none(void **state) {
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
      "# HELP pushbench_lost lost in cell.json\n"
      "pushbench_lost{engine=\"lws\",transport=\"sse\",cell=\"a \\\"b\\\"\\\\c\\nd\",repeat=\"2\"} "
      "0\n"
      "# TYPE pushbench_latency_p50_seconds gauge\n"
      "# UNIT pushbench_latency_p50_seconds seconds\n"
      "# HELP pushbench_latency_p50_seconds latency_ns.p50 in cell.json\n"
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
      cmocka_unit_test(every_field_has_a_name_of_its_own),
      cmocka_unit_test(what_was_measured_is_a_sample_and_what_was_not_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
