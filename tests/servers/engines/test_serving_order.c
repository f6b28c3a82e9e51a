/* The order in which sessions are served. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include <math.h>

#include "servers/engines/serving_order.h"

enum { SESSIONS = 20, ROUNDS = 20000 };

struct session {
  struct link link;
  double positions; /* summed over the rounds */
  int served;       /* in this round */
};

static struct session sessions[SESSIONS];
static struct serving_order order;

static int setup(void **state) {
  (void)state;
  serving_order_init(&order);
  for (size_t i = 0; i < SESSIONS; i++) {
    sessions[i] = (struct session){.served = 0};
    serving_order_join(&order, &sessions[i].link);
  }
  return 0;
}

static void each_session_is_served_once_a_round_in_the_order_of_the_ring(void **state) {
  (void)state;
  struct random random = random_seeded(1, 0);
  for (int i = 0; i < 100; i++) {
    struct serving_order_round round;
    const struct link *at = NULL;
    size_t before = SESSIONS;
    serving_order_begin(&order, &round, &random);
    while ((at = serving_order_next(&order, &round))) {
      size_t number = (size_t)((const struct session *)at - sessions);
      assert_true(before == SESSIONS || number == (before + 1) % SESSIONS);
      sessions[number].served++;
      before = number;
    }
    serving_order_end(&order, &round);
    for (size_t s = 0; s < SESSIONS; s++)
      assert_int_equal(sessions[s].served, i + 1);
  }
}

/* Positions are uniform in 0 to SESSIONS - 1, with a standard deviation of 5.77. That of their mean
 * over the rounds is 0.041, and the bound is five times this. */
static void over_many_rounds_all_sessions_have_the_same_mean_position(void **state) {
  (void)state;
  struct random random = random_seeded(7, 0);
  for (int i = 0; i < ROUNDS; i++) {
    struct serving_order_round round;
    struct link *at = NULL;
    double position = 0;
    serving_order_begin(&order, &round, &random);
    while ((at = serving_order_next(&order, &round)))
      ((struct session *)at)->positions += position++;
    serving_order_end(&order, &round);
  }
  for (size_t s = 0; s < SESSIONS; s++)
    assert_true(fabs(sessions[s].positions / ROUNDS - (SESSIONS - 1) / 2.0) < 0.2);
}

/* Every second session leaves when it is served, and sometimes the one after it too. */
static void sessions_may_leave_while_they_are_served(void **state) {
  (void)state;
  struct random random = random_seeded(3, 0);
  for (int i = 0; i < 200; i++) {
    struct serving_order_round round;
    struct link *at = NULL;
    size_t served = 0;
    size_t left = 0;
    serving_order_begin(&order, &round, &random);
    while ((at = serving_order_next(&order, &round))) {
      served++;
      if (served % 2 == 0)
        continue;
      struct link *behind = round.here.next;
      serving_order_leave(&order, at);
      left++;
      if (served % 3 == 0 && behind != &order.head) {
        serving_order_leave(&order, behind);
        left++;
      }
    }
    serving_order_end(&order, &round);
    assert_int_equal(order.count, SESSIONS - left);
    uint64_t count = 0;
    for (const struct link *link = order.head.next; link != &order.head; link = link->next)
      count++;
    assert_int_equal(count, order.count);
    setup(NULL);
  }
}

static void an_empty_row_has_a_round_too(void **state) {
  (void)state;
  struct random random = random_seeded(1, 0);
  struct serving_order empty;
  struct serving_order_round round;
  serving_order_init(&empty);
  serving_order_begin(&empty, &round, &random);
  assert_null(serving_order_next(&empty, &round));
  serving_order_end(&empty, &round);
  assert_ptr_equal(empty.head.next, &empty.head);
}

static void leave_nothing(void *context) {
  struct serving_order empty;
  struct link alone;
  (void)context;
  serving_order_init(&empty);
  link_init(&alone);
  serving_order_leave(&empty, &alone);
}

static void no_session_can_leave_an_empty_order(void **state) {
  (void)state;
  assert_contract_broken(leave_nothing, NULL, "order->count > 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(each_session_is_served_once_a_round_in_the_order_of_the_ring, setup),
      cmocka_unit_test_setup(over_many_rounds_all_sessions_have_the_same_mean_position, setup),
      cmocka_unit_test_setup(sessions_may_leave_while_they_are_served, setup),
      cmocka_unit_test(an_empty_row_has_a_round_too),
      cmocka_unit_test(no_session_can_leave_an_empty_order),
  };
  return cmocka_run_group_tests_name("serving_order", tests, NULL, NULL);
}
