/* Control requests: /stats, /start, /publish, /silence and /probe. */
#include "tests/servers/fixture.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/clock_identity.h"
#include "common/wire/message.h"
#include "servers/control/control.h"
#include "tests/loopback.h"

static struct server_options options = {
    .rate_per_s = 0, .channels = 2, .payload_bytes = 8, .history_messages = 8, .keep_alive = true};

static const struct schedule_plan no_messages = {.rate_per_s = 0, .channels = 2};

static int server_setup(void **state) {
  static struct server server;
  static struct server_shared shared;
  shared = (struct server_shared){.made_token = ""};
  server = (struct server){.options = &options, .shared = &shared};
  assert_int_equal(hub_init(&server.hub, 2, 8, &kept_style), STATUS_OK);
  assert_int_equal(publisher_start(&server.shared->publisher, &server.hub, &no_messages, NULL),
                   STATUS_OK);
  *state = &server;
  return 0;
}

static int server_teardown(void **state) {
  struct server *server = *state;
  publisher_stop(&server->shared->publisher);
  publisher_release(&server->shared->publisher);
  hub_release(&server->hub);
  return 0;
}

static void expect_answer(struct server *server, struct request request, const char *body,
                          const char *status, const char *text) {
  struct chunk *answer = control_answer(server, &request, body, strlen(body), 1000);
  assert_non_null(answer);
  assert_true(chunk_contains(answer, status));
  assert_true(chunk_contains(answer, text));
  chunk_drop(answer);
}

static void start_sets_the_epoch_once(void **state) {
  struct server *server = *state;
  struct request start = {.route = ROUTE_START};
  expect_answer(server, start, "", "200 OK", "{\"epoch_ns\":50001000}");
  struct chunk *again = control_answer(server, &start, "", 0, 999999999);
  assert_true(chunk_contains(again, "{\"epoch_ns\":50001000}"));
  chunk_drop(again);
}

static void stats_count_the_messages_due_within_the_range(void **state) {
  struct server *server = *state;
  publish_many(hub_feed(&server->hub, 1), 5);
  struct request stats = {.route = ROUTE_STATS, .from_ns = 2000000, .to_ns = 4000000};
  expect_answer(server, stats, "", "200 OK",
                "{\"channel\":1,\"newest\":5,\"count\":2,\"first\":2,\"last\":3}");
}

static void stats_name_the_clock_and_what_it_shows(void **state) {
  struct server *server = *state;
  struct request stats = {.route = ROUTE_STATS};
  char expected[128];
  const struct clock_identity clock = clock_identity_read();
  snprintf(expected, sizeof expected,
           "\"clock\":{\"boot_id\":\"%s\",\"time_namespace\":%" PRIu64 ",\"now_ns\":1000}",
           clock.boot_id, clock.time_namespace);
  expect_answer(server, stats, "", "200 OK", expected);
}

static void a_publish_reaches_its_channel(void **state) {
  struct server *server = *state;
  struct request publish = {.route = ROUTE_PUBLISH, .channel = 1};
  uint64_t cursor = 0;
  expect_answer(server, publish, "{\"data\":\"hello\",\"due_ns\":900}", "200 OK", "{\"seq\":1}");
  struct chunk *text = feed_next(hub_feed(&server->hub, 1), FORM_TEXT, &cursor);
  assert_true(
      chunk_contains(text, "{\"seq\":1,\"due_ns\":900,\"sent_ns\":1000,\"data\":\"hello\"}"));
  chunk_drop(text);
}

static void a_malformed_publish_is_refused_and_publishes_nothing(void **state) {
  struct server *server = *state;
  struct request publish = {.route = ROUTE_PUBLISH};
  const char *bodies[] = {"",
                          "hello",
                          "[]",
                          "{}",
                          "{\"data\":1}",
                          "{\"data\":\"a\\\"b\"}",
                          "{\"data\":\"\\u0001\"}",
                          "{\"data\":\"x\",\"due_ns\":-1}",
                          "{\"data\":\"x\",\"due_ns\":1001}",
                          "{\"data\":\"x\",\"due_ns\":\"soon\"}"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
    expect_answer(server, publish, bodies[i], "HTTP/1.1 400 ", "\r\nContent-Type: text/plain\r\n");
  assert_int_equal(feed_newest(hub_feed(&server->hub, 0)), 0);
  assert_int_equal(server->shared->counters.publishes_refused, sizeof bodies / sizeof *bodies);
  assert_int_equal(server->shared->counters.publishes_accepted, 0);
}

static void the_connection_is_kept_behind_a_body_that_is_refused(void **state) {
  struct server *server = *state;
  const struct request publish = {.route = ROUTE_PUBLISH};
  struct chunk *answer = control_answer(server, &publish, "[]", 2, 1000);
  assert_true(chunk_contains(answer, "HTTP/1.1 400 "));
  assert_false(chunk_contains(answer, "Connection:"));
  chunk_drop(answer);
}

static void a_publish_that_is_too_long_or_to_no_channel_is_refused(void **state) {
  struct server *server = *state;
  struct request publish = {.route = ROUTE_PUBLISH};
  char *body = malloc(MESSAGE_DATA_BYTES_MAX + 16);
  assert_non_null(body);
  memset(body, 'x', MESSAGE_DATA_BYTES_MAX + 16);
  memcpy(body, "{\"data\":\"", 9);
  memcpy(body + MESSAGE_DATA_BYTES_MAX + 10, "\"}", 3);
  expect_answer(server, publish, body, "HTTP/1.1 413 ", "1 MiB");
  free(body);
  publish.channel = 2;
  expect_answer(server, publish, "{\"data\":\"x\"}", "HTTP/1.1 404 ", "no such channel");
}

static void the_peers_of_silence_are_counted_and_what_is_no_list_is_refused(void **state) {
  struct server *server = *state;
  const struct request silence = {.route = ROUTE_SILENCE};
  struct loopback pair = loopback_open();
  char body[64];
  atomic_store(&server->port, pair.port);
  snprintf(body, sizeof body, "{\"ports\":[%u,%u]}", pair.peer, pair.port);
  expect_answer(server, silence, body, "200 OK", "{\"silenced\":1}");
  assert_int_equal(send(pair.near, "x", 1, 0), 1);
  assert_false(becomes_readable(pair.far, LOOPBACK_STAYS_AWAY_MS));
  expect_answer(server, silence, "{\"ports\":[0]}", "HTTP/1.1 400 ", "silence takes");
  loopback_close(&pair);
}

static void a_probe_is_told_its_head_and_what_is_sent(void **state) {
  const struct request probe = {.route = ROUTE_PROBE};
  static const char head[] = "known\nGET /probe?x HTTP/1.0\nhost: a\nx-empty: \n";
  expect_answer(*state, probe, head, "\r\nX-Pushbench-Probe: sent\r\n",
                "\"received\":{\"all\":false,\"line\":\"GET /probe?x HTTP/1.0\","
                "\"headers\":[[\"host\",\"a\"],[\"x-empty\",\"\"]]}");
  expect_answer(*state, probe, "all\nGET / HTTP/1.1\n", "{\"all\":true,",
                "\"sent\":[[\"Content-Type\",\"application/json\"],"
                "[\"Cache-Control\",\"no-cache\"],[\"X-Pushbench-Probe\",\"sent\"]]");
  expect_answer(*state, probe, "", "\"line\":\"\",\"headers\":[]",
                "\"stream\":[[\"Content-Type\",\"text/event-stream\"],"
                "[\"Cache-Control\",\"no-cache\"],[\"Connection\",\"close\"]]");
}

static void a_probe_is_told_how_the_server_is_set(void **state) {
  const struct request probe = {.route = ROUTE_PROBE};
  expect_answer(*state, probe, "", "\"settings\":{\"rate_per_s\":0.0,\"channels\":2,",
                "\"keep_alive\":true,");
}

static void reading_a_feed_is_no_control_request(void **state) {
  const struct request feed = {.route = ROUTE_FEED};
  expect_answer(*state, feed, "", "HTTP/1.1 404 ", "not a control request");
}

#define CONTROL_TEST(name) cmocka_unit_test_setup_teardown(name, server_setup, server_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      CONTROL_TEST(start_sets_the_epoch_once),
      CONTROL_TEST(stats_count_the_messages_due_within_the_range),
      CONTROL_TEST(a_publish_reaches_its_channel),
      CONTROL_TEST(a_malformed_publish_is_refused_and_publishes_nothing),
      CONTROL_TEST(the_connection_is_kept_behind_a_body_that_is_refused),
      CONTROL_TEST(a_publish_that_is_too_long_or_to_no_channel_is_refused),
      CONTROL_TEST(the_peers_of_silence_are_counted_and_what_is_no_list_is_refused),
      CONTROL_TEST(a_probe_is_told_its_head_and_what_is_sent),
      CONTROL_TEST(a_probe_is_told_how_the_server_is_set),
      CONTROL_TEST(reading_a_feed_is_no_control_request),
      CONTROL_TEST(stats_name_the_clock_and_what_it_shows),
  };
  return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
