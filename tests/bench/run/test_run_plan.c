/* The plan of a run that was begun is the plan that it began with. */
#include "tests/bench/says.h"

#include <glob.h>
#include <stdlib.h>

#include "bench/base/json_difference.h"
#include "bench/run/run_plan.h"

/* As run.json has it, whose numbers have 15 digits. */
static json_t *recorded(const struct run_plan *plan) {
  json_t *experiment = experiment_json(&plan->experiment);
  char *text = json_dumps(experiment, JSON_REAL_PRECISION(15));
  json_t *read = json_loads(text, 0, NULL);
  assert_non_null(read);
  free(text);
  json_decref(experiment);
  return read;
}

static void assert_plans_equal(const struct run_plan *plan, const struct run_plan *again) {
  struct json_difference difference;
  json_t *was = recorded(plan), *now = recorded(again);
  if (json_differ(was, now, &difference))
    fail_msg("%s: %s", plan->experiment.name, difference.text);
  json_decref(was);
  json_decref(now);
  assert_int_equal(plan->cells.count, again->cells.count);
  for (size_t i = 0; i < plan->cells.count; i++)
    assert_string_equal(plan->cells.items[i].name, again->cells.items[i].name);
}

static void assert_planned_again(bool quick) {
  glob_t found;
  struct error error = {""};
  assert_int_equal(glob("experiments/*.json", 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct run_plan plan = {.cells = {0}}, again = {.cells = {0}};
    const struct run_request request = {.experiment = found.gl_pathv[i], .quick = quick};
    if (run_plan_make(&plan, &request, &error) != STATUS_OK)
      fail_msg("%s", error.text);
    json_t *record = recorded(&plan);
    if (run_plan_recorded(&again, record, "run.json", &error) != STATUS_OK)
      fail_msg("%s: %s", found.gl_pathv[i], error.text);
    assert_plans_equal(&plan, &again);
    json_decref(record);
    run_plan_release(&plan);
    run_plan_release(&again);
  }
  globfree(&found);
}

static void each_experiment_is_planned_again_from_its_record(void **state) {
  (void)state;
  assert_planned_again(false);
}

static void each_quick_experiment_is_too(void **state) {
  (void)state;
  assert_planned_again(true);
}

static void a_damaged_record_names_its_file(void **state) {
  (void)state;
  struct run_plan plan = {.cells = {0}};
  struct error error = {""};
  json_t *record = json_loads("{\"params\":{\"clientz\":1}}", 0, NULL);
  assert_int_equal(run_plan_recorded(&plan, record, "x/run.json", &error), STATUS_USAGE);
  assert_begins(error.text, "x/run.json: params: ");
  run_plan_release(&plan);
  json_decref(record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_experiment_is_planned_again_from_its_record),
      cmocka_unit_test(each_quick_experiment_is_too),
      cmocka_unit_test(a_damaged_record_names_its_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
