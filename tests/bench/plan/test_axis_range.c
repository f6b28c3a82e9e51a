/* Ranges in the place of arrays of values. */
#include "tests/bench/says.h"

#include "bench/plan/experiment_read.h"
#include "bench/plan/parameters.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;

static int release(void **state) {
  (void)state;
  experiment_release(&experiment);
  return 0;
}

/* Reads a range of the parameter and compares its values, which are separated by blanks. */
static void assert_values(const char *parameter, const char *range, const char *expected) {
  char text[256], values[256] = "";
  struct error error = {""};
  snprintf(text, sizeof text, "{\"params\":{\"%s\":%s}}", parameter, range);
  experiment_release(&experiment);
  if (experiment_from(&experiment, text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  const struct setting *setting = settings_find(&experiment.settings, parameter_named(parameter));
  for (size_t i = 0; i < setting->count; i++)
    snprintf(values + strlen(values), sizeof values - strlen(values), "%s%s", i > 0 ? " " : "",
             setting->values[i]);
  assert_string_equal(values, expected);
}

static void assert_refused(const char *parameter, const char *range, const char *said) {
  char text[256];
  struct error error = {""};
  snprintf(text, sizeof text, "{\"params\":{\"%s\":%s}}", parameter, range);
  assert_int_equal(experiment_from(&experiment, text, &error), STATUS_USAGE);
  assert_says(error.text, said);
  assert_says(error.text, parameter);
}

static void linear_steps_have_equal_differences(void **state) {
  (void)state;
  assert_values("clients", "{\"from\":100,\"to\":500,\"steps\":5}", "100 200 300 400 500");
  assert_values("rate_per_s", "{\"from\":0,\"to\":1,\"steps\":3,\"scale\":\"linear\"}", "0 0.5 1");
}

static void logarithmic_steps_have_equal_ratios(void **state) {
  (void)state;
  assert_values("clients", "{\"from\":1,\"to\":1000,\"steps\":4,\"scale\":\"log\"}",
                "1 10 100 1000");
  assert_values("rate_per_s", "{\"from\":1,\"to\":100,\"steps\":5,\"scale\":\"log\"}",
                "1 3.162 10 31.62 100");
}

static void whole_parameters_have_whole_values_and_ends_are_exact(void **state) {
  (void)state;
  assert_values("clients", "{\"from\":10,\"to\":333,\"steps\":4,\"scale\":\"log\"}",
                "10 32 104 333");
  assert_values("duration_s", "{\"from\":1.23456,\"to\":2.34567,\"steps\":3}",
                "1.23456 1.79 2.34567");
}

static void a_range_is_refused_with_what_it_lacks(void **state) {
  (void)state;
  assert_refused("clients", "{\"from\":1,\"to\":10}", "needs \"steps\"");
  assert_refused("clients", "{\"from\":1,\"to\":10,\"step\":3}", "did you mean 'steps'");
  assert_refused("clients", "{\"from\":1,\"to\":10,\"xyzzyx\":3}", "has from, to, steps and scale");
  assert_refused("clients", "{\"from\":1,\"to\":10,\"steps\":1}", "from 2 to 1000");
  assert_refused("clients", "{\"from\":1,\"to\":10,\"steps\":3,\"scale\":\"cubic\"}", "linear|log");
  assert_refused("clients", "{\"from\":10,\"to\":10,\"steps\":3}", "below \"to\"");
  assert_refused("rate_per_s", "{\"from\":0,\"to\":10,\"steps\":3,\"scale\":\"log\"}", "above 0");
  assert_refused("clients", "{\"from\":[1],\"to\":10,\"steps\":3}", "from must be a plain value");
}

static void values_that_would_be_equal_are_refused(void **state) {
  (void)state;
  assert_refused("clients", "{\"from\":1,\"to\":5,\"steps\":9}",
                 "9 steps from 1 to 5 are not all different whole numbers");
}

static void values_are_held_to_the_parameters_range(void **state) {
  (void)state;
  assert_refused("clients", "{\"from\":0,\"to\":10,\"steps\":3}", "from 1 to 100000");
  assert_refused("clients", "{\"from\":1.5,\"to\":10,\"steps\":3}", "'1.5'");
  assert_refused("transport", "{\"from\":0,\"to\":10,\"steps\":3}", "list its values in an array");
}

static void set_takes_a_range(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(experiment_from(&experiment, "{}", &error), STATUS_OK);
  assert_int_equal(experiment_set(&experiment, "clients={\"from\":1,\"to\":3,\"steps\":3}", &error),
                   STATUS_OK);
  assert_int_equal(experiment.settings.items[0].count, 3);
  assert_int_equal(experiment_set(&experiment, "clients={\"from\":1", &error), STATUS_USAGE);
  assert_says(error.text, "neither a JSON array nor a range");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(linear_steps_have_equal_differences, release),
      cmocka_unit_test_teardown(logarithmic_steps_have_equal_ratios, release),
      cmocka_unit_test_teardown(whole_parameters_have_whole_values_and_ends_are_exact, release),
      cmocka_unit_test(a_range_is_refused_with_what_it_lacks),
      cmocka_unit_test(values_that_would_be_equal_are_refused),
      cmocka_unit_test(values_are_held_to_the_parameters_range),
      cmocka_unit_test_teardown(set_takes_a_range, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
