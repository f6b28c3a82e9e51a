/* Servers by number: engines, and behind them those of other people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs these before it */
#include <cmocka.h>
#include <stdio.h>

#include "bench/base/servers.h"
#include "tests/contracts.h"

static int forget(void **state) {
  (void)state;
  servers_forget();
  return 0;
}

static void the_engines_come_first(void **state) {
  (void)state;
  assert_int_equal(servers_count(), ENGINE_COUNT);
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    assert_int_equal(server_named(engine_name(engine)), engine);
    assert_string_equal(server_name(engine), engine_name(engine));
    assert_string_equal(server_label(engine), engine_label(engine));
    assert_ptr_equal(server_traits(engine), &engine_traits[engine]);
    assert_false(server_is_foreign(engine));
  }
}

static void others_follow_in_the_order_in_which_they_came(void **state) {
  (void)state;
  assert_int_equal(server_add("nchan", "nchan on nginx"), ENGINE_COUNT);
  assert_int_equal(server_add("ws", NULL), ENGINE_COUNT + 1);
  assert_int_equal(servers_count(), ENGINE_COUNT + 2);
  assert_int_equal(server_named("ws"), ENGINE_COUNT + 1);
  assert_string_equal(server_label(server_named("nchan")), "nchan on nginx");
  assert_string_equal(server_label(server_named("ws")), "ws");
  assert_true(server_is_foreign(server_named("nchan")));
  assert_false(server_traits(server_named("ws"))->in_process);
  assert_false(server_traits(server_named("ws"))->threads_per_connection);
}

static void one_that_is_there_keeps_its_number_and_takes_a_title(void **state) {
  (void)state;
  int server = server_known("ws");
  assert_int_equal(server, ENGINE_COUNT);
  assert_int_equal(server_add("ws", "ws on Node.js"), server);
  assert_string_equal(server_label(server), "ws on Node.js");
  assert_int_equal(server_add("ws", NULL), server);
  assert_int_equal(server_known("ws"), server);
  assert_string_equal(server_label(server), "ws on Node.js");
  assert_int_equal(servers_count(), ENGINE_COUNT + 1);
}

static void what_has_no_name_or_that_of_an_engine_is_none(void **state) {
  (void)state;
  assert_int_equal(server_add(NULL, "a title"), -1);
  assert_int_equal(server_add("lws", "another lws"), -1);
  assert_int_equal(server_named(NULL), -1);
  assert_int_equal(server_named("nchan"), -1);
  assert_int_equal(server_known(NULL), -1);
  assert_int_equal(server_known("lws"), ENGINE_LWS);
  assert_string_equal(server_name(-1), "unknown");
  assert_string_equal(server_label(ENGINE_COUNT), "unknown");
  assert_false(server_is_foreign(-1));
}

static void there_is_room_for_so_many(void **state) {
  (void)state;
  char name[16];
  for (int i = ENGINE_COUNT; i < SERVERS_MAX; i++) {
    snprintf(name, sizeof name, "s%d", i);
    assert_int_equal(server_add(name, NULL), i);
  }
  assert_int_equal(server_add("one more", NULL), -1);
  assert_int_equal(server_known("s10"), 10);
}

static void ask_for_traits(void *number) {
  server_traits(*(int *)number);
}

static void a_number_without_a_server_breaks_a_contract(void **state) {
  (void)state;
  int none = -1, beyond = ENGINE_COUNT;
  assert_contract_broken(ask_for_traits, &none, "server >= 0");
  assert_contract_broken(ask_for_traits, &beyond, "server >= 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(the_engines_come_first, forget),
      cmocka_unit_test_teardown(others_follow_in_the_order_in_which_they_came, forget),
      cmocka_unit_test_teardown(one_that_is_there_keeps_its_number_and_takes_a_title, forget),
      cmocka_unit_test_teardown(what_has_no_name_or_that_of_an_engine_is_none, forget),
      cmocka_unit_test_teardown(there_is_room_for_so_many, forget),
      cmocka_unit_test_teardown(a_number_without_a_server_breaks_a_contract, forget),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
