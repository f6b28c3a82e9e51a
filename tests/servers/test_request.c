/* Requests: what is understood, and how the rest is refused. */
#include "tests/servers/fixture.h"

#include "common/transports.h"
#include "servers/request.h"

enum { CHANNELS = 3 };

static int read_request(const char *method, const char *path, const char *query,
                        const char *last_event_id, struct request *out) {
  const char *reason = NULL;
  struct request_text text = {
      .method = method, .path = path, .query = query, .last_event_id = last_event_id};
  int status = request_read(&text, CHANNELS, out, &reason);
  if (status != 0)
    assert_non_null(reason);
  return status;
}

static void every_transport_has_its_path_in_the_order_of_the_choices(void **state) {
  (void)state;
  const char *paths[] = {"/short_poll", "/long_poll", "/sse", "/websocket"};
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    struct request request;
    assert_int_equal(read_request("GET", paths[kind], NULL, NULL, &request), 0);
    assert_int_equal((int)request.route, kind);
    assert_int_equal(request.channel, 0);
    assert_false(request.has_after);
  }
}

static void channel_and_after_are_read_in_any_order(void **state) {
  (void)state;
  struct request request;
  assert_int_equal(read_request("GET", "/sse", "after=17&x=y&channel=2", "", &request), 0);
  assert_int_equal(request.channel, 2);
  assert_true(request.has_after);
  assert_int_equal(request.after, 17);
}

static void the_last_event_id_counts_as_after_on_an_event_stream(void **state) {
  (void)state;
  struct request request;
  assert_int_equal(read_request("GET", "/sse", "after=1", "9", &request), 0);
  assert_int_equal(request.after, 9);
  assert_int_equal(read_request("GET", "/sse", NULL, "nine", &request), 400);
  assert_int_equal(read_request("GET", "/long_poll", NULL, "9", &request), 0);
  assert_false(request.has_after);
}

static void what_is_no_number_is_refused(void **state) {
  (void)state;
  const char *queries[] = {"after=-1", "after=",      "after",
                           "after=1x", "channel=%31", "after=18446744073709551616"};
  struct request request;
  for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
    assert_int_equal(read_request("GET", "/sse", queries[i], NULL, &request), 400);
  assert_int_equal(read_request("GET", "/sse", "after=18446744073709551615", NULL, &request), 0);
}

static void unknown_paths_methods_and_channels_are_refused(void **state) {
  (void)state;
  struct request request;
  assert_int_equal(read_request("GET", "/", NULL, NULL, &request), 404);
  assert_int_equal(read_request("GET", "/sse/", NULL, NULL, &request), 404);
  assert_int_equal(read_request("POST", "/sse", NULL, NULL, &request), 405);
  assert_int_equal(read_request("GET", "/publish", NULL, NULL, &request), 405);
  assert_int_equal(read_request("GET", "/sse", "channel=3", NULL, &request), 404);
}

static void stats_take_a_range_of_instants(void **state) {
  (void)state;
  struct request request;
  assert_int_equal(read_request("GET", "/stats", "from_ns=5&to_ns=9", NULL, &request), 0);
  assert_int_equal(request.from_ns, 5);
  assert_int_equal(request.to_ns, 9);
  assert_int_equal(read_request("GET", "/stats", NULL, NULL, &request), 0);
  assert_int_equal(request.from_ns, 0);
  assert_true(request.to_ns == UINT64_MAX);
}

static bool gzip_is_taken(const char *accept_encoding) {
  const char *reason = NULL;
  struct request request;
  const struct request_text text = {
      .method = "GET", .path = "/short_poll", .accept_encoding = accept_encoding};
  assert_int_equal(request_read(&text, CHANNELS, &request, &reason), 0);
  return request.gzip;
}

static void gzip_is_taken_by_who_names_it_and_does_not_refuse_it(void **state) {
  (void)state;
  const char *const yes[] = {"gzip",    "GZIP",        "gzip;q=0.5", "deflate, gzip;q=1.0, *;q=0",
                             "br,gzip", "br;q=0, gzip"};
  const char *const no[] = {"",        "identity", "gzip;q=0", "gzip; q=0.0", "deflate, br",
                            "gzipped", "x-gzip",   ",,"};
  for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
    assert_true(gzip_is_taken(yes[i]));
  for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
    assert_false(gzip_is_taken(no[i]));
  assert_false(gzip_is_taken(NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_transport_has_its_path_in_the_order_of_the_choices),
      cmocka_unit_test(channel_and_after_are_read_in_any_order),
      cmocka_unit_test(the_last_event_id_counts_as_after_on_an_event_stream),
      cmocka_unit_test(what_is_no_number_is_refused),
      cmocka_unit_test(unknown_paths_methods_and_channels_are_refused),
      cmocka_unit_test(stats_take_a_range_of_instants),
      cmocka_unit_test(gzip_is_taken_by_who_names_it_and_does_not_refuse_it),
  };
  return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
