/* What several processes have measured, put together, is what one would have measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "clients/record/carrier.h"
#include "clients/record/life.h"
#include "clients/record/record.h"
#include "common/base/clock.h"
#include "common/base/random.h"

enum { PROCESSES = 3, CHANNELS = 4, USERS = 30, MESSAGES = 400, PHASE_S = 5 };

static const uint64_t START_NS = 100 * NS_PER_S;

struct measured {
  struct record record;
  struct life life;
  struct age_view views[USERS];
};

static struct measured *measured_create(void) {
  struct measured *made = calloc(1, sizeof *made);
  assert_non_null(made);
  assert_int_equal(record_init(&made->record, CHANNELS, NULL), STATUS_OK);
  assert_int_equal(life_init(&made->life, NULL), STATUS_OK);
  made->record.server_clock.same = true;
  made->record.series.start_ns = START_NS;
  record_set_phase(&made->record, START_NS, START_NS + PHASE_S * NS_PER_S);
  timeline_start(&made->record.timeline, START_NS, &made->record.counters);
  return made;
}

static void measured_destroy(struct measured *made) {
  record_release(&made->record);
  life_release(&made->life);
  free(made);
}

struct event {
  uint32_t user;
  uint64_t channel, seq, due_ns, receipt_ns;
};

static int event_compare(const void *left, const void *right) {
  const struct event *a = left;
  const struct event *b = right;
  return a->receipt_ns < b->receipt_ns ? -1 : a->receipt_ns > b->receipt_ns;
}

static void receive(struct measured *made, const struct event *event) {
  struct record *record = &made->record;
  record->counters.received++;
  record->counters.payload_bytes += event->seq;
  series_add(&record->series, SERIES_DELIVERED, event->receipt_ns);
  age_receive(&record->age, &made->views[event->user], event->due_ns, event->receipt_ns);
  record_receipt(record, event->channel, event->seq, event->due_ns, event->receipt_ns);
  life_ready(&made->life, event->receipt_ns - event->due_ns);
  if (event->seq % 7 == 0)
    life_cut(&made->life, LIFE_BY_SERVER);
  if (event->seq % 11 == 0)
    life_closed(&made->life, LIFE_BY_CLIENT,
                "\x03\xe8"
                "bye",
                5);
}

static void finish(struct measured *made, uint32_t first, uint32_t step) {
  timeline_advance(&made->record.timeline, START_NS + PHASE_S * NS_PER_S, &made->record.counters);
  timeline_stop(&made->record.timeline, &made->record.counters);
  for (uint32_t user = first; user < USERS; user += step)
    age_finish(&made->record.age, &made->views[user]);
}

static size_t events_make(struct event *events, uint64_t seed) {
  struct random random = random_seeded(seed, 0);
  size_t count = 0;
  for (uint64_t seq = 1; seq <= MESSAGES; seq++) {
    uint64_t due_ns = START_NS + random_next(&random) % ((PHASE_S - 1) * NS_PER_S);
    for (uint32_t user = 0; user < USERS; user++) {
      if (user % CHANNELS != seq % CHANNELS || random_next(&random) % 10 == 0)
        continue;
      events[count++] = (struct event){user, seq % CHANNELS, seq, due_ns,
                                       due_ns + 1 + random_next(&random) % (NS_PER_S / 2)};
    }
  }
  qsort(events, count, sizeof *events, event_compare);
  return count;
}

static void measured_carry(struct measured *made, struct carrier *carrier) {
  record_carry(&made->record, carrier);
  life_carry(&made->life, carrier);
}

static void assert_same_histogram(const struct histogram *a, const struct histogram *b) {
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->out_of_range, b->out_of_range);
  assert_int_equal(a->min_ns, b->min_ns);
  assert_int_equal(a->max_ns, b->max_ns);
  assert_int_equal(a->sum_ns, b->sum_ns);
  assert_memory_equal(a->counts, b->counts, HISTOGRAM_COUNTERS * sizeof *a->counts);
}

static void assert_same(const struct measured *a, const struct measured *b) {
  assert_same_histogram(&a->record.latency, &b->record.latency);
  assert_same_histogram(&a->record.age.begins, &b->record.age.begins);
  assert_same_histogram(&a->record.age.ends, &b->record.age.ends);
  assert_int_equal(a->record.age.time_ns, b->record.age.time_ns);
  assert_true(a->record.age.area_twice == b->record.age.area_twice);
  assert_int_equal(a->record.delivered, b->record.delivered);
  assert_int_equal(record_published_seen(&a->record), record_published_seen(&b->record));
  assert_memory_equal(&a->record.counters, &b->record.counters, sizeof a->record.counters);
  assert_int_equal(a->record.timeline.row_count, b->record.timeline.row_count);
  for (size_t i = 0; i < a->record.timeline.row_count; i++) {
    assert_int_equal(a->record.timeline.rows[i].delivered, b->record.timeline.rows[i].delivered);
    assert_string_equal(a->record.timeline.rows[i].latency, b->record.timeline.rows[i].latency);
  }
  assert_int_equal(a->record.series.count, b->record.series.count);
  assert_memory_equal(a->record.series.slots, b->record.series.slots,
                      a->record.series.count * sizeof *a->record.series.slots);
  assert_int_equal(a->life.ready, b->life.ready);
  assert_same_histogram(&a->life.ready_time, &b->life.ready_time);
  assert_int_equal(a->life.close_count, b->life.close_count);
  for (size_t i = 0; i < a->life.close_count; i++)
    for (size_t j = 0; j < b->life.close_count; j++)
      if (a->life.closes[i].code == b->life.closes[j].code) {
        assert_int_equal(a->life.closes[i].count, b->life.closes[j].count);
        assert_string_equal(a->life.closes[i].reason, b->life.closes[j].reason);
      }
}

/* Sends the parts 1 and following to part 0. */
static void put_together(struct measured *const *parts) {
  for (size_t i = 1; i < PROCESSES; i++) {
    struct carrier made = carrier_making();
    measured_carry(parts[i], &made);
    assert_true(carrier_complete(&made));
    struct carrier arrived = carrier_reading(made.made.text, made.made.bytes);
    measured_carry(parts[0], &arrived);
    assert_true(carrier_complete(&arrived));
    carrier_release(&made);
  }
}

static void several_processes_measure_what_one_would(void **state) {
  (void)state;
  static struct event events[(size_t)MESSAGES * USERS];
  for (uint64_t seed = 1; seed <= 20; seed++) {
    struct measured *one = measured_create();
    struct measured *parts[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++)
      parts[i] = measured_create();
    size_t count = events_make(events, seed);
    for (size_t i = 0; i < count; i++) {
      receive(one, &events[i]);
      receive(parts[events[i].user % PROCESSES], &events[i]);
    }
    finish(one, 0, 1);
    for (uint32_t i = 0; i < PROCESSES; i++)
      finish(parts[i], i, PROCESSES);
    put_together(parts);
    assert_same(parts[0], one);
    measured_destroy(one);
    for (size_t i = 0; i < PROCESSES; i++)
      measured_destroy(parts[i]);
  }
}

static void bytes_that_end_early_break_the_carrier(void **state) {
  (void)state;
  struct measured *from = measured_create();
  const struct event event = {0, 1, 1, START_NS, START_NS + 5};
  receive(from, &event);
  finish(from, 0, 1);
  struct carrier made = carrier_making();
  measured_carry(from, &made);
  for (size_t bytes = 0; bytes < made.made.bytes; bytes += 7) {
    struct measured *into = measured_create();
    struct carrier cut = carrier_reading(made.made.text, bytes);
    measured_carry(into, &cut);
    assert_true(cut.broken);
    assert_false(carrier_complete(&cut));
    measured_destroy(into);
  }
  struct carrier longer = carrier_reading(made.made.text, made.made.bytes);
  struct measured *into = measured_create();
  record_carry(&into->record, &longer);
  assert_false(carrier_complete(&longer)); /* something is left over */
  measured_destroy(into);
  carrier_release(&made);
  measured_destroy(from);
}

static void numbers_are_put_together_by_their_rules(void **state) {
  (void)state;
  uint64_t sum = 3, most = 3, least = 3;
  bool any = true, all = true;
  char text[8] = "first";
  struct carrier made = carrier_making();
  carrier_sum(&made, &sum);
  carrier_most(&made, &most);
  carrier_least(&made, &least);
  carrier_any(&made, &any);
  carrier_all(&made, &all);
  carrier_text(&made, text, sizeof text);
  carrier_text(&made, text, sizeof text);
  struct carrier arrived = carrier_reading(made.made.text, made.made.bytes);
  sum = most = least = 5;
  any = all = false;
  char empty[8] = "", other[8] = "other";
  carrier_sum(&arrived, &sum);
  carrier_most(&arrived, &most);
  carrier_least(&arrived, &least);
  carrier_any(&arrived, &any);
  carrier_all(&arrived, &all);
  carrier_text(&arrived, empty, sizeof empty);
  carrier_text(&arrived, other, sizeof other);
  assert_true(carrier_complete(&arrived));
  assert_int_equal(sum, 8);
  assert_int_equal(most, 5);
  assert_int_equal(least, 3);
  assert_true(any);
  assert_false(all);
  assert_string_equal(empty, "first");
  assert_string_equal(other, "other");
  carrier_release(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(several_processes_measure_what_one_would),
      cmocka_unit_test(bytes_that_end_early_break_the_carrier),
      cmocka_unit_test(numbers_are_put_together_by_their_rules),
  };
  return cmocka_run_group_tests_name("carrier", tests, NULL, NULL);
}
