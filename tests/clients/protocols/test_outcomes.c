#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/outcomes.h"
#include "clients/protocols/rows.h"
#include "tests/contracts.h"

static struct made made;
static struct outcomes outcomes;

static int begin(void **state) {
  (void)state;
  made_begin(&made, &protocol_engine_io, TRANSPORT_WEBSOCKET, NULL, NULL);
  return 0;
}

static int end(void **state) {
  (void)state;
  outcomes_release(&outcomes);
  made_end(&made);
  return 0;
}

static void add(uint64_t first, uint64_t last) {
  for (uint64_t number = first; number <= last; number++)
    outcomes_add(&made.conversation, &outcomes, number);
}

static void set(uint64_t number, enum protocol_published outcome) {
  outcomes_set(&made.conversation, &outcomes, number, outcome);
}

static void outcomes_are_told_in_the_order_of_publishing(void **state) {
  (void)state;
  add(5, 8);
  set(7, PROTOCOL_REFUSED);
  set(6, PROTOCOL_PUBLISHED);
  assert_said(&made, "");
  set(5, PROTOCOL_UNANSWERED);
  assert_said(&made, "unanswered\npublished\nrefused\n");
  outcomes_set_oldest(&made.conversation, &outcomes, PROTOCOL_PUBLISHED);
  assert_said(&made, "published\n");
}

static void a_second_outcome_and_one_of_nothing_do_not_count(void **state) {
  (void)state;
  set(0, PROTOCOL_PUBLISHED);
  outcomes_set_oldest(&made.conversation, &outcomes, PROTOCOL_PUBLISHED);
  add(5, 6);
  set(4, PROTOCOL_PUBLISHED);
  set(7, PROTOCOL_PUBLISHED);
  set(UINT64_MAX, PROTOCOL_PUBLISHED);
  set(6, PROTOCOL_REFUSED);
  set(6, PROTOCOL_PUBLISHED);
  assert_said(&made, "");
  set(5, PROTOCOL_PUBLISHED);
  assert_said(&made, "published\nrefused\n");
  set(5, PROTOCOL_PUBLISHED);
  assert_said(&made, "");
}

static void at_the_end_those_without_an_outcome_are_unanswered(void **state) {
  (void)state;
  outcomes_end(&made.conversation, &outcomes);
  assert_said(&made, "");
  add(0, 2);
  set(1, PROTOCOL_PUBLISHED);
  outcomes_end(&made.conversation, &outcomes);
  assert_said(&made, "unanswered\npublished\nunanswered\n");
  add(100, 100); /* any number, where none is waiting */
  set(100, PROTOCOL_PUBLISHED);
  assert_said(&made, "published\n");
}

/* More than the ring has at first, and over its end. */
static void the_ring_grows(void **state) {
  (void)state;
  add(0, 9);
  for (uint64_t number = 0; number < 5; number++)
    set(number, PROTOCOL_PUBLISHED);
  made_said(&made);
  add(10, 99);
  for (uint64_t number = 99; number > 5; number--)
    set(number, number % 2 ? PROTOCOL_PUBLISHED : PROTOCOL_REFUSED);
  assert_said(&made, "");
  set(5, PROTOCOL_PUBLISHED);
  const char *said = made_said(&made);
  for (uint64_t number = 5; number < 100; number++) {
    const char *expected = number % 2 ? "published\n" : "refused\n";
    assert_memory_equal(said, expected, strlen(expected));
    said += strlen(expected);
  }
  assert_string_equal(said, "");
}

static void add_a_gap(void *argument) {
  (void)argument;
  add(0, 0);
  add(2, 2);
}

static void numbers_have_no_gaps(void **state) {
  (void)state;
  assert_contract_broken(add_a_gap, NULL, "number == ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(outcomes_are_told_in_the_order_of_publishing, begin, end),
      cmocka_unit_test_setup_teardown(a_second_outcome_and_one_of_nothing_do_not_count, begin, end),
      cmocka_unit_test_setup_teardown(at_the_end_those_without_an_outcome_are_unanswered, begin,
                                      end),
      cmocka_unit_test_setup_teardown(the_ring_grows, begin, end),
      cmocka_unit_test_setup_teardown(numbers_have_no_gaps, begin, end),
  };
  return cmocka_run_group_tests_name("outcomes", tests, NULL, NULL);
}
