/* Dirty channels: each is taken, and only once. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "servers/engines/dirty_channels.h"

enum { CHANNELS = 4 };

static void no_channel_is_dirty_at_first(void **state) {
  uint64_t channel = 0;
  assert_false(dirty_channels_take(*state, &channel));
}

static void a_channel_added_twice_is_taken_once(void **state) {
  uint64_t channel = 0;
  dirty_channels_add(*state, 3);
  dirty_channels_add(*state, 3);
  assert_true(dirty_channels_take(*state, &channel));
  assert_int_equal(channel, 3);
  assert_false(dirty_channels_take(*state, &channel));
}

static void a_channel_that_moves_after_it_was_taken_is_taken_again(void **state) {
  uint64_t channel = 0;
  dirty_channels_add(*state, 0);
  assert_true(dirty_channels_take(*state, &channel));
  dirty_channels_add(*state, 0);
  assert_true(dirty_channels_take(*state, &channel));
  assert_int_equal(channel, 0);
}

static void only_the_first_of_the_list_wakes_the_taker(void **state) {
  uint64_t channel = 0;
  assert_true(dirty_channels_add(*state, 1));
  assert_false(dirty_channels_add(*state, 2));
  assert_true(dirty_channels_take(*state, &channel));
  assert_false(dirty_channels_add(*state, channel));
  while (dirty_channels_take(*state, &channel)) {
  }
  assert_true(dirty_channels_add(*state, 1));
}

static void every_channel_may_be_dirty_at_once(void **state) {
  uint64_t taken = 0;
  uint64_t channel = 0;
  for (uint64_t i = 0; i < CHANNELS; i++)
    dirty_channels_add(*state, i);
  while (dirty_channels_take(*state, &channel))
    taken |= UINT64_C(1) << channel;
  assert_int_equal(taken, (UINT64_C(1) << CHANNELS) - 1);
}

static int setup(void **state) {
  static struct dirty_channels dirty;
  *state = &dirty;
  return dirty_channels_init(&dirty, CHANNELS) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
  dirty_channels_release(*state);
  return 0;
}

static void add_one_more(void *dirty) {
  dirty_channels_add(dirty, CHANNELS);
}

static void a_channel_that_there_is_not_breaks_a_contract(void **state) {
  assert_contract_broken(add_one_more, *state, "channel < dirty->channels");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(no_channel_is_dirty_at_first, setup, teardown),
      cmocka_unit_test_setup_teardown(a_channel_added_twice_is_taken_once, setup, teardown),
      cmocka_unit_test_setup_teardown(a_channel_that_moves_after_it_was_taken_is_taken_again, setup,
                                      teardown),
      cmocka_unit_test_setup_teardown(only_the_first_of_the_list_wakes_the_taker, setup, teardown),
      cmocka_unit_test_setup_teardown(every_channel_may_be_dirty_at_once, setup, teardown),
      cmocka_unit_test_setup_teardown(a_channel_that_there_is_not_breaks_a_contract, setup,
                                      teardown),
  };
  return cmocka_run_group_tests_name("dirty_channels", tests, NULL, NULL);
}
