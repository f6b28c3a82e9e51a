/* The tables of what transports and engines are, and lines that would be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/traits.h"
#include "tests/contracts.h"

static struct transport_traits transports[TRANSPORT_COUNT];
static struct engine_traits engines[ENGINE_COUNT];

static int copy_tables(void **state) {
  (void)state;
  memcpy(transports, transport_traits, sizeof transports);
  memcpy(engines, engine_traits, sizeof engines);
  return 0;
}

static void check_transports(void *context) {
  (void)context;
  transport_traits_check(transports);
}

static void check_engines(void *context) {
  (void)context;
  engine_traits_check(engines);
}

static void the_tables_are_complete_and_in_order(void **state) {
  (void)state;
  traits_check();
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    assert_int_equal(transport_named(transport_name(i)), i);
  for (int i = 0; i < ENGINE_COUNT; i++)
    assert_int_equal(engine_named(engine_name(i)), i);
}

static void a_transport_that_is_missing_or_out_of_order_is_noticed(void **state) {
  (void)state;
  transports[TRANSPORT_SSE] = (struct transport_traits){.name = NULL};
  assert_contract_broken(check_transports, NULL, "traits->name");
  transports[TRANSPORT_SSE] = transport_traits[TRANSPORT_WEBSOCKET];
  assert_contract_broken(check_transports, NULL, "websocket: is_choice(");
}

static void a_transport_that_contradicts_itself_is_noticed(void **state) {
  (void)state;
  transports[TRANSPORT_SSE].framed = true;
  assert_contract_broken(check_transports, NULL, "sse: traits->polls + traits->streams");
  transports[TRANSPORT_SSE] = transport_traits[TRANSPORT_SSE];
  transports[TRANSPORT_WEBSOCKET].holds = true;
  assert_contract_broken(check_transports, NULL, "websocket: traits->polls || ");
  transports[TRANSPORT_WEBSOCKET] = transport_traits[TRANSPORT_WEBSOCKET];
  transports[TRANSPORT_LONG_POLL].label = NULL;
  assert_contract_broken(check_transports, NULL, "long_poll: traits->label");
}

static void an_engine_that_contradicts_itself_is_noticed(void **state) {
  (void)state;
  engines[ENGINE_NULL].threads_per_connection = true;
  assert_contract_broken(check_engines, NULL, "null: !(traits->in_process");
  engines[ENGINE_NULL] = engine_traits[ENGINE_NULL];
  engines[ENGINE_LWS].threads_option = "civetweb_threads";
  assert_contract_broken(check_engines, NULL, "lws: traits->threads_per_connection ==");
  engines[ENGINE_LWS].name = "lw";
  assert_contract_broken(check_engines, NULL, "lw: is_choice(");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(the_tables_are_complete_and_in_order, copy_tables),
      cmocka_unit_test_setup(a_transport_that_is_missing_or_out_of_order_is_noticed, copy_tables),
      cmocka_unit_test_setup(a_transport_that_contradicts_itself_is_noticed, copy_tables),
      cmocka_unit_test_setup(an_engine_that_contradicts_itself_is_noticed, copy_tables),
  };
  return cmocka_run_group_tests_name("traits", tests, NULL, NULL);
}
