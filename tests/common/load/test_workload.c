/* Workloads: channels, listeners and writers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/load/workload.h"
#include "common/load/workload_schedule.h"
#include "tests/contracts.h"

static const struct workload_plan plan = {.clients = 25,
                                          .channels = 4,
                                          .trace_channels = 7,
                                          .room_users = 10,
                                          .editors = 3,
                                          .payload_bytes = 64};

static struct workload made(enum workload_kind kind) {
  struct workload_plan asked = plan;
  struct workload workload;
  asked.kind = (int)kind;
  assert_int_equal(workload_make(&asked, &workload, NULL), STATUS_OK);
  return workload;
}

static void every_workload_has_its_number_of_channels(void **state) {
  (void)state;
  static const uint64_t channels[] = {[WORKLOAD_TICKER] = 4,
                                      [WORKLOAD_NOTIFY] = 25,
                                      [WORKLOAD_CHAT] = 3,
                                      [WORKLOAD_COLLAB] = 3,
                                      [WORKLOAD_TRACE] = 7};
  for (int kind = WORKLOAD_TICKER; kind <= WORKLOAD_TRACE; kind++)
    assert_int_equal(made((enum workload_kind)kind).channels, channels[kind]);
}

static void users_write_in_rooms_and_documents_alone(void **state) {
  (void)state;
  static const uint64_t writers[] = {[WORKLOAD_TICKER] = 0,
                                     [WORKLOAD_NOTIFY] = 0,
                                     [WORKLOAD_CHAT] = 25,
                                     [WORKLOAD_COLLAB] = 9,
                                     [WORKLOAD_TRACE] = 0};
  for (int kind = WORKLOAD_TICKER; kind <= WORKLOAD_TRACE; kind++) {
    struct workload workload = made((enum workload_kind)kind);
    uint64_t count = 0;
    for (uint64_t user = 0; user < workload.users; user++)
      count += workload_writes(&workload, user);
    assert_int_equal(count, writers[kind]);
    assert_int_equal(workload_writers(&workload), writers[kind]);
    assert_int_equal(workload_is_written(&workload), writers[kind] > 0);
  }
}

static void the_members_of_a_channel_are_those_who_listen_to_it(void **state) {
  (void)state;
  for (int kind = WORKLOAD_TICKER; kind <= WORKLOAD_TRACE; kind++) {
    struct workload workload = made((enum workload_kind)kind);
    uint64_t listeners = 0;
    for (uint64_t channel = 0; channel < workload.channels; channel++) {
      uint64_t user = 0;
      uint64_t step = 0;
      workload_members(&workload, channel, &user, &step);
      for (uint64_t i = 0; i < workload_listeners(&workload, channel); i++, user += step) {
        assert_true(user < workload.users);
        assert_int_equal(workload_channel_of(&workload, user), channel);
        listeners++;
      }
    }
    assert_int_equal(listeners, workload.users);
  }
}

static void contradictory_workloads_are_refused(void **state) {
  (void)state;
  struct workload_plan asked = plan;
  struct workload workload;
  struct error error = {""};
  asked.kind = WORKLOAD_COLLAB;
  asked.editors = 11;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "editors (11)"));
  asked.kind = WORKLOAD_CHAT;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_OK);
  asked.payload_bytes = 15;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "payload_bytes of at least 16"));
  asked.kind = WORKLOAD_TICKER;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_OK);
  asked.payload_bytes_max = 14;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "payload_bytes (15) to payload_bytes_max (14)"));
  asked.payload_bytes_max = 15;
  assert_int_equal(workload_make(&asked, &workload, &error), STATUS_OK);
}

static void polls_start_anywhere_in_their_interval(void **state) {
  (void)state;
  enum { USERS = 1000, INTERVAL_NS = 1000000 };
  uint64_t in_quarter[4] = {0};
  for (uint64_t user = 0; user < USERS; user++) {
    uint64_t phase_ns = workload_poll_phase_ns(7, user, INTERVAL_NS);
    assert_true(phase_ns < INTERVAL_NS);
    assert_int_equal(phase_ns, workload_poll_phase_ns(7, user, INTERVAL_NS));
    in_quarter[phase_ns / (INTERVAL_NS / 4)]++;
  }
  for (int i = 0; i < 4; i++) /* 250 expected; five standard deviations are 68 */
    assert_in_range(in_quarter[i], 182, 318);
  assert_int_not_equal(workload_poll_phase_ns(7, 0, INTERVAL_NS),
                       workload_poll_phase_ns(8, 0, INTERVAL_NS));
}

static void the_server_publishes_for_all_its_channels_and_each_writer_for_one(void **state) {
  (void)state;
  const struct load_plan load = {.rate_per_s = 3,
                                 .arrival = ARRIVAL_BURST,
                                 .burst_messages = 5,
                                 .payload_bytes = 64,
                                 .payload_bytes_max = 80,
                                 .seed = 9};
  struct workload workload = made(WORKLOAD_TICKER);
  struct schedule_plan its = workload_schedule_of_server(&workload, &load);
  assert_true(its.rate_per_s == 3.0 * (double)workload.channels);
  assert_int_equal(its.channels, workload.channels);
  assert_int_equal(its.arrival, ARRIVAL_BURST);
  assert_int_equal(its.burst_messages, 5);
  assert_int_equal(its.payload_bytes, 64);
  assert_int_equal(its.payload_bytes_max, 80);
  assert_int_equal(its.seed, 9);
  workload = made(WORKLOAD_CHAT);
  assert_true(workload_schedule_of_server(&workload, &load).rate_per_s == 0);
  struct schedule_plan one = workload_schedule_of_writer(&load, 1);
  struct schedule_plan two = workload_schedule_of_writer(&load, 2);
  assert_true(one.payload_bytes == 64 && one.payload_bytes_max == 80);
  assert_true(one.rate_per_s == 3 && one.channels == 1 && one.seed == 9);
  assert_true(two.stream - one.stream > SCHEDULE_STREAMS); /* and one for the writer's phase */
  assert_true(one.phase >= 0 && one.phase < 1 && one.phase != two.phase);
}

static void ask_for_channel(void *workload) {
  workload_channel_of(workload, 10);
}

static void ask_for_listeners(void *workload) {
  workload_listeners(workload, 3);
}

static void users_and_channels_that_there_are_not_break_a_contract(void **state) {
  (void)state;
  struct workload workload = {.kind = WORKLOAD_CHAT, .users = 10, .channels = 3, .room_users = 4};
  assert_int_equal(workload_listeners(&workload, 2), 2);
  assert_contract_broken(ask_for_channel, &workload, "user < workload->users");
  assert_contract_broken(ask_for_listeners, &workload, "channel < workload->channels");
}

static void ask_for_phase(void *interval_ns) {
  workload_poll_phase_ns(1, 1, *(const uint64_t *)interval_ns);
}

static void a_poll_is_due_within_its_interval(void **state) {
  (void)state;
  uint64_t none_ns = 0;
  for (uint64_t user = 0; user < 1000; user++)
    assert_true(workload_poll_phase_ns(7, user, 3) < 3);
  assert_contract_broken(ask_for_phase, &none_ns, "phase_ns < interval_ns");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_workload_has_its_number_of_channels),
      cmocka_unit_test(users_write_in_rooms_and_documents_alone),
      cmocka_unit_test(the_members_of_a_channel_are_those_who_listen_to_it),
      cmocka_unit_test(contradictory_workloads_are_refused),
      cmocka_unit_test(polls_start_anywhere_in_their_interval),
      cmocka_unit_test(the_server_publishes_for_all_its_channels_and_each_writer_for_one),
      cmocka_unit_test(users_and_channels_that_there_are_not_break_a_contract),
      cmocka_unit_test(a_poll_is_due_within_its_interval),
  };
  return cmocka_run_group_tests_name("workload", tests, NULL, NULL);
}
