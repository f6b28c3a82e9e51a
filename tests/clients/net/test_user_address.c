/* Addresses of users, as text and on sockets. */
#include "clients/net/user_address.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/loopback.h"

static void a_text_is_read_and_written(void **state) {
  (void)state;
  char text[USER_ADDRESS_BYTES];
  uint32_t address = 1;
  assert_int_equal(user_address_read("", &address, NULL), STATUS_OK);
  assert_int_equal(address, 0);
  assert_int_equal(user_address_read("198.18.0.1", &address, NULL), STATUS_OK);
  assert_int_equal(address, 0xc6120001);
  user_address_write(address + 255, text);
  assert_string_equal(text, "198.18.1.0");
  user_address_write(0, text);
  assert_string_equal(text, "");
}

static void what_is_no_address_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"localhost", "198.18.0", "198.18.0.256", "::1"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct error error;
    uint32_t address;
    assert_int_equal(user_address_read(bad[i], &address, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, bad[i]));
  }
}

/* Every address of 127.0.0.0/8 is one of this host's. */
static void a_socket_connects_from_its_address(void **state) {
  (void)state;
  int listener = loopback_listen();
  int client = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(loopback_port_of(listener)),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in from = {.sin_port = 0};
  socklen_t bytes = sizeof from;
  assert_int_equal(user_address_bind(client, 0x7f000007), 0);
  assert_int_equal(connect(client, (struct sockaddr *)&to, sizeof to), 0);
  int peer = accept(listener, (struct sockaddr *)&from, &bytes);
  assert_int_equal(ntohl(from.sin_addr.s_addr), 0x7f000007);
  close(peer);
  close(client);
  close(listener);
}

static void without_an_address_the_system_chooses(void **state) {
  (void)state;
  int client = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(user_address_bind(client, 0), 0);
  assert_int_equal(user_address_bind(client, 0xc6120001), EADDRNOTAVAIL);
  close(client);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_is_read_and_written),
      cmocka_unit_test(what_is_no_address_is_refused),
      cmocka_unit_test(a_socket_connects_from_its_address),
      cmocka_unit_test(without_an_address_the_system_chooses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
