/* The ring of the newest messages, and how many bytes of text wait in it. */
#include "tests/contracts.h"
#include "tests/servers/channels/fixture_history.h"

enum { CAPACITY = 4, MESSAGES = 6 };

struct world {
  struct history history;
  uint64_t bytes[MESSAGES + 1]; /* of the text of message n at [n] */
};

/* Six messages of different lengths, of which the last four are kept. */
static int setup(void **state) {
  static struct world world;
  if (history_init(&world.history, CAPACITY) != STATUS_OK)
    return -1;
  for (size_t n = 1; n <= MESSAGES; n++)
    world.bytes[n] = append_bytes(&world.history, 5 * n);
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  struct world *world = *state;
  history_release(&world->history);
  return 0;
}

static void the_newest_messages_are_kept(void **state) {
  const struct history *history = &((struct world *)*state)->history;
  assert_int_equal(history->newest, MESSAGES);
  assert_int_equal(history_first_after(history, 0), 3);
  assert_int_equal(history_first_after(history, 2), 3);
  assert_int_equal(history_first_after(history, 3), 4);
  assert_int_equal(history_first_after(history, MESSAGES), MESSAGES + 1);
  assert_int_equal(history_first_after(history, UINT64_MAX), UINT64_MAX);
  for (uint64_t n = 3; n <= MESSAGES; n++)
    assert_int_equal(history_slot(history, n)->seq, n);
}

static void the_bytes_after_a_cursor_are_those_of_the_messages_that_are_kept(void **state) {
  const struct world *world = *state;
  uint64_t expected = 0;
  for (uint64_t cursor = MESSAGES; cursor >= 2; cursor--) {
    assert_int_equal(history_bytes_after(&world->history, cursor), expected);
    expected += world->bytes[cursor];
  }
  expected -= world->bytes[2];
  assert_int_equal(history_bytes_after(&world->history, 0), expected);
  assert_int_equal(history_bytes_after(&world->history, MESSAGES + 1), 0);
}

static void the_last_message_within_so_many_bytes_is_found_to_the_byte(void **state) {
  const struct world *world = *state;
  uint64_t two = world->bytes[3] + world->bytes[4];
  assert_int_equal(history_last_within(&world->history, 3, 0), 3);
  assert_int_equal(history_last_within(&world->history, 3, two - 1), 3);
  assert_int_equal(history_last_within(&world->history, 3, two), 4);
  assert_int_equal(history_last_within(&world->history, 3, two + world->bytes[5] - 1), 4);
  assert_int_equal(history_last_within(&world->history, 3, UINT64_MAX), MESSAGES);
  assert_int_equal(history_last_within(&world->history, MESSAGES, UINT64_MAX), MESSAGES);
}

static void so_many_messages_are_passed_over_as_the_bytes_demand(void **state) {
  const struct world *world = *state;
  uint64_t newest_two = world->bytes[5] + world->bytes[6];
  static const struct {
    int64_t more; /* than the newest two messages have */
    uint64_t passed, cursor;
  } cases[] = {{0, 4, 4}, {-1, 5, 5}, {1, 4, 4}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t cursor = 0;
    uint64_t bytes_max = newest_two + (uint64_t)cases[i].more;
    assert_int_equal(history_pass_over(&world->history, &cursor, bytes_max), cases[i].passed);
    assert_int_equal(cursor, cases[i].cursor);
  }
  uint64_t cursor = 4;
  assert_int_equal(history_pass_over(&world->history, &cursor, newest_two), 0);
  assert_int_equal(cursor, 4);
  assert_int_equal(history_pass_over(&world->history, &cursor, 0), 2);
  assert_int_equal(cursor, MESSAGES);
}

static void read_seventh(void *history) {
  history_slot(history, MESSAGES + 1);
}

static void append_again(void *history) {
  const struct history_slot again = *history_slot(history, MESSAGES);
  history_append(history, &again);
}

static void keep_nothing(void *history) {
  history_init(history, 0);
}

static void encode_more_than_memory(void *context) {
  const struct message message = {.seq = 1, .data = "data", .data_bytes = SIZE_MAX};
  struct history_slot slot;
  (void)context;
  history_encode(&message, &slot);
}

static void pass_over_all(void *history) {
  uint64_t cursor = 2;
  history_pass_over(history, &cursor, UINT64_C(1) << 41);
}

static void lengths_that_cannot_be_break_a_contract(void **state) {
  struct history *history = &((struct world *)*state)->history;
  assert_contract_broken(encode_more_than_memory, NULL, "text->bytes_count > 0");
  history->ring[3 % CAPACITY].end_bytes = UINT64_C(1) << 40; /* more than the newest one's */
  assert_contract_broken(pass_over_all, history, "last > *cursor && last <= history->newest");
}

static void a_message_that_is_not_there_or_not_the_next_breaks_a_contract(void **state) {
  struct history *history = &((struct world *)*state)->history;
  struct history unmade;
  assert_contract_broken(read_seventh, history, "slot->seq == n");
  assert_contract_broken(append_again, history, "slot->seq == history->newest + 1");
  assert_contract_broken(keep_nothing, &unmade, "capacity > 0");
}

#define HISTORY_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      HISTORY_TEST(the_newest_messages_are_kept),
      HISTORY_TEST(the_bytes_after_a_cursor_are_those_of_the_messages_that_are_kept),
      HISTORY_TEST(the_last_message_within_so_many_bytes_is_found_to_the_byte),
      HISTORY_TEST(so_many_messages_are_passed_over_as_the_bytes_demand),
      HISTORY_TEST(a_message_that_is_not_there_or_not_the_next_breaks_a_contract),
      HISTORY_TEST(lengths_that_cannot_be_break_a_contract),
  };
  return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
