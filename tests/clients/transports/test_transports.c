/* The tables of transports and WebSocket libraries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/http/http.h"
#include "clients/http/http_library.h"
#include "clients/transports/transports.h"
#include "clients/transports/websocket_library.h"
#include "tests/contracts.h"

static struct transport made;
static struct http_library library;
static struct websocket_library sockets;

static void check_made(void *traits) {
  transport_check(&made, traits);
}

static void check_library(void *context) {
  (void)context;
  http_library_check(&library);
}

static void check_no_library(void *context) {
  (void)context;
  http_library_check(NULL);
}

static void check_sockets(void *traits) {
  websocket_library_check(&sockets, traits);
}

static void all_transports_have_the_functions_that_they_need(void **state) {
  (void)state;
  transports_check();
  http_libraries_check();
}

static void a_poll_that_lacks_something_is_noticed(void **state) {
  (void)state;
  struct transport_traits traits = transport_traits[TRANSPORT_LONG_POLL];
  made = long_poll_transport;
  made.begin = NULL;
  assert_contract_broken(check_made, &traits, "long_poll: !traits->polls || transport->begin");
  made = long_poll_transport;
  made.resume = NULL;
  assert_contract_broken(check_made, &traits, "transport->resume");
  made = long_poll_transport;
  made.user_release = NULL;
  assert_contract_broken(check_made, &traits, "transport->user_init && transport->user_release");
  made = long_poll_transport;
  made.abandon = NULL;
  assert_contract_broken(check_made, &traits, "transport->connect && transport->abandon");
  made = long_poll_transport;
  made.http = false;
  assert_contract_broken(check_made, &traits, "transport->http == !traits->framed");
  made = short_poll_transport;
  assert_contract_broken(check_made, &traits, "strcmp(transport->name, traits->name) == 0");
}

static void a_websocket_that_lacks_something_is_noticed(void **state) {
  (void)state;
  struct transport_traits traits = transport_traits[TRANSPORT_WEBSOCKET];
  made = *websocket_raw.transport;
  made.send_text = NULL;
  assert_contract_broken(check_made, &traits, "transport->can_send && transport->send_text");
  made = *websocket_lws.transport;
  made.ping = NULL;
  assert_contract_broken(check_made, &traits, "transport->ping");
  made = *websocket_lws.transport;
  made.drop = NULL;
  assert_contract_broken(check_made, &traits, "traits->polls || transport->drop");
  struct client_library_traits raw = client_library_traits[CLIENT_LIBRARY_RAW];
  sockets = websocket_raw;
  sockets.destroy = NULL;
  assert_contract_broken(check_sockets, &raw, "raw: library->create && library->destroy");
  raw.websockets = false;
  assert_contract_broken(check_sockets, &raw, "raw: (library != NULL) == traits->websockets");
}

static void a_library_that_lacks_something_is_noticed(void **state) {
  (void)state;
  assert_contract_broken(check_no_library, NULL, "library && library->create");
  library = http_curl;
  library.abort = NULL;
  assert_contract_broken(check_library, NULL, "library->start && library->abort");
  library = http_curl;
  library.settle = NULL;
  assert_contract_broken(check_library, NULL, "library->settle");
  library = http_curl;
  library.set_paused = NULL;
  assert_contract_broken(check_library, NULL, "library->set_paused");
  library = http_curl;
  library.init = NULL;
  assert_contract_broken(check_library, NULL, "!library->init == !library->cleanup");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_transports_have_the_functions_that_they_need),
      cmocka_unit_test(a_poll_that_lacks_something_is_noticed),
      cmocka_unit_test(a_websocket_that_lacks_something_is_noticed),
      cmocka_unit_test(a_library_that_lacks_something_is_noticed),
  };
  return cmocka_run_group_tests_name("transports", tests, NULL, NULL);
}
