/* Options that are refused before a run begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/resource.h>

#include "clients/run/preflight.h"
#include "common/base/traits.h"

static struct client_options options;
static struct workload workload;
static struct error error;

static int set_up(void **state) {
  (void)state;
  const struct workload_plan plan = {
      .kind = WORKLOAD_CHAT, .clients = 1000, .room_users = 10, .payload_bytes = 64};
  error = (struct error){.text = ""};
  assert_int_equal(options_defaults(client_options_table, &options, NULL), STATUS_OK);
  assert_int_equal(workload_make(&plan, &workload, NULL), STATUS_OK);
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

static void writers_need_files_of_their_own_where_they_post(void **state) {
  (void)state;
  options.transport = TRANSPORT_WEBSOCKET;
  assert_int_equal(preflight_files(&options, &workload, NULL), 1000 + 3 * 16 + 64);
  options.transport = TRANSPORT_SHORT_POLL; /* every user of a room writes */
  assert_int_equal(preflight_files(&options, &workload, NULL), 2000 + 3 * 32 + 64);
}

static void a_limit_that_does_not_suffice_is_told_with_the_numbers(void **state) {
  (void)state;
  struct rlimit before, lower;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  options.clients = INT64_C(1) << 40;
  assert_int_equal(preflight_file_limit(&options, &workload, NULL, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "1099511627776 users need "));
  lower = before;
  lower.rlim_cur = 16;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
  options.clients = 10;
  assert_int_equal(preflight_file_limit(&options, &workload, NULL, &error), STATUS_OK);
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &lower), 0);
  assert_int_equal(lower.rlim_cur, before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &before);
}

#define PREFLIGHT_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      PREFLIGHT_TEST(the_server_has_to_be_named),
      PREFLIGHT_TEST(an_event_stream_is_not_compressed),
      PREFLIGHT_TEST(each_library_is_asked_for_what_it_carries),
      PREFLIGHT_TEST(writers_need_files_of_their_own_where_they_post),
      PREFLIGHT_TEST(a_limit_that_does_not_suffice_is_told_with_the_numbers),
  };
  return cmocka_run_group_tests_name("preflight", tests, NULL, NULL);
}
