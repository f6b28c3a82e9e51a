/* The addresses that an engine can listen on. */
#include "tests/servers/fixture.h"

#include "servers/engines/endpoint.h"

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

static void malformed_addresses_and_ports_are_refused_and_named(void **state) {
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_and_a_port_are_read),
      cmocka_unit_test(malformed_addresses_and_ports_are_refused_and_named),
  };
  return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
