/* Requests: which are understood, and the statuses of others. */
#include "tests/servers/fixture.h"

#include <stdio.h>

#include "common/base/traits.h"
#include "servers/wire/request.h"
#include "tests/contracts.h"

enum { CHANNELS = 3 };

static const struct access access_rules = {
    .allow_hosts = "", .allow_origins = "", .token = "0123456789abcdef"};

/* A correct head that is allowed everything. */
static const struct request_text sound = {.method = "GET",
                                          .path = "/sse",
                                          .version = "1.1",
                                          .host = "127.0.0.1:8080",
                                          .authorization = "Bearer 0123456789abcdef"};

static int read_text(const struct request_text *text, struct request *out) {
  const char *reason = NULL;
  int status = request_read(text, &access_rules, CHANNELS, out, &reason);
  if (status != 0)
    assert_non_null(reason);
  return status;
}

static int read_request(const char *method, const char *path, const char *query,
                        const char *last_event_id, struct request *out) {
  struct request_text text = sound;
  text.method = method;
  text.path = path;
  text.query = query;
  text.last_event_id = last_event_id;
  text.content_length = strcmp(method, "POST") == 0 ? "0" : NULL;
  return read_text(&text, out);
}

static void every_transport_has_its_path(void **state) {
  (void)state;
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    struct request request;
    char path[32];
    snprintf(path, sizeof path, "/%s", transport_name(kind));
    assert_int_equal(read_request("GET", path, NULL, NULL, &request), 0);
    assert_int_equal(request.route, ROUTE_FEED);
    assert_int_equal((int)request.transport, kind);
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

static void the_last_event_id_counts_as_after(void **state) {
  (void)state;
  struct request request;
  assert_int_equal(read_request("GET", "/sse", "after=1", "9", &request), 0);
  assert_int_equal(request.after, 9);
  assert_int_equal(read_request("GET", "/sse", NULL, "nine", &request), 400);
  assert_int_equal(read_request("GET", "/long_poll", NULL, "9", &request), 0);
  assert_int_equal(request.after, 9);
  assert_false(request.conditional);
}

static void an_entity_tag_is_the_cursor_of_a_poll(void **state) {
  (void)state;
  static const char *const wrong[] = {"9", "\"9", "\"\"", "W/\"9\"", "\"nine\"", "*"};
  struct request request;
  struct request_text text = sound;
  text.path = "/short_poll";
  text.if_none_match = "\"9\"";
  assert_int_equal(read_text(&text, &request), 0);
  assert_true(request.conditional && request.has_after);
  assert_int_equal(request.after, 9);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    text.if_none_match = wrong[i];
    assert_int_equal(read_text(&text, &request), 400);
  }
  text.path = "/sse"; /* it means nothing there */
  assert_int_equal(read_text(&text, &request), 0);
  assert_false(request.conditional);
}

static void malformed_numbers_are_refused(void **state) {
  (void)state;
  const char *queries[] = {"after=-1", "after=",      "after",
                           "after=1x", "channel=%31", "after=18446744073709551616"};
  struct request request;
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
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
  struct request request;
  struct request_text text = sound;
  text.accept_encoding = accept_encoding;
  assert_int_equal(read_text(&text, &request), 0);
  return request.gzip;
}

static void gzip_is_used_where_it_is_named_and_not_excluded(void **state) {
  (void)state;
  const char *const yes[] = {"gzip",    "GZIP",        "gzip;q=0.5", "deflate, gzip;q=1.0, *;q=0",
                             "br,gzip", "br;q=0, gzip"};
  const char *const no[] = {"",        "identity", "gzip;q=0", "gzip; q=0.0", "deflate, br",
                            "gzipped", "x-gzip",   ",,"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    assert_true(gzip_is_taken(yes[i]));
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    assert_false(gzip_is_taken(no[i]));
  assert_false(gzip_is_taken(NULL));
}

static void a_body_has_one_length_and_only_a_post_has_one(void **state) {
  (void)state;
  const struct {
    const char *method, *path, *length, *encoding;
    int status;
    uint64_t bytes;
  } cases[] = {
      {"POST", "/publish", "0", NULL, 0, 0},
      {"POST", "/publish", "12", NULL, 0, 12},
      {"POST", "/publish", "12 \t", NULL, 0, 12},
      {"POST", "/publish", "2097152", NULL, 0, REQUEST_BODY_BYTES_MAX},
      {"POST", "/publish", "2097153", NULL, 413, 0},
      {"POST", "/publish", "18446744073709551616", NULL, 413, 0},
      {"POST", "/publish", "99999999999999999999999999", NULL, 413, 0},
      {"POST", "/publish", NULL, NULL, 411, 0},
      {"POST", "/publish", "-1", NULL, 400, 0},
      {"POST", "/publish", "+1", NULL, 400, 0},
      {"POST", "/publish", "1,1", NULL, 400, 0},
      {"POST", "/publish", "0x10", NULL, 400, 0},
      {"POST", "/publish", " ", NULL, 400, 0},
      {"POST", "/publish", NULL, "chunked", 411, 0},
      {"POST", "/publish", NULL, "gzip, chunked", 411, 0},
      {"POST", "/publish", "3", "chunked", 400, 0},
      {"GET", "/sse", "0", NULL, 0, 0},
      {"GET", "/sse", "1", NULL, 400, 0},
      {"GET", "/sse", NULL, "chunked", 411, 0},
      {"PUT", "/sse", "1", NULL, 400, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct request request = {.body_bytes = 0};
    struct request_text text = sound;
    text.method = cases[i].method;
    text.path = cases[i].path;
    text.content_length = cases[i].length;
    text.transfer_encoding = cases[i].encoding;
    assert_int_equal(read_text(&text, &request), cases[i].status);
    assert_int_equal(request.body_bytes, cases[i].bytes);
  }
}

static void expect_refused(struct request_text text, int status) {
  struct request request;
  assert_int_equal(read_text(&text, &request), status);
}

static void each_head_that_is_not_understood_has_its_status(void **state) {
  (void)state;
  struct request_text text = sound;
  expect_refused(text, 0);
  text.version = "1.0";
  text.host = NULL;
  expect_refused(text, 0);
  text.version = "1.1";
  expect_refused(text, 400);
  text = sound;
  text.version = "2.0";
  expect_refused(text, 505);
  text.version = NULL;
  expect_refused(text, 400);
  text = sound;
  text.method = "BREW";
  expect_refused(text, 501);
  text = sound;
  text.repeated = true;
  expect_refused(text, 400);
  text = sound;
  text.malformed = true;
  expect_refused(text, 400);
  text = sound;
  text.expect = "100-continue";
  expect_refused(text, 417);
  text = sound;
  text.upgrade = "h2c";
  expect_refused(text, 403);
  text.upgrade = "WebSocket";
  expect_refused(text, 400);
  text.path = "/websocket";
  expect_refused(text, 0);
}

static void requests_that_control_the_server_take_the_token(void **state) {
  (void)state;
  const struct {
    const char *method, *path;
    int status;
  } cases[] = {{"GET", "/stats", 401},   {"POST", "/start", 401}, {"POST", "/silence", 401},
               {"POST", "/publish", 0},  {"GET", "/sse", 0},      {"GET", "/short_poll", 0},
               {"GET", "/websocket", 0}, {"GET", "/start", 405},  {"GET", "/nowhere", 404}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct request_text text = sound;
    text.method = cases[i].method;
    text.path = cases[i].path;
    text.authorization = NULL;
    text.content_length = strcmp(text.method, "POST") == 0 ? "0" : NULL;
    expect_refused(text, cases[i].status);
  }
}

static void another_site_is_refused_whatever_it_asks_for(void **state) {
  (void)state;
  const char *paths[] = {"/short_poll", "/long_poll", "/sse", "/websocket", "/stats", "/nowhere"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct request_text text = sound;
    text.path = paths[i];
    text.origin = "http://127.0.0.1:3000";
    expect_refused(text, 403);
    text.origin = NULL;
    text.host = "rebound.example:8080";
    expect_refused(text, 421);
  }
}

static void requests_that_the_library_cannot_read_are_classified_by_their_first_word(void **state) {
  (void)state;
  const struct {
    const char *method;
    int status;
  } cases[] = {{NULL, 400},       {"", 400},    {"PRI", 505},  {"BREW", 501},
               {"\x16\x03", 400}, {"GET", 400}, {"GET:", 400}, {"get", 501}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *reason = NULL;
    assert_int_equal(request_unreadable(cases[i].method, &reason), cases[i].status);
    assert_non_null(reason);
  }
}

static struct route made[CONTROL_ROUTES];

static void check_made(void *context) {
  (void)context;
  routes_check(made);
}

/* The table with another line for /publish. */
static void make_publish(const struct route *route) {
  memcpy(made, control_routes, sizeof made);
  made[ROUTE_PUBLISH - ROUTE_STATS] = *route;
}

static void a_route_that_is_wrong_is_noticed(void **state) {
  (void)state;
  routes_check(control_routes);
  make_publish(&(struct route){0});
  assert_contract_broken(check_made, NULL, "route->path");
  make_publish(&(struct route){ROUTE_STATS, "/publish", "POST", ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "/publish: (int)route->route == ROUTE_STATS + i");
  make_publish(&(struct route){ROUTE_PUBLISH, "publish", "POST", ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "publish: *route->path == '/'");
  make_publish(&(struct route){ROUTE_PUBLISH, "/sse", "POST", ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "/sse: *route->path == '/' && transport_named(");
  make_publish(&(struct route){ROUTE_PUBLISH, "/publish", "POTS", ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "/publish: route->method && method_is_known(");
  make_publish(&(struct route){ROUTE_PUBLISH, "/publish", NULL, ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "/publish: route->method && method_is_known(");
  make_publish(&(struct route){.route = ROUTE_PUBLISH, .path = "/publish", .method = "POST"});
  assert_contract_broken(check_made, NULL, "/publish: route->need != ACCESS_READ");
  make_publish(&(struct route){ROUTE_PUBLISH, "/stats", "POST", ACCESS_PUBLISH});
  assert_contract_broken(check_made, NULL, "/stats: strcmp(table[before].path");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_transport_has_its_path),
      cmocka_unit_test(channel_and_after_are_read_in_any_order),
      cmocka_unit_test(the_last_event_id_counts_as_after),
      cmocka_unit_test(an_entity_tag_is_the_cursor_of_a_poll),
      cmocka_unit_test(malformed_numbers_are_refused),
      cmocka_unit_test(unknown_paths_methods_and_channels_are_refused),
      cmocka_unit_test(stats_take_a_range_of_instants),
      cmocka_unit_test(gzip_is_used_where_it_is_named_and_not_excluded),
      cmocka_unit_test(a_body_has_one_length_and_only_a_post_has_one),
      cmocka_unit_test(each_head_that_is_not_understood_has_its_status),
      cmocka_unit_test(requests_that_control_the_server_take_the_token),
      cmocka_unit_test(another_site_is_refused_whatever_it_asks_for),
      cmocka_unit_test(requests_that_the_library_cannot_read_are_classified_by_their_first_word),
      cmocka_unit_test(a_route_that_is_wrong_is_noticed),
  };
  return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
