/* The reasons why figures are null. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/results/absence.h"
#include "tests/bench/experiment_text.h"
#include "tests/contracts.h"

static struct experiment experiment;
static struct cells cells;
static json_t *document;

static int document_open(void **state) {
  (void)state;
  struct error error;
  document = json_object();
  return experiment_from(&experiment,
                         "{\"params\":{\"transport\":\"websocket\",\"engine\":[\"lws\",\"null\"]}}",
                         &error) != STATUS_OK ||
         cells_expand(&cells, &experiment, &error) != STATUS_OK || cells.count != 2;
}

static int document_close(void **state) {
  (void)state;
  json_decref(document);
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

/* A measurement on lws, or on the engine null. */
static struct measurement measured(bool in_process) {
  return (struct measurement){.experiment = &experiment,
                              .cell = &cells.items[in_process],
                              .server_cpu = 0,
                              .client_cpu = 1,
                              .has_end = true};
}

static void check_beginning(void *beginning) {
  absence_beginning_check(beginning);
}

static void the_paths_that_reasons_go_by_are_those_of_columns(void **state) {
  (void)state;
  absence_check();
  assert_contract_broken(check_beginning, "segment.", "segment.: begins_a_column(beginning)");
}

static void figures_of_a_failed_repeat_have_the_failure_as_reason(void **state) {
  (void)state;
  struct measurement measurement = measured(true);
  snprintf(measurement.failure, sizeof measurement.failure, "the server ended");
  assert_string_equal(absence_of(FIGURE_BYTES_WIRE_UP, document, &measurement), "the server ended");
}

static void users_in_process_have_no_sockets(void **state) {
  (void)state;
  const struct measurement apart = measured(false), in_process = measured(true);
  assert_string_equal(absence_of(FIGURE_BYTES_WIRE_UP, document, &in_process),
                      "the null engine has no sockets");
  assert_string_equal(absence_of(FIGURE_BYTES_WIRE_UP, document, &apart),
                      figure_table[FIGURE_BYTES_WIRE_UP].absent);
}

static void between_two_clocks_no_time_is_known(void **state) {
  (void)state;
  const struct measurement measurement = measured(false);
  figure_put(document, FIGURE_CLOCK_SAME, json_false());
  assert_string_equal(absence_of(FIGURE_AGE_MEAN, document, &measurement),
                      "the server does not say which clock it reads");
  figure_put(document, FIGURE_CLOCK_SERVER, json_object());
  assert_string_equal(absence_of(FIGURE_AGE_MEAN, document, &measurement),
                      "the server reads another clock than the client");
  assert_string_equal(absence_of(FIGURE_DELIVERED, document, &measurement),
                      figure_table[FIGURE_DELIVERED].absent);
}

static void missing_samples_of_the_runner_have_a_reason(void **state) {
  (void)state;
  struct measurement measurement = measured(false);
  assert_string_equal(absence_of(FIGURE_CONTEXT_SWITCHES, document, &measurement),
                      "threads ended in the measured phase and took their counts with them");
  measurement.has_end = false;
  measurement.client_cpu = -1;
  assert_string_equal(absence_of(FIGURE_CPU_US_PER_MESSAGE, document, &measurement),
                      "the server was not sampled over the measured phase");
  assert_string_equal(absence_of(FIGURE_OTHER_SHARE_SERVER, document, &measurement),
                      "server and client shared the processors");
}

static void compression_says_why_nothing_became_shorter(void **state) {
  (void)state;
  const struct measurement measurement = measured(false);
  assert_string_equal(absence_of(FIGURE_COMPRESSION, document, &measurement), "compression is off");
}

static void without_published_messages_there_is_no_lag(void **state) {
  (void)state;
  const struct measurement measurement = measured(false);
  assert_string_equal(absence_of(FIGURE_PUBLISH_LAG_P99, document, &measurement),
                      figure_table[FIGURE_PUBLISH_LAG_P99].absent);
  figure_put_count(document, FIGURE_PUBLISH_LAG_COUNT, 0);
  assert_string_equal(absence_of(FIGURE_PUBLISH_LAG_P99, document, &measurement),
                      "no message was published");
}

static void of_a_server_that_publishes_by_itself_losses_are_unknown(void **state) {
  (void)state;
  static const char untold[] =
      "the server publishes by itself, and does not say what: nobody knows what is lost";
  const struct measurement measurement = measured(false);
  figure_put_text(document, FIGURE_PUBLISHED_BY, "itself");
  figure_put(document, FIGURE_CLOCK_SAME, json_false());
  assert_string_equal(absence_of(FIGURE_LOST, document, &measurement), untold);
  assert_string_equal(absence_of(FIGURE_LOST_SHARE, document, &measurement), untold);
  assert_string_equal(absence_of(FIGURE_LATENCY_MEAN, document, &measurement),
                      "the server publishes by itself: nobody knows when its messages were due");
  figure_put_text(document, FIGURE_PUBLISHED_BY, "client");
  assert_string_equal(absence_of(FIGURE_LOST, document, &measurement),
                      figure_table[FIGURE_LOST].absent);
  assert_string_equal(absence_of(FIGURE_PUBLISHER_UNKNOWN, document, &measurement),
                      "this server publishes by itself");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, document_open, document_close)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_paths_that_reasons_go_by_are_those_of_columns),
      TEST(figures_of_a_failed_repeat_have_the_failure_as_reason),
      TEST(users_in_process_have_no_sockets),
      TEST(between_two_clocks_no_time_is_known),
      TEST(missing_samples_of_the_runner_have_a_reason),
      TEST(compression_says_why_nothing_became_shorter),
      TEST(without_published_messages_there_is_no_lag),
      TEST(of_a_server_that_publishes_by_itself_losses_are_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
