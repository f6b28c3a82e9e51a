/* Rate, queue, outages, delay and order of one line. */
#include "bench/link/line.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "common/base/clock.h"

enum { BYTES = 1250 }; /* 10,000 bits */

static uint64_t carried_at(struct line *line, const struct line_settings *settings,
                           uint64_t now_ns) {
  uint64_t arrival_ns = 0;
  assert_int_equal(line_carry(line, settings, BYTES, now_ns, 0, &arrival_ns), LINE_CARRIED);
  return arrival_ns;
}

static void a_packet_arrives_after_the_delay(void **state) {
  (void)state;
  const struct line_settings settings = {.delay_ns = 50 * NS_PER_MS};
  struct line line = line_of(1, 0, LINK_UP);
  assert_int_equal(carried_at(&line, &settings, 1000), 50 * NS_PER_MS + 1000);
  assert_int_equal(carried_at(&line, &settings, 1000), 50 * NS_PER_MS + 1000);
}

static void packets_go_out_at_the_rate(void **state) {
  (void)state;
  const struct line_settings settings = {.rate_bits_per_s = 10000000, .queue_ns = NS_PER_S};
  struct line line = line_of(1, 0, LINK_UP);
  for (uint64_t i = 1; i <= 100; i++)
    assert_int_equal(carried_at(&line, &settings, 7), 7 + i * NS_PER_MS);
  assert_int_equal(carried_at(&line, &settings, NS_PER_S), NS_PER_S + NS_PER_MS);
}

static void a_queue_that_is_full_drops(void **state) {
  (void)state;
  const struct line_settings settings = {.rate_bits_per_s = 10000000, .queue_ns = 5 * NS_PER_MS};
  struct line line = line_of(1, 0, LINK_UP);
  uint64_t arrival_ns = 42;
  int carried = 0;
  while (line_carry(&line, &settings, BYTES, 0, 0, &arrival_ns) == LINE_CARRIED)
    carried++;
  assert_int_equal(carried, 6); /* one goes out, five wait */
  assert_int_equal(arrival_ns, 6 * NS_PER_MS);
  assert_int_equal(line_carry(&line, &settings, BYTES, 0, 0, &arrival_ns), LINE_QUEUE_FULL);
  assert_int_equal(carried_at(&line, &settings, NS_PER_MS),
                   7 * NS_PER_MS); /* there is room again */
}

/* Packets 5 ms apart: each is in a slot of its own. */
static double lost_share(uint64_t seed, double loss, uint64_t count) {
  const struct line_settings settings = {.loss = loss};
  struct line line = line_of(seed, 3, LINK_DOWN);
  uint64_t arrival_ns, lost = 0;
  for (uint64_t i = 0; i < count; i++)
    lost += line_carry(&line, &settings, BYTES, i * LINE_OUTAGE_MS * NS_PER_MS, 0, &arrival_ns) ==
            LINE_OUT;
  return (double)lost / (double)count;
}

static void the_share_of_lost_slots_is_what_was_asked_for(void **state) {
  (void)state;
  enum { COUNT = 200000 };
  static const double asked[] = {0.001, 0.01, 0.05, 0.5};
  for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
    double spread = sqrt(asked[i] * (1 - asked[i]) / COUNT);
    assert_true(fabs(lost_share(i + 1, asked[i], COUNT) - asked[i]) < 4 * spread);
  }
  assert_true(lost_share(1, 0, COUNT) == 0);
  assert_true(lost_share(1, 1, COUNT) == 1);
}

static void outages_depend_on_time_and_not_on_packets(void **state) {
  (void)state;
  const struct line_settings settings = {.loss = 0.3, .jitter_ns = NS_PER_MS, .delay_ns = NS_PER_S};
  uint64_t arrival_ns, epoch_ns = 17 * NS_PER_S + 3;
  struct line busy = line_of(9, 5, LINK_UP), idle = line_of(9, 5, LINK_UP);
  for (uint64_t ms = 0; ms < 2000; ms++) {
    uint64_t now_ns = epoch_ns + ms * NS_PER_MS;
    enum line_fate fate = line_carry(&busy, &settings, BYTES, now_ns, epoch_ns, &arrival_ns);
    if (ms % 97 == 0)
      assert_int_equal(line_carry(&idle, &settings, 40, now_ns, epoch_ns, &arrival_ns), fate);
  }
}

static void lines_directions_and_seeds_differ(void **state) {
  (void)state;
  const struct line first = line_of(1, 0, LINK_UP);
  const struct line others[] = {line_of(1, 0, LINK_DOWN), line_of(1, 1, LINK_UP),
                                line_of(2, 0, LINK_UP)};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    assert_true(others[i].outage_key != first.outage_key);
    assert_true(others[i].jitter_key != first.jitter_key);
  }
  assert_true(first.outage_key != first.jitter_key);
}

static void the_delay_is_uniform_around_its_middle(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  const struct line_settings settings = {.delay_ns = 50 * NS_PER_MS, .jitter_ns = 20 * NS_PER_MS};
  struct line line = line_of(4, 0, LINK_UP);
  double sum_ms = 0, squares = 0;
  for (uint64_t i = 0; i < COUNT; i++) {
    uint64_t now_ns = i * 5 * LINE_JITTER_MS * NS_PER_MS; /* too far apart to wait for another */
    double ms = (double)(carried_at(&line, &settings, now_ns) - now_ns) / (double)NS_PER_MS;
    assert_true(ms >= 30 && ms <= 70);
    sum_ms += ms;
    squares += ms * ms;
  }
  double mean_ms = sum_ms / COUNT, deviation_ms = sqrt(squares / COUNT - mean_ms * mean_ms);
  assert_true(fabs(mean_ms - 50) < 0.5);
  assert_true(fabs(deviation_ms - 40 / sqrt(12)) < 0.3);
}

static void packets_keep_their_order_unless_they_may_overtake(void **state) {
  (void)state;
  struct line_settings settings = {.delay_ns = 100 * NS_PER_MS, .jitter_ns = 90 * NS_PER_MS};
  struct line kept = line_of(2, 0, LINK_UP), free_to = line_of(2, 0, LINK_UP);
  uint64_t before_ns = 0, before_free_ns = 0, overtaken = 0;
  for (uint64_t ms = 0; ms < 1000; ms++) {
    uint64_t at_ns = carried_at(&kept, &settings, ms * NS_PER_MS);
    assert_true(at_ns >= before_ns);
    before_ns = at_ns;
  }
  settings.reorders = true;
  for (uint64_t ms = 0; ms < 1000; ms++) {
    uint64_t at_ns = carried_at(&free_to, &settings, ms * NS_PER_MS);
    overtaken += at_ns < before_free_ns;
    before_free_ns = at_ns;
  }
  assert_true(overtaken > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_packet_arrives_after_the_delay),
      cmocka_unit_test(packets_go_out_at_the_rate),
      cmocka_unit_test(a_queue_that_is_full_drops),
      cmocka_unit_test(the_share_of_lost_slots_is_what_was_asked_for),
      cmocka_unit_test(outages_depend_on_time_and_not_on_packets),
      cmocka_unit_test(lines_directions_and_seeds_differ),
      cmocka_unit_test(the_delay_is_uniform_around_its_middle),
      cmocka_unit_test(packets_keep_their_order_unless_they_may_overtake),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
