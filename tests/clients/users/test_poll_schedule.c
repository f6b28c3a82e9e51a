/* The instants at which short polls are due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "clients/users/poll_schedule.h"
#include "common/base/clock.h"
#include "tests/contracts.h"

enum { USERS = 1000, ROUNDS = 5 };
static const uint64_t EPOCH_NS = UINT64_C(123456789);
static const uint64_t INTERVAL_NS = NS_PER_S;

static struct poll_schedule ring_of(size_t users, uint64_t seed) {
  struct poll_schedule ring;
  const struct deal all = {.step = 1, .count = users};
  assert_int_equal(poll_schedule_init(&ring, &all, INTERVAL_NS, seed, EPOCH_NS, NULL), STATUS_OK);
  return ring;
}

static void every_user_polls_once_an_interval_at_its_own_phase(void **state) {
  (void)state;
  struct poll_schedule ring = ring_of(USERS, 1);
  uint64_t *last_ns = calloc(USERS, sizeof *last_ns);
  assert_non_null(last_ns);
  for (size_t i = 0; i < (size_t)USERS * ROUNDS; i++) {
    uint64_t due_ns = poll_schedule_due_ns(&ring);
    uint32_t user = poll_schedule_take(&ring);
    assert_true(user < USERS);
    if (i < USERS) {
      assert_int_equal(last_ns[user], 0);
      assert_true(due_ns >= EPOCH_NS && due_ns < EPOCH_NS + INTERVAL_NS);
    } else {
      assert_int_equal(due_ns, last_ns[user] + INTERVAL_NS);
    }
    last_ns[user] = due_ns;
  }
  free(last_ns);
  poll_schedule_release(&ring);
}

static void the_next_poll_is_never_before_the_last(void **state) {
  (void)state;
  struct poll_schedule ring = ring_of(USERS, 2);
  uint64_t before_ns = 0;
  for (size_t i = 0; i < (size_t)USERS * ROUNDS; i++) {
    assert_true(poll_schedule_due_ns(&ring) >= before_ns);
    before_ns = poll_schedule_due_ns(&ring);
    poll_schedule_take(&ring);
  }
  poll_schedule_release(&ring);
}

static void phases_are_spread_evenly_over_the_interval(void **state) {
  (void)state;
  struct poll_schedule ring = ring_of(USERS, 3);
  size_t tenths[10] = {0};
  for (size_t i = 0; i < USERS; i++)
    tenths[ring.slots[i].phase_ns * 10 / INTERVAL_NS]++;
  for (size_t i = 0; i < 10; i++)
    assert_in_range(tenths[i], 60, 140);
  poll_schedule_release(&ring);
}

static void a_users_phase_does_not_depend_on_how_many_there_are(void **state) {
  (void)state;
  struct poll_schedule one = ring_of(1, 4);
  struct poll_schedule many = ring_of(USERS, 4);
  for (size_t i = 0; i < USERS; i++)
    if (many.slots[i].user == 0)
      assert_int_equal(many.slots[i].phase_ns, one.slots[0].phase_ns);
  poll_schedule_release(&one);
  poll_schedule_release(&many);
}

static void a_users_phase_does_not_depend_on_the_process_that_has_it(void **state) {
  (void)state;
  enum { PROCESSES = 3 };
  uint64_t phases_ns[USERS] = {0};
  struct poll_schedule all = ring_of(USERS, 4);
  for (size_t i = 0; i < USERS; i++)
    phases_ns[all.slots[i].user] = all.slots[i].phase_ns;
  size_t seen = 0;
  for (uint32_t process = 0; process < PROCESSES; process++) {
    const struct deal own = deal_of(USERS, process, PROCESSES);
    struct poll_schedule ring;
    assert_int_equal(poll_schedule_init(&ring, &own, INTERVAL_NS, 4, EPOCH_NS, NULL), STATUS_OK);
    for (size_t i = 0; i < own.count; i++, seen++) {
      assert_int_equal(ring.slots[i].user % PROCESSES, process);
      assert_int_equal(ring.slots[i].phase_ns, phases_ns[ring.slots[i].user]);
    }
    poll_schedule_release(&ring);
  }
  assert_int_equal(seen, USERS);
  poll_schedule_release(&all);
}

static void another_seed_gives_other_phases(void **state) {
  (void)state;
  struct poll_schedule a = ring_of(1, 5);
  struct poll_schedule b = ring_of(1, 6);
  assert_int_not_equal(a.slots[0].phase_ns, b.slots[0].phase_ns);
  poll_schedule_release(&a);
  poll_schedule_release(&b);
}

static void schedule_nobody(void *ring) {
  const struct deal nobody = {.step = 1};
  poll_schedule_init(ring, &nobody, INTERVAL_NS, 1, EPOCH_NS, NULL);
}

static void take_next(void *ring) {
  poll_schedule_take(ring);
}

static bool among_the_able(void *owner, uint32_t user) {
  const bool *able = owner;
  return able[user];
}

/* Nobody, everybody, and each user alone, from each position of the ring. */
static void the_ring_wakes_for_the_first_user_who_can_poll(void **state) {
  (void)state;
  enum { FEW = 5 };
  const uint64_t span_ns = INTERVAL_NS / 2;
  struct poll_schedule ring = ring_of(FEW, 5);
  for (size_t position = 0; position < (size_t)2 * FEW; position++) {
    const uint64_t next_ns = poll_schedule_due_ns(&ring);
    bool everybody[FEW] = {true, true, true, true, true}, nobody[FEW] = {false};
    assert_int_equal(poll_schedule_wake_ns(&ring, span_ns, among_the_able, everybody), next_ns);
    assert_int_equal(poll_schedule_wake_ns(&ring, span_ns, among_the_able, nobody),
                     next_ns + span_ns);
    struct poll_schedule at = ring;
    for (size_t i = 0; i < FEW; i++) {
      const uint64_t due_ns = poll_schedule_due_ns(&at);
      bool able[FEW] = {false};
      able[poll_schedule_take(&at)] = true;
      assert_int_equal(poll_schedule_wake_ns(&ring, span_ns, among_the_able, able),
                       due_ns < next_ns + span_ns ? due_ns : next_ns + span_ns);
    }
    assert_int_equal(poll_schedule_due_ns(&ring), next_ns);
    poll_schedule_take(&ring);
  }
  poll_schedule_release(&ring);
}

static void a_schedule_that_runs_backwards_breaks_a_contract(void **state) {
  (void)state;
  struct poll_schedule ring = ring_of(2, 1);
  struct poll_schedule empty;
  assert_contract_broken(schedule_nobody, &empty, "count > 0");
  ring.slots[0].phase_ns = ring.slots[1].phase_ns + 1;
  assert_contract_broken(take_next, &ring, "poll_schedule_due_ns(ring) >= due_ns");
  ring.next = 2;
  assert_contract_broken(take_next, &ring, "ring->next < ring->count");
  poll_schedule_release(&ring);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_user_polls_once_an_interval_at_its_own_phase),
      cmocka_unit_test(the_next_poll_is_never_before_the_last),
      cmocka_unit_test(phases_are_spread_evenly_over_the_interval),
      cmocka_unit_test(a_users_phase_does_not_depend_on_how_many_there_are),
      cmocka_unit_test(a_users_phase_does_not_depend_on_the_process_that_has_it),
      cmocka_unit_test(another_seed_gives_other_phases),
      cmocka_unit_test(the_ring_wakes_for_the_first_user_who_can_poll),
      cmocka_unit_test(a_schedule_that_runs_backwards_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
