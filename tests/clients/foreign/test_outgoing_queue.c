/* The ring of messages that are to be published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs these before it */
#include <cmocka.h>

#include "clients/foreign/outgoing_queue.h"
#include "tests/contracts.h"

enum { MESSAGES = 1000 };

static void add(struct outgoing_queue *queue, uint64_t number) {
  assert_true(outgoing_add(queue, (struct outgoing){7, number}));
}

static void take(struct outgoing_queue *queue, uint64_t number) {
  struct outgoing item = outgoing_take(queue);
  assert_int_equal(item.channel, 7);
  assert_int_equal(item.number, number);
}

/* Two come for each one that goes, so that it grows with its begin at every place. */
static void messages_keep_their_order_while_it_grows(void **state) {
  (void)state;
  struct outgoing_queue queue = {.items = NULL};
  for (uint64_t i = 0; i < MESSAGES; i++) {
    add(&queue, 2 * i);
    add(&queue, 2 * i + 1);
    take(&queue, i);
  }
  for (uint64_t i = MESSAGES; i < UINT64_C(2) * MESSAGES; i++)
    take(&queue, i);
  assert_int_equal(queue.count, 0);
  outgoing_release(&queue);
}

static void what_is_put_back_comes_first(void **state) {
  (void)state;
  struct outgoing_queue queue = {.items = NULL};
  for (uint64_t i = 100; i > 0; i--) /* its begin goes round, and it grows */
    assert_true(outgoing_put_back(&queue, (struct outgoing){7, i}));
  add(&queue, 101);
  for (uint64_t i = 1; i <= 101; i++)
    take(&queue, i);
  outgoing_release(&queue);
}

static void take_one(void *queue) {
  outgoing_take(queue);
}

static void to_take_from_an_empty_one_breaks_a_contract(void **state) {
  (void)state;
  struct outgoing_queue queue = {.items = NULL};
  assert_contract_broken(take_one, &queue, "queue->count > 0");
  add(&queue, 1);
  take(&queue, 1);
  assert_contract_broken(take_one, &queue, "queue->count > 0");
  outgoing_release(&queue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_keep_their_order_while_it_grows),
      cmocka_unit_test(what_is_put_back_comes_first),
      cmocka_unit_test(to_take_from_an_empty_one_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
