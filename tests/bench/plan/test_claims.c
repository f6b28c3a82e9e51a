/* Claims that are accepted, and the errors for others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/plan/experiment.h"
#include "tests/bench/experiment_text.h"

#define PARAMS                                                                                  \
  "\"params\":{\"transport\":[\"sse\",\"short_poll\"],\"clients\":[10,20],\"rate_per_s\":0.5}," \
  "\"variants\":[{\"name\":\"nagle\",\"params\":{\"tcp_nodelay\":false}}]"

#define CLAIM "\"claim\":\"it is fast\",\"figure\":\"latency_ns.mean\""

static enum status load(struct experiment *experiment, const char *claims, struct error *error) {
  char text[2048];
  snprintf(text, sizeof text, "{\"claims\":%s," PARAMS "}", claims);
  return experiment_from(experiment, text, error);
}

static void assert_refused(const char *claims, const char *said) {
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(load(&experiment, claims, &error), STATUS_USAGE);
  if (!strstr(error.text, said) || !strstr(error.text, ": claims: "))
    fail_msg("'%s' does not say '%s'", error.text, said);
}

static void a_claim_has_its_texts_its_cell_and_its_condition(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  enum status status =
      load(&experiment,
           "[{" CLAIM ",\"source\":\"a book\",\"printed\":\"1 ms\",\"corrected\":\"2 ms\","
           "\"cell\":{\"transport\":\"sse\",\"clients\":20},\"scale\":1e-6,\"unit\":\"ms\","
           "\"users\":1000,\"time_scale\":\"multiply\",\"at_least\":0.5,\"at_most\":1}]",
           &error);
  assert_string_equal(error.text, "");
  assert_int_equal(status, STATUS_OK);
  const struct claim *claim = &experiment.claims.items[0];
  assert_int_equal(experiment.claims.count, 1);
  assert_string_equal(claim->claim, "it is fast");
  assert_string_equal(claim->source, "a book");
  assert_string_equal(claim->unit, "ms");
  assert_true(claim->scale == 1e-6 && claim->at_least == 0.5 && claim->at_most == 1);
  assert_int_equal(claim->users, 1000);
  assert_int_equal(claim->time_scale, CLAIM_TIME_MULTIPLY);
  assert_int_equal(json_object_size(claim->cell), 2);
  experiment_release(&experiment);
}

static void a_claims_missing_members_have_their_defaults(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(load(&experiment, "[{" CLAIM "}]", &error), STATUS_OK);
  const struct claim *claim = &experiment.claims.items[0];
  assert_string_equal(claim->source, "");
  assert_true(claim->scale == 1 && isnan(claim->at_least) && isnan(claim->at_most));
  assert_int_equal(claim->users, 0);
  assert_int_equal(claim->time_scale, CLAIM_TIME_NONE);
  assert_null(claim->cell);
  experiment_release(&experiment);
}

static void claims_are_part_of_the_experiment_as_it_is_recorded(void **state) {
  (void)state;
  struct experiment experiment;
  struct error error = {""};
  assert_int_equal(load(&experiment, "[{" CLAIM "}]", &error), STATUS_OK);
  json_t *json = experiment_json(&experiment);
  assert_int_equal(json_array_size(json_object_get(json, "claims")), 1);
  json_decref(json);
  experiment_release(&experiment);
}

static void an_unknown_key_or_figure_is_told_the_nearest(void **state) {
  (void)state;
  assert_refused("[{" CLAIM ",\"at_leats\":1}]", "did you mean 'at_least'");
  assert_refused("[{" CLAIM ",\"relative\":{}}]", "unknown key 'relative'");
  assert_refused("[{\"claim\":\"x\",\"figure\":\"latency_ns.meen\"}]",
                 "did you mean 'latency_ns.mean'");
  assert_refused("[{" CLAIM ",\"relative_to\":{\"figure\":\"bytes.wire_per_mesage\"}}]",
                 "did you mean 'bytes.wire_per_message'");
  assert_refused("[{\"claim\":\"x\",\"figure\":\"transport\"}]", "unknown figure 'transport'");
}

static void the_claim_is_named_by_its_position(void **state) {
  (void)state;
  assert_refused("[{" CLAIM "},{" CLAIM "},{" CLAIM ",\"x\":1}]", "claims: 3: ");
}

static void a_value_of_the_wrong_kind_is_refused(void **state) {
  (void)state;
  assert_refused("[{" CLAIM ",\"unit\":5}]", "unit must be a string");
  assert_refused("[{" CLAIM ",\"scale\":\"big\"}]", "scale must be a number");
  assert_refused("[{" CLAIM ",\"scale\":[1]}]", "scale must be a plain value");
  assert_refused("[{" CLAIM ",\"users\":1.5}]", "users must be an integer");
  assert_refused("[{" CLAIM ",\"time_scale\":\"undo\"}]", "none|multiply|divide");
  assert_refused("[{" CLAIM ",\"cell\":\"sse\"}]", "cell must be an object");
  assert_refused("[{" CLAIM ",\"relative_to\":{\"figure\":1}}]", "figure must be a string");
  assert_refused("[7]", "expected an object");
  assert_refused("{}", "expected an array");
}

static void a_claim_without_words_or_figure_is_refused(void **state) {
  (void)state;
  assert_refused("[{\"claim\":\"x\"}]", "a \"figure\" that answers it");
  assert_refused("[{\"figure\":\"latency_ns.mean\"}]", "at least a \"claim\"");
}

static void a_condition_that_nothing_can_meet_is_refused(void **state) {
  (void)state;
  assert_refused("[{" CLAIM ",\"at_least\":2,\"at_most\":1}]", "at_least is above at_most");
  assert_refused("[{" CLAIM ",\"required\":true}]", "required, but without a condition");
  assert_refused("[{" CLAIM ",\"at_most\":1,\"required\":7}]", "required");
}

static void a_cell_that_the_experiment_does_not_have_is_refused(void **state) {
  (void)state;
  assert_refused("[{" CLAIM ",\"cell\":{\"transport\":\"websocket\"}}]",
                 "no cell with transport websocket");
  assert_refused("[{" CLAIM ",\"cell\":{\"clients\":30}}]", "no cell with clients 30");
  assert_refused("[{" CLAIM ",\"relative_to\":{\"clients\":30}}]", "no cell with clients 30");
  assert_refused("[{" CLAIM ",\"cell\":{\"client\":30}}]", "did you mean 'clients'");
  assert_refused("[{" CLAIM ",\"cell\":{\"clients\":0}}]", "clients must be an integer from 1");
  assert_refused("[{" CLAIM ",\"cell\":{\"clients\":null}}]", "clients must be a number");
  assert_refused("[{" CLAIM ",\"cell\":{\"variant\":\"neagle\"}}]", "no variant 'neagle'");
  assert_refused("[{" CLAIM ",\"cell\":{\"figure\":\"lost\"}}]", "unknown parameter 'figure'");
}

static void values_of_axes_variants_and_defaults_are_there(void **state) {
  (void)state;
  static const char *const cells[] = {"\"clients\":\"20\"", "\"rate_per_s\":0.50",
                                      "\"tcp_nodelay\":false", "\"variant\":\"nagle\"",
                                      "\"payload_bytes\":64"};
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    char claims[256];
    struct experiment experiment;
    struct error error = {""};
    snprintf(claims, sizeof claims, "[{" CLAIM ",\"cell\":{%s}}]", cells[i]);
    if (load(&experiment, claims, &error) != STATUS_OK)
      fail_msg("%s: %s", cells[i], error.text);
    experiment_release(&experiment);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_claim_has_its_texts_its_cell_and_its_condition),
      cmocka_unit_test(a_claims_missing_members_have_their_defaults),
      cmocka_unit_test(claims_are_part_of_the_experiment_as_it_is_recorded),
      cmocka_unit_test(an_unknown_key_or_figure_is_told_the_nearest),
      cmocka_unit_test(the_claim_is_named_by_its_position),
      cmocka_unit_test(a_value_of_the_wrong_kind_is_refused),
      cmocka_unit_test(a_claim_without_words_or_figure_is_refused),
      cmocka_unit_test(a_condition_that_nothing_can_meet_is_refused),
      cmocka_unit_test(a_cell_that_the_experiment_does_not_have_is_refused),
      cmocka_unit_test(values_of_axes_variants_and_defaults_are_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
