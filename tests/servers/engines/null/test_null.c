/* Users in process, from their first request to their document. */
#include "tests/servers/fixture.h"

#include <signal.h>
#include <stdio.h>

#include "servers/engines/engine.h"
#include "tests/capture.h"

/* Every 5 ms from the 5th millisecond on, in a phase of 100 ms. */
enum { CLIENTS = 3, MESSAGES = 19, TEXT_BYTES = 65536 };

struct world {
  struct server_options options;
  struct server server;
  struct engine_state *engine;
  sigset_t ended; /* the signal by which the engine ends the program */
  struct capture out, err;
  char document[TEXT_BYTES], said[TEXT_BYTES];
};

static int setup(void **state) {
  static struct world world;
  *state = &world;
  assert_int_equal(options_defaults(server_options_table, &world.options, NULL), STATUS_OK);
  world.options.engine = ENGINE_NULL;
  world.options.clients = CLIENTS;
  world.options.rate_per_s = 200;
  world.options.warmup_s = 0;
  world.options.duration_s = 0.1;
  world.options.interval_ms = 20;
  sigemptyset(&world.ended);
  sigaddset(&world.ended, SIGTERM);
  return pthread_sigmask(SIG_BLOCK, &world.ended, NULL);
}

static void start(struct world *world) {
  struct error error = {{0}};
  uint16_t port = 1;
  assert_int_equal(server_open(&world->server, &world->options, &error), STATUS_OK);
  capture_begin(&world->out, STDOUT_FILENO);
  capture_begin(&world->err, STDERR_FILENO);
  enum status status = null_engine.start(&world->server, &world->engine, &port, &error);
  if (status != STATUS_OK) {
    capture_end(&world->err, world->said, TEXT_BYTES);
    capture_end(&world->out, world->document, TEXT_BYTES);
  }
  assert_int_equal(status, STATUS_OK);
  assert_int_equal(port, 0);
}

static void stop(struct world *world) {
  publisher_stop(&world->server.shared->publisher);
  null_engine.stop(world->engine);
  capture_end(&world->err, world->said, TEXT_BYTES);
  capture_end(&world->out, world->document, TEXT_BYTES);
}

static void expect_in(const char *text, const char *words) {
  if (!strstr(text, words))
    fail_msg("no %s in %.2000s", words, text);
}

/* The number after the first `"name":` of the document. */
static uint64_t figure(const struct world *world, const char *name) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":", name);
  const char *at = strstr(world->document, quoted);
  if (!at)
    fail_msg("no %s in %.2000s", quoted, world->document);
  return at ? strtoull(at + strlen(quoted), NULL, 10) : 0;
}

static void run(struct world *world, enum transport_kind transport) {
  int signal = 0;
  world->options.transport = (int)transport;
  start(world);
  assert_int_equal(sigwait(&world->ended, &signal), 0);
  stop(world);
}

static void expect_all_delivered(const struct world *world) {
  assert_int_equal(figure(world, "published"), MESSAGES);
  assert_int_equal(figure(world, "published_seen"), MESSAGES);
  assert_int_equal(figure(world, "expected"), MESSAGES * CLIENTS);
  assert_int_equal(figure(world, "delivered"), MESSAGES * CLIENTS);
  static const char *const nothing[] = {"lost",      "duplicated", "reordered",
                                        "corrupted", "early",      "skipped"};
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
    assert_int_equal(figure(world, nothing[i]), 0);
  expect_in(world->document, "\"outcome\":\"done\"");
}

static void every_user_of_every_transport_gets_every_message_once(void **state) {
  struct world *world = *state;
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    const struct transport_traits *traits = &transport_traits[kind];
    run(world, (enum transport_kind)kind);
    expect_all_delivered(world);
    const struct server_counters *counters = &world->server.shared->counters;
    assert_true(counters->messages_handed_out >= (uint64_t)MESSAGES * CLIENTS);
    assert_int_equal(counters->streams_opened, traits->streams ? CLIENTS : 0);
    assert_int_equal(counters->sockets_upgraded, traits->framed ? CLIENTS : 0);
    assert_int_equal(counters->requests, counters->polls_answered + counters->polls_abandoned +
                                             counters->streams_opened + counters->sockets_upgraded);
    assert_int_equal(counters->polls_answered > 0, traits->polls);
    server_close(&world->server);
  }
}

static void messages_reach_the_users_of_their_channel(void **state) {
  struct world *world = *state;
  world->options.channels = CLIENTS; /* one user each: every message is received once */
  const int published = CLIENTS * (MESSAGES + 1) - 1; /* the rate is for each channel */
  run(world, TRANSPORT_WEBSOCKET);
  assert_int_equal(figure(world, "published"), published);
  assert_int_equal(figure(world, "expected"), published);
  assert_int_equal(figure(world, "delivered"), published);
  assert_int_equal(figure(world, "channels"), CLIENTS);
  server_close(&world->server);
}

static void phases_are_told_in_their_order(void **state) {
  struct world *world = *state;
  run(world, TRANSPORT_SSE);
  static const char *const phases[] = {
      "phase connect at_ns=", "phase warmup at_ns=", "phase measure at_ns=", "phase drain at_ns=",
      "phase done at_ns="};
  const char *at = world->said;
  for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
    expect_in(at, phases[i]);
    at = strstr(at, phases[i]) + 1;
  }
  server_close(&world->server);
}

static void a_run_that_is_stopped_early_is_reported_as_interrupted(void **state) {
  struct world *world = *state;
  const struct timespec at_once = {0};
  world->options.duration_s = 3600;
  world->options.transport = TRANSPORT_LONG_POLL;
  start(world);
  stop(world);
  expect_in(world->document, "\"outcome\":\"interrupted\"");
  assert_int_equal(sigtimedwait(&world->ended, NULL, &at_once), -1);
  assert_int_equal(world->server.shared->counters.polls_abandoned,
                   CLIENTS); /* they were held polls */
  server_close(&world->server);
}

static void users_in_process_do_not_write(void **state) {
  struct world *world = *state;
  struct error error = {{0}};
  uint16_t port = 0;
  world->options.workload = WORKLOAD_CHAT;
  assert_int_equal(server_open(&world->server, &world->options, &error), STATUS_OK);
  assert_int_equal(null_engine.start(&world->server, &world->engine, &port, &error), STATUS_USAGE);
  assert_string_equal(error.text,
                      "the users of engine null do not write: it has no workload chat or collab");
  publisher_stop(&world->server.shared->publisher);
  server_close(&world->server);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(every_user_of_every_transport_gets_every_message_once, setup),
      cmocka_unit_test_setup(messages_reach_the_users_of_their_channel, setup),
      cmocka_unit_test_setup(phases_are_told_in_their_order, setup),
      cmocka_unit_test_setup(a_run_that_is_stopped_early_is_reported_as_interrupted, setup),
      cmocka_unit_test_setup(users_in_process_do_not_write, setup),
  };
  return cmocka_run_group_tests_name("null", tests, NULL, NULL);
}
