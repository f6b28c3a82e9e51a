/* The tables of transports and engines, and rows that would be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/traits.h"
#include "common/suite/options.h"
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

static void each_is_found_by_its_name_and_among_the_choices(void **state) {
  (void)state;
  traits_check();
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    assert_int_equal(transport_named(transport_name(i)), i);
    assert_int_equal(option_choice(TRANSPORT_CHOICES, transport_name(i)), i);
  }
  for (int i = 0; i < ENGINE_COUNT; i++) {
    assert_int_equal(engine_named(engine_name(i)), i);
    assert_int_equal(option_choice(ENGINE_CHOICES, engine_name(i)), i);
  }
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++) {
    const char *name = client_library_traits[i].name;
    assert_int_equal(client_library_named(name), i);
    assert_int_equal(option_choice(CLIENT_LIBRARY_CHOICES, name), i);
  }
  assert_int_equal(transport_named("carrier_pigeon"), -1);
  assert_int_equal(client_library_named(""), -1);
  assert_int_equal(transport_named(NULL), -1);
  assert_int_equal(engine_named(NULL), -1);
  assert_int_equal(client_library_named(NULL), -1);
}

static void those_with_a_trait_are_listed(void **state) {
  (void)state;
  const size_t polls = offsetof(struct transport_traits, polls);
  const size_t holds = offsetof(struct transport_traits, holds);
  static const char first[] = "short_poll, ";
  assert_string_equal(transports_where(holds, true).text, "long_poll");
  assert_string_equal(transports_where(polls, true).text, "short_poll or long_poll");
  assert_memory_equal(transports_where(holds, false).text, first, sizeof first - 1);
}

static void a_transport_that_contradicts_itself_is_noticed(void **state) {
  (void)state;
  transports[TRANSPORT_SSE].framed = true;
  assert_contract_broken(check_transports, NULL, "sse: traits->polls + traits->streams");
  transports[TRANSPORT_SSE] = transport_traits[TRANSPORT_SSE];
  transports[TRANSPORT_WEBSOCKET].holds = true;
  assert_contract_broken(check_transports, NULL, "websocket: traits->polls == ");
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
  engines[ENGINE_LWS] = engine_traits[ENGINE_LWS];
  engines[ENGINE_LWS].label = NULL;
  assert_contract_broken(check_engines, NULL, "lws: traits->label");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(each_is_found_by_its_name_and_among_the_choices, copy_tables),
      cmocka_unit_test_setup(those_with_a_trait_are_listed, copy_tables),
      cmocka_unit_test_setup(a_transport_that_contradicts_itself_is_noticed, copy_tables),
      cmocka_unit_test_setup(an_engine_that_contradicts_itself_is_noticed, copy_tables),
  };
  return cmocka_run_group_tests_name("traits", tests, NULL, NULL);
}
