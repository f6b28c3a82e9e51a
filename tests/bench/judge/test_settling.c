/* Whether and when a phase had settled, by the medians of its seconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/judge/settling.h"
#include "bench/judge/verdict.h"
#include "common/base/random.h"
#include "common/stats/histogram.h"
#include "documents/fields.h"

enum { SECONDS_MAX = 60 };

static struct settling settling_from(const double *medians_ms, size_t count) {
  double medians_ns[SECONDS_MAX];
  struct settling settling = {-1, -1};
  for (size_t i = 0; i < count; i++)
    medians_ns[i] = medians_ms[i] * 1e6;
  assert_true(settling_of(medians_ns, count, &settling));
  return settling;
}

static bool is_unsettled(const struct settling *settling) {
  return settling->first_ns > VERDICT_SETTLING_RATIO_MAX * settling->later_ns;
}

static void a_slow_beginning_is_seen(void **state) {
  (void)state;
  const double five[] = {40, 30, 2, 3, 2};
  const double twelve[] = {90, 60, 40, 5, 4, 5, 6, 5, 70, 4, 5, 5};
  struct settling settling = settling_from(five, 5);
  assert_float_equal(settling.first_ns, 30e6, 0);
  assert_float_equal(settling.later_ns, 3e6, 0);
  assert_true(is_unsettled(&settling));
  settling = settling_from(twelve, 12);
  assert_float_equal(settling.first_ns, 40e6, 0);
  assert_false(is_unsettled(&settling)); /* one second in nine is more than one in ten */
}

static void one_disturbed_second_in_ten_hides_no_slow_beginning(void **state) {
  (void)state;
  double medians_ms[14] = {50, 40, 30};
  for (size_t i = 3; i < 14; i++)
    medians_ms[i] = i == 9 ? 80 : 4;
  struct settling settling = settling_from(medians_ms, 14);
  assert_float_equal(settling.later_ns, 4e6, 0);
  assert_true(is_unsettled(&settling));
}

static void a_single_disturbed_second_is_no_slow_beginning(void **state) {
  (void)state;
  const double first[] = {90, 2, 2, 2, 2}, second[] = {2, 90, 2, 3, 2, 2, 2};
  struct settling settling = settling_from(first, 5);
  assert_false(is_unsettled(&settling));
  settling = settling_from(second, 7);
  assert_false(is_unsettled(&settling));
}

static void growing_latencies_are_no_slow_beginning(void **state) {
  (void)state;
  const double growing[] = {1, 2, 4, 8, 16, 32};
  struct settling settling = settling_from(growing, 6);
  assert_false(is_unsettled(&settling));
}

static void fewer_than_five_seconds_say_nothing(void **state) {
  (void)state;
  double medians_ns[] = {90e6, 90e6, 1e6, 1e6};
  struct settling settling;
  assert_false(settling_of(medians_ns, 4, &settling));
}

/* The share in the header's comment: a poll per second, with waits uniform from 0 to 1 s. */
static void latencies_without_a_trend_are_rarely_called(void **state) {
  (void)state;
  enum { PHASES = 100000, SECONDS = 5 };
  struct random random = random_seeded(1, 1);
  int called = 0;
  for (int i = 0; i < PHASES; i++) {
    double medians_ms[SECONDS];
    for (int j = 0; j < SECONDS; j++)
      medians_ms[j] = 1000 * random_uniform(&random);
    struct settling settling = settling_from(medians_ms, SECONDS);
    called += is_unsettled(&settling);
  }
  assert_true(called > PHASES * 11 / 1000 && called < PHASES * 14 / 1000);
}

static json_t *second_of(double median_ms) {
  struct histogram histogram;
  assert_int_equal(histogram_init(&histogram), STATUS_OK);
  histogram_record_many(&histogram, (uint64_t)(median_ms * 1e6), median_ms > 0);
  char *text = histogram_to_text(&histogram);
  json_t *second = json_pack("{s:s}", "latency_histogram", text);
  free(text);
  histogram_release(&histogram);
  return second;
}

static void whole_seconds_with_messages_are_read_from_the_timeline(void **state) {
  (void)state;
  const double medians_ms[] = {9, 9, 0, 8, 8, 8, 2, 1}; /* 0: no message */
  json_t *document = json_pack("{s:f,s:o}", "duration_s", 6.5, "timeline", json_array());
  for (size_t i = 0; i < sizeof medians_ms / sizeof *medians_ms; i++)
    json_array_append_new(json_object_get(document, "timeline"), second_of(medians_ms[i]));
  settling_put(document);
  assert_float_equal(field_number(document, "settling.first_ns", 0), 9e6, 0);
  assert_float_equal(field_number(document, "settling.later_ns", 0), 8e6, 0);
  field_put(document, "duration_s", json_real(5.5));
  json_object_del(document, "settling");
  settling_put(document); /* four of five seconds have a message */
  assert_null(field_get(document, "settling"));
  json_decref(document);
}

/* Polls at 1,000 instants spread over the interval, each for 1,000 messages of an interval. */
static double missing_by_counting(double interval_s, double warmup_s, double phase_s) {
  enum { STEPS = 1000 };
  int missing = 0, all = 0;
  for (int poll = 0; (poll + 0.5) * interval_s / STEPS < phase_s; poll++)
    for (int message = 0; message < STEPS; message++) {
      double due_s = (poll - message) * interval_s / STEPS;
      all++;
      missing += due_s < -warmup_s;
    }
  return (double)missing / all;
}

static void messages_are_missing_before_the_first_interval(void **state) {
  (void)state;
  const struct {
    double interval_s, warmup_s, phase_s;
  } cases[] = {{4, 0.2, 3}, {1, 0.5, 3}, {1, 0, 1}, {2, 0.5, 2.5}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_float_equal(
        settling_messages_missing(cases[i].interval_s, cases[i].warmup_s, cases[i].phase_s),
        missing_by_counting(cases[i].interval_s, cases[i].warmup_s, cases[i].phase_s), 0.002);
  assert_float_equal(settling_messages_missing(1, 1, 3), 0, 0);
  assert_float_equal(settling_messages_missing(1, 7, 3), 0, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_slow_beginning_is_seen),
      cmocka_unit_test(one_disturbed_second_in_ten_hides_no_slow_beginning),
      cmocka_unit_test(a_single_disturbed_second_is_no_slow_beginning),
      cmocka_unit_test(growing_latencies_are_no_slow_beginning),
      cmocka_unit_test(fewer_than_five_seconds_say_nothing),
      cmocka_unit_test(latencies_without_a_trend_are_rarely_called),
      cmocka_unit_test(messages_are_missing_before_the_first_interval),
      cmocka_unit_test(whole_seconds_with_messages_are_read_from_the_timeline),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
