/* The heap of due instants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/users/due_heap.h"
#include "common/base/random.h"
#include "tests/contracts.h"

enum { ENTRIES = 100, ROUNDS = 5000 };

/* Compared with a search through a table. */
static void the_first_entry_is_always_the_next_due_one(void **state) {
  (void)state;
  struct due_entry entries[ENTRIES];
  struct due_heap heap = {.entries = entries, .capacity = ENTRIES};
  uint64_t due_ns[ENTRIES];
  struct random random = random_seeded(7, 0);
  for (uint32_t index = 0; index < ENTRIES; index++) {
    due_ns[index] = random_next(&random) % 1000;
    due_heap_add(&heap, due_ns[index], index);
  }
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t least_ns = UINT64_MAX;
    for (size_t i = 0; i < ENTRIES; i++)
      least_ns = due_ns[i] < least_ns ? due_ns[i] : least_ns;
    struct due_entry first = due_heap_first(&heap);
    assert_int_equal(first.due_ns, least_ns);
    assert_int_equal(first.due_ns, due_ns[first.index]);
    due_ns[first.index] += random_next(&random) % 300;
    due_heap_postpone(&heap, due_ns[first.index]);
  }
}

static void one_alone_stays_the_first(void **state) {
  (void)state;
  struct due_entry entry;
  struct due_heap heap = {.entries = &entry, .capacity = 1};
  due_heap_add(&heap, 5, 3);
  due_heap_postpone(&heap, UINT64_MAX);
  assert_int_equal(due_heap_first(&heap).index, 3);
  assert_true(due_heap_first(&heap).due_ns == UINT64_MAX);
}

static void add_one(void *heap) {
  due_heap_add(heap, 5, 1);
}

static void take_first(void *heap) {
  due_heap_first(heap);
}

static void move_back(void *heap) {
  due_heap_postpone(heap, 4);
}

static void a_heap_that_is_full_or_empty_breaks_a_contract(void **state) {
  (void)state;
  struct due_entry entry;
  struct due_heap heap = {.entries = &entry, .capacity = 1};
  assert_contract_broken(take_first, &heap, "heap->count > 0");
  due_heap_add(&heap, 5, 3);
  assert_contract_broken(add_one, &heap, "heap->count < heap->capacity");
  assert_contract_broken(move_back, &heap, "due_ns >= heap->entries[0].due_ns");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_entry_is_always_the_next_due_one),
      cmocka_unit_test(one_alone_stays_the_first),
      cmocka_unit_test(a_heap_that_is_full_or_empty_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("due heap", tests, NULL, NULL);
}
