/* A server that is made of its options. */
#include "tests/servers/fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "servers/control/server.h"
#include "tests/capture.h"

enum { TEXT_BYTES = 512 };

static char path[] = "/tmp/pushbench-server-XXXXXX";

static int setup(void **state) {
  static struct server_options options;
  memset(path + sizeof path - 7, 'X', 6);
  int descriptor = mkstemp(path);
  close(descriptor);
  *state = &options;
  unsetenv(CONTROL_TOKEN_VARIABLE);
  return descriptor < 0 ? -1 : (int)options_defaults(server_options_table, &options, NULL);
}

static int teardown(void **state) {
  (void)state;
  return unlink(path);
}

static void open_server(struct server *server, const struct server_options *options) {
  struct error error = {{0}};
  if (server_open(server, options, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void close_server(struct server *server) {
  publisher_stop(&server->shared->publisher);
  server_close(server);
}

static void expect_refusal(const struct server_options *options, enum status status,
                           const char *words) {
  struct server server;
  struct error error = {{0}};
  assert_int_equal(server_open(&server, options, &error), status);
  if (!strstr(error.text, words))
    fail_msg("no '%s' in '%s'", words, error.text);
}

/* --- settings ----------------------------------------------------------------------- */

static void times_and_limits_are_those_of_the_options(void **state) {
  struct server_options *options = *state;
  struct server server;
  options->hold_ms = 20;
  options->sse_keepalive_ms = 30;
  options->backlog_bytes = 5000;
  options->backlog_policy = BACKLOG_DROP_CONNECTION;
  options->channels = 3;
  options->keep_alive = false;
  open_server(&server, options);
  assert_int_equal(server.settings.hold_ns, 20 * NS_PER_MS);
  assert_int_equal(server.settings.sse_keepalive_ns, 30 * NS_PER_MS);
  assert_int_equal(server.settings.backlog.bytes, 5000);
  assert_int_equal(server.settings.backlog.policy, BACKLOG_DROP_CONNECTION);
  assert_int_equal(server.settings.answer_bytes_max, 5000);
  assert_false(server.settings.style.keep_alive);
  assert_int_equal(server.hub.channels, 3);
  assert_int_equal(publisher_state(&server.shared->publisher).epoch_ns, 0);
  close_server(&server);
}

static void an_answer_has_one_message_without_batching_and_all_without_a_backlog(void **state) {
  struct server_options *options = *state;
  struct server server;
  options->backlog_bytes = 0;
  open_server(&server, options);
  assert_int_equal(server.settings.answer_bytes_max, UINT64_MAX);
  close_server(&server);
  options->batching = false;
  open_server(&server, options);
  assert_int_equal(server.settings.answer_bytes_max, 0);
  close_server(&server);
}

static void
the_server_asks_its_peers_where_it_is_to_and_they_are_no_users_in_process(void **state) {
  struct server_options *options = *state;
  options->heartbeat = HEARTBEAT_FRAME;
  options->heartbeat_interval_ms = 7;
  options->heartbeat_timeout_ms = 3;
  static const struct {
    int engine, by; /* enum engine_kind, enum heartbeat_by */
    enum heartbeat_kind kind;
  } cases[] = {{ENGINE_LWS, HEARTBEAT_BY_CLIENT, HEARTBEAT_OFF},
               {ENGINE_LWS, HEARTBEAT_BY_SERVER, HEARTBEAT_FRAME},
               {ENGINE_CIVETWEB, HEARTBEAT_BY_BOTH, HEARTBEAT_FRAME},
               {ENGINE_NULL, HEARTBEAT_BY_SERVER, HEARTBEAT_OFF}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct server server;
    options->engine = cases[i].engine;
    options->heartbeat_by = cases[i].by;
    open_server(&server, options);
    assert_int_equal(server.settings.heartbeat.kind, cases[i].kind);
    assert_int_equal(server.settings.heartbeat.interval_ns, 7 * NS_PER_MS);
    assert_int_equal(server.settings.heartbeat.timeout_ns, 3 * NS_PER_MS);
    close_server(&server);
  }
}

/* --- schedule ----------------------------------------------------------------------- */

static void expect_reached(struct server *server, uint64_t channel, uint64_t seq) {
  atomic_bool cancelled = false;
  assert_true(feed_wait(hub_feed(&server->hub, channel), seq - 1, clock_now_ns() + 20 * NS_PER_S,
                        &cancelled));
}

/* All messages have been due for long, so the test waits for no due time. */
static void a_trace_is_published_in_its_channels(void **state) {
  struct server_options *options = *state;
  struct server server;
  static const char trace[] = "0,1,20\n0.5,0,30\n0.5,1,40\n";
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(trace, file);
  fclose(file);
  options->workload = WORKLOAD_TRACE;
  options->trace = path;
  open_server(&server, options);
  uint64_t epoch_ns = clock_now_ns() - 10 * NS_PER_S;
  assert_int_equal(server.hub.channels, 2);
  publisher_begin(&server.shared->publisher, epoch_ns);
  expect_reached(&server, 1, 2);
  assert_int_equal(hub_published(&server.hub), 3);
  assert_int_equal(feed_due(hub_feed(&server.hub, 0), epoch_ns, UINT64_MAX).count, 1);
  assert_int_equal(feed_due(hub_feed(&server.hub, 1), epoch_ns + NS_PER_S / 2, UINT64_MAX).first,
                   2);
  close_server(&server);
}

static void a_trace_that_is_not_there_or_is_none_is_refused(void **state) {
  struct server_options *options = *state;
  options->workload = WORKLOAD_TRACE;
  expect_refusal(options, STATUS_USAGE, "workload trace needs --trace FILE");
  options->trace = "/nowhere/trace";
  expect_refusal(options, STATUS_USAGE, "trace /nowhere/trace: No such file");
  options->trace = path;
  expect_refusal(options, STATUS_USAGE, "there is no message in it");
}

static void the_schedule_is_that_of_rate_arrival_and_seed(void **state) {
  struct server_options *options = *state;
  struct server server;
  options->rate_per_s = 100;
  options->arrival = ARRIVAL_POISSON;
  options->seed = 9;
  options->history_messages = 32;
  open_server(&server, options);
  uint64_t epoch_ns = clock_now_ns() - 10 * NS_PER_S;
  publisher_begin(&server.shared->publisher, epoch_ns);
  expect_reached(&server, 0, 20);
  publisher_stop(
      &server.shared->publisher); /* then the due times may be read without the feed's lock */
  const struct schedule_plan plan = {.rate_per_s = 100,
                                     .arrival = ARRIVAL_POISSON,
                                     .seed = 9,
                                     .channels = 1,
                                     .payload_bytes = 64,
                                     .burst_messages = 10};
  struct schedule schedule;
  schedule_init(&schedule, &plan);
  for (size_t i = 0; i < 20; i++)
    assert_int_equal(hub_feed(&server.hub, 0)->due_ns[i],
                     epoch_ns + schedule_next(&schedule).offset_ns);
  server_close(&server);
}

/* --- journal ------------------------------------------------------------------------ */

static void a_server_goes_on_behind_what_its_journal_has(void **state) {
  struct server_options *options = *state;
  struct server server;
  uint64_t seq = 0;
  options->journal = path;
  options->rate_per_s = 1;
  open_server(&server, options);
  uint64_t epoch_ns = publisher_begin(&server.shared->publisher, clock_now_ns() - 5 * NS_PER_S);
  expect_reached(&server, 0, 5);
  assert_int_equal(hub_publish(&server.hub, 0, ORIGIN_REQUEST, 1, 2, "x", 1, &seq), STATUS_OK);
  publisher_stop(&server.shared->publisher);
  uint64_t newest = feed_newest(hub_feed(&server.hub, 0));
  uint64_t published = server.shared->publisher.published;
  server_close(&server);

  open_server(&server, options);
  assert_int_equal(publisher_state(&server.shared->publisher).epoch_ns, epoch_ns);
  assert_int_equal(feed_newest(hub_feed(&server.hub, 0)), newest);
  assert_int_equal(publisher_state(&server.shared->publisher).published, published);
  close_server(&server);

  options->seed++; /* arrivals are periodic: instants follow from the rate, not from the seed */
  options->rate_per_s = 0.7;
  expect_refusal(options, STATUS_ENVIRONMENT, "the schedule has no such message");
  options->journal = "/nowhere/journal";
  expect_refusal(options, STATUS_ENVIRONMENT, "/nowhere/journal");
}

/* --- access ------------------------------------------------------------------------- */

struct opened {
  enum status status;
  struct access access;
  char token[CONTROL_TOKEN_BYTES_MAX + 1];
  char said[TEXT_BYTES]; /* on standard error */
};

static struct opened open_access(const struct server_options *options, const char *address) {
  static struct server server;
  struct opened opened = {.status = STATUS_OK};
  struct capture capture;
  struct error error = {{0}};
  struct server_shared *shared = server_shared_create(options->control_token);
  assert_non_null(shared);
  server = (struct server){.options = options, .shared = shared};
  capture_begin(&capture, STDERR_FILENO);
  opened.status = server_open_access(&server, address, &error);
  capture_end(&capture, opened.said, sizeof opened.said);
  opened.access = server.access;
  if (opened.status == STATUS_OK)
    snprintf(opened.token, sizeof opened.token, "%s", server.access.token);
  else
    assert_string_equal(error.text, "--control-token takes 16 to 128 letters, digits and -._~+/=");
  server_shared_destroy(shared);
  return opened;
}

static void the_token_is_given_by_option_by_environment_or_made(void **state) {
  struct server_options *options = *state;
  struct opened made = open_access(options, "127.0.0.1");
  assert_int_equal(strlen(made.token), CONTROL_TOKEN_MADE_BYTES);
  assert_int_equal(strspn(made.token, "0123456789abcdef"), CONTROL_TOKEN_MADE_BYTES);
  assert_string_not_equal(open_access(options, "127.0.0.1").token, made.token);

  setenv(CONTROL_TOKEN_VARIABLE, "environment-0123456789", 1);
  assert_string_equal(open_access(options, "127.0.0.1").token, "environment-0123456789");
  options->control_token = "option-0123456789";
  assert_string_equal(open_access(options, "127.0.0.1").token, "option-0123456789");
  options->control_token = "too short";
  assert_int_equal(open_access(options, "127.0.0.1").status, STATUS_USAGE);
}

static void beyond_the_loopback_publishing_takes_the_token_and_a_warning_is_said(void **state) {
  struct server_options *options = *state;
  options->listen = "0.0.0.0:80";
  struct opened local = open_access(options, "127.1.2.3");
  assert_false(local.access.publish_takes_token);
  assert_string_equal(local.said, "");
  struct opened all = open_access(options, "0.0.0.0");
  assert_true(all.access.publish_takes_token);
  assert_non_null(strstr(all.said, "whoever reaches 0.0.0.0:80 can read all feeds; "));
  options->open_publish = true;
  struct opened open = open_access(options, "0.0.0.0");
  assert_false(open.access.publish_takes_token);
  assert_non_null(strstr(open.said, "can read all feeds and publish (--open-publish); "));
  options->engine = ENGINE_NULL;
  assert_string_equal(open_access(options, "0.0.0.0").said, "");
}

static void names_that_may_ask_are_those_of_the_options(void **state) {
  struct server_options *options = *state;
  options->allow_host = "example.org";
  options->allow_origin = "https://example.org";
  options->tls = true;
  struct access access = open_access(options, "127.0.0.1").access;
  assert_string_equal(access.allow_hosts, "example.org");
  assert_string_equal(access.allow_origins, "https://example.org");
  assert_true(access.tls);
}

/* --- sessions ----------------------------------------------------------------------- */

static void a_session_is_what_its_request_asks_for(void **state) {
  struct server_options *options = *state;
  const struct request request = {.route = ROUTE_FEED,
                                  .transport = TRANSPORT_SSE,
                                  .channel = 1,
                                  .has_after = true,
                                  .after = 7,
                                  .gzip = true,
                                  .listens_only = true};
  const struct request plain = {.route = ROUTE_FEED, .transport = TRANSPORT_LONG_POLL};
  struct server server;
  struct session session;
  options->channels = 2;
  open_server(&server, options);
  server_open_session(&server, &request, &session);
  assert_ptr_equal(session.transport, &sse_transport);
  assert_ptr_equal(session.settings, &server.settings);
  assert_ptr_equal(session.feed, hub_feed(&server.hub, 1));
  assert_int_equal(session.cursor, 7);
  assert_int_equal(session.answers, ANSWER_GZIP);
  assert_true(session.listens_only);
  session_close(&session);
  server_open_session(&server, &plain, &session);
  assert_ptr_equal(session.transport, &long_poll_transport);
  assert_int_equal(session.cursor, 0);
  assert_int_equal(session.answers, ANSWER_PLAIN);
  assert_false(session.listens_only);
  session_close(&session);
  close_server(&server);
}

/* --- counts ------------------------------------------------------------------------- */

static void answered_and_dead_heartbeats_are_counted_with_their_times(void **state) {
  struct server server;
  open_server(&server, *state);
  server_count_answer(&server, 500);
  server_count_answer(&server, 300);
  server_count_dead(&server, 9000);
  assert_int_equal(server.shared->counters.heartbeats_answered, 2);
  assert_int_equal(server.shared->counters.heartbeats_missed, 1);
  assert_int_equal(server.heartbeats.rtt.count, 2);
  assert_int_equal(server.heartbeats.rtt.min_ns, 300);
  assert_int_equal(server.heartbeats.silence.count, 1);
  assert_int_equal(server.heartbeats.silence.max_ns, 9000);
  close_server(&server);
}

#define SERVER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      SERVER_TEST(times_and_limits_are_those_of_the_options),
      SERVER_TEST(an_answer_has_one_message_without_batching_and_all_without_a_backlog),
      SERVER_TEST(the_server_asks_its_peers_where_it_is_to_and_they_are_no_users_in_process),
      SERVER_TEST(a_trace_is_published_in_its_channels),
      SERVER_TEST(a_trace_that_is_not_there_or_is_none_is_refused),
      SERVER_TEST(the_schedule_is_that_of_rate_arrival_and_seed),
      SERVER_TEST(a_server_goes_on_behind_what_its_journal_has),
      SERVER_TEST(the_token_is_given_by_option_by_environment_or_made),
      SERVER_TEST(beyond_the_loopback_publishing_takes_the_token_and_a_warning_is_said),
      SERVER_TEST(names_that_may_ask_are_those_of_the_options),
      SERVER_TEST(a_session_is_what_its_request_asks_for),
      SERVER_TEST(answered_and_dead_heartbeats_are_counted_with_their_times),
  };
  return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
