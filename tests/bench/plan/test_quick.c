/* Shortened experiments. */
#include "tests/bench/says.h"

#include <glob.h>
#include <math.h>
#include <stdlib.h>

#include "bench/base/folder.h"
#include "bench/plan/cells.h"
#include "bench/plan/experiment_files.h"
#include "bench/plan/parameters.h"
#include "bench/plan/quick.h"
#include "tests/bench/experiment_cells.h"

static void shorten(const char *text) {
  struct error error = {""};
  release(NULL);
  enum status status = experiment_from(&experiment, text, &error);
  if (status == STATUS_OK)
    status = experiment_shorten(&experiment, &error);
  if (status == STATUS_OK)
    status = cells_expand(&cells, &experiment, &error);
  if (status != STATUS_OK)
    fail_msg("%s", error.text);
}

/* The values of the parameter, separated by blanks. */
static void assert_values(const char *parameter, const char *expected) {
  char values[256] = "";
  const struct setting *setting = settings_find(&experiment.settings, parameter_named(parameter));
  for (size_t i = 0; setting && i < setting->count; i++)
    snprintf(values + strlen(values), sizeof values - strlen(values), "%s%s", i > 0 ? " " : "",
             setting->values[i]);
  assert_string_equal(values, expected);
}

static double in_cell(size_t cell, const char *parameter) {
  return cell_number(&cells.items[cell], parameter);
}

static void kinds_stay_and_numbers_have_two_values(void **state) {
  (void)state;
  shorten("{\"repeats\":7,\"params\":{\"transport\":[\"short_poll\",\"sse\",\"websocket\"],"
          "\"heartbeat\":[\"off\",\"text\",\"frame\"],\"clients\":[10,20,30]},"
          "\"variants\":[{\"name\":\"a\",\"params\":{}},{\"name\":\"b\",\"params\":"
          "{\"tcp_nodelay\":false}},{\"name\":\"c\",\"params\":{\"mss_bytes\":500}}]}");
  assert_int_equal(experiment.repeats, 1);
  assert_values("transport", "short_poll sse websocket");
  assert_values("heartbeat", "off text frame");
  assert_values("clients", "10 20");
  assert_int_equal(experiment.variant_count, 3);
}

static void many_users_become_fewer_in_proportion(void **state) {
  (void)state;
  shorten("{\"params\":{\"engine\":\"civetweb\",\"clients\":[500,1000,5000],\"channels\":1000,"
          "\"civetweb_threads\":[250,2000]}}");
  assert_values("clients", "50 100");
  assert_values("channels", "100");
  assert_values("civetweb_threads", "25 200");
  shorten("{\"params\":{\"clients\":[30,100]}}");
  assert_values("clients", "30 100");
}

static void users_that_become_equally_many_are_one_value(void **state) {
  (void)state;
  shorten("{\"params\":{\"clients\":[1,100000]}}");
  assert_values("clients", "1 100");
  shorten("{\"params\":{\"clients\":[99990,100000]}}");
  assert_values("clients", "100");
}

static void a_phase_that_is_short_enough_stays(void **state) {
  (void)state;
  shorten("{\"params\":{\"transport\":\"sse\",\"rate_per_s\":20,\"warmup_s\":0.1,"
          "\"duration_s\":1.2}}");
  assert_values("duration_s", "1.2");
  assert_values("warmup_s", "0.1");
  assert_true(experiment.time_scale == 1);
}

static void a_long_phase_is_cut_to_what_its_messages_and_polls_need(void **state) {
  (void)state;
  shorten("{\"params\":{\"transport\":\"sse\",\"rate_per_s\":5,\"warmup_s\":2,"
          "\"duration_s\":60}}");
  assert_true(fabs(experiment.time_scale - 1.3) < 1e-12); /* ten messages take 2 s, not 1.5 */
  assert_true(fabs(in_cell(0, "duration_s") - 2 / 1.3) < 1e-3);
  assert_true(fabs(in_cell(0, "warmup_s") - 0.2) < 1e-3);
  assert_true(fabs(in_cell(0, "rate_per_s") - 5 * 1.3) < 1e-3);
  shorten("{\"params\":{\"transport\":\"short_poll\",\"rate_per_s\":10,\"interval_ms\":1000,"
          "\"duration_s\":60}}");
  assert_true(experiment.time_scale == 2); /* three polls take 3 s */
  assert_true(fabs(in_cell(0, "interval_ms") - 500) < 1e-3);
}

static void no_rate_is_raised_beyond_what_a_machine_carries(void **state) {
  (void)state;
  shorten("{\"params\":{\"transport\":\"short_poll\",\"rate_per_s\":25,\"interval_ms\":60000,"
          "\"duration_s\":600}}");
  assert_true(experiment.time_scale == 2);
  assert_true(fabs(in_cell(0, "rate_per_s") - 50) < 1e-3);
}

static void no_scaled_time_leaves_its_range(void **state) {
  (void)state;
  shorten("{\"params\":{\"transport\":\"sse\",\"rate_per_s\":0.01,\"keep_alive_timeout_ms\":5000,"
          "\"duration_s\":3600}}");
  assert_true(experiment.time_scale <= 5); /* of at least 1000 ms */
  assert_true(experiment.time_scale >= 1);
}

static void faults_keep_their_phase_in_less_time(void **state) {
  (void)state;
  shorten("{\"params\":{\"transport\":\"sse\",\"rate_per_s\":10,\"duration_s\":12},"
          "\"faults\":[{\"at_s\":6,\"do\":\"kill_server\",\"for_s\":1}]}");
  assert_true(experiment.time_scale == 2);
  assert_true(fabs(in_cell(0, "duration_s") - 6) < 1e-3);
  assert_true(fabs(cells.items[0].faults.items[0].at_s - 3) < 1e-3);
}

static void a_parameter_that_a_rule_names_keeps_its_values(void **state) {
  (void)state;
  shorten("{\"params\":{\"clients\":[10,100,1000],\"channels\":[1,2,3]},"
          "\"only\":[{\"clients\":1000}]}");
  assert_int_equal(cells.count, 2);
  assert_true(in_cell(0, "clients") == 1000);
  assert_values("channels", "1 2");
}

static void every_experiment_of_the_project_is_brief(void **state) {
  (void)state;
  struct path folder = project_find("experiments");
  glob_t found;
  assert_int_equal(glob(path_of("%s/*.json", folder.text).text, 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct error error = {""};
    enum status status = experiment_load(&experiment, found.gl_pathv[i], &error);
    if (status == STATUS_OK)
      status = experiment_shorten(&experiment, &error);
    if (status == STATUS_OK)
      status = experiment_files_find(&experiment, found.gl_pathv[i], &error);
    if (status == STATUS_OK)
      status = cells_expand(&cells, &experiment, &error);
    if (status != STATUS_OK)
      fail_msg("%s: %s", found.gl_pathv[i], error.text);
    for (size_t j = 0; j < cells.count; j++)
      if (cell_planned_s(&cells.items[j]) > 10)
        fail_msg("%s: %s takes %.1f s", found.gl_pathv[i], cells.items[j].name,
                 cell_planned_s(&cells.items[j]));
    release(NULL);
  }
  globfree(&found);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(kinds_stay_and_numbers_have_two_values, release),
      cmocka_unit_test_teardown(many_users_become_fewer_in_proportion, release),
      cmocka_unit_test_teardown(users_that_become_equally_many_are_one_value, release),
      cmocka_unit_test_teardown(a_phase_that_is_short_enough_stays, release),
      cmocka_unit_test_teardown(a_long_phase_is_cut_to_what_its_messages_and_polls_need, release),
      cmocka_unit_test_teardown(no_rate_is_raised_beyond_what_a_machine_carries, release),
      cmocka_unit_test_teardown(no_scaled_time_leaves_its_range, release),
      cmocka_unit_test_teardown(faults_keep_their_phase_in_less_time, release),
      cmocka_unit_test_teardown(a_parameter_that_a_rule_names_keeps_its_values, release),
      cmocka_unit_test_teardown(every_experiment_of_the_project_is_brief, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
