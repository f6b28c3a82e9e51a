/* The two parts of a broadcast's latency. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "common/base/random.h"
#include "common/stats/broadcast.h"
#include "tests/contracts.h"

static int setup(void **state) {
  static struct broadcast broadcast;
  *state = &broadcast;
  return broadcast_init(&broadcast, 3) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  broadcast_release(*state);
  return 0;
}

static void the_first_user_has_no_spread_and_the_others_count_from_it(void **state) {
  struct broadcast *broadcast = *state;
  broadcast_receive(broadcast, 1, 7, 1000, 1500);
  broadcast_receive(broadcast, 1, 7, 1000, 1700);
  broadcast_receive(broadcast, 1, 7, 1000, 2100);
  assert_int_equal(broadcast->first.count, 3);
  assert_int_equal(broadcast->first.min_ns, 500);
  assert_int_equal(broadcast->first.max_ns, 500);
  assert_int_equal(broadcast->spread.min_ns, 0);
  assert_int_equal(broadcast->spread.max_ns, 600);
  assert_true(fabs(histogram_mean_ns(&broadcast->spread) - 800.0 / 3) < 1e-9);
}

static void the_same_number_in_another_channel_is_another_message(void **state) {
  struct broadcast *broadcast = *state;
  broadcast_receive(broadcast, 0, 1, 0, 100);
  broadcast_receive(broadcast, 2, 1, 0, 900);
  assert_int_equal(broadcast->spread.max_ns, 0);
  assert_int_equal(broadcast->first.max_ns, 900);
}

static void messages_that_are_under_way_together_are_kept_apart(void **state) {
  struct broadcast *broadcast = *state;
  broadcast_receive(broadcast, 0, 1, 0, 100);
  broadcast_receive(broadcast, 0, 2, 50, 160);
  broadcast_receive(broadcast, 0, 1, 0, 170);
  broadcast_receive(broadcast, 0, 2, 50, 190);
  assert_int_equal(broadcast->first.max_ns, 110);
  assert_int_equal(broadcast->spread.max_ns, 70);
  assert_int_equal(broadcast->unplaced, 0);
}

static void broadcasts_that_are_too_old_are_counted_and_in_neither_part(void **state) {
  struct broadcast *broadcast = *state;
  uint64_t newest = 1 + broadcast->channel_slots;
  broadcast_receive(broadcast, 0, 1, 0, 100);
  broadcast_receive(broadcast, 0, newest, 0, 200);
  broadcast_receive(broadcast, 0, 1, 0, 300);
  assert_int_equal(broadcast->unplaced, 1);
  assert_int_equal(broadcast->first.count, 2);
  assert_int_equal(broadcast->spread.count, 2);
  broadcast_receive(broadcast, 0, newest, 0, 400);
  assert_int_equal(broadcast->spread.max_ns, 200);
}

static void the_means_of_the_parts_add_up_to_the_mean_of_the_whole(void **state) {
  enum { MESSAGES = 500, USERS = 37 };
  struct broadcast *broadcast = *state;
  struct random random = random_seeded(20261126, 0);
  double sum_ns = 0;
  for (uint64_t seq = 1; seq <= MESSAGES; seq++) {
    uint64_t due_ns = seq * 1000000;
    uint64_t receipt_ns = due_ns + random_next(&random) % 100000;
    for (int user = 0; user < USERS; user++) {
      broadcast_receive(broadcast, seq % 3, seq, due_ns, receipt_ns);
      sum_ns += (double)(receipt_ns - due_ns);
      receipt_ns += random_next(&random) % 5000;
    }
  }
  double whole_ns = sum_ns / (MESSAGES * USERS);
  double parts_ns = histogram_mean_ns(&broadcast->first) + histogram_mean_ns(&broadcast->spread);
  assert_true(fabs(whole_ns - parts_ns) < 1e-6 * whole_ns);
  assert_int_equal(broadcast->first.count, MESSAGES * USERS);
}

static void channels_share_the_slots_between_a_least_and_a_most(void **state) {
  (void)state;
  static const struct {
    size_t channels, slots;
  } cases[] = {{1, 4096},  {16, 4096},   {17, 65536 / 17}, {4096, 16},
               {4097, 16}, {100000, 16}, {1000, 65}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct broadcast broadcast;
    assert_int_equal(broadcast_init(&broadcast, cases[i].channels), STATUS_OK);
    assert_int_equal(broadcast.channel_slots, cases[i].slots);
    broadcast_release(&broadcast);
  }
}

#define BROADCAST_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void receive_early(void *broadcast) {
  broadcast_receive(broadcast, 0, 1, 100, 99);
}

static void receive_elsewhere(void *broadcast) {
  broadcast_receive(broadcast, 3, 1, 100, 100);
}

static void impossible_broadcasts_break_a_contract(void **state) {
  (void)state;
  struct broadcast broadcast;
  assert_int_equal(broadcast_init(&broadcast, 3), STATUS_OK);
  assert_contract_broken(receive_early, &broadcast, "due_ns <= receipt_ns");
  assert_contract_broken(receive_elsewhere, &broadcast, "channel < broadcast->channels");
  broadcast_release(&broadcast);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BROADCAST_TEST(the_first_user_has_no_spread_and_the_others_count_from_it),
      BROADCAST_TEST(the_same_number_in_another_channel_is_another_message),
      BROADCAST_TEST(messages_that_are_under_way_together_are_kept_apart),
      BROADCAST_TEST(broadcasts_that_are_too_old_are_counted_and_in_neither_part),
      cmocka_unit_test(channels_share_the_slots_between_a_least_and_a_most),
      BROADCAST_TEST(the_means_of_the_parts_add_up_to_the_mean_of_the_whole),
      cmocka_unit_test(impossible_broadcasts_break_a_contract),
  };
  return cmocka_run_group_tests_name("broadcast", tests, NULL, NULL);
}
