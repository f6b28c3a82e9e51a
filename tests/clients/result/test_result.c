/* The result of a run: totals over the users, and the exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "clients/result/result.h"
#include "clients/run/client_totals.h"

enum { USERS = 3, CHANNELS = 2 };

static struct client *client;
static struct server_channel published[CHANNELS];
static struct user users[USERS];
static struct writers writers;

/* A run in which messages 5 to 14 of channel 0 and none of channel 1 belong to the measured phase.
 * Users 0 and 2 listen to channel 0. */
static int set_up(void **state) {
  (void)state;
  client = calloc(1, sizeof *client);
  assert_non_null(client);
  assert_int_equal(record_init(&client->record, CHANNELS, NULL), STATUS_OK);
  published[0] = (struct server_channel){.newest = 20, .count = 10, .first = 5, .last = 14};
  published[1] = (struct server_channel){.newest = 3};
  writers = (struct writers){.written = 0};
  client->phases.published = published;
  client->phases.published_known = true;
  client->phases.expected = 20;
  client->phases.outcome = OUTCOME_DONE;
  client->crowd.users = users;
  client->crowd.count = USERS;
  for (uint32_t id = 0; id < USERS; id++) {
    users[id] = (struct user){.id = id};
    subscriber_init(&users[id].subscriber, &client->record, id, id % CHANNELS, 4);
  }
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  for (size_t id = 0; id < USERS; id++)
    subscriber_release(&users[id].subscriber);
  record_release(&client->record);
  free(client);
  return 0;
}

static void receive(size_t user, uint64_t first, uint64_t last) {
  for (uint64_t seq = first; seq <= last; seq++) {
    ledger_receive(&users[user].subscriber.ledger, seq, seq >= 5 && seq <= 14);
    ledger_receive(&client->record.channels[users[user].subscriber.channel], seq,
                   seq >= 5 && seq <= 14);
  }
}

static void receive_all(void) {
  receive(0, 5, 14);
  receive(2, 5, 14);
}

static void a_user_who_receives_everything_has_lost_nothing(void **state) {
  (void)state;
  receive_all();
  receive(0, 15, 20); /* of neither phase */
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.published, 10);
  assert_int_equal(totals.expected, 20);
  assert_int_equal(totals.delivered, 20);
  assert_int_equal(totals.lost, 0);
  assert_int_equal(totals.skipped, 0);
  assert_int_equal(totals.duplicated, 0);
  assert_int_equal(totals.reordered, 0);
  assert_int_equal(result_status(client), STATUS_OK);
}

static void missing_messages_are_lost_and_passed_over_ones_skipped(void **state) {
  (void)state;
  receive(0, 5, 7);
  receive(0, 10, 12); /* 8 and 9 were skipped, 13 and 14 never received */
  receive(2, 5, 14);
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.delivered, 16);
  assert_int_equal(totals.lost, 4);
  assert_int_equal(totals.skipped, 2);
  assert_int_equal(result_status(client), STATUS_CHECK);
}

static void a_number_of_another_phase_between_two_of_this_one_is_not_skipped(void **state) {
  (void)state;
  published[0].last =
      16; /* as for users' messages, which are not due in the order of their numbers */
  receive(0, 5, 8);
  receive(0, 11, 14);
  receive(2, 5, 14);
  for (uint64_t seq = 15; seq <= 16; seq++)
    ledger_receive(&users[0].subscriber.ledger, seq, true);
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.delivered, 20);
  assert_int_equal(totals.lost, 0);
  assert_int_equal(totals.skipped,
                   0); /* 9 and 10 were never received, but belong to another phase */
}

static void more_than_the_server_knows_of_is_no_loss(void **state) {
  (void)state;
  receive_all();
  published[0].count = 7; /* the server is another process than at the beginning */
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.published, 7);
  assert_int_equal(totals.delivered, 20);
  assert_int_equal(totals.lost, 0);
}

static void duplicates_disorder_and_replays_are_summed_over_the_users(void **state) {
  (void)state;
  receive_all();
  receive(0, 6, 7);
  users[0].subscriber.replayed = 3;
  users[2].subscriber.replayed = 4;
  users[2].subscriber.writer_ledger.repeated = 5;
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.duplicated, 2 + 5);
  assert_int_equal(totals.replayed, 7);
  assert_int_equal(totals.delivered, 20);
  assert_int_equal(result_status(client), STATUS_OK);
}

static void losses_of_slow_users_are_expected(void **state) {
  (void)state;
  receive(0, 5, 14);
  receive(2, 5, 6);
  users[2].slow = true;
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.lost, 8);
  assert_int_equal(totals.slow.users, 1);
  assert_int_equal(totals.slow.expected, 10);
  assert_int_equal(totals.slow.delivered, 2);
  assert_int_equal(totals.slow.lost, 8);
  assert_int_equal(result_status(client), STATUS_OK);
  users[2].slow = false;
  users[0].slow = true;
  assert_int_equal(result_status(client), STATUS_CHECK); /* another user missed it */
}

static void without_the_servers_counts_only_received_messages_are_known(void **state) {
  (void)state;
  receive(0, 5, 7);
  client->phases.published_known = false;
  const struct totals totals = client_totals(client);
  assert_int_equal(totals.published, 3);
  assert_int_equal(totals.expected, 3);
  assert_int_equal(totals.delivered, 3);
  assert_int_equal(totals.lost, 0);
}

static void an_interrupted_or_failed_run_has_that_status_whatever_it_measured(void **state) {
  (void)state;
  client->phases.outcome = OUTCOME_INTERRUPTED;
  assert_int_equal(result_status(client), STATUS_INTERRUPTED);
  client->phases.outcome = OUTCOME_FAILED;
  assert_int_equal(result_status(client), STATUS_ENVIRONMENT);
}

static void each_fault_in_the_result_fails_the_run(void **state) {
  (void)state;
  struct counters *counters = &client->phases.whole.counters;
  uint64_t *const wrong[] = {&counters->corrupted, &counters->connections_failed, &counters->early,
                             &client->life.lost[LIFE_RESET]};
  receive_all();
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(result_status(client), STATUS_OK);
    *wrong[i] = 1;
    assert_int_equal(result_status(client), STATUS_CHECK);
    *wrong[i] = 0;
  }
  client->life.lost[LIFE_RESET] = client->life.lost_provoked = 1;
  assert_int_equal(result_status(client), STATUS_OK); /* a fault did it on purpose */
}

static void unpublished_messages_of_users_fail_the_run(void **state) {
  (void)state;
  receive_all();
  client->crowd.writers = &writers;
  writers.written = 10;
  assert_int_equal(result_status(client), STATUS_OK);
  writers.written = 11;
  assert_int_equal(result_status(client), STATUS_CHECK);
}

#define RESULT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      RESULT_TEST(a_user_who_receives_everything_has_lost_nothing),
      RESULT_TEST(missing_messages_are_lost_and_passed_over_ones_skipped),
      RESULT_TEST(a_number_of_another_phase_between_two_of_this_one_is_not_skipped),
      RESULT_TEST(more_than_the_server_knows_of_is_no_loss),
      RESULT_TEST(duplicates_disorder_and_replays_are_summed_over_the_users),
      RESULT_TEST(losses_of_slow_users_are_expected),
      RESULT_TEST(without_the_servers_counts_only_received_messages_are_known),
      RESULT_TEST(an_interrupted_or_failed_run_has_that_status_whatever_it_measured),
      RESULT_TEST(each_fault_in_the_result_fails_the_run),
      RESULT_TEST(unpublished_messages_of_users_fail_the_run),
  };
  return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
