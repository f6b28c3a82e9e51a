/* Tests run the client's loop until an event has come; they never wait for a time. */
#ifndef TESTS_CLIENTS_FIXTURE_LOOP_H
#define TESTS_CLIENTS_FIXTURE_LOOP_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#include "clients/net/loop.h"
#include "common/base/clock.h"

/* The condition for which the loop runs. */
struct loop_wait {
  struct loop *loop;
  bool (*holds)(void *owner); /* NULL: until nothing is ready for some rounds */
  void *owner;
  int rounds;
  bool over;
};

enum { QUIET_ROUNDS = 3, WAIT_S_MAX = 20 };

static inline void loop_wait_look(void *owner) {
  struct loop_wait *wait = owner;
  wait->over = wait->holds ? wait->holds(wait->owner) : ++wait->rounds == QUIET_ROUNDS;
  if (wait->over)
    loop_stop(wait->loop);
}

static inline void loop_wait_ended(void *owner) {
  const struct loop_wait *wait = owner;
  loop_stop(wait->loop);
}

static inline void loop_wait_run(struct loop_wait *wait) {
  struct loop_rest *rest = loop_rest_create(wait->loop, loop_wait_look, wait);
  struct loop_timer *limit = loop_timer_create(wait->loop, loop_wait_ended, wait);
  assert_non_null(rest);
  assert_non_null(limit);
  loop_timer_at(limit, clock_now_ns() + WAIT_S_MAX * NS_PER_S);
  loop_rest_want(rest, true);
  loop_run(wait->loop);
  loop_rest_destroy(rest);
  loop_timer_destroy(limit);
  assert_true(wait->over);
}

/* Runs the loop until the condition holds; fails after WAIT_S_MAX. */
static inline void run_until(struct loop *loop, bool (*holds)(void *owner), void *owner) {
  struct loop_wait wait = {.loop = loop, .holds = holds, .owner = owner};
  loop_wait_run(&wait);
}

/* Runs the loop until nothing is ready. */
static inline void run_what_is_ready(struct loop *loop) {
  struct loop_wait wait = {.loop = loop};
  loop_wait_run(&wait);
}

struct count_wait {
  const uint64_t *value;
  uint64_t wanted;
};

static inline bool count_reached(void *owner) {
  const struct count_wait *wait = owner;
  return *wait->value >= wait->wanted;
}

/* Runs the loop until the count is at least `wanted`. */
static inline void run_until_count(struct loop *loop, const uint64_t *value, uint64_t wanted) {
  struct count_wait wait = {.value = value, .wanted = wanted};
  run_until(loop, count_reached, &wait);
}

#endif
