/* Options that are refused before a run begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "clients/run/preflight.h"
#include "common/base/traits.h"

static struct client_options options;
static struct error error;

static int set_up(void **state) {
  (void)state;
  error = (struct error){.text = ""};
  assert_int_equal(options_defaults(client_options_table, &options, NULL), STATUS_OK);
  options.connect = "http://127.0.0.1:8080";
  options.clients = 1000;
  return 0;
}

static void the_server_has_to_be_named(void **state) {
  (void)state;
  assert_int_equal(preflight_options(&options, &error), STATUS_OK);
  options.connect = "";
  assert_int_equal(preflight_options(&options, &error), STATUS_USAGE);
  assert_string_equal(error.text, "--connect http://ADDRESS:PORT is required");
}

static void an_event_stream_is_not_compressed(void **state) {
  (void)state;
  options.compression = true;
  assert_int_equal(preflight_options(&options, &error), STATUS_OK);
  options.transport = TRANSPORT_SSE;
  assert_int_equal(preflight_options(&options, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "no server here compresses an event stream"));
}

static void each_library_is_asked_for_what_it_carries(void **state) {
  (void)state;
  static const struct {
    int transport;
    enum client_library library;
    bool tls, compression;
    const char *refusal; /* NULL: none */
  } cases[] = {
      {TRANSPORT_WEBSOCKET, CLIENT_LIBRARY_RAW, true, true, NULL},
      {TRANSPORT_WEBSOCKET, CLIENT_LIBRARY_LWS, true, true, NULL},
      {TRANSPORT_WEBSOCKET, CLIENT_LIBRARY_CURL, false, false, "curl carries no WebSocket"},
      {TRANSPORT_SSE, CLIENT_LIBRARY_CURL, true, false, NULL},
      {TRANSPORT_LONG_POLL, CLIENT_LIBRARY_CURL, true, true, NULL},
      {TRANSPORT_LONG_POLL, CLIENT_LIBRARY_LWS, false, false, NULL},
      {TRANSPORT_LONG_POLL, CLIENT_LIBRARY_LWS, true, false, "lws speaks no TLS"},
      {TRANSPORT_LONG_POLL, CLIENT_LIBRARY_LWS, false, true, "lws reads no gzip"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct target target = {.tls = cases[i].tls};
    options.transport = cases[i].transport;
    options.client_library = (int)cases[i].library;
    options.compression = cases[i].compression;
    enum status wanted = cases[i].refusal ? STATUS_USAGE : STATUS_OK;
    assert_int_equal(preflight_library(&options, &target, &error), wanted);
    if (cases[i].refusal)
      assert_non_null(strstr(error.text, cases[i].refusal));
  }
}

#define PREFLIGHT_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      PREFLIGHT_TEST(the_server_has_to_be_named),
      PREFLIGHT_TEST(an_event_stream_is_not_compressed),
      PREFLIGHT_TEST(each_library_is_asked_for_what_it_carries),
  };
  return cmocka_run_group_tests_name("preflight", tests, NULL, NULL);
}
