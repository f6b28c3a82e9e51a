/* Claims judged by a run's figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/answers/claim_judge.h"

/* Two transports with 100 users, one of them with variants; time is scaled by 30. */
static const char run_text[] =
    "{\"time_scale\":30.0,\"cells\":["
    "{\"cell\":\"poll\",\"variant\":null,\"done\":1,\"verdict\":{\"status\":\"valid\"},"
    " \"params\":{\"transport\":\"short_poll\",\"clients\":100,\"interval_ms\":1000,"
    "\"rate_per_s\":1.5},"
    " \"metrics\":{\"latency_ns.mean\":{\"median\":5e8},\"requests.per_s\":{\"median\":100.0},"
    "\"lost\":{\"median\":0.0},\"age_ns.mean\":null}},"
    "{\"cell\":\"socket\",\"variant\":\"plain\",\"done\":2,\"verdict\":{\"status\":\"suspect\"},"
    " \"params\":{\"transport\":\"websocket\",\"clients\":100,\"tcp_nodelay\":true},"
    " \"metrics\":{\"latency_ns.mean\":{\"median\":1e6},\"latency_ns.p99\":{\"median\":4e6}}},"
    "{\"cell\":\"nagle\",\"variant\":\"nagle\",\"done\":1,\"verdict\":{\"status\":\"invalid\"},"
    " \"params\":{\"transport\":\"websocket\",\"clients\":100,\"tcp_nodelay\":false},"
    " \"metrics\":{\"latency_ns.mean\":{\"median\":4e7}}},"
    "{\"cell\":\"stream\",\"variant\":null,\"done\":0,\"verdict\":{\"status\":\"invalid\"},"
    " \"params\":{\"transport\":\"sse\",\"clients\":100},\"metrics\":{}}]}";

static json_t *run;
static struct claims claims;

static int open_run(void **state) {
  (void)state;
  run = json_loads(run_text, 0, NULL);
  return run ? 0 : -1;
}

static int close_run(void **state) {
  (void)state;
  json_decref(run);
  return 0;
}

/* Judges a claim with these members; the judgement is valid until the next call. */
static struct judgement judge(const char *members) {
  char text[512];
  struct error error = {""};
  snprintf(text, sizeof text, "[{\"claim\":\"so it is\",%s}]", members);
  json_t *array = json_loads(text, 0, NULL);
  claims_release(&claims);
  if (claims_read(&claims, array, "here", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  json_decref(array);
  return claim_judge(&claims.items[0], run);
}

static int close_claims(void **state) {
  (void)state;
  claims_release(&claims);
  return 0;
}

static void assert_near(double value, double expected) {
  if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
    fail_msg("%.12g is not %.12g", value, expected);
}

#define MEAN "\"figure\":\"latency_ns.mean\""
#define OF_POLL "\"cell\":{\"transport\":\"short_poll\"}"
#define OF_SOCKET "\"cell\":{\"transport\":\"websocket\"}"

static void a_claim_without_a_condition_is_shown(void **state) {
  (void)state;
  struct judgement judgement = judge(MEAN "," OF_POLL ",\"scale\":1e-6");
  assert_int_equal(judgement.verdict, CLAIM_SHOWN);
  assert_near(judgement.value, 500);
  assert_string_equal(judgement.cell, "poll");
  assert_false(judgement.suspect);
}

static void a_condition_holds_up_to_and_with_its_bounds(void **state) {
  (void)state;
  assert_int_equal(judge(MEAN "," OF_POLL ",\"at_least\":5e8").verdict, CLAIM_HOLDS);
  assert_int_equal(judge(MEAN "," OF_POLL ",\"at_most\":5e8").verdict, CLAIM_HOLDS);
  assert_int_equal(judge(MEAN "," OF_POLL ",\"at_least\":4e8,\"at_most\":6e8").verdict,
                   CLAIM_HOLDS);
  assert_int_equal(judge(MEAN "," OF_POLL ",\"at_least\":5.1e8").verdict, CLAIM_DOES_NOT_HOLD);
  assert_int_equal(judge(MEAN "," OF_POLL ",\"at_most\":4.9e8").verdict, CLAIM_DOES_NOT_HOLD);
}

static void a_quick_run_answers_no_claim(void **state) {
  (void)state;
  json_object_set_new(run, "quick", json_true());
  struct judgement judgement = judge(MEAN "," OF_POLL ",\"at_most\":5e8");
  json_object_del(run, "quick");
  assert_int_equal(judgement.verdict, CLAIM_NOT_MEASURED);
  assert_string_equal(judgement.why, "a quick run answers nothing");
}

static void the_condition_is_of_the_scaled_value(void **state) {
  (void)state;
  assert_int_equal(judge(MEAN "," OF_POLL ",\"scale\":1e-6,\"at_most\":500").verdict, CLAIM_HOLDS);
}

static void scaled_time_is_undone_for_durations_and_rates(void **state) {
  (void)state;
  assert_near(judge(MEAN "," OF_POLL ",\"scale\":1e-9,\"time_scale\":\"multiply\"").value, 15);
  assert_near(judge("\"figure\":\"requests.per_s\"," OF_POLL ",\"time_scale\":\"divide\"").value,
              100.0 / 30);
}

static void a_cell_is_named_as_the_experiment_has_it_before_time_is_scaled(void **state) {
  (void)state;
  struct judgement judgement =
      judge(MEAN ",\"cell\":{\"interval_ms\":30000,\"rate_per_s\":0.05,\"clients\":100}");
  assert_string_equal(judgement.cell, "poll");
  judgement = judge(MEAN ",\"cell\":{\"interval_ms\":1000}");
  assert_int_equal(judgement.verdict, CLAIM_NOT_MEASURED);
}

static void a_cell_may_be_named_by_its_variant(void **state) {
  (void)state;
  assert_string_equal(judge(MEAN ",\"cell\":{\"variant\":\"plain\"}").cell, "socket");
  assert_string_equal(judge(MEAN ",\"cell\":{\"tcp_nodelay\":false}").cell, "nagle");
}

static void relative_claims_divide_by_another_cell_or_figure(void **state) {
  (void)state;
  assert_near(judge(MEAN "," OF_POLL ",\"relative_to\":{\"transport\":\"websocket\"}").value, 500);
  assert_near(judge("\"figure\":\"latency_ns.p99\"," OF_SOCKET
                    ",\"relative_to\":{\"figure\":\"latency_ns.mean\"}")
                  .value,
              4);
}

static void more_users_than_were_measured_are_a_projection(void **state) {
  (void)state;
  struct judgement more = judge("\"figure\":\"requests.per_s\"," OF_POLL ",\"users\":1000");
  assert_near(more.value, 1000);
  assert_near(more.projected_from, 100);
  struct judgement one = judge("\"figure\":\"requests.per_s\"," OF_POLL ",\"users\":1");
  assert_near(one.value, 1);
  assert_true(one.projected_from == 0);
}

static void a_suspect_cell_makes_what_rests_on_it_suspect(void **state) {
  (void)state;
  assert_true(judge(MEAN "," OF_SOCKET).suspect);
  assert_true(judge(MEAN "," OF_POLL ",\"relative_to\":{\"transport\":\"websocket\"}").suspect);
}

static void assert_unmeasured(const char *members, const char *why) {
  struct judgement judgement = judge(members);
  assert_int_equal(judgement.verdict, CLAIM_NOT_MEASURED);
  assert_true(isnan(judgement.value));
  assert_non_null(judgement.why);
  if (!strstr(judgement.why, why))
    fail_msg("'%s' does not say '%s'", judgement.why, why);
}

static void claims_on_unmeasured_figures_have_a_reason_and_no_verdict(void **state) {
  (void)state;
  assert_unmeasured(MEAN ",\"cell\":{\"transport\":\"long_poll\"},\"at_most\":1", "no such cell");
  assert_unmeasured(MEAN ",\"cell\":{\"transport\":\"sse\"}", "failed");
  assert_unmeasured(MEAN ",\"cell\":{\"variant\":\"nagle\"}", "invalid");
  assert_unmeasured("\"figure\":\"age_ns.mean\"," OF_POLL, "does not have the figure");
  assert_unmeasured("\"figure\":\"bytes.wire_up\"," OF_POLL, "does not have the figure");
  assert_unmeasured(MEAN "," OF_POLL ",\"relative_to\":{\"transport\":\"long_poll\"}",
                    "no such cell");
  assert_unmeasured(MEAN "," OF_POLL ",\"relative_to\":{\"figure\":\"lost\"}", "is 0");
}

static enum status required(const char *members, const char *said) {
  struct error error = {""};
  judge(members);
  enum status status = claims_require(&claims, run, &error);
  if (!strstr(error.text, said))
    fail_msg("'%s' does not say '%s'", error.text, said);
  return status;
}

#define HALF_A_SECOND MEAN "," OF_POLL ",\"scale\":1e-6,\"unit\":\"ms\","

static void required_claims_must_hold(void **state) {
  (void)state;
  assert_int_equal(required(HALF_A_SECOND "\"at_most\":499", ""), STATUS_OK); /* not required */
  assert_int_equal(required(HALF_A_SECOND "\"at_most\":500,\"required\":true", ""), STATUS_OK);
  assert_int_equal(required(HALF_A_SECOND "\"at_most\":499,\"required\":true",
                            "required, but does not hold (500 ms): so it is"),
                   STATUS_CHECK);
  assert_int_equal(required(MEAN
                            ",\"cell\":{\"transport\":\"sse\"},\"at_most\":1,\"required\":true",
                            "required, but not measured (the cell failed): so it is"),
                   STATUS_CHECK);
}

static void the_file_has_a_row_for_each_claim(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  judge(MEAN "," OF_POLL ",\"scale\":1e-6,\"unit\":\"ms\",\"printed\":\"0.5\\ts\",\"at_most\":499");
  FILE *stream = open_memstream(&text, &bytes);
  claims_write(stream, &claims, run);
  fclose(stream);
  assert_non_null(strstr(text, "\nso it is\t\t0.5 s\t\tpoll\tlatency_ns.mean\t500\tms\t\t<=499\t"
                               "does not hold\t\n"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_claim_without_a_condition_is_shown),
      cmocka_unit_test(a_condition_holds_up_to_and_with_its_bounds),
      cmocka_unit_test(a_quick_run_answers_no_claim),
      cmocka_unit_test(the_condition_is_of_the_scaled_value),
      cmocka_unit_test(scaled_time_is_undone_for_durations_and_rates),
      cmocka_unit_test(a_cell_is_named_as_the_experiment_has_it_before_time_is_scaled),
      cmocka_unit_test(a_cell_may_be_named_by_its_variant),
      cmocka_unit_test(relative_claims_divide_by_another_cell_or_figure),
      cmocka_unit_test(more_users_than_were_measured_are_a_projection),
      cmocka_unit_test(a_suspect_cell_makes_what_rests_on_it_suspect),
      cmocka_unit_test(claims_on_unmeasured_figures_have_a_reason_and_no_verdict),
      cmocka_unit_test_teardown(required_claims_must_hold, close_claims),
      cmocka_unit_test_teardown(the_file_has_a_row_for_each_claim, close_claims),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
