/* The order of the loop's calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "clients/net/loop.h"
#include "common/base/clock.h"

struct order {
  struct loop *loop;
  char called[4];
  size_t count;
};

static void note(struct order *order, char what) {
  order->called[order->count++] = what;
  if (order->count == 2)
    loop_stop(order->loop);
}

static void readable(void *owner, unsigned events) {
  assert_int_equal(events, LOOP_READ);
  note(owner, 'r');
}

static void timed_out(void *owner) {
  note(owner, 't');
}

static void readable_sockets_come_before_time_outs_of_the_same_round(void **state) {
  (void)state;
  struct error error;
  struct order order = {.count = 0};
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(loop_create(&order.loop, &error), STATUS_OK);
  struct loop_io *io = loop_io_create(order.loop, ends[0], readable, &order);
  struct loop_timer *timer = loop_timer_create(order.loop, timed_out, &order);
  assert_int_equal(write(ends[1], "x", 1), 1);
  loop_io_set(io, LOOP_READ);
  loop_timer_at(timer, 1); /* overdue, so called in the first round */
  loop_run(order.loop);
  assert_string_equal(order.called, "rt");
  loop_timer_destroy(timer);
  loop_io_destroy(io);
  loop_destroy(order.loop);
  close(ends[0]);
  close(ends[1]);
}

static void rested(void *owner) {
  note(owner, 'z');
}

static void deferred_calls_wait_until_all_sockets_are_read(void **state) {
  (void)state;
  struct error error;
  struct order order = {.count = 0};
  int ends[2];
  char byte;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(loop_create(&order.loop, &error), STATUS_OK);
  struct loop_rest *rest = loop_rest_create(order.loop, rested, &order);
  struct loop_io *io = loop_io_create(order.loop, ends[0], readable, &order);
  assert_int_equal(write(ends[1], "x", 1), 1);
  loop_io_set(io, LOOP_READ);
  loop_rest_want(rest, true);
  loop_run(order.loop);
  assert_string_equal(order.called, "rr"); /* an unread socket stays ready */
  assert_int_equal(read(ends[0], &byte, 1), 1);
  order.count = 0;
  loop_run(order.loop);
  assert_string_equal(order.called, "zz");
  loop_rest_destroy(rest);
  loop_io_destroy(io);
  loop_destroy(order.loop);
  close(ends[0]);
  close(ends[1]);
}

static void fail_to_rest(void *owner) {
  (void)owner;
  fail_msg("what was destroyed is called");
}

static void destroyed_sockets_and_timers_are_not_called(void **state) {
  (void)state;
  struct error error;
  struct order order = {.count = 1};
  assert_int_equal(loop_create(&order.loop, &error), STATUS_OK);
  struct loop_rest *rest = loop_rest_create(order.loop, fail_to_rest, NULL);
  struct loop_timer *timer = loop_timer_create(order.loop, timed_out, &order);
  loop_rest_want(rest, true);
  loop_rest_destroy(rest);
  loop_timer_at(timer, 1);
  loop_run(order.loop);
  assert_int_equal(order.called[1], 't');
  loop_timer_destroy(timer);
  loop_destroy(order.loop);
}

static void stop(void *loop) {
  loop_stop(loop);
}

static void a_timer_fires_at_the_instant_that_it_was_moved_to_last(void **state) {
  (void)state;
  struct error error;
  struct loop *loop = NULL;
  assert_int_equal(loop_create(&loop, &error), STATUS_OK);
  struct loop_timer *timer = loop_timer_create(loop, stop, loop);
  uint64_t begin_ns = clock_now_ns();
  loop_timer_at(timer, begin_ns + 3600 * NS_PER_S);
  loop_timer_at(timer, begin_ns + 2 * NS_PER_MS); /* moved to an earlier instant */
  loop_run(loop);
  assert_true(clock_now_ns() >= begin_ns + 2 * NS_PER_MS);
  loop_timer_at(timer, begin_ns + 3 * NS_PER_MS);
  loop_timer_at(timer, begin_ns + 9 * NS_PER_MS); /* moved to a later instant */
  loop_run(loop);
  assert_true(clock_now_ns() >= begin_ns + 9 * NS_PER_MS);
  loop_timer_destroy(timer);
  loop_destroy(loop);
}

static void an_instant_that_is_over_fires_an_alarm_at_once(void **state) {
  (void)state;
  struct error error;
  struct loop *loop = NULL;
  struct loop_alarm *alarm = NULL;
  assert_int_equal(loop_create(&loop, &error), STATUS_OK);
  assert_int_equal(loop_alarm_create(loop, stop, loop, &alarm, &error), STATUS_OK);
  loop_alarm_at(alarm, 0);
  loop_run(loop);
  uint64_t begin_ns = clock_now_ns();
  loop_alarm_at(alarm, begin_ns + 3600 * NS_PER_S);
  loop_alarm_at(alarm, begin_ns + NS_PER_MS);
  loop_run(loop);
  assert_true(clock_now_ns() >= begin_ns + NS_PER_MS);
  loop_alarm_destroy(alarm);
  loop_destroy(loop);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(readable_sockets_come_before_time_outs_of_the_same_round),
      cmocka_unit_test(deferred_calls_wait_until_all_sockets_are_read),
      cmocka_unit_test(a_timer_fires_at_the_instant_that_it_was_moved_to_last),
      cmocka_unit_test(an_instant_that_is_over_fires_an_alarm_at_once),
      cmocka_unit_test(destroyed_sockets_and_timers_are_not_called),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
