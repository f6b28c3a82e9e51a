/* The servers of other people in an experiment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs these before it */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/base/servers.h"
#include "bench/plan/cells.h"
#include "bench/plan/experiment_files.h"
#include "bench/plan/experiment_read.h"
#include "tests/bench/cell_named.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;
static struct cells cells;
static char folder[] = "/tmp/pushbench-targets-XXXXXX";

static int folder_begin(void **state) {
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int folder_end(void **state) {
  (void)state;
  folder_remove(folder);
  return 0;
}

static int release(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  servers_forget();
  return 0;
}

/* A target file beside the experiments. */
static void describe(const char *name, const char *transports) {
  FILE *file = fopen(path_of("%s/%s", folder, name).text, "we");
  assert_non_null(file);
  fprintf(file,
          "{\"title\":\"The server %s\",\"url\":\"http://127.0.0.1:1\",\"protocol\":\"socket.io\","
          "\"options\":{\"event\":\"message\"},\"transports\":%s,"
          "\"publish\":{\"request\":{\"url\":\"/\",\"body\":\"{message}\"}}}",
          name, transports);
  assert_int_equal(fclose(file), 0);
}

static enum status plan(const char *params, struct error *error) {
  char text[1024];
  snprintf(text, sizeof text, "{\"params\":%s}", params);
  assert_int_equal(experiment_from(&experiment, text, error), STATUS_OK);
  enum status status =
      experiment_files_find(&experiment, path_of("%s/experiment.json", folder).text, error);
  cells = (struct cells){0};
  return status == STATUS_OK ? cells_expand(&cells, &experiment, error) : status;
}

static void plan_well(const char *params) {
  struct error error = {""};
  if (plan(params, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void refuse(const char *params, const char *words) {
  struct error error = {""};
  assert_int_equal(plan(params, &error), STATUS_USAGE);
  if (!strstr(error.text, words))
    fail_msg("%s", error.text);
  release(NULL);
}

static void a_server_has_cells_of_the_transports_that_it_offers(void **state) {
  (void)state;
  describe("mine.json", "[\"websocket\",\"long_poll\"]");
  plan_well("{\"server\":[\"own\",\"mine.json\"],\"engine\":[\"lws\",\"civetweb\"],"
            "\"transport\":[\"long_poll\",\"sse\",\"websocket\"]}");
  assert_int_equal(cells.count, 8); /* once, whatever the engine, and no event stream */
  assert_string_equal(cells.items[0].name, "lws-long_poll");
  assert_string_equal(cells.items[1].name, "civetweb-long_poll");
  assert_string_equal(cells.items[2].name, "mine-long_poll");
  const struct cell *cell = cell_named(&cells, "mine-websocket");
  assert_int_equal(cell->engine, ENGINE_COUNT);
  assert_string_equal(server_label(cell->engine), "The server mine.json");
  assert_string_equal(cell_value(cell, "server"), "mine");
  assert_non_null(cell->target);
  assert_null(cell_named(&cells, "lws-websocket")->target);
}

/* What only our own server heeds multiplies no cells, and is not told of them. */
static void its_parameters_are_those_that_it_heeds(void **state) {
  (void)state;
  describe("mine.json", "[\"long_poll\"]");
  plan_well("{\"server\":\"mine.json\",\"transport\":\"long_poll\",\"hold_ms\":[100,200],"
            "\"client_library\":[\"raw\",\"curl\"],\"clients\":[1,2]}");
  assert_int_equal(cells.count, 2);
  json_t *params = cell_params_json(cell_named(&cells, "mine-long_poll-clients=2"));
  assert_int_equal(json_integer_value(json_object_get(params, "clients")), 2);
  assert_string_equal(json_string_value(json_object_get(params, "server")), "mine");
  assert_null(json_object_get(params, "hold_ms"));
  assert_null(json_object_get(params, "engine"));
  assert_null(json_object_get(params, "client_library"));
  json_decref(params);
}

static void two_experiments_may_have_one_server(void **state) {
  (void)state;
  describe("mine.json", "[\"websocket\"]");
  plan_well("{\"server\":\"mine.json\"}");
  cells_release(&cells);
  experiment_release(&experiment);
  plan_well("{\"server\":\"mine.json\"}");
  assert_int_equal(cells.items[0].engine, ENGINE_COUNT);
}

static void the_run_keeps_the_target_files(void **state) {
  (void)state;
  describe("mine.json", "[\"websocket\"]");
  plan_well("{\"server\":[\"own\",\"mine.json\"]}");
  json_t *targets = planned_targets_json(&experiment.targets);
  assert_int_equal(json_object_size(targets), 1);
  const json_t *mine = json_object_get(targets, "mine");
  assert_string_equal(json_string_value(json_object_get(mine, "protocol")), "socket.io");
  json_decref(targets);
}

static void what_is_wrong_with_a_server_is_said(void **state) {
  (void)state;
  describe("mine.json", "[\"websocket\"]");
  describe("with space.json", "[\"websocket\"]");
  describe("lws.json", "[\"websocket\"]");
  describe("wrong.json", "[\"telepathy\"]");
  refuse("{\"server\":\"nobody\"}", "server 'nobody': there is no targets/nobody.json");
  refuse("{\"server\":\"nobody.json\"}", "server 'nobody.json': there is no nobody.json");
  refuse("{\"server\":\"with space.json\"}", "its name has up to 40 letters");
  refuse("{\"server\":\"lws.json\"}", "nor that of an engine");
  refuse("{\"server\":\"wrong.json\"}", "telepathy");
  refuse("{\"server\":[\"mine.json\",\"./mine.json\"]}", "another target file has the name mine");
  refuse("{\"server\":\"mine.json\",\"workload\":\"chat\",\"clients\":20}",
         "the users of server mine only listen");
  refuse("{\"server\":\"mine.json\",\"transport\":\"sse\"}",
         "server mine offers none of the transports");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_server_has_cells_of_the_transports_that_it_offers, release),
      cmocka_unit_test_teardown(its_parameters_are_those_that_it_heeds, release),
      cmocka_unit_test_teardown(two_experiments_may_have_one_server, release),
      cmocka_unit_test_teardown(the_run_keeps_the_target_files, release),
      cmocka_unit_test_teardown(what_is_wrong_with_a_server_is_said, release),
  };
  return cmocka_run_group_tests(tests, folder_begin, folder_end);
}
