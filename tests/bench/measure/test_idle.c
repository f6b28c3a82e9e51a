/* The look at the idle machine: how long it takes, when the machine counts as idle, and what a run
 * reports. */
#include "tests/bench/says.h"

#include "bench/measure/idle.h"
#include "bench/measure/machine.h"
#include "documents/fields.h"

static void assert_near(double value, double expected) {
  assert_true(value > expected - 1e-9 && value < expected + 1e-9);
}

static void a_run_is_preceded_by_a_twentieth_of_its_time(void **state) {
  (void)state;
  assert_near(idle_span_of_run_s(0), 0.5);
  assert_near(idle_span_of_run_s(10), 0.5);
  assert_near(idle_span_of_run_s(20), 1);
  assert_near(idle_span_of_run_s(100), 5);
  assert_near(idle_span_of_run_s(1e6), 5);
}

static void processors_that_others_use_are_not_idle(void **state) {
  (void)state;
  struct idle idle = {.server_share = 0.9, .client_share = 0.9};
  assert_true(idle_was_idle(&idle)); /* neither share was measured */
  idle.has_server_use = true;
  assert_false(idle_was_idle(&idle));
  idle.server_share = IDLE_USED_SHARE_MAX;
  assert_true(idle_was_idle(&idle));
  idle.has_client_use = true;
  assert_false(idle_was_idle(&idle));
  idle.client_share = 0;
  assert_true(idle_was_idle(&idle));
}

static void unmeasured_figures_are_null(void **state) {
  (void)state;
  struct idle idle = {.has_server_use = true, .server_share = 0.5};
  json_t *document = idle_json(&idle);
  assert_true(json_is_null(document));
  json_decref(document);
}

/* A meter that woke twice, 1 and 2 µs late. */
static struct noise_meter meter_of(bool fifo) {
  struct noise_meter meter = {.fifo = fifo};
  assert_int_equal(histogram_init(&meter.oversleep), STATUS_OK);
  histogram_record(&meter.oversleep, 1000);
  histogram_record(&meter.oversleep, 2000);
  return meter;
}

static void each_meter_has_its_place_in_the_document(void **state) {
  (void)state;
  struct idle idle = {.noise_server = meter_of(true),
                      .loop_client = meter_of(false),
                      .has_client_use = true,
                      .client_share = 0.25,
                      .span_s = 2};
  json_t *document = idle_json(&idle);
  assert_near(field_number(document, "span_s", 0), 2);
  assert_true(json_is_false(json_object_get(document, "was_idle")));
  assert_string_equal(json_string_value(json_object_get(document, "scheduling")), "fifo");
  assert_near(field_number(document, "noise_ns.server.mean", 0), 1500);
  assert_near(field_number(document, "loop_lag_ns.client.max", 0), 2000);
  assert_string_equal(json_string_value(field_get(document, "histograms.noise_ns.server")),
                      "1000,2000,3000,0;1000:1,2000:1");
  assert_true(json_is_string(field_get(document, "histograms.loop_lag_ns.client")));
  assert_null(field_get(document, "noise_ns.client"));
  assert_null(field_get(document, "loop_lag_ns.server"));
  assert_near(field_number(document, "used_share.client", 0), 0.25);
  assert_null(field_get(document, "used_share.server"));
  json_decref(document);
  idle_release(&idle);
}

/* The readings depend on the machine, so they are not checked. */
static void a_look_at_the_idle_machine_takes_the_given_time(void **state) {
  (void)state;
  int cpu = processors_allowed().first;
  struct idle bound = {.span_s = 0}, free_to_move = {.span_s = 0};
  idle_measure(&bound, cpu, cpu, 0.1);
  assert_true(bound.span_s >= 0.1);
  assert_true(bound.has_server_use && bound.has_client_use);
  assert_true(bound.server_share >= 0 && bound.client_share >= 0);
  idle_release(&bound);
  idle_measure(&free_to_move, -1, -1, 0.05);
  assert_true(free_to_move.span_s >= 0.05);
  assert_false(free_to_move.has_server_use || free_to_move.has_client_use);
  assert_false(noise_is_measured(&free_to_move.noise_client));
  idle_release(&free_to_move);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_is_preceded_by_a_twentieth_of_its_time),
      cmocka_unit_test(processors_that_others_use_are_not_idle),
      cmocka_unit_test(unmeasured_figures_are_null),
      cmocka_unit_test(each_meter_has_its_place_in_the_document),
      cmocka_unit_test(a_look_at_the_idle_machine_takes_the_given_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
