/* The table of the engines, and the addresses they take. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "common/base/traits.h"
#include "servers/engines/engine.h"

static void engines_stand_in_the_order_of_their_traits(void **state) {
  (void)state;
  for (int kind = 0; kind < ENGINE_COUNT; kind++) {
    const struct engine *engine = engine_of((enum engine_kind)kind);
    assert_string_equal(engine->name, engine_traits[kind].name);
    assert_non_null(engine->start);
    assert_non_null(engine->stop);
  }
}

static void engines_name_the_libraries_that_they_are_built_on(void **state) {
  (void)state;
  assert_non_null(strstr(lws_engine.version(), "libwebsockets"));
  assert_non_null(strstr(civetweb_engine.version(), "civetweb"));
  assert_string_equal(null_engine.version(), "no library");
}

static void an_address_and_a_port_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text, *address;
    uint16_t port;
  } cases[] = {{"127.0.0.1:0", "127.0.0.1", 0},
               {"0.0.0.0:65535", "0.0.0.0", 65535},
               {"255.255.255.255:80", "255.255.255.255", 80}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct endpoint endpoint;
    assert_int_equal(endpoint_read(cases[i].text, &endpoint, NULL), STATUS_OK);
    assert_string_equal(endpoint.address, cases[i].address);
    assert_int_equal(endpoint.port, cases[i].port);
  }
}

static void what_is_no_address_or_no_port_is_refused_and_named(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
  } cases[] = {{"", "ADDRESS:PORT"},
               {"127.0.0.1", "ADDRESS:PORT, as 127.0.0.1:0, not '127.0.0.1'"},
               {":80", "ADDRESS:PORT"},
               {"1234.255.255.255:80", "ADDRESS:PORT"}, /* longer than any address */
               {"localhost:80", "numeric IPv4 address, not 'localhost'"},
               {"::1:80", "numeric IPv4 address, not '::1'"},
               {"256.0.0.1:80", "numeric IPv4 address"},
               {"127.0.0.1:", "port from 0 to 65535, not ''"},
               {"127.0.0.1:65536", "port from 0 to 65535, not '65536'"},
               {"127.0.0.1:-1", "port from 0 to 65535"},
               {"127.0.0.1:-18446744073709551615", "port from 0 to 65535"}, /* 1, modulo 2^64 */
               {"127.0.0.1:80x", "port from 0 to 65535"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct endpoint endpoint = {"as it was", 7};
    struct error error = {{0}};
    assert_int_equal(endpoint_read(cases[i].text, &endpoint, &error), STATUS_USAGE);
    if (!strstr(error.text, cases[i].words))
      fail_msg("'%s': %s", cases[i].text, error.text);
    assert_string_equal(endpoint.address, "as it was");
    assert_int_equal(endpoint.port, 7);
  }
}

static struct engine made;

static void check_made(void *traits) {
  engine_check(&made, traits);
}

static void an_engine_that_lacks_something_is_noticed(void **state) {
  (void)state;
  struct engine_traits traits = engine_traits[ENGINE_LWS];
  engines_check();
  made = lws_engine;
  made.stop = NULL;
  assert_contract_broken(check_made, &traits, "lws: engine");
  made = lws_engine;
  made.version = NULL;
  assert_contract_broken(check_made, &traits, "lws: engine->version");
  made = null_engine;
  assert_contract_broken(check_made, &traits, "strcmp(engine->name, traits->name) == 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(engines_stand_in_the_order_of_their_traits),
      cmocka_unit_test(engines_name_the_libraries_that_they_are_built_on),
      cmocka_unit_test(an_address_and_a_port_are_read),
      cmocka_unit_test(what_is_no_address_or_no_port_is_refused_and_named),
      cmocka_unit_test(an_engine_that_lacks_something_is_noticed),
  };
  return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
