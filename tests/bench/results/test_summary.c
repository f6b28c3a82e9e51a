/* Figures and verdicts over repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/judge/interval.h"
#include "bench/results/summary.h"
#include "documents/fields.h"

static json_t *document(const char *outcome, int lost) {
  return json_pack("{s:i,s:s,s:s,s:{s:i},s:i,s:n,s:{s:s,s:[s]}}", "schema", 1, "cell", "a",
                   "outcome", outcome, "params", "clients", 7, "lost", lost, "delivered", "verdict",
                   "status", lost ? "invalid" : "valid", "reasons", "tab\there");
}

static void failed_repeats_are_no_part_of_a_median(void **state) {
  (void)state;
  json_t *documents[] = {document("done", 1), document("failed", 100), document("done", 3)};
  json_t *summary = summary_of_cell(documents, 3, INTERVAL_LEVEL);
  const json_t *lost = json_object_get(json_object_get(summary, "metrics"), "lost");
  assert_float_equal(json_real_value(json_object_get(lost, "median")), 2, 0);
  assert_int_equal(json_integer_value(json_object_get(lost, "count")), 2);
  assert_true(json_is_null(json_object_get(json_object_get(summary, "metrics"), "delivered")));
  assert_string_equal(json_string_value(field_get(summary, "verdict.status")), "invalid");
  assert_int_equal(json_array_size(field_get(summary, "verdict.reasons")), 1);
  assert_true(json_is_null(json_array_get(field_get(summary, "verdict.kinds"), 0)));
  json_decref(summary);
  for (int i = 0; i < 3; i++)
    json_decref(documents[i]);
}

static void kinds_and_severities_stand_beside_their_reasons(void **state) {
  (void)state;
  static const char *const verdicts[] = {
      "{\"status\":\"suspect\",\"reasons\":[\"a\",\"b\"],\"kinds\":[\"x\",\"y\"],"
      "\"severities\":[1.5,2.5]}",
      "{\"status\":\"suspect\",\"reasons\":[\"b\",\"c\"],\"kinds\":[\"y\",\"x\"],"
      "\"severities\":[2.5,3.5]}"};
  static const char expected[] = "{\"status\":\"suspect\",\"reasons\":[\"a\",\"b\",\"c\"],"
                                 "\"kinds\":[\"x\",\"y\",\"x\"],\"severities\":[1.5,2.5,3.5]}";
  json_t *documents[2];
  for (int i = 0; i < 2; i++) {
    documents[i] = document("done", 0);
    json_object_set_new(documents[i], "verdict", json_loads(verdicts[i], 0, NULL));
  }
  json_t *summary = summary_of_cell(documents, 2, INTERVAL_LEVEL);
  char *text =
      json_dumps(json_object_get(summary, "verdict"), JSON_COMPACT | JSON_REAL_PRECISION(3));
  assert_string_equal(text, expected);
  free(text);
  json_decref(summary);
  for (int i = 0; i < 2; i++)
    json_decref(documents[i]);
}

/* Six values have an interval of 95 %, from the least to the greatest; one of 99.2 % takes eight.
 */
static void intervals_are_of_the_level_that_is_asked_for(void **state) {
  (void)state;
  json_t *documents[6];
  static const double levels[] = {INTERVAL_LEVEL, 0.992};
  static const char *const kinds[] = {"median 95 %", "range"};
  for (int i = 0; i < 6; i++)
    documents[i] = document("done", i);
  for (size_t i = 0; i < 2; i++) {
    json_t *summary = summary_of_cell(documents, 6, levels[i]);
    const json_t *lost = json_object_get(json_object_get(summary, "metrics"), "lost");
    assert_string_equal(json_string_value(json_object_get(lost, "interval")), kinds[i]);
    json_decref(summary);
  }
  for (int i = 0; i < 6; i++)
    json_decref(documents[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(failed_repeats_are_no_part_of_a_median),
      cmocka_unit_test(kinds_and_severities_stand_beside_their_reasons),
      cmocka_unit_test(intervals_are_of_the_level_that_is_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
