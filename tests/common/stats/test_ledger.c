/* The ledger counts every receipt once, in the right place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/random.h"
#include "common/stats/ledger.h"
#include "tests/contracts.h"

static void messages_in_order_are_delivered(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  for (uint64_t seq = 1; seq <= 1000; seq++)
    assert_int_equal(ledger_receive(&ledger, seq, seq > 100), LEDGER_FIRST);
  assert_int_equal(ledger.delivered, 900);
  assert_int_equal(ledger.received, 1000);
  assert_int_equal(ledger.duplicated + ledger.reordered, 0);
  ledger_release(&ledger);
}

static void a_repeated_message_is_a_duplicate(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  ledger_receive(&ledger, 5, true);
  assert_int_equal(ledger_receive(&ledger, 5, true), LEDGER_DUPLICATE);
  assert_int_equal(ledger_receive(&ledger, 5, false), LEDGER_DUPLICATE);
  assert_int_equal(ledger.delivered, 1);
  assert_int_equal(ledger.duplicated, 1);
  assert_int_equal(ledger.received, 3);
  ledger_release(&ledger);
}

static void a_message_behind_a_later_one_is_reordered(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  static const uint64_t order[] = {1, 3, 2, 5, 4, 6};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    assert_int_equal(ledger_receive(&ledger, order[i], true), LEDGER_FIRST);
  assert_int_equal(ledger.reordered, 2);
  assert_int_equal(ledger.delivered, 6);
  ledger_release(&ledger);
}

static void a_gap_is_counted_as_missing(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  for (uint64_t seq = 1; seq <= 200; seq++)
    if (seq % 64 != 0)
      ledger_receive(&ledger, seq, true);
  assert_int_equal(ledger.delivered, 197);
  assert_int_equal(ledger_receive(&ledger, 64, true), LEDGER_FIRST);
  ledger_release(&ledger);
}

static void passed_over_numbers_are_skipped_and_missing_ones_are_not(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  assert_int_equal(ledger_skipped_in(&ledger, 1, 10), 0);
  ledger_receive(&ledger, 3, true);
  ledger_receive(&ledger, 4, true);
  ledger_receive(&ledger, 9, true);
  assert_int_equal(ledger_skipped_in(&ledger, 1, 20), 2 + 4);
  assert_int_equal(ledger_skipped_in(&ledger, 5, 2), 2);
  assert_int_equal(ledger_skipped_in(&ledger, 9, 5), 0);
  assert_int_equal(ledger_skipped_in(&ledger, 10, 5), 0);
  assert_int_equal(ledger_skipped_in(&ledger, 1, 0), 0);
  ledger_receive(&ledger, 6, true); /* late, but received */
  assert_int_equal(ledger_skipped_in(&ledger, 1, 20), 2 + 3);
  ledger_release(&ledger);
}

static void any_order_skips_what_a_plain_table_says(void **state) {
  (void)state;
  enum { NUMBERS = 500, FIRST = 100, COUNT = 350 };
  struct random random = random_seeded(5, 0);
  for (int round = 0; round < 50; round++) {
    bool seen[NUMBERS + 1] = {false};
    uint64_t highest = 0;
    uint64_t skipped = 0;
    struct ledger ledger;
    ledger_init(&ledger);
    for (int i = 0; i < 200; i++) {
      uint64_t seq = 1 + random_next(&random) % NUMBERS;
      seen[seq] = true;
      highest = seq > highest ? seq : highest;
      ledger_receive(&ledger, seq, true);
    }
    for (uint64_t seq = FIRST; seq < FIRST + COUNT; seq++)
      skipped += !seen[seq] && seq < highest;
    assert_int_equal(ledger_skipped_in(&ledger, FIRST, COUNT), skipped);
    ledger_release(&ledger);
  }
}

static void numbers_below_the_first_one_are_kept_too(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  assert_int_equal(ledger_receive(&ledger, 100000, true), LEDGER_FIRST);
  assert_int_equal(ledger_receive(&ledger, 1, true), LEDGER_FIRST);
  assert_int_equal(ledger_receive(&ledger, 100000, true), LEDGER_DUPLICATE);
  assert_int_equal(ledger.delivered, 2);
  ledger_release(&ledger);
}

static void impossible_numbers_are_refused_and_counted_nowhere(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  assert_int_equal(ledger_receive(&ledger, 0, true), LEDGER_REFUSED);
  ledger_receive(&ledger, 10, true);
  assert_int_equal(ledger_receive(&ledger, UINT64_MAX, true), LEDGER_REFUSED);
  assert_int_equal(ledger_receive(&ledger, 10 + (uint64_t)LEDGER_SPAN_MAX, true), LEDGER_REFUSED);
  assert_int_equal(ledger.received, 1);
  assert_int_equal(ledger.delivered, 1);
  assert_int_equal(ledger.highest_seq, 10);
  ledger_release(&ledger);
}

static void numbers_below_all_received_ones_are_skipped(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  ledger_receive(&ledger, 1000, true); /* the bitmap begins at 960 */
  assert_int_equal(ledger_skipped_in(&ledger, 1, 50), 50);
  assert_int_equal(ledger_skipped_in(&ledger, 950, 51), 50);
  assert_int_equal(ledger_skipped_in(&ledger, 1, UINT64_MAX), 999);
  ledger_release(&ledger);
}

static void numbers_may_span_as_much_as_is_said_and_no_more(void **state) {
  (void)state;
  struct ledger ledger;
  const uint64_t last = 64 + (uint64_t)LEDGER_SPAN_MAX - 1;
  ledger_init(&ledger);
  assert_int_equal(ledger_receive(&ledger, 64, true), LEDGER_FIRST);
  assert_int_equal(ledger_receive(&ledger, 64 + LEDGER_SPAN_MAX / 2 + 64, true), LEDGER_FIRST);
  assert_int_equal(ledger_receive(&ledger, last, true), LEDGER_FIRST);
  assert_int_equal(ledger_receive(&ledger, last + 1, true), LEDGER_REFUSED);
  assert_int_equal(ledger_receive(&ledger, 63, true), LEDGER_REFUSED);
  assert_int_equal(ledger_skipped_in(&ledger, 64, LEDGER_SPAN_MAX), LEDGER_SPAN_MAX - 3);
  ledger_release(&ledger);
}

static void any_order_gives_the_same_sums_as_a_plain_table(void **state) {
  (void)state;
  enum { NUMBERS = 3000, RECEIPTS = 20000 };
  static bool seen[NUMBERS + 1];
  struct ledger ledger;
  struct random random = random_seeded(3, 0);
  uint64_t delivered = 0, duplicated = 0, reordered = 0, highest = 0;
  ledger_init(&ledger);
  for (int i = 0; i < RECEIPTS; i++) {
    uint64_t seq = 1 + random_next(&random) % NUMBERS;
    bool measured = seq % 3 != 0;
    bool first = !seen[seq];
    delivered += first && measured;
    duplicated += !first && measured;
    reordered += first && measured && seq < highest;
    highest = seq > highest ? seq : highest;
    seen[seq] = true;
    assert_int_equal(ledger_receive(&ledger, seq, measured),
                     first ? LEDGER_FIRST : LEDGER_DUPLICATE);
  }
  assert_int_equal(ledger.delivered, delivered);
  assert_int_equal(ledger.duplicated, duplicated);
  assert_int_equal(ledger.reordered, reordered);
  assert_int_equal(ledger.highest_seq, highest);
  ledger_release(&ledger);
}

static void receive_one(void *ledger) {
  ledger_receive(ledger, 64, true);
}

static void count_skipped(void *ledger) {
  ledger_skipped_in(ledger, 1, 1000);
}

static void a_ledger_that_contradicts_itself_breaks_a_contract(void **state) {
  (void)state;
  struct ledger ledger;
  ledger_init(&ledger);
  ledger_receive(&ledger, 65, true);
  ledger.base_seq++; /* not a multiple of 64 */
  assert_contract_broken(receive_one, &ledger, "< ledger->seen_words");
  ledger.base_seq--;
  ledger.highest_seq = 1000; /* beyond the bitmap */
  assert_contract_broken(count_skipped, &ledger, "last_word < ledger->seen_words");
  ledger_release(&ledger);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_in_order_are_delivered),
      cmocka_unit_test(a_repeated_message_is_a_duplicate),
      cmocka_unit_test(a_message_behind_a_later_one_is_reordered),
      cmocka_unit_test(a_gap_is_counted_as_missing),
      cmocka_unit_test(passed_over_numbers_are_skipped_and_missing_ones_are_not),
      cmocka_unit_test(any_order_skips_what_a_plain_table_says),
      cmocka_unit_test(numbers_below_the_first_one_are_kept_too),
      cmocka_unit_test(impossible_numbers_are_refused_and_counted_nowhere),
      cmocka_unit_test(numbers_below_all_received_ones_are_skipped),
      cmocka_unit_test(numbers_may_span_as_much_as_is_said_and_no_more),
      cmocka_unit_test(any_order_gives_the_same_sums_as_a_plain_table),
      cmocka_unit_test(a_ledger_that_contradicts_itself_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
