/* Deadlines: their order, those that are put off, and those that are forgotten. */
#include "tests/servers/fixture.h"

#include "common/base/container.h"
#include "common/base/random.h"
#include "servers/engines/epoll/deadlines.h"

enum { COUNT_OF_ALL = 500 };

struct thing {
  struct deadline deadline;
  uint64_t wanted_ns;
  int passed;
};

static uint64_t now_ns;
static struct deadlines deadlines;
static struct thing things[COUNT_OF_ALL];

static void on_passed(struct deadline *deadline) {
  struct thing *thing = container_of(deadline, struct thing, deadline);
  assert_int_equal(thing->wanted_ns, now_ns);
  thing->passed++;
}

static void set(struct thing *thing, uint64_t until_ns) {
  thing->wanted_ns = until_ns;
  deadlines_set(&deadlines, &thing->deadline, until_ns);
}

static int setup(void **state) {
  (void)state;
  now_ns = 0;
  for (size_t i = 0; i < COUNT_OF_ALL; i++) {
    things[i] = (struct thing){.passed = 0};
    deadline_init(&things[i].deadline, on_passed);
    assert_true(deadlines_reserve(&deadlines));
  }
  return 0;
}

static int teardown(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF_ALL; i++)
    deadlines_forget(&deadlines, &things[i].deadline);
  assert_int_equal(deadlines.count, 0);
  deadlines_release(&deadlines);
  return 0;
}

static void run_until(uint64_t end_ns) {
  for (; now_ns < end_ns; now_ns++)
    deadlines_run(&deadlines, now_ns);
}

static void each_passes_once_at_its_instant_however_often_it_was_set(void **state) {
  (void)state;
  struct random random = random_seeded(1, 0);
  for (size_t round = 0; round < 4; round++)
    for (size_t i = 0; i < COUNT_OF_ALL; i++)
      set(&things[i], 1 + random_next(&random) % 1000);
  run_until(1001);
  for (size_t i = 0; i < COUNT_OF_ALL; i++)
    assert_int_equal(things[i].passed, 1);
  assert_int_equal(deadlines_next(&deadlines), DEADLINE_NONE);
}

static void one_that_is_taken_back_does_not_pass(void **state) {
  (void)state;
  set(&things[0], 10);
  set(&things[1], 10);
  set(&things[0], DEADLINE_NONE);
  run_until(20);
  assert_int_equal(things[0].passed, 0);
  assert_int_equal(things[1].passed, 1);
}

static void no_deadline_comes_before_the_instant_that_is_told(void **state) {
  (void)state;
  assert_int_equal(deadlines_next(&deadlines), DEADLINE_NONE);
  set(&things[0], 50);
  set(&things[1], 40);
  assert_int_equal(deadlines_next(&deadlines), 40);
  set(&things[1], 30);
  assert_int_equal(deadlines_next(&deadlines), 30);
  set(&things[1], 60); /* put off: the heap learns of it when 30 has come */
  now_ns = 30;
  deadlines_run(&deadlines, now_ns);
  assert_int_equal(deadlines_next(&deadlines), 50);
  assert_int_equal(things[1].passed, 0);
}

static void forgotten_ones_leave_the_others_in_order(void **state) {
  (void)state;
  struct random random = random_seeded(2, 0);
  for (size_t i = 0; i < COUNT_OF_ALL; i++)
    set(&things[i], 1 + random_next(&random) % 1000);
  for (size_t i = 0; i < COUNT_OF_ALL; i += 2) {
    deadlines_forget(&deadlines, &things[i].deadline);
    assert_true(deadlines_reserve(&deadlines));
  }
  run_until(1001);
  for (size_t i = 0; i < COUNT_OF_ALL; i++)
    assert_int_equal(things[i].passed, i % 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(each_passes_once_at_its_instant_however_often_it_was_set),
      TEST(one_that_is_taken_back_does_not_pass),
      TEST(no_deadline_comes_before_the_instant_that_is_told),
      TEST(forgotten_ones_leave_the_others_in_order),
  };
  return cmocka_run_group_tests_name("deadlines", tests, NULL, NULL);
}
