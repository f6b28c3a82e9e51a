/* The cells of an experiment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>

#include "bench/base/folder.h"
#include "bench/plan/cell_processes.h"
#include "bench/plan/cells.h"
#include "bench/plan/experiment_files.h"
#include "bench/plan/experiment_read.h"
#include "common/base/traits.h"
#include "tests/bench/cell_named.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;
static struct cells cells;

static enum status expand(const char *text, struct error *error) {
  assert_int_equal(experiment_from(&experiment, text, error), STATUS_OK);
  cells = (struct cells){0};
  return cells_expand(&cells, &experiment, error);
}

static void expand_well(const char *text) {
  struct error error = {""};
  if (expand(text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void expand_again(const char *text) {
  cells_release(&cells);
  experiment_release(&experiment);
  expand_well(text);
}

static int release(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  return 0;
}

static void arrays_span_a_product_with_the_transport_slowest(void **state) {
  (void)state;
  expand_well("{\"params\":{\"clients\":[1,2],\"engine\":[\"lws\",\"civetweb\"],"
              "\"transport\":[\"sse\",\"websocket\"]}}");
  assert_int_equal(cells.count, 8);
  assert_string_equal(cells.items[0].name, "lws-sse-clients=1");
  assert_string_equal(cells.items[1].name, "lws-sse-clients=2");
  assert_string_equal(cells.items[2].name, "civetweb-sse-clients=1");
  assert_string_equal(cells.items[7].name, "civetweb-websocket-clients=2");
}

static void an_axis_does_not_multiply_cells_that_ignore_it(void **state) {
  (void)state;
  expand_well(
      "{\"params\":{\"transport\":[\"short_poll\",\"sse\"],\"interval_ms\":[100,200,300]}}");
  assert_int_equal(cells.count, 4);
  cell_named(&cells, "lws-short_poll-interval_ms=300");
  assert_string_equal(cell_value(cell_named(&cells, "lws-sse"), "interval_ms"), "100");
}

static void an_axis_of_one_engine_does_not_multiply_the_other(void **state) {
  (void)state;
  expand_well("{\"params\":{\"engine\":[\"lws\",\"civetweb\"],\"civetweb_threads\":[50,200]}}");
  assert_int_equal(cells.count, 3);
  cell_named(&cells, "lws-websocket");
  cell_named(&cells, "civetweb-websocket-civetweb_threads=200");
}

static void variants_are_one_more_axis(void **state) {
  (void)state;
  expand_well("{\"params\":{\"engine\":[\"lws\",\"null\"]},\"variants\":["
              "{\"name\":\"base\",\"params\":{}},"
              "{\"name\":\"nagle\",\"params\":{\"tcp_nodelay\":false}}]}");
  assert_int_equal(cells.count, 3);
  assert_string_equal(cell_value(cell_named(&cells, "lws-websocket-base"), "tcp_nodelay"), "on");
  assert_string_equal(cell_value(cell_named(&cells, "lws-websocket-nagle"), "tcp_nodelay"), "off");
  assert_null(cell_named(&cells, "null-websocket")->variant);
}

static void every_cell_records_every_parameter(void **state) {
  (void)state;
  expand_well("{}");
  assert_int_equal(cells.count, 1);
  json_t *params = cell_params_json(&cells.items[0]);
  assert_int_equal(json_integer_value(json_object_get(params, "payload_bytes")), 64);
  assert_true(json_is_true(json_object_get(params, "keep_alive")));
  assert_string_equal(json_string_value(json_object_get(params, "engine")), "lws");
  json_decref(params);
}

static void civetweb_has_a_thread_for_each_user_unless_told_otherwise(void **state) {
  (void)state;
  expand_well("{\"params\":{\"engine\":\"civetweb\",\"clients\":[10,300]}}");
  assert_string_equal(cell_value(&cells.items[0], "civetweb_threads"), "26");
  assert_string_equal(cell_value(&cells.items[1], "civetweb_threads"), "316");
}

static void a_time_scale_divides_times_and_multiplies_rates(void **state) {
  (void)state;
  expand_well("{\"time_scale\":30,\"params\":{\"interval_ms\":30000,\"rate_per_s\":0.5,"
              "\"duration_s\":60,\"transport\":\"short_poll\"}}");
  assert_string_equal(cell_value(&cells.items[0], "interval_ms"), "1000");
  assert_string_equal(cell_value(&cells.items[0], "rate_per_s"), "15");
  assert_string_equal(cell_value(&cells.items[0], "duration_s"), "2");
  assert_string_equal(cell_value(&cells.items[0], "connect_per_s"), "1000");
  assert_string_equal(cell_value(&cells.items[0], "connect_timeout_ms"), "5000");
}

static void a_scaled_value_out_of_range_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(
      expand("{\"time_scale\":1000,\"params\":{\"duration_s\":60,\"interval_ms\":100}}", &error),
      STATUS_USAGE);
  assert_non_null(strstr(error.text, "time_scale 1000"));
}

static void too_many_executions_are_counted_and_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(
      expand("{\"repeats\":1000,\"params\":{\"clients\":[1,2,3,4,5,6,7,8,9,10,11]}}", &error),
      STATUS_USAGE);
  assert_non_null(strstr(error.text, "11000 executions"));
  assert_non_null(strstr(error.text, "10000"));
}

static void more_than_a_day_is_refused_with_the_hours(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(expand("{\"repeats\":30,\"params\":{\"duration_s\":3600}}", &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.text, "30.0 h; at most 24 h"));
}

static void the_deadline_leaves_room_behind_the_plan(void **state) {
  (void)state;
  expand_well("{\"params\":{\"duration_s\":10,\"warmup_s\":2,\"clients\":500,\"drain_s\":7}}");
  assert_float_equal(cell_planned_s(&cells.items[0]), 13.1, 1e-9);
  assert_true(cell_deadline_s(&cells.items[0]) >= 13.1 + 7 + 5);
}

static void rooms_have_as_many_channels_as_their_users_fill(void **state) {
  (void)state;
  expand_well("{\"params\":{\"workload\":\"chat\",\"clients\":25,\"room_users\":[5,10]}}");
  assert_int_equal(cells.count, 2);
  assert_int_equal(cells.items[0].workload.channels, 5);
  assert_int_equal(cells.items[1].workload.channels, 3);
}

static void civetweb_has_a_thread_for_the_connection_that_a_user_posts_on(void **state) {
  (void)state;
  expand_well("{\"params\":{\"workload\":[\"ticker\",\"chat\"],\"clients\":20,"
              "\"engine\":\"civetweb\",\"transport\":[\"sse\",\"websocket\"]}}");
  assert_string_equal(
      cell_value(cell_named(&cells, "civetweb-sse-workload=ticker"), "civetweb_threads"), "36");
  assert_string_equal(
      cell_value(cell_named(&cells, "civetweb-sse-workload=chat"), "civetweb_threads"), "56");
  assert_string_equal(
      cell_value(cell_named(&cells, "civetweb-websocket-workload=chat"), "civetweb_threads"), "36");
}

static void users_in_process_do_not_write(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(expand("{\"params\":{\"workload\":\"collab\",\"engine\":\"null\"}}", &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.text, "collab"));
  assert_non_null(strstr(error.text, "null"));
}

/* Writes a file, which the test has to remove. */
static void trace_write(char *path, const char *text) {
  FILE *file = fdopen(mkstemp(path), "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void a_trace_beside_the_experiment_gives_the_channels(void **state) {
  (void)state;
  char path[] = "/tmp/pushbench-trace-XXXXXX";
  char text[256];
  trace_write(path, "0,0,5\n1,6,5\n");
  snprintf(text, sizeof text, "{\"params\":{\"workload\":\"trace\",\"trace\":\"%s\"}}",
           strrchr(path, '/') + 1);
  assert_int_equal(experiment_from(&experiment, text, NULL), STATUS_OK);
  assert_int_equal(experiment_files_find(&experiment, "/tmp/given.json", NULL), STATUS_OK);
  cells = (struct cells){0};
  assert_int_equal(cells_expand(&cells, &experiment, NULL), STATUS_OK);
  unlink(path);
  assert_string_equal(cell_value(&cells.items[0], "trace"), path);
  assert_int_equal(cells.items[0].workload.channels, 7);
}

static void a_trace_that_is_none_is_refused_with_its_line(void **state) {
  (void)state;
  char path[] = "/tmp/pushbench-trace-XXXXXX";
  char text[256];
  struct error error = {""};
  trace_write(path, "1,0,5\n0.5,0,5\n");
  snprintf(text, sizeof text, "{\"params\":{\"workload\":\"trace\",\"trace\":\"%s\"}}", path);
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  unlink(path);
  assert_non_null(strstr(error.text, ":2: it is earlier"));
}

static void the_times_of_a_trace_are_not_scaled(void **state) {
  (void)state;
  char path[] = "/tmp/pushbench-trace-XXXXXX";
  char text[256];
  struct error error = {""};
  trace_write(path, "1,0,5\n");
  snprintf(text, sizeof text,
           "{\"time_scale\":2,\"params\":{\"workload\":\"trace\",\"trace\":[\"%s\"]}}", path);
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  unlink(path);
  assert_non_null(strstr(error.text, "time_scale"));
}

static void assert_not_expanded(const char *text, const char *said) {
  struct error error = {""};
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  if (!strstr(error.text, said))
    fail_msg("'%s' does not say '%s'", error.text, said);
}

static void faults_that_a_cell_cannot_have_are_refused(void **state) {
  assert_not_expanded("{\"params\":{\"duration_s\":5},"
                      "\"faults\":[{\"at_s\":4.5,\"do\":\"kill_server\"}]}",
                      "raise duration_s");
  release(state);
  assert_not_expanded("{\"params\":{\"engine\":\"null\"},"
                      "\"faults\":[{\"at_s\":1,\"do\":\"refuse\"}]}",
                      "engine null cannot have the fault refuse");
  release(state);
  assert_not_expanded("{\"params\":{\"transport\":[\"sse\",\"short_poll\"]},"
                      "\"faults\":[{\"at_s\":1,\"do\":\"slow_reader\"}]}",
                      "short_poll cannot have the fault slow_reader");
}

static void the_times_of_faults_are_scaled(void **state) {
  (void)state;
  expand_well("{\"time_scale\":2,\"params\":{\"duration_s\":10},"
              "\"faults\":[{\"at_s\":4,\"do\":\"kill_server\",\"for_s\":2}]}");
  assert_float_equal(cells.items[0].faults.items[0].at_s, 2, 0);
  assert_float_equal(cells.items[0].faults.items[0].for_s, 1, 0);
}

static void cells_that_no_library_compresses_run_once_without(void **state) {
  (void)state;
  expand_well("{\"params\":{\"transport\":[\"short_poll\",\"sse\",\"websocket\"],"
              "\"engine\":[\"lws\",\"civetweb\"],\"compression\":[false,true]}}");
  assert_int_equal(cells.count, 2 * 2 + 2 + 3);
  assert_non_null(cell_named(&cells, "civetweb-short_poll-compression=on"));
  assert_non_null(cell_named(&cells, "lws-websocket-compression=on"));
  assert_non_null(cell_named(&cells, "civetweb-websocket"));
  expand_again("{\"params\":{\"transport\":[\"sse\",\"websocket\"],\"compression\":true}}");
  assert_string_equal(cell_value(&cells.items[0], "compression"), "off");
  assert_string_equal(cell_value(&cells.items[1], "compression"), "on");
}

static void compression_that_no_cell_has_is_refused_with_its_reason(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(expand("{\"params\":{\"transport\":\"websocket\",\"engine\":\"civetweb\"},"
                          "\"variants\":[{\"name\":\"a\",\"params\":{\"compression\":false}},"
                          "{\"name\":\"b\",\"params\":{\"compression\":true}}]}",
                          &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.text, "civetweb is built without permessage-deflate"));
}

static void cells_that_do_not_speak_http_2_run_once_over_1_1(void **state) {
  (void)state;
  expand_well("{\"params\":{\"transport\":[\"sse\",\"websocket\"],\"engine\":[\"lws\",\"epoll\"],"
              "\"http_version\":[\"2\",\"1.1\"],\"streams_per_connection\":10,"
              "\"client_library\":[\"raw\",\"curl\"]}}");
  assert_int_equal(cells.count, 3 + 2 + 2 + 1);
  const struct cell *cell = cell_named(&cells, "epoll-sse-http_version=2-client_library=raw");
  assert_non_null(cell);
  assert_string_equal(cell_value(cell, "streams_per_connection"), "10");
  cell = cell_named(&cells, "epoll-sse-http_version=1.1-client_library=curl");
  assert_non_null(cell);
  assert_string_equal(cell_value(cell, "streams_per_connection"), "1");
  cell = cell_named(&cells, "lws-sse-client_library=raw");
  assert_non_null(cell);
  assert_string_equal(cell_value(cell, "http_version"), "1.1");
}

static void http_2_that_no_cell_speaks_is_refused_with_what_it_takes(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "\"transport\":\"sse\",\"engine\":\"lws\"",
      "\"transport\":\"websocket\",\"engine\":\"civetweb\"",
      "\"transport\":\"sse\",\"engine\":\"epoll\",\"client_library\":\"curl\"",
      "\"transport\":\"long_poll\",\"engine\":\"epoll\",\"keep_alive\":false",
      "\"transport\":\"sse\",\"engine\":\"epoll\",\"proxy\":\"nginx\""};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char text[256];
    struct error error = {""};
    snprintf(text, sizeof text, "{\"params\":{%s,\"http_version\":\"2\"}}", wrong[i]);
    assert_int_equal(expand(text, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "http_version is 2, but no cell speaks it"));
    assert_non_null(strstr(error.text, "engine epoll"));
    release(NULL);
  }
}

static void users_who_share_a_connection_cannot_stop_reading_alone(void **state) {
  (void)state;
  static const char faults[] =
      "\"faults\":[{\"do\":\"slow_reader\",\"at_s\":1,\"for_s\":1,\"share\":0.5}]";
  char text[256];
  struct error error = {""};
  snprintf(text, sizeof text,
           "{%s,\"params\":{\"transport\":\"sse\",\"engine\":\"epoll\",\"http_version\":\"2\","
           "\"streams_per_connection\":2}}",
           faults);
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "slow_reader takes streams_per_connection 1"));
  release(NULL);
  snprintf(text, sizeof text,
           "{%s,\"params\":{\"transport\":\"sse\",\"engine\":\"epoll\",\"http_version\":\"2\"}}",
           faults);
  expand_well(text);
}

static void libcurl_has_no_cell_for_websocket_where_others_have(void **state) {
  (void)state;
  expand_well("{\"params\":{\"transport\":[\"sse\",\"websocket\"],\"engine\":[\"lws\",\"null\"],"
              "\"client_library\":[\"raw\",\"curl\",\"lws\"]}}");
  assert_int_equal(cells.count, 3 + 1 + 2 + 1);
  assert_non_null(cell_named(&cells, "lws-sse-client_library=curl"));
  assert_non_null(cell_named(&cells, "lws-websocket-client_library=raw"));
  assert_non_null(cell_named(&cells, "lws-websocket-client_library=lws"));
  expand_again("{\"params\":{\"transport\":\"websocket\"},"
               "\"variants\":[{\"name\":\"base\",\"params\":{}},"
               "{\"name\":\"curl\",\"params\":{\"client_library\":\"curl\"}}]}");
  assert_int_equal(cells.count, 1);
}

static void websocket_with_libcurl_alone_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(expand("{\"params\":{\"transport\":[\"sse\",\"websocket\"],"
                          "\"client_library\":\"curl\"}}",
                          &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.text, "curl carries no WebSocket"));
}

static void what_several_processes_cannot_do_is_refused_before_the_run(void **state) {
  (void)state;
  static const struct {
    const char *text, *refusal; /* NULL: none */
  } cases[] = {
      {"{\"params\":{\"server_processes\":2,\"client_processes\":2}}", NULL},
      {"{\"params\":{\"server_processes\":2,\"duration_s\":5},"
       "\"faults\":[{\"at_s\":1,\"do\":\"freeze_server\",\"for_s\":1}]}",
       "freeze_server is not for a server of several processes"},
      {"{\"params\":{\"server_processes\":2,\"duration_s\":5,\"engine\":\"civetweb\"},"
       "\"faults\":[{\"at_s\":1,\"do\":\"freeze_server\",\"for_s\":1}]}",
       NULL}, /* it has no such parameter */
      {"{\"params\":{\"server_processes\":2,\"workload\":\"chat\"}}",
       "a server of several processes takes no messages of users"},
      {"{\"params\":{\"client_processes\":2,\"workload\":\"chat\"}}",
       "users who write are of one process"},
      {"{\"params\":{\"client_processes\":3,\"clients\":2}}", "at most one for each"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error error = {""};
    enum status status = expand(cases[i].text, &error);
    assert_int_equal(status, cases[i].refusal ? STATUS_USAGE : STATUS_OK);
    if (cases[i].refusal && !strstr(error.text, cases[i].refusal))
      fail_msg("'%s' has no '%s'", error.text, cases[i].refusal);
    cells_release(&cells);
    experiment_release(&experiment);
  }
  expand_well("{}");
}

static void a_cell_has_as_many_processes_as_its_parameters_allow(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int fewest, most;
  } cases[] = {
      {"{}", 1, 64},
      {"{\"params\":{\"engine\":\"civetweb\"}}", 1, 1},
      {"{\"params\":{\"server_processes\":4,\"client_processes\":3}}", 3, 3},
      {"{\"params\":{\"server_processes\":4}}", 1, 4},
      {"{\"params\":{\"workload\":\"chat\"}}", 1, 1},
      {"{\"params\":{\"duration_s\":5},"
       "\"faults\":[{\"at_s\":1,\"do\":\"freeze_server\",\"for_s\":1}]}",
       1, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    expand_well(cases[i].text);
    struct cell_processes processes = cell_processes_of(&cells.items[0]);
    assert_float_equal(processes.fewest, cases[i].fewest, 0);
    assert_float_equal(processes.most, cases[i].most, 0);
    cells_release(&cells);
    experiment_release(&experiment);
  }
  expand_well("{}");
}

/* Fails if an experiment uses an outdated name of a parameter, figure or axis. */
static void every_experiment_of_the_project_can_be_run(void **state) {
  (void)state;
  struct path folder = project_find("experiments");
  glob_t found;
  assert_int_equal(glob(path_of("%s/*.json", folder.text).text, 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct error error = {""};
    enum status status = experiment_load(&experiment, found.gl_pathv[i], &error);
    if (status == STATUS_OK)
      status = experiment_files_find(&experiment, found.gl_pathv[i], &error);
    if (status == STATUS_OK)
      status = cells_expand(&cells, &experiment, &error);
    if (status != STATUS_OK)
      fail_msg("%s: %s", found.gl_pathv[i], error.text);
    assert_true(cells.count > 0);
    cells_release(&cells);
    experiment_release(&experiment);
  }
  assert_true(found.gl_pathc >= 17);
  globfree(&found);
}

static void cells_that_would_share_a_folder_are_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(expand("{\"params\":{\"tls_certificate\":[\"a/b\",\"a_b\"]}}", &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.text, "two cells would have the folder "));
  assert_non_null(strstr(error.text, "-tls_certificate=a_b: "));
}

static void a_name_that_no_folder_can_have_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  char text[1000];
  snprintf(text, sizeof text, "{\"params\":{\"tls_certificate\":[\"%0600d\",\"x\"]}}", 0);
  assert_int_equal(expand(text, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, " has a name of 6"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(arrays_span_a_product_with_the_transport_slowest, release),
      cmocka_unit_test_teardown(an_axis_does_not_multiply_cells_that_ignore_it, release),
      cmocka_unit_test_teardown(an_axis_of_one_engine_does_not_multiply_the_other, release),
      cmocka_unit_test_teardown(variants_are_one_more_axis, release),
      cmocka_unit_test_teardown(a_cell_has_as_many_processes_as_its_parameters_allow, release),
      cmocka_unit_test_teardown(what_several_processes_cannot_do_is_refused_before_the_run,
                                release),
      cmocka_unit_test_teardown(every_cell_records_every_parameter, release),
      cmocka_unit_test_teardown(civetweb_has_a_thread_for_each_user_unless_told_otherwise, release),
      cmocka_unit_test_teardown(a_time_scale_divides_times_and_multiplies_rates, release),
      cmocka_unit_test_teardown(a_scaled_value_out_of_range_is_refused, release),
      cmocka_unit_test_teardown(too_many_executions_are_counted_and_refused, release),
      cmocka_unit_test_teardown(more_than_a_day_is_refused_with_the_hours, release),
      cmocka_unit_test_teardown(the_deadline_leaves_room_behind_the_plan, release),
      cmocka_unit_test_teardown(rooms_have_as_many_channels_as_their_users_fill, release),
      cmocka_unit_test_teardown(civetweb_has_a_thread_for_the_connection_that_a_user_posts_on,
                                release),
      cmocka_unit_test_teardown(users_in_process_do_not_write, release),
      cmocka_unit_test_teardown(a_trace_beside_the_experiment_gives_the_channels, release),
      cmocka_unit_test_teardown(a_trace_that_is_none_is_refused_with_its_line, release),
      cmocka_unit_test_teardown(the_times_of_a_trace_are_not_scaled, release),
      cmocka_unit_test_teardown(faults_that_a_cell_cannot_have_are_refused, release),
      cmocka_unit_test_teardown(the_times_of_faults_are_scaled, release),
      cmocka_unit_test_teardown(cells_that_no_library_compresses_run_once_without, release),
      cmocka_unit_test_teardown(compression_that_no_cell_has_is_refused_with_its_reason, release),
      cmocka_unit_test_teardown(cells_that_do_not_speak_http_2_run_once_over_1_1, release),
      cmocka_unit_test_teardown(http_2_that_no_cell_speaks_is_refused_with_what_it_takes, release),
      cmocka_unit_test_teardown(libcurl_has_no_cell_for_websocket_where_others_have, release),
      cmocka_unit_test_teardown(users_who_share_a_connection_cannot_stop_reading_alone, release),
      cmocka_unit_test_teardown(websocket_with_libcurl_alone_is_refused, release),
      cmocka_unit_test(every_experiment_of_the_project_can_be_run),
      cmocka_unit_test_teardown(cells_that_would_share_a_folder_are_refused, release),
      cmocka_unit_test_teardown(a_name_that_no_folder_can_have_is_refused, release),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
