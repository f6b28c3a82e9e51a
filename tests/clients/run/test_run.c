/* Whole runs of the client through its phases, with a small server on the same loop. */
#include "tests/clients/run/fixture_run.h"

#include <signal.h>

#include "tests/contracts.h"

static void nobody_was_left(void) {
  assert_int_equal(phases->unclosed, 0);
  assert_int_equal(client.sockets.live_count, 0);
  for (size_t i = 0; i < client.crowd.count; i++)
    assert_int_equal(client.crowd.users[i].state, USER_ENDED);
}

/* --- successful runs ------------------------------------------------------------------- */

static void a_run_measures_what_the_server_published_in_its_window(void **state) {
  (void)state;
  run();
  const struct record *record = &client.record;
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_true(phases->measured);
  assert_false(phases->late_start);
  assert_int_equal(phases->ready_at_start, USERS);
  assert_int_equal(record->start_ns, server->epoch_ns);
  assert_int_equal(record->end_ns, record->start_ns + 200 * NS_PER_MS);
  uint64_t published = published_in(record->start_ns, record->end_ns);
  assert_int_equal(published, 19); /* a message every 10 ms, the first 10 ms after the epoch */
  assert_int_equal(phases->published[0].count, published);
  assert_true(phases->published_final);
  assert_int_equal(phases->expected, USERS * published);
  assert_int_equal(phases->awaited, phases->expected);
  assert_int_equal(record->delivered, phases->expected);
  assert_int_equal(record->latency.count, phases->expected);
  assert_true(record->server_clock.same);
  assert_int_equal(server->starts_asked, 1);
  nobody_was_left();
}

static void counts_are_read_at_the_edges_of_the_window(void **state) {
  (void)state;
  run();
  const struct record *record = &client.record;
  assert_true(phases->start.at_ns < phases->end.at_ns);
  assert_true(phases->end.at_ns < phases->whole.at_ns);
  assert_true(phases->end.at_ns + 30 * NS_PER_MS >= record->end_ns);
  const struct counters window = counters_since(&phases->end.counters, &phases->start.counters);
  assert_true(window.polls_answered > 0);
  assert_true(phases->whole.counters.requests >= phases->end.counters.requests);
  assert_int_equal(phases->whole.counters.corrupted, 0);
  /* the bytes read and written are those that the kernel counted */
  assert_int_equal(phases->whole.counters.up_bytes, phases->whole.wire.tcp_up);
  assert_int_equal(phases->whole.counters.down_bytes, phases->whole.wire.tcp_down);
  assert_true(phases->whole.cpu_ns >= phases->start.cpu_ns);
  assert_true(client.record.timeline.row_count >= 1);
}

static void users_connect_at_the_pace_that_is_asked_for(void **state) {
  (void)state;
  options.connect_per_s = 50;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  const struct user *users = client.crowd.users;
  uint64_t start_ns = phases->connect_start_ns;
  for (size_t i = 0; i < USERS; i++)
    assert_true(users[i].started_ns >= start_ns + i * 20 * NS_PER_MS);
}

static void the_schedule_of_a_publisher_that_runs_already_is_joined_late(void **state) {
  (void)state;
  server->epoch_ns = clock_now_ns() - 100 * NS_PER_MS;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_true(phases->running);
  assert_true(phases->late_start);
  assert_true(client.record.start_ns > server->epoch_ns + 100 * NS_PER_MS);
  assert_int_equal(client.record.delivered, phases->expected);
}

static void a_warm_up_comes_before_the_window(void **state) {
  (void)state;
  options.warmup_s = 0.1;
  run();
  assert_int_equal(client.record.start_ns, server->epoch_ns + 100 * NS_PER_MS);
  assert_int_equal(client.record.delivered, phases->expected);
  assert_true(client.record.counters.received > client.record.delivered);
}

static void a_server_that_does_not_name_its_clock_gives_no_latencies(void **state) {
  (void)state;
  server->anonymous = true;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_false(client.record.server_clock.named);
  assert_int_equal(client.record.delivered, phases->expected);
  assert_int_equal(client.record.latency.count, 0);
}

static void the_epoch_of_a_publisher_that_runs_already_says_nothing_of_its_clock(void **state) {
  (void)state;
  server->anonymous = true;
  server->epoch_ns = clock_now_ns() - 3 * NS_PER_S;
  server->published = 400;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_int_equal(client.record.server_clock.ahead_ns, 0);
  assert_true(phases->late_start);
  assert_int_equal(client.record.delivered, phases->expected);
}

static void the_drain_waits_for_messages_of_users(void **state) {
  (void)state;
  write_instead();
  run();
  const struct writers *writers = client.crowd.writers;
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_true(writers->written > 0);
  assert_int_equal(writers->acknowledged, writers->written);
  assert_int_equal(phases->published[0].count, writers->written);
  assert_int_equal(client.record.delivered, USERS * writers->written);
  assert_int_equal(client.record.counters.corrupted, 0);
  nobody_was_left();
}

static void messages_of_users_are_final_when_all_are_answered(void **state) {
  (void)state;
  write_instead();
  server->publishes_from_stats = 3; /* one after the start, then the first that can be complete */
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_true(server->stats_asked > 3);
  assert_true(client.crowd.writers->written > 0);
  assert_int_equal(phases->published[0].count, client.crowd.writers->written);
  assert_int_equal(client.record.delivered, phases->expected);
}

/* Refuses one poll of the warm-up. */
static void refuse_one(struct made_server *of) {
  if (of->poll_code == 503)
    of->polled = NULL;
  of->poll_code = of->poll_code == 200 && of->epoch_ns > 0 ? 503 : 200;
}

static void a_user_lost_and_back_before_the_window_counts_once(void **state) {
  (void)state;
  options.warmup_s = 0.2;
  server->polled = refuse_one;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_int_equal(client.life.lost[LIFE_STATUS], 1);
  assert_int_equal(client.life.ready, USERS + 1);
  assert_int_equal(phases->ready_at_start, USERS);
}

/* --- failures -------------------------------------------------------------------------- */

static void a_server_that_refuses_its_calls_ends_the_run_before_it_begins(void **state) {
  (void)state;
  server->stats_code = 401;
  run();
  assert_int_equal(phases->outcome, OUTCOME_FAILED);
  assert_non_null(strstr(phases->error.text, "GET /stats: the server wants its control token"));
  assert_int_equal(client.crowd.count, 0);
  assert_false(phases->measured);
}

static void a_publisher_that_cannot_start_ends_the_run(void **state) {
  (void)state;
  server->start_code = 500;
  run();
  assert_int_equal(phases->outcome, OUTCOME_FAILED);
  assert_string_equal(phases->error.text, "POST /start: refused");
  assert_false(phases->measured);
  nobody_was_left();
}

static void a_run_without_connected_users_fails(void **state) {
  (void)state;
  options.connect_timeout_ms = 30;
  server->poll_code = 503;
  run();
  assert_int_equal(phases->outcome, OUTCOME_FAILED);
  assert_string_equal(phases->error.text, "none of the 3 users could connect");
  assert_int_equal(server->starts_asked, 0);
  assert_true(client.life.failed[LIFE_STATUS] >= USERS);
}

/* Answers the first user's first poll, and no other. */
static void refuse_behind_the_first(struct made_server *of) {
  of->poll_code = of->polls_asked > 1 && of->epoch_ns == 0 ? 503 : 200;
}

static void a_user_not_ready_in_time_ends_and_is_not_waited_for(void **state) {
  (void)state;
  options.connect_timeout_ms = 200;
  server->polled = refuse_behind_the_first;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_int_equal(phases->ready_at_start, 1);
  uint64_t published = phases->published[0].count;
  assert_int_equal(phases->expected, USERS * published);
  assert_int_equal(phases->awaited, published);
  assert_int_equal(client.record.delivered, published);
}

static void a_server_that_does_not_say_what_it_published_ends_the_run(void **state) {
  (void)state;
  options.drain_s = 0.1;
  server->behind_for = SIZE_MAX;
  run();
  assert_int_equal(phases->outcome, OUTCOME_FAILED);
  assert_string_equal(phases->error.text,
                      "the server did not say what was published until the end of the phase");
  assert_true(server->stats_asked >= 2); /* at the start, and during the drain */
  assert_true(client.record.delivered > 0);
  assert_true(phases->whole.at_ns >= client.record.end_ns + 400 * NS_PER_MS);
}

static void missing_messages_are_waited_for_since_the_server_said_what_it_published(void **state) {
  (void)state;
  options.drain_s = 0.3;
  server->behind_for = 10; /* it is asked every 50 ms */
  server->withheld_from = 8;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_int_equal(client.record.delivered, USERS * (8 - 1));
  assert_true(phases->whole.at_ns >= client.record.end_ns + 700 * NS_PER_MS);
}

static void the_drain_waits_for_missing_messages_and_then_gives_up(void **state) {
  (void)state;
  options.drain_s = 0.5;
  server->withheld_from = 8;
  run();
  assert_int_equal(phases->outcome, OUTCOME_DONE);
  assert_true(phases->published_final);
  assert_int_equal(client.record.delivered, USERS * (8 - 1));
  assert_int_equal(phases->awaited, USERS * 19);
  assert_true(phases->whole.at_ns >= client.record.end_ns + 500 * NS_PER_MS);
}

/* --- signals ----------------------------------------------------------------------------- */

static void interrupt_in_the_window(struct made_server *of) {
  if (of->message_count >= 5) {
    of->polled = NULL;
    raise(SIGINT);
  }
}

static void a_signal_in_the_window_ends_it_and_drains(void **state) {
  (void)state;
  options.duration_s = 60;
  server->polled = interrupt_in_the_window;
  run();
  assert_int_equal(phases->outcome, OUTCOME_INTERRUPTED);
  assert_true(client.record.end_ns < client.record.start_ns + NS_PER_S);
  assert_true(phases->published_known);
  assert_int_equal(client.record.delivered, phases->expected);
  assert_true(phases->expected > 0);
  nobody_was_left();
}

static void interrupt_the_first_poll(struct made_server *of) {
  of->polled = NULL;
  raise(SIGTERM);
}

static void a_signal_before_the_window_ends_the_run_at_once(void **state) {
  (void)state;
  server->polled = interrupt_the_first_poll;
  run();
  assert_int_equal(phases->outcome, OUTCOME_INTERRUPTED);
  assert_false(phases->measured);
  assert_int_equal(server->starts_asked, 0);
  nobody_was_left();
}

/* --- runs that cannot begin ---------------------------------------------------------------- */

static void a_client_that_cannot_be_made_leaks_nothing(void **state) {
  (void)state;
  struct workload workload;
  options.journal = "/nowhere/journal";
  assert_int_equal(client_workload(&options, &workload, &error), STATUS_OK);
  const struct client_addresses addresses = {.target = server->target, .control = server->target};
  assert_int_equal(client_open(&client, &options, &workload, &addresses, NULL, &error),
                   STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "journal /nowhere/journal: cannot be made"));
  client = (struct client){.options = NULL}; /* it was released */
}

static void a_trace_has_to_be_named_and_there(void **state) {
  (void)state;
  struct workload workload;
  options.workload = WORKLOAD_TRACE;
  assert_int_equal(client_workload(&options, &workload, &error), STATUS_USAGE);
  assert_string_equal(error.text, "workload trace needs --trace FILE");
  options.trace = "/nowhere/trace.csv";
  assert_int_equal(client_workload(&options, &workload, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "/nowhere/trace.csv"));
  client = (struct client){.options = NULL};
}

static void lose_one_more(void *context) {
  (void)context;
  client.phases.ready = 0;
  client.crowd.observer.lost(client.crowd.observer.owner);
}

static void a_user_that_is_lost_and_was_not_ready_breaks_a_contract(void **state) {
  (void)state;
  run();
  assert_contract_broken(lose_one_more, NULL, "client->phases.ready > 0");
}

#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, run_set_up, run_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      RUN_TEST(a_run_measures_what_the_server_published_in_its_window),
      RUN_TEST(counts_are_read_at_the_edges_of_the_window),
      RUN_TEST(users_connect_at_the_pace_that_is_asked_for),
      RUN_TEST(the_schedule_of_a_publisher_that_runs_already_is_joined_late),
      RUN_TEST(a_warm_up_comes_before_the_window),
      RUN_TEST(a_server_that_does_not_name_its_clock_gives_no_latencies),
      RUN_TEST(the_epoch_of_a_publisher_that_runs_already_says_nothing_of_its_clock),
      RUN_TEST(the_drain_waits_for_messages_of_users),
      RUN_TEST(messages_of_users_are_final_when_all_are_answered),
      RUN_TEST(a_user_lost_and_back_before_the_window_counts_once),
      RUN_TEST(a_server_that_refuses_its_calls_ends_the_run_before_it_begins),
      RUN_TEST(a_publisher_that_cannot_start_ends_the_run),
      RUN_TEST(a_run_without_connected_users_fails),
      RUN_TEST(a_user_not_ready_in_time_ends_and_is_not_waited_for),
      RUN_TEST(a_server_that_does_not_say_what_it_published_ends_the_run),
      RUN_TEST(missing_messages_are_waited_for_since_the_server_said_what_it_published),
      RUN_TEST(the_drain_waits_for_missing_messages_and_then_gives_up),
      RUN_TEST(a_signal_in_the_window_ends_it_and_drains),
      RUN_TEST(a_signal_before_the_window_ends_the_run_at_once),
      RUN_TEST(a_client_that_cannot_be_made_leaks_nothing),
      RUN_TEST(a_trace_has_to_be_named_and_there),
      RUN_TEST(a_user_that_is_lost_and_was_not_ready_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
