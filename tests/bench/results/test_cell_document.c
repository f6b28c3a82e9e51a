/* cell.json: which program's figure it takes, and the reasons for figures that are missing. */
#include "tests/bench/says.h"

#include <math.h>
#include <stdlib.h>

#include "bench/results/cell_document.h"
#include "common/base/clock.h"
#include "common/stats/histogram.h"
#include "documents/fields.h"
#include "documents/figures.h"
#include "tests/bench/experiment_cells.h"

/* An empty measurement of the first cell of an experiment with these parameters. */
static struct measurement measurement_of(const char *params) {
  struct error error = {""};
  char text[512];
  snprintf(text, sizeof text, "{\"name\":\"x\",\"repeats\":3,\"params\":{%s}}", params);
  release(NULL);
  if (experiment_from(&experiment, text, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return (struct measurement){.experiment = &experiment,
                              .cell = &cells.items[0],
                              .repeat = 2,
                              .repeats = 3,
                              .server_cpu = 1,
                              .client_cpu = 0,
                              .memory = {NAN, NAN, "there are too few users"},
                              .kernel_memory = {NAN, NAN, "the machine is full"},
                              .ended_after_s = NAN,
                              .server_cpu_whole_s = NAN};
}

/* cell.json of the measurement with this client's document; to be released. */
static json_t *document_of(struct measurement *measurement, const char *client) {
  measurement->client = client ? json_loads(client, 0, NULL) : NULL;
  assert_true(!client || measurement->client);
  json_t *document = cell_document(measurement);
  json_decref(measurement->client);
  assert_non_null(document);
  return document;
}

static void assert_unmeasured(const json_t *document, enum figure figure, const char *expected) {
  const json_t *reasons = json_object_get(document, "unmeasured");
  const char *reason = json_string_value(json_object_get(reasons, figure_table[figure].path));
  assert_string_equal(reason ? reason : "(no reason)", expected);
  assert_false(figure_is_measured(document, figure));
}

#define SSE "\"transport\":\"sse\",\"clients\":2"
#define DONE "\"schema\":1,\"outcome\":\"done\""

static void figures_of_the_runner_replace_those_of_the_client(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  json_t *document = document_of(
      &measurement, "{" DONE ",\"error\":\"\",\"transport\":\"websocket\",\"delivered\":7}");
  assert_string_equal(figure_text(document, FIGURE_TRANSPORT), "sse");
  assert_string_equal(figure_text(document, FIGURE_OUTCOME), "done");
  assert_true(figure_value(document, FIGURE_DELIVERED, 0) == 7);
  assert_true(figure_value(document, FIGURE_REPEAT, 0) == 2);
  assert_true(field_number(document, "repeats", 0) == 3);
  assert_true(figure_value(document, FIGURE_PIN_CLIENT, -1) == 0);
  json_decref(document);
}

static void the_failure_is_the_reason_for_all_missing_figures(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  snprintf(measurement.failure, sizeof measurement.failure, "the server ended by signal 11");
  json_t *document = document_of(&measurement, "{" DONE "}");
  assert_string_equal(figure_text(document, FIGURE_OUTCOME), "failed");
  assert_string_equal(json_string_value(json_object_get(document, "error")),
                      "the server ended by signal 11");
  assert_unmeasured(document, FIGURE_DELIVERED, "the server ended by signal 11");
  assert_unmeasured(document, FIGURE_CPU_US_PER_MESSAGE, "the server ended by signal 11");
  json_decref(document);
  *measurement.failure = '\0';
  document = document_of(&measurement, NULL);
  assert_string_equal(figure_text(document, FIGURE_OUTCOME), "failed");
  json_decref(document);
}

static void missing_compression_has_its_reason(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  json_t *document = document_of(&measurement, "{" DONE "}");
  assert_unmeasured(document, FIGURE_COMPRESSION, "neither library compresses an event stream");
  json_decref(document);
  measurement = measurement_of("\"transport\":\"long_poll\"");
  document = document_of(&measurement, "{" DONE "}");
  assert_unmeasured(document, FIGURE_COMPRESSION, "compression is off");
  json_decref(document);
  measurement = measurement_of("\"transport\":\"long_poll\",\"compression\":true");
  document = document_of(&measurement, "{" DONE "}");
  assert_unmeasured(document, FIGURE_COMPRESSION,
                    "compression is on, but nothing became shorter by it");
  json_decref(document);
}

static void memory_that_cannot_be_told_has_its_reason(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  measurement.server_cpu = -1;
  json_t *document = document_of(&measurement, "{" DONE "}");
  assert_unmeasured(document, FIGURE_MEMORY_PER_USER, "there are too few users");
  assert_unmeasured(document, FIGURE_KERNEL_PER_USER, "the machine is full");
  assert_true(json_is_null(figure_json(document, FIGURE_PIN_SERVER)));
  json_decref(document);
}

static void the_servers_lag_is_used_if_the_client_has_none(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  json_t *server = json_loads("{\"publish_lag_ns\":{\"count\":2,\"p99\":5}}", 0, NULL);
  measurement.server = server;
  measurement.server_cpu_whole_s = 1.5;
  json_t *document = document_of(&measurement, "{" DONE "}");
  assert_true(figure_value(document, FIGURE_PUBLISH_LAG_P99, 0) == 5);
  assert_true(figure_value(document, FIGURE_SERVER_CPU_WHOLE, 0) == 1.5);
  json_decref(document);
  document = document_of(&measurement, "{" DONE ",\"publish_lag_ns\":{\"count\":2,\"p99\":7}}");
  assert_true(figure_value(document, FIGURE_PUBLISH_LAG_P99, 0) == 7);
  json_decref(document);
  json_decref(server);
}

/* The text of a histogram with `count` values of each of the two; to be released by free. */
static char *text_of(uint64_t count, uint64_t some_ns, uint64_t others_ns) {
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  for (uint64_t i = 0; i < count; i++) {
    histogram_record(&histogram, some_ns);
    histogram_record(&histogram, others_ns);
  }
  char *text = histogram_to_text(&histogram);
  histogram_release(&histogram);
  return text;
}

static struct edge edge_at(uint64_t at_ns, double cpu_s) {
  return (struct edge){.sample = {.at_ns = at_ns, .cpu_s = cpu_s}};
}

/* Ten messages, each other one published 1 ms late, by a server that worked 2 ms for each. */
static void a_publisher_that_waits_for_its_own_server_is_no_disturbance(void **state) {
  (void)state;
  struct measurement measurement = measurement_of(SSE);
  json_t *idle = json_pack("{s:b,s:f}", "was_idle", 1, "span_s", 5.0);
  char *lag = text_of(5, 10 * NS_PER_US, NS_PER_MS);
  json_t *server = json_pack("{s:s}", "publish_lag_histogram", lag);
  char *latency = text_of(50, 1500 * NS_PER_US, 2500 * NS_PER_US), client[2048];
  snprintf(client, sizeof client,
           "{" DONE ",\"published\":10,\"published_seen\":10,\"latency_histogram\":\"%s\","
           "\"window\":{\"start_ns\":1000000000,\"end_ns\":2000000000,"
           "\"counted_start_ns\":1000000000,\"counted_end_ns\":2000000000}}",
           latency);
  measurement.idle = idle;
  measurement.server = server;
  measurement.has_start = measurement.has_end = true;
  measurement.start = edge_at(NS_PER_S, 0.5);
  measurement.end = edge_at(2 * NS_PER_S, 0.52);
  json_t *document = document_of(&measurement, client);
  assert_float_equal(figure_value(document, FIGURE_SERVER_CPU_S, 0), 0.02, 1e-9);
  assert_float_equal(field_number(document, "disturbance.publisher.p50_share", 1), 0, 0);
  json_decref(document);
  measurement.end = edge_at(2 * NS_PER_S, 0.501); /* 0.1 ms for each */
  document = document_of(&measurement, client);
  assert_true(field_number(document, "disturbance.publisher.p50_share", 0) > 0.2);
  json_decref(document);
  json_decref(server);
  json_decref(idle);
  free(lag);
  free(latency);
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(figures_of_the_runner_replace_those_of_the_client),
      TEST(the_failure_is_the_reason_for_all_missing_figures),
      TEST(missing_compression_has_its_reason),
      TEST(memory_that_cannot_be_told_has_its_reason),
      TEST(the_servers_lag_is_used_if_the_client_has_none),
      TEST(a_publisher_that_waits_for_its_own_server_is_no_disturbance),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
