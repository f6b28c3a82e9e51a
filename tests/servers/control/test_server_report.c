/* The lines that the server prints on standard output. */
#include "tests/servers/fixture.h"

#include <stdio.h>
#include <unistd.h>

#include "common/base/clock_identity.h"
#include "servers/control/server_report.h"
#include "tests/capture.h"

enum { TEXT_BYTES = 65536 };

static char line[TEXT_BYTES];

static int setup(void **state) {
  static struct server_options options;
  static struct server server;
  *state = &server;
  if (options_defaults(server_options_table, &options, NULL) != STATUS_OK)
    return -1;
  options.rate_per_s = 0;
  return server_open(&server, &options, NULL) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  struct server *server = *state;
  publisher_stop(&server->shared->publisher);
  server_close(server);
  return 0;
}

static void the_first_line_says_where_and_with_what_token(void **state) {
  struct server *server = *state;
  const struct clock_identity clock = clock_identity_read();
  char expected[TEXT_BYTES];
  struct capture capture;
  server->access.token = "0123456789abcdef";
  capture_begin(&capture, STDOUT_FILENO);
  enum status status = report_ready(server, "127.0.0.1", 8080, NULL);
  capture_end(&capture, line, sizeof line);
  assert_int_equal(status, STATUS_OK);
  snprintf(expected, sizeof expected,
           "{\"ready\":true,\"host\":\"127.0.0.1\",\"port\":8080,\"pid\":%d,"
           "\"clock\":{\"boot_id\":\"%s\",\"time_namespace\":%llu},"
           "\"control_token\":\"0123456789abcdef\"}\n",
           (int)getpid(), clock.boot_id, (unsigned long long)clock.time_namespace);
  assert_string_equal(line, expected);
}

static void expect_in_line(const char *words) {
  if (!strstr(line, words))
    fail_msg("no %s in %s", words, line);
}

static void report(struct server *server) {
  const struct dead_peers_state queues = {
      .connections = 2, .unacknowledged_bytes = 3, .kernel_bytes = 4};
  struct capture capture;
  capture_begin(&capture, STDOUT_FILENO);
  report_counts(server, &queues);
  capture_end(&capture, line, sizeof line);
  assert_int_equal(strcspn(line, "\n"), strlen(line) - 1); /* one line */
}

static void the_last_line_has_what_was_published_and_how_late(void **state) {
  struct server *server = *state;
  uint64_t seq = 0;
  assert_int_equal(hub_publish(&server->hub, 0, ORIGIN_REQUEST, 5, 6, "x", 1, &seq), STATUS_OK);
  publisher_begin(&server->shared->publisher, 77);
  histogram_record(&server->shared->publisher.lag, 1000);
  histogram_record(&server->shared->publisher.lag, 3000);
  report(server);
  expect_in_line("\"published\":1,");
  expect_in_line("\"publish_failed\":0,");
  expect_in_line("\"epoch_ns\":77,");
  expect_in_line("\"publish_lag_ns\":{\"count\":2,\"min\":1000,\"mean\":2000.0,\"p50\":1000,"
                 "\"p90\":3000,\"p99\":3000,\"p99_9\":3000,\"p99_99\":3000,\"max\":3000,"
                 "\"out_of_range\":0}");
  expect_in_line("\"publish_lag_histogram\":\"1000,3000,4000,0;1000:1,2524:1\"");
}

static void the_last_line_has_heartbeats_queues_and_counters(void **state) {
  struct server *server = *state;
  server_count_answer(server, 500);
  server_count_dead(server, UINT64_MAX);
  COUNT_BY(&server->shared->counters, requests, 5);
  COUNT(&server->shared->counters, write_failures);
  report(server);
  expect_in_line("\"heartbeat_rtt_ns\":{\"count\":1,\"min\":500,");
  expect_in_line("\"heartbeat_silence_ns\":{\"count\":0,\"min\":null,");
  expect_in_line("\"max\":null,\"out_of_range\":1}");
  expect_in_line(
      "\"send_queues\":{\"connections\":2,\"unacknowledged_bytes\":3,\"kernel_bytes\":4}");
  expect_in_line("\"requests\":5,");
  expect_in_line("\"write_failures\":1");
  expect_in_line("\"heartbeats_answered\":1,\"heartbeats_missed\":1,");
}

#define REPORT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      REPORT_TEST(the_first_line_says_where_and_with_what_token),
      REPORT_TEST(the_last_line_has_what_was_published_and_how_late),
      REPORT_TEST(the_last_line_has_heartbeats_queues_and_counters),
  };
  return cmocka_run_group_tests_name("server_report", tests, NULL, NULL);
}
