/* Messages in each read, and how long they had waited in the kernel. */
#include "tests/loopback.h"

#include <errno.h>
#include <string.h>

#include "clients/record/queueing.h"
#include "common/base/clock.h"
#include "tests/contracts.h"

static struct record record;
static struct queueing queueing;

static int set_up(void **state) {
  (void)state;
  assert_int_equal(record_init(&record, 1, NULL), STATUS_OK);
  assert_int_equal(queueing_init(&queueing, &record, NULL), STATUS_OK);
  record_set_phase(&record, 100, 200);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  queueing_release(&queueing);
  record_release(&record);
  return 0;
}

/* Records a read at an instant, with this number of messages, the newest of which had waited in the
 * kernel. */
static void hand_over(uint64_t messages, uint64_t receipt_ns, uint64_t waited_ns) {
  const struct stamped_read read = {.bytes = 1, .receipt_ns = receipt_ns, .waited_ns = waited_ns};
  queueing_begin(&queueing);
  record.counters.received += messages;
  queueing_end(&queueing, &read);
}

static void only_reads_that_brought_messages_are_counted(void **state) {
  (void)state;
  hand_over(0, 150, 7);
  assert_int_equal(record.counters.reads, 0);
  hand_over(1, 150, 7);
  hand_over(3, 150, 9);
  assert_int_equal(record.counters.reads, 2);
  assert_int_equal(record.counters.reads_of_several, 1);
  assert_int_equal(queueing.histogram.count, 2);
  assert_int_equal(queueing.histogram.max_ns, 9);
}

static void waits_are_of_the_measured_phase_and_of_reads_with_a_stamp(void **state) {
  (void)state;
  hand_over(1, 99, 7);
  hand_over(1, 100, 7);
  hand_over(1, 199, 7);
  hand_over(1, 200, 7);
  hand_over(1, 150, QUEUEING_UNSTAMPED);
  assert_int_equal(record.counters.reads, 5);
  assert_int_equal(queueing.histogram.count, 2);
}

enum { ATTEMPTS_MAX = 10000 };

static void a_read_is_stamped_by_the_kernel_where_that_is_asked_for(void **state) {
  (void)state;
  char bytes[16];
  struct loopback pair = loopback_open();
  assert_int_equal(send(pair.far, "one", 3, 0), 3);
  assert_true(becomes_readable(pair.near, LOOPBACK_COMES_MS));
  struct stamped_read read = queueing_read(pair.near, bytes, sizeof bytes);
  assert_int_equal(read.bytes, 3);
  assert_true(read.waited_ns == QUEUEING_UNSTAMPED);
  queueing_enable(pair.near);
  uint64_t before_ns = 0;
  /* the kernel begins to stamp packets a little later, on a thread of its own */
  for (int i = 0; i < ATTEMPTS_MAX && read.waited_ns == QUEUEING_UNSTAMPED; i++) {
    before_ns = clock_now_ns();
    assert_int_equal(send(pair.far, "two", 3, 0), 3);
    assert_true(becomes_readable(pair.near, LOOPBACK_COMES_MS));
    read = queueing_read(pair.near, bytes, sizeof bytes);
    assert_int_equal(read.bytes, 3);
    assert_memory_equal(bytes, "two", 3);
  }
  assert_true(read.waited_ns <= clock_now_ns() - before_ns);
  assert_in_range(read.receipt_ns, before_ns, clock_now_ns());
  loopback_close(&pair);
}

static void a_read_that_brings_nothing_has_its_errno(void **state) {
  (void)state;
  char bytes[16];
  struct loopback pair = loopback_open();
  struct stamped_read read = queueing_read(pair.near, bytes, sizeof bytes);
  assert_int_equal(errno, EAGAIN);
  assert_int_equal(read.bytes, -1);
  assert_true(read.waited_ns == QUEUEING_UNSTAMPED);
  loopback_close(&pair);
}

static void hand_over_less_than_nothing(void *context) {
  (void)context;
  record.counters.received = 5;
  hand_over(UINT64_MAX, 150, 7);
}

static void a_read_that_takes_messages_away_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(hand_over_less_than_nothing, NULL, "counters->received >= ");
}

#define QUEUEING_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      QUEUEING_TEST(only_reads_that_brought_messages_are_counted),
      QUEUEING_TEST(waits_are_of_the_measured_phase_and_of_reads_with_a_stamp),
      QUEUEING_TEST(a_read_is_stamped_by_the_kernel_where_that_is_asked_for),
      QUEUEING_TEST(a_read_that_brings_nothing_has_its_errno),
      QUEUEING_TEST(a_read_that_takes_messages_away_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("queueing", tests, NULL, NULL);
}
