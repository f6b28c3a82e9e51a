/* How many processes a server has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/base/traits.h"
#include "common/load/workload.h"
#include "common/wire/heartbeat.h"
#include "servers/control/replicas.h"

static struct server_options options;
static struct error error;

static int set_up(void **state) {
  (void)state;
  error = (struct error){.text = ""};
  assert_int_equal(options_defaults(server_options_table, &options, NULL), STATUS_OK);
  options.engine = ENGINE_EPOLL;
  return 0;
}

static int64_t chosen(int64_t clients, uint64_t file_limit) {
  options.clients = clients;
  options.server_processes = 0;
  assert_int_equal(replicas_count(&options, file_limit, &error), STATUS_OK);
  return options.server_processes;
}

static void there_are_as_many_as_open_files_ask_for(void **state) {
  (void)state;
  assert_int_equal(chosen(100, 20000), 1);
  assert_int_equal(chosen(18900, 20000), 1);
  assert_int_equal(chosen(20000, 20000), 2);
  assert_int_equal(chosen(60000, 20000), 4); /* the kernel deals them out unevenly */
  assert_int_equal(chosen(100, 64), 1);      /* no number would be enough */
  options.journal = "journal.tsv";
  assert_int_equal(chosen(60000, 20000), 1);
}

static void a_number_that_is_asked_for_is_kept(void **state) {
  (void)state;
  options.server_processes = 3;
  assert_int_equal(replicas_count(&options, 64, &error), STATUS_OK);
  assert_int_equal(options.server_processes, 3);
}

static void refuse(const char *what) {
  options.server_processes = 2;
  assert_int_equal(replicas_count(&options, 20000, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, what));
  assert_int_equal(set_up(NULL), 0);
}

static void what_only_one_process_can_do_is_refused_by_name(void **state) {
  (void)state;
  options.engine = ENGINE_CIVETWEB;
  refuse("no event loop");
  options.engine = ENGINE_NULL;
  refuse("no event loop");
  options.journal = "journal.tsv";
  refuse("--journal");
  options.commands = true;
  refuse("--commands");
  options.workload = WORKLOAD_COLLAB;
  refuse("users who write");
  options.heartbeat = HEARTBEAT_FRAME;
  options.heartbeat_by = HEARTBEAT_BY_BOTH;
  refuse("--heartbeat-by");
}

#define REPLICAS_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      REPLICAS_TEST(there_are_as_many_as_open_files_ask_for),
      REPLICAS_TEST(a_number_that_is_asked_for_is_kept),
      REPLICAS_TEST(what_only_one_process_can_do_is_refused_by_name),
  };
  return cmocka_run_group_tests_name("replicas", tests, NULL, NULL);
}
